import type { Connection } from "../../types/connection";
import type { Interconnect } from "../../types/interconnect";
import type { Lag } from "../../types/lag";
import type { Place } from "../accounts/accounts";
import { connections } from "../collections/connections";
import { interconnects } from "../collections/interconnects";
import { lags } from "../collections/lags";
import { bitsPerSecond } from "../lists/bandwidth";
import type { ReadDoor } from "../read/read-door";

/** A row of any kind of port. */
export type PortRow = Connection | Interconnect | Lag;

/** `__typename` is set when rows are converted; it is no member of the graph's types. */
function typenameOf(row: object): string | undefined {
  return (row as { __typename?: string }).__typename;
}

export const isLag = (row: object): row is Lag => typenameOf(row) === "Lag";
export const isInterconnect = (row: object): row is Interconnect => typenameOf(row) === "Interconnect";

const isConnection = (row: object): row is Connection => typenameOf(row) === "Connection";
export const isPort = (row: object): row is PortRow => isConnection(row) || isInterconnect(row) || isLag(row);

/** The state of a port; the words are the same for all of them. */
export function portStateOf(port: PortRow): string {
  if (isLag(port)) return port.lagState;
  return isInterconnect(port) ? port.interconnectState : port.connectionState;
}

/** The AWS id of a port. */
export function portIdOf(port: PortRow): string {
  if (isLag(port)) return port.lagId;
  return isInterconnect(port) ? port.interconnectId : port.connectionId;
}

/** The collection that lists a port. */
export function portsLike(
  port: PortRow,
): Pick<typeof connections | typeof interconnects | typeof lags, "operation"> {
  if (isLag(port)) return lags;
  return isInterconnect(port) ? interconnects : connections;
}

/** A port's bandwidth in bits per second, for a LAG the sum of its members; null where AWS's text cannot be parsed. */
export function bandwidthOf(port: PortRow): number | null {
  if (!isLag(port)) return bitsPerSecond(port.bandwidth);
  const each = bitsPerSecond(port.connectionsBandwidth);
  const members = port.connections.filter(
    ({ connectionState }) => connectionState !== "deleted" && connectionState !== "deleting",
  );
  return each === null ? null : each * members.length;
}

/**
 * A port by its AWS id. Connections and interconnects share one form of id, so both are read.
 * @returns null where the account has none.
 */
export async function findPort(id: string, place: Place, read: ReadDoor): Promise<PortRow | null> {
  if (id.startsWith("dxlag-")) return read.find(lags, place, id);
  return (await read.find(connections, place, id)) ?? (await read.find(interconnects, place, id));
}
