import type { AddressFamily, Connection } from "@aws-sdk/client-direct-connect";
import type { World } from "../call";
import { clientError } from "../errors";
import { lags } from "../records/lags";
import { isInService, membersOf, ports } from "../records/ports";
import { isLive, virtualInterfaces, type VirtualInterfaceRecord } from "../records/virtual-interfaces";

/** How many prefixes of each family a virtual interface may announce. */
export type PrefixAllocation = Readonly<Record<AddressFamily, number>>;

const families = ["ipv4", "ipv6"] as const satisfies readonly AddressFamily[];
const defaultAllocation: PrefixAllocation = { ipv4: 100, ipv6: 100 };
const none: PrefixAllocation = { ipv4: 0, ipv6: 0 };
const mostPerInterface = 1_000;
/** DOMAIN J.7, of each family. */
const poolPerPort: Readonly<Record<string, number>> = {
  "1Gbps": 5_000,
  "10Gbps": 5_000,
  "100Gbps": 30_000,
  "400Gbps": 50_000,
};

/** What a virtual interface is allocated, as long as it is there. */
export function allocationOf(row: Readonly<VirtualInterfaceRecord>): PrefixAllocation {
  return isLive(row) ? allocationFor(row) : none;
}

/** What an order is allocated; public ones have no part in pools. */
export function allocationFor(
  order: Pick<VirtualInterfaceRecord, "virtualInterfaceType" | "prefixAllocation">,
): PrefixAllocation {
  if (order.virtualInterfaceType === "public") return none;
  return order.prefixAllocation ?? defaultAllocation;
}

/** How much more of each family one allocation is than another. */
export function moreThan(one: PrefixAllocation, other: PrefixAllocation): PrefixAllocation {
  return { ipv4: one.ipv4 - other.ipv4, ipv6: one.ipv6 - other.ipv6 };
}

/** The sum of allocations, family by family. */
export function sumOf(rows: readonly Readonly<VirtualInterfaceRecord>[]): PrefixAllocation {
  return rows
    .map(allocationOf)
    .reduce((sum, { ipv4, ipv6 }) => ({ ipv4: sum.ipv4 + ipv4, ipv6: sum.ipv6 + ipv6 }), none);
}

const carriedBy = (id: string, world: World) => world.store.table(virtualInterfaces).by("carriedBy", id);

/**
 * The pool of a dedicated connection outside a LAG, or of a LAG: as much for each member whose link was up once.
 * @param without a member that is to leave
 * @returns undefined for what has none: hosted connections, partners' ports, members of LAGs
 */
function poolSizeOf(id: string, world: World, without?: string): number | undefined {
  const port = world.store.table(ports).get(id);
  if (port !== undefined)
    return port.kind === "dedicated" && port.lagId === undefined ? poolPerPort[port.bandwidth] : undefined;
  const lag = world.store.table(lags).get(id);
  if (lag === undefined || lag.allowsHostedConnections) return undefined;
  const billable = membersOf(id, world).filter(
    (member) => isInService(member) && member.connectionId !== without,
  );
  return (poolPerPort[lag.connectionsBandwidth] ?? 0) * billable.length;
}

/** What a connection or LAG shows of its pools. */
export function prefixPoolOf(id: string, world: World): Partial<Connection> {
  const size = poolSizeOf(id, world);
  if (size === undefined) return {};
  const allocated = sumOf(carriedBy(id, world));
  return {
    prefixPoolSizeIpv4: size,
    prefixPoolSizeIpv6: size,
    prefixPoolUnallocatedCountIpv4: Math.max(0, size - allocated.ipv4),
    prefixPoolUnallocatedCountIpv6: Math.max(0, size - allocated.ipv6),
  };
}

/**
 * What an order or update allocates.
 * @param requested the members of the request; what it leaves out stays as it is
 * @throws DirectConnectClientException for a public one, and beyond what one may have
 */
export function readAllocation(
  requested: {
    readonly prefixPoolAllocatedCountIpv4?: number | undefined;
    readonly prefixPoolAllocatedCountIpv6?: number | undefined;
  },
  type: VirtualInterfaceRecord["virtualInterfaceType"],
  present: PrefixAllocation = defaultAllocation,
): PrefixAllocation | undefined {
  const { prefixPoolAllocatedCountIpv4: ipv4, prefixPoolAllocatedCountIpv6: ipv6 } = requested;
  if (ipv4 === undefined && ipv6 === undefined) return undefined;
  if (type === "public") throw clientError("Prefixes cannot be allocated to a public virtual interface.");
  for (const count of [ipv4 ?? 0, ipv6 ?? 0]) {
    if (count < 0 || count > mostPerInterface)
      throw clientError(`Prefix allocation ${count} is not valid: it must be 0 to ${mostPerInterface}.`);
  }
  return { ipv4: ipv4 ?? present.ipv4, ipv6: ipv6 ?? present.ipv6 };
}

/**
 * What a new virtual interface is allocated. One that requests nothing gets the default, or what is left of it.
 * @returns undefined for the default
 * @throws DirectConnectClientException where the pool does not have what it requests
 */
export function orderedAllocation(
  { type, connectionId, terms }: PrefixOrder,
  world: World,
): PrefixAllocation | undefined {
  const requested = readAllocation(terms, type);
  if (requested !== undefined) checkPool(connectionId, requested, world);
  const pool = prefixPoolOf(connectionId, world);
  if (requested !== undefined || type === "public" || pool.prefixPoolSizeIpv4 === undefined) return requested;
  const { prefixPoolUnallocatedCountIpv4: ipv4 = 0, prefixPoolUnallocatedCountIpv6: ipv6 = 0 } = pool;
  if (Math.min(ipv4, ipv6) >= defaultAllocation.ipv4) return undefined;
  return {
    ipv4: Math.min(ipv4, defaultAllocation.ipv4),
    ipv6: Math.min(ipv6, defaultAllocation.ipv6),
  };
}

/** What of an order of a virtual interface decides on its prefixes. */
interface PrefixOrder {
  readonly type: VirtualInterfaceRecord["virtualInterfaceType"];
  readonly connectionId: string;
  readonly terms: Parameters<typeof readAllocation>[0];
}

/**
 * Whether a pool holds so many more prefixes.
 * @param more of each family; negative where some are given back
 * @throws DirectConnectClientException with the figures
 */
export function checkPool(id: string, more: PrefixAllocation, world: World, without?: string): void {
  const size = poolSizeOf(id, world, without);
  if (size === undefined) return; // a hosted connection has no pool
  const allocated = sumOf(carriedBy(id, world));
  for (const family of families) {
    const wanted = allocated[family] + more[family];
    if (wanted > size && (more[family] > 0 || without !== undefined))
      throw clientError(
        `${wanted} ${family} prefixes would be allocated on ${id}, of a prefix pool of ${size}.`,
      );
  }
}

/**
 * Whether the pool of a LAG holds what is allocated when one of its members leaves; the last one may always go.
 * @throws DirectConnectClientException with the figures
 */
export function checkPoolWithout(lagId: string, memberId: string, world: World): void {
  const others = membersOf(lagId, world).filter(({ connectionId }) => connectionId !== memberId);
  if (others.length > 0) checkPool(lagId, none, world, memberId);
}
