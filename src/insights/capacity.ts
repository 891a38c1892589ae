import type { Capacity } from "../types/capacity";
import { bitsPerSecond } from "../directconnect/lists/bandwidth";
import { hostedConnectionsOn } from "../directconnect/collections/connections";
import { carriesHosted, takesRoom } from "../directconnect/relations/hosted";
import type { Parent } from "../directconnect/relations/parents";
import { isLag, portIdOf, type PortRow } from "../directconnect/relations/ports";
import type { ReadDoor } from "../directconnect/read/read-door";

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
 * @returns null for a LAG that carries none, for an interconnect in a LAG, whose capacity is the LAG's, and where its
 * bandwidth is not understood.
 */
export async function capacityOf(parent: Parent, read: ReadDoor): Promise<Capacity | null> {
  const total = bandwidthOf(parent);
  if (total === null || !carriesHosted(parent) || isMember(parent)) return null;
  const place = read.placeOf(parent, "DescribeHostedConnections");
  const each = await read.figures(hostedConnectionsOn(portIdOf(parent)), place, (hosted) =>
    takesRoom(hosted) ? (bitsPerSecond(hosted.bandwidth) ?? 0) : null,
  );
  const allocated = each.reduce((sum, bandwidth) => sum + bandwidth, 0);
  return {
    totalBitsPerSecond: total,
    allocatedBitsPerSecond: allocated,
    availableBitsPerSecond: Math.max(0, total - allocated),
    hostedConnectionCount: each.length,
  };
}

/** Whether it is an interconnect in a LAG: what it carries is on the LAG. */
function isMember(parent: Parent): boolean {
  return !isLag(parent) && parent.lagId != null;
}
