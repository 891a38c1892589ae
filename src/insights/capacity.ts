import { GatewayError } from "../errors";
import type { Capacity, PrefixPool, RateLimiterCapacity } from "../types/capacity";
import type { Connection } from "../types/connection";
import type { Lag } from "../types/lag";
import { bitsPerSecond } from "../directconnect/lists/bandwidth";
import { hostedConnectionsOn } from "../directconnect/collections/connections";
import { virtualInterfaces } from "../directconnect/collections/virtual-interfaces";
import { placeOfOwner } from "../directconnect/relations/carriers";
import { carriesHosted, takesRoom } from "../directconnect/relations/hosted";
import { isHosted, type Parent } from "../directconnect/relations/parents";
import { bandwidthOf, isInterconnect, isLag, portIdOf, type PortRow } from "../directconnect/relations/ports";
import { takesVlan } from "../directconnect/relations/vlan-uses";
import type { ReadDoor } from "../directconnect/read/read-door";

type HostedCapacity = Pick<
  Capacity,
  "allocatedBitsPerSecond" | "availableBitsPerSecond" | "hostedConnectionCount"
>;
type InterfaceCapacity = Pick<Capacity, "rateLimiters" | "prefixPoolIpv4" | "prefixPoolIpv6">;

/** The figure of what AWS left out. */
const UNKNOWN = -2;

/** What carries none has nothing left for them. */
const NO_HOSTED: HostedCapacity = {
  allocatedBitsPerSecond: 0,
  availableBitsPerSecond: 0,
  hostedConnectionCount: 0,
};
const NO_INTERFACES: InterfaceCapacity = { rateLimiters: null, prefixPoolIpv4: null, prefixPoolIpv6: null };

/**
 * What of a port is in use: by hosted connections on an interconnect or LAG of interconnects, by virtual interfaces on a
 * dedicated connection or LAG of those. From the same reads as what it carries.
 * @returns null for a hosted connection, for a member of a LAG, whose capacity is the LAG's, for a LAG that is gone, and
 * where the bandwidth is not understood.
 */
export async function capacityOf(port: PortRow, read: ReadDoor): Promise<Capacity | null> {
  const total = bandwidthOf(port);
  if (total === null || (!isLag(port) && port.lagId != null)) return null;
  if (isInterconnect(port) || (isLag(port) && port.allowsHostedConnections === true)) {
    if (!carriesHosted(port)) return null;
    return { totalBitsPerSecond: total, ...(await hostedCapacity(port, total, read)), ...NO_INTERFACES };
  }
  if (!isLag(port) && isHosted(port)) return null;
  return { totalBitsPerSecond: total, ...NO_HOSTED, ...(await interfaceCapacity(port, total, read)) };
}

async function hostedCapacity(parent: Parent, total: number, read: ReadDoor): Promise<HostedCapacity> {
  const place = read.placeOf(parent, "DescribeHostedConnections");
  const each = await read.figures(hostedConnectionsOn(portIdOf(parent)), place, (hosted) =>
    takesRoom(hosted) ? (bitsPerSecond(hosted.bandwidth) ?? UNKNOWN) : null,
  );
  if (each.includes(UNKNOWN)) {
    throw new GatewayError(
      "UPSTREAM_UNAVAILABLE",
      `What ${portIdOf(parent)} has left is not known: Direct Connect answered a hosted connection without its bandwidth.`,
      { retryable: true },
    );
  }
  const allocated = each.reduce((sum, bandwidth) => sum + bandwidth, 0);
  return {
    allocatedBitsPerSecond: allocated,
    availableBitsPerSecond: Math.max(0, total - allocated),
    hostedConnectionCount: each.length,
  };
}

async function interfaceCapacity(
  carrier: Connection | Lag,
  total: number,
  read: ReadDoor,
): Promise<InterfaceCapacity> {
  const { prefixPoolSizeIpv4, prefixPoolUnallocatedCountIpv4 } = carrier;
  const { prefixPoolSizeIpv6, prefixPoolUnallocatedCountIpv6 } = carrier;
  return {
    rateLimiters: await rateLimiterCapacity(carrier, total, read),
    prefixPoolIpv4: poolOf(prefixPoolSizeIpv4, prefixPoolUnallocatedCountIpv4),
    prefixPoolIpv6: poolOf(prefixPoolSizeIpv6, prefixPoolUnallocatedCountIpv6),
  };
}

/** The value for a virtual interface without a limiter. */
const UNLIMITED = -1;

async function rateLimiterCapacity(
  carrier: Connection | Lag,
  total: number,
  read: ReadDoor,
): Promise<RateLimiterCapacity | null> {
  const limits = await read.figures(
    virtualInterfaces,
    placeOfOwner(carrier, read),
    (row, isUnsure) => {
      if (!takesVlan(row)) return null;
      return isUnsure ? UNKNOWN : (bitsPerSecond(row.rateLimit) ?? UNLIMITED);
    },
    { belonging: { connectionId: portIdOf(carrier) } },
  );
  if (limits.includes(UNKNOWN)) return null;
  const limited = limits.filter((limit) => limit !== UNLIMITED);
  const sum = limited.reduce((whole, limit) => whole + limit, 0);
  const unlimitedCount = limits.length - limited.length;
  const { maxAllowed, inUse, remaining } = carrier.rateLimiterStatus ?? {};
  return {
    maxAllowed: maxAllowed ?? null,
    inUse: inUse ?? limited.length,
    remaining: remaining ?? null,
    limitedBitsPerSecond: sum,
    unlimitedVirtualInterfaceCount: unlimitedCount,
    oversubscription: total === 0 ? null : (sum + unlimitedCount * total) / total,
  };
}

function poolOf(size: number | null | undefined, remaining: number | null | undefined): PrefixPool | null {
  if (size == null || remaining == null) return null;
  return { size, allocated: size - remaining, remaining };
}
