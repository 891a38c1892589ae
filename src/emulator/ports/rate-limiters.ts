import type { RateLimiterStatus } from "@aws-sdk/client-direct-connect";
import type { World } from "../call";
import { clientError, limitExceeded } from "../errors";
import { isLive, virtualInterfaces } from "../records/virtual-interfaces";
import { bandwidthText, bitsPerSecond } from "../rules/checks";
import { rateLimits } from "../rules/rate-limits";

/** Of a dedicated connection; for a LAG it is nowhere stated (DOMAIN J.6). */
const mostPerCarrier = 10;

/** The limits of the virtual interfaces that a connection or LAG carries; some have none. */
function limitsOn(carrierId: string, world: World): string[] {
  return world.store
    .table(virtualInterfaces)
    .by("carriedBy", carrierId)
    .filter(isLive)
    .flatMap(({ rateLimit }) => rateLimit ?? []);
}

/** What a dedicated connection or LAG says of its limiters. Their sum may be more than its own bandwidth. */
export function rateLimiterStatusOf(carrierId: string, world: World): RateLimiterStatus {
  const limits = limitsOn(carrierId, world);
  const total = limits.reduce((sum, limit) => sum + bitsPerSecond(limit), 0);
  return {
    maxAllowed: mostPerCarrier,
    inUse: limits.length,
    remaining: Math.max(0, mostPerCarrier - limits.length),
    totalBandwidth: bandwidthText(total),
  };
}

interface Limiting {
  readonly id: string;
  readonly kind: "dedicated" | "hosted" | "lag";
  readonly bitsPerSecond: number;
}

/**
 * Whether virtual interfaces with these limits can be put on a connection or LAG, beside those that it carries.
 * @param limits of those that come; the ones without a limit are left out
 * @param replaced how many limiters of those that are there they replace
 * @throws LimitExceededException; DirectConnectClientException for what cannot be limited so
 */
export function checkRateLimits(
  carrier: Limiting,
  limits: readonly string[],
  world: World,
  replaced = 0,
): void {
  for (const rateLimit of limits) {
    if (!rateLimits.has(rateLimit)) throw clientError(`Rate limit ${rateLimit} is not valid.`);
    if (carrier.kind === "hosted")
      throw clientError(`Virtual interfaces of hosted connection ${carrier.id} cannot be rate limited.`);
    if (bitsPerSecond(rateLimit) > carrier.bitsPerSecond) {
      const bandwidth = bandwidthText(carrier.bitsPerSecond);
      throw clientError(`Rate limit ${rateLimit} exceeds the bandwidth ${bandwidth} of ${carrier.id}.`);
    }
  }
  const added = limits.length - replaced;
  if (added > 0 && limitsOn(carrier.id, world).length + added > mostPerCarrier)
    throw limitExceeded(`${carrier.id} has reached the limit of ${mostPerCarrier} rate limiters.`);
}

/** A limit as an update sends it: the console offers "Unlimited" to take it away, and what the API takes is not stated. */
export function readRateLimit(rateLimit: string): string | undefined {
  return rateLimit === "" || rateLimit.toLowerCase() === "unlimited" ? undefined : rateLimit;
}
