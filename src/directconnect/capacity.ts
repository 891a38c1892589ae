import type { Capacity } from "../types/capacity";
import { bitsPerSecond } from "./bandwidth";
import { carriesHosted, hostedOn, takesRoom } from "./hosted";
import type { Parent } from "./parents";
import { isLag, type PortRow } from "./ports";
import type { ReadDoor } from "./read-door";

/** A port's bandwidth in bits per second, of a LAG that of all its members; null where AWS's text is not understood. */
export function bandwidthOf(port: PortRow): number | null {
  if (!isLag(port)) return bitsPerSecond(port.bandwidth);
  const each = bitsPerSecond(port.connectionsBandwidth);
  const members = port.connections.filter(
    ({ connectionState }) => connectionState !== "deleted" && connectionState !== "deleting",
  );
  return each === null ? null : each * members.length;
}

/**
 * What of an interconnect or LAG is allocated, from the same read as its hosted connections.
 * @returns null for a LAG that carries none, and where its bandwidth is not understood.
 */
export async function capacityOf(parent: Parent, read: ReadDoor): Promise<Capacity | null> {
  const total = bandwidthOf(parent);
  if (total === null || !carriesHosted(parent)) return null;
  const counted = (await hostedOn(parent, read)).filter(takesRoom);
  const allocated = counted.reduce((sum, { bandwidth }) => sum + (bitsPerSecond(bandwidth) ?? 0), 0);
  return {
    totalBitsPerSecond: total,
    allocatedBitsPerSecond: allocated,
    availableBitsPerSecond: Math.max(0, total - allocated),
    hostedConnectionCount: counted.length,
  };
}
