import { type BadField, badInput, GatewayError } from "../../errors";
import type { Place } from "../accounts/accounts";
import { connections } from "../collections/connections";
import { lags } from "../collections/lags";
import { virtualInterfaces } from "../collections/virtual-interfaces";
import { bitsPerSecond } from "../lists/bandwidth";
import { orFallback } from "../read/or-fallback";
import type { ReadDoor } from "../read/read-door";
import type { Carrier } from "../relations/carriers";
import { isHosted } from "../relations/parents";
import { bandwidthOf } from "../relations/ports";

/** The members of an order or update that a connection or LAG has a limit for. */
export interface Limited {
  readonly rateLimit?: string | null | undefined;
  readonly prefixPoolAllocatedCountIpv4?: number | null | undefined;
  readonly prefixPoolAllocatedCountIpv6?: number | null | undefined;
}

interface Wanted {
  /** The argument that contains the order. */
  readonly argument: string;
  readonly limited: Limited;
  /** The present values of the virtual interface; absent where it is new. */
  readonly present?: Limited;
}

/**
 * Refuses a rate limiter or prefixes beyond what a connection or LAG has left, and a limit that it cannot have,
 * before AWS is called. Limiters count by their number: their sum may exceed the port. A cached list suffices to
 * accept an order; before a refusal, the list is read again. Costs nothing where neither is requested, else one read,
 * and another one before a refusal.
 *
 * @throws GatewayError QUOTA_EXCEEDED with the figures; BAD_USER_INPUT for a limit above the port, or on a hosted
 * connection.
 */
export async function refuseBeyondLimits(
  carrierId: string,
  wanted: Wanted,
  place: Place,
  read: ReadDoor,
): Promise<void> {
  if (!isRequested(wanted.limited)) return;
  const begun = read.now;
  if (refusalBy(await carrierOf(carrierId, place, read), carrierId, wanted) === undefined) return;
  const refusal = refusalBy(await carrierOf(carrierId, place, read.since(begun)), carrierId, wanted);
  if (refusal !== undefined) throw refusal;
}

/** The same for a virtual interface that has some of it already. */
export async function refuseUpdateBeyondLimits(
  virtualInterfaceId: string,
  limited: Limited,
  place: Place,
  read: ReadDoor,
): Promise<void> {
  if (!isRequested(limited)) return;
  const row = await orFallback(() => read.find(virtualInterfaces, place, virtualInterfaceId), null);
  if (row?.connectionId == null) return;
  await refuseBeyondLimits(row.connectionId, { argument: "input", limited, present: row }, place, read);
}

/** Whether an order or update requests anything that is counted. */
export function isRequested(limited: Limited): boolean {
  const { rateLimit, prefixPoolAllocatedCountIpv4, prefixPoolAllocatedCountIpv6 } = limited;
  return [rateLimit, prefixPoolAllocatedCountIpv4, prefixPoolAllocatedCountIpv6].some((each) => each != null);
}

/** Where nothing can be read, AWS decides: a caller who may order need not be allowed to list. */
function carrierOf(id: string, place: Place, read: ReadDoor): Promise<Carrier | null> {
  return id.startsWith("dxlag-")
    ? orFallback(() => read.find(lags, place, id), null)
    : orFallback(() => read.find(connections, place, id), null);
}

function refusalBy(carrier: Carrier | null, id: string, wanted: Wanted): GatewayError | undefined {
  if (carrier === null) return undefined;
  const unfit = unfitLimit(carrier, id, wanted);
  if (unfit !== undefined) return badInput([unfit]);
  const beyond = limitersBeyond(carrier, id, wanted) ?? prefixesBeyond(carrier, id, wanted);
  return beyond === undefined ? undefined : new GatewayError("QUOTA_EXCEEDED", `${beyond} Nothing was sent.`);
}

function unfitLimit(carrier: Carrier, id: string, { argument, limited }: Wanted): BadField | undefined {
  const limit = bitsPerSecond(limited.rateLimit); // null for a limit that is removed
  if (limit === null) return undefined;
  const sent = JSON.stringify(limited.rateLimit);
  if (isHosted(carrier))
    return { argument: `${argument}.rateLimit`, sent, allowed: `none on ${id}, a hosted connection` };
  const bandwidth = bandwidthOf(carrier);
  if (bandwidth === null || limit <= bandwidth) return undefined;
  const most = `${bandwidth / 1e9}Gbps`;
  return { argument: `${argument}.rateLimit`, sent, allowed: `at most ${most}, the bandwidth of ${id}` };
}

function limitersBeyond(carrier: Carrier, id: string, { limited, present }: Wanted): string | undefined {
  const isNew = bitsPerSecond(limited.rateLimit) !== null && present?.rateLimit == null;
  const { remaining, inUse, maxAllowed } = carrier.rateLimiterStatus ?? {};
  if (!isNew || remaining == null || remaining > 0) return undefined;
  return `${id} has no rate limiter left: ${inUse ?? "all"} of ${maxAllowed ?? "its limiters"} are in use.`;
}

function prefixesBeyond(carrier: Carrier, id: string, { limited, present }: Wanted): string | undefined {
  for (const family of ["Ipv4", "Ipv6"] as const) {
    const count = limited[`prefixPoolAllocatedCount${family}`];
    const left = carrier[`prefixPoolUnallocatedCount${family}`];
    if (count == null || left == null) continue;
    const more = count - (present?.[`prefixPoolAllocatedCount${family}`] ?? 0);
    if (more > left) {
      const pool = `${left} of ${carrier[`prefixPoolSize${family}`] ?? "its"}`;
      return `${id} has ${pool} ${family.replace("Ip", "IP")} prefixes left, not ${more}.`;
    }
  }
  return undefined;
}
