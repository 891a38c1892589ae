import type {
  Connection,
  ConnectionState,
  Interconnect,
  InterconnectState,
  RequestBillingMode,
  Tag,
} from "@aws-sdk/client-direct-connect";
import { scopeOf, type Call, type World } from "../call";
import { clientError } from "../errors";
import { defineTable } from "../state/table";

/**
 * A dedicated connection, a hosted connection or an interconnect: one record, since all three have `dxcon-`
 * ids, states, MACsec keys, LOAs and tags alike. It carries the member names of `Connection`; members of the
 * record alone never reach the wire.
 */
export interface Port extends Omit<Connection, "awsDevice"> {
  kind: "dedicated" | "hosted" | "interconnect";
  connectionId: string;
  connectionName: string;
  connectionState: ConnectionState;
  ownerAccount: string;
  region: string;
  location: string;
  bandwidth: string;
  tags: Tag[];
  /** Deprecated in favour of awsDeviceV2, and still on the wire with the same value. */
  awsDevice?: string;
  /** The requested billing mode of a dedicated connection; by default by port hours and data. */
  requestedBillingMode?: RequestBillingMode;
  /** When another billing mode was requested, in emulated milliseconds. */
  billingModeChanges?: readonly number[];
  /** Of a hosted connection: the interconnect or LAG that carries it. */
  parentId?: string;
  /** Of a hosted connection: the account that owns the parent. */
  partnerAccount?: string;
}

export const ports = defineTable<Port>()({
  name: "ports",
  id: (port) => port.connectionId,
  indexes: {
    /** What DescribeConnections shows an account. */
    connections: (port) => (port.kind === "interconnect" ? undefined : ownerScope(port)),
    connectionsAnywhere: (port) => (port.kind === "interconnect" ? undefined : port.ownerAccount),
    interconnects: (port) => (port.kind === "interconnect" ? ownerScope(port) : undefined),
    hostedOn: (port) => port.parentId,
    /** Members of a LAG; a hosted connection on a LAG names it too, but is carried, not a member. */
    membersOf: (port) => (port.kind === "hosted" ? undefined : port.lagId),
  },
});

/** States in which a port carries traffic or would, if its link were up: what others can be put upon. */
export function isInService(port: Port): boolean {
  return port.connectionState === "available" || port.connectionState === "down";
}

const ownerScope = (port: Port) => scopeOf({ account: port.ownerAccount, region: port.region });

/** States in which a port or hosted connection no longer counts: it is only still listed. */
export function isGone(port: Port): boolean {
  return port.connectionState === "deleted" || port.connectionState === "rejected";
}

/** The ports of a LAG, one that is being deleted too; one that is only still listed no more. */
export function membersOf(lagId: string, world: World): Readonly<Port>[] {
  return world.store
    .table(ports)
    .by("membersOf", lagId)
    .filter((member) => !isGone(member));
}

/** The record under the member names of an interconnect. */
export function interconnectView(port: Port): Interconnect {
  return {
    ...port,
    interconnectId: port.connectionId,
    interconnectName: port.connectionName,
    interconnectState: interconnectState(port.connectionState),
  };
}

/** An interconnect is never ordered or declined: it needs no acceptance (DOMAIN B.3). */
function interconnectState(state: ConnectionState): InterconnectState {
  return state === "ordering" || state === "rejected" ? "unknown" : state;
}

/**
 * A connection or interconnect that the caller owns in this region.
 * @throws DirectConnectClientException "Could not find … with ID …"
 */
export function ownPort(call: Call, id: string, kinds: readonly Port["kind"][]): Readonly<Port> {
  const port = call.store.table(ports).get(id);
  if (port?.ownerAccount !== call.account || port.region !== call.region || !kinds.includes(port.kind)) {
    const what = kinds.includes("interconnect") ? "Interconnect" : "Connection";
    throw clientError(`Could not find ${what} with ID ${id}`);
  }
  return port;
}
