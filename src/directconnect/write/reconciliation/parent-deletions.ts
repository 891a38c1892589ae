import type { VirtualInterface } from "@aws-sdk/client-direct-connect";
import type { Input, WriteOperation } from "../../client/operations";
import { newSession } from "./bgp-peers";
import { notedBy } from "./deleted-rows";
import { hasEffect } from "./effects";
import type { Reader, LostChange, Verdict } from "./reconciliation";
import { isEnding } from "./states";
import { notApplied, unknown } from "./verdicts";
import { virtualInterfaceOf } from "./virtual-interfaces";

type Creation = Extract<WriteOperation, `${"Create" | "Allocate" | "Start"}${string}`>;

/** What a creation makes something on, which takes it along where it is deleted. */
interface Parent<Name extends Creation> {
  readonly idOf: (input: Input<Name>) => string | undefined;
  /** Whether it is there yet: then lists show what is on it. False where the account of the change cannot read it. */
  readonly isStanding: (reader: Reader, id: string) => Promise<boolean>;
  /** By the row that the deletion noted before it was sent, where it notes one. */
  readonly inRow?: (reader: Reader, change: LostChange<Name>, row: object) => Promise<Verdict<Name>>;
}

/** AWS refuses to delete what carries something, or takes the deletion back: what was made is listed, or was deleted itself. */
const NOT_DELETED = "AWS keeps the parent";
const NO_PARENT = "nothing that can be deleted";

const onVirtualInterface = {
  idOf: ({ virtualInterfaceId }: { readonly virtualInterfaceId?: string | undefined }) => virtualInterfaceId,
  isStanding: async (reader: Reader, id: string) => {
    const row = await virtualInterfaceOf(reader, id);
    return row !== undefined && !isEnding(row.virtualInterfaceState);
  },
};

/** What becomes of the result of each creation where its parent is deleted; one that is left out does not compile. */
export const PARENTS: {
  readonly [Name in Creation]: Parent<Name> | typeof NOT_DELETED | typeof NO_PARENT;
} = {
  CreateConnection: NO_PARENT,
  CreateInterconnect: NO_PARENT,
  CreateLag: NO_PARENT,
  CreateDirectConnectGateway: NO_PARENT,
  CreateResiliencyGroup: NO_PARENT,

  AllocateHostedConnection: NOT_DELETED,
  AllocateConnectionOnInterconnect: NOT_DELETED,
  AllocatePrivateVirtualInterface: NOT_DELETED,
  AllocatePublicVirtualInterface: NOT_DELETED,
  AllocateTransitVirtualInterface: NOT_DELETED,
  CreatePrivateVirtualInterface: NOT_DELETED,
  CreatePublicVirtualInterface: NOT_DELETED,
  CreateTransitVirtualInterface: NOT_DELETED,
  CreateDirectConnectGatewayAssociation: NOT_DELETED,

  CreateBGPPeer: {
    ...onVirtualInterface,
    inRow: (reader, change, row: VirtualInterface) =>
      newSession(reader, change, { ...row, virtualInterfaceState: "deleted" }),
  },
  StartBgpFailoverTest: onVirtualInterface,
  /** A gateway is another account's as a rule, which alone reads it. */
  CreateDirectConnectGatewayAssociationProposal: {
    idOf: ({ directConnectGatewayId }) => directConnectGatewayId,
    isStanding: () => Promise.resolve(false),
  },
};

/**
 * The verdict on a creation of which Direct Connect shows nothing: a later deletion in the journal of what it was to be made
 * on may have taken it along. Whether it was made is known only where the deletion noted what it deleted, and that shows it.
 */
export async function unlessParentDeleted<Name extends WriteOperation>(
  operation: Name,
  reader: Reader,
  change: LostChange<Name>,
): Promise<Verdict<Name>> {
  const parents: Readonly<Record<string, unknown>> = PARENTS;
  const parent = parents[operation];
  if (typeof parent !== "object") return notApplied;
  const { idOf, isStanding, inRow } = parent as Parent<never>; // that of its operation
  const id = idOf(change.input as never) ?? "";
  const trace = { aspect: "being", of: [id] } as const;
  const deletions = (await reader.others([])).filter((other) => other.mayFollow && hasEffect(other, trace));
  if (deletions.length === 0 || (await isStanding(reader, id))) return notApplied;
  for (const row of deletions.map(notedBy)) {
    const verdict = row && (await inRow?.(reader, change, row));
    if (verdict !== undefined && verdict.outcome !== "notApplied") return verdict;
  }
  return unknown(`Another change deletes ${id}; whether this change had made something on it is not known.`);
}
