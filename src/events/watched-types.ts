import { ROW_RULES } from "../directconnect/read/row-rules";
import { UNKNOWN } from "../types/graph/open-enum";
import type { WatchedResourceType } from "../types/change-event";

type Members = Readonly<Record<string, unknown>>;

/** How resources of one type change. */
export interface WatchedType {
  /** The member with its state. */
  readonly state: string;
  /** The state in which an account must accept it, and that account. */
  readonly acceptance?: { readonly state: string; readonly by: (row: Members) => unknown };
  /** Members that change with other resources, which have their own events. */
  readonly ignored?: readonly string[];
}

/** Every type of resource that is watched. */
export const WATCHED_TYPES: Readonly<Record<WatchedResourceType, WatchedType>> = {
  Connection: {
    state: ROW_RULES.Connection.state ?? "",
    acceptance: { state: "ordering", by: ({ ownerAccount }) => ownerAccount },
  },
  Interconnect: { state: ROW_RULES.Interconnect.state ?? "" },
  Lag: { state: ROW_RULES.Lag.state ?? "", ignored: ["connections"] },
  VirtualInterface: {
    state: ROW_RULES.VirtualInterface.state ?? "",
    acceptance: { state: "confirming", by: ({ ownerAccount, account }) => ownerAccount ?? account },
  },
  DirectConnectGateway: { state: ROW_RULES.DirectConnectGateway.state ?? "" },
  DirectConnectGatewayAssociation: { state: ROW_RULES.DirectConnectGatewayAssociation.state ?? "" },
  DirectConnectGatewayAssociationProposal: {
    state: ROW_RULES.DirectConnectGatewayAssociationProposal.state ?? "",
    acceptance: { state: "requested", by: ({ directConnectGatewayOwnerAccount: owner }) => owner },
  },
  DirectConnectGatewayAttachment: { state: ROW_RULES.DirectConnectGatewayAttachment.state ?? "" },
  ResiliencyGroup: { state: ROW_RULES.ResiliencyGroup.state ?? "" },
};

/** States that last until a person acts; all other states lead to one of these. */
const SETTLED: ReadonlySet<unknown> = new Set([
  ...["available", "down", "associated", "attached", "accepted", "active"],
  ...["deleted", "rejected", "disassociated", "detached", UNKNOWN],
]);

/** Whether a resource is in a state that it leaves by itself, or that is expected to end. */
export function isTransitional(type: WatchedResourceType, row: Members): boolean {
  return !SETTLED.has(row[WATCHED_TYPES[type].state]);
}
