import { type BadField, badInput, GatewayError } from "../../errors";
import type { VirtualInterface } from "../../types/virtual-interface";
import type { Place } from "../accounts/accounts";
import type { ChangeRules } from "./change-rules";
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
 * The rule that a rate limiter or prefixes stay within what a connection or LAG has left, and a limit within what it can have.
 * Limiters count by their number: their sum may exceed the port. What is held of it suffices to accept an order, however old
 * it is, and so does nothing: AWS itself refuses what is beyond. Before a refusal, and to explain one, the port is read.
 *
 * @returns rules whose `check` throws GatewayError QUOTA_EXCEEDED with the figures; BAD_USER_INPUT for a limit above the port, or on a hosted
 * connection.
 */
export function limitsOf(carrierId: string, wanted: Wanted, place: Place, read: ReadDoor): ChangeRules {
  const beyondNow = async () =>
    beyondOf(await carrierOf(carrierId, place, read.since(read.now)), carrierId, wanted);
  return rulesOf(
    isRequested(wanted.limited),
    () => beyondOf(heldCarrier(carrierId, place, read), carrierId, wanted),
    beyondNow,
  );
}

/** The same for a virtual interface that has some of it already. */
export function limitsOfUpdate(
  virtualInterfaceId: string,
  limited: Limited,
  place: Place,
  read: ReadDoor,
): ChangeRules {
  const beyondIn = (row: VirtualInterface | null | undefined, carrier: Carrier | null) =>
    row?.connectionId == null
      ? undefined
      : beyondOf(carrier, row.connectionId, { argument: "input", limited, present: row });
  return rulesOf(
    isRequested(limited),
    () => {
      const row = read.lastKnownRow(virtualInterfaces, place, virtualInterfaceId);
      return beyondIn(row, heldCarrier(row?.connectionId ?? "", place, read));
    },
    async () => {
      const door = read.since(read.now);
      const row = await orFallback(() => door.find(virtualInterfaces, place, virtualInterfaceId), null);
      return beyondIn(row, row?.connectionId == null ? null : await carrierOf(row.connectionId, place, door));
    },
  );
}

/**
 * @param beyondAsHeld what of an order is beyond what is held.
 * @param beyondNow the same for what is read for this change.
 */
function rulesOf(
  isLimited: boolean,
  beyondAsHeld: () => Beyond | undefined,
  beyondNow: () => Promise<Beyond | undefined>,
): ChangeRules {
  if (!isLimited) return { passes: () => true };
  return {
    passes: () => beyondAsHeld() === undefined,
    check: async () => {
      const beyond = beyondAsHeld() === undefined ? undefined : await beyondNow();
      if (typeof beyond === "string") throw new GatewayError("QUOTA_EXCEEDED", `${beyond} Nothing was sent.`);
      if (beyond !== undefined) throw badInput([beyond]);
    },
    explain: async () => {
      const beyond = await beyondNow();
      return typeof beyond === "object"
        ? `${beyond.argument}: ${beyond.sent ?? "it"} was sent, allowed is ${beyond.allowed}.`
        : beyond;
    },
  };
}

/** Whether an order or update requests anything that is counted. */
function isRequested(limited: Limited): boolean {
  const { rateLimit, prefixPoolAllocatedCountIpv4, prefixPoolAllocatedCountIpv6 } = limited;
  return [rateLimit, prefixPoolAllocatedCountIpv4, prefixPoolAllocatedCountIpv6].some((each) => each != null);
}

/** The last reading of a connection or LAG; null where there is none. */
function heldCarrier(id: string, place: Place, read: ReadDoor): Carrier | null {
  return (
    (id.startsWith("dxlag-")
      ? read.lastKnownRow(lags, place, id)
      : read.lastKnownRow(connections, place, id)) ?? null
  );
}

/** Where nothing can be read, AWS decides: a caller who may order need not be allowed to list. */
function carrierOf(id: string, place: Place, read: ReadDoor): Promise<Carrier | null> {
  return id.startsWith("dxlag-")
    ? orFallback(() => read.find(lags, place, id), null)
    : orFallback(() => read.find(connections, place, id), null);
}

/** A value that the port cannot have, or what it has not left, in a sentence. */
type Beyond = BadField | string;

function beyondOf(carrier: Carrier | null, id: string, wanted: Wanted): Beyond | undefined {
  if (carrier === null) return undefined;
  return (
    unfitLimit(carrier, id, wanted) ??
    limitersBeyond(carrier, id, wanted) ??
    prefixesBeyond(carrier, id, wanted)
  );
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
