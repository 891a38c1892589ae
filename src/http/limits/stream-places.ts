import { type Caller, senderOf } from "../../auth/caller";
import { limitsOf } from "../../auth/caller-limits";
import { GatewayError } from "../../errors";
import { tooMany } from "./cost-meter";
import { RequestSlots } from "./request-slots";

/** The share of all connections that streams may hold: the others are for requests, including changes. */
export const OF_CONNECTIONS = 0.8;
/** When a client should try again, in seconds. */
const RETRY_AFTER = 5;

/**
 * Counts the streams that each caller, or each person behind one, has open in this process. All callers share what streams
 * may hold as they share the running requests: a tenant whose issuer makes persons without end leaves some for others.
 */
export class StreamPlaces {
  readonly #open = new Map<string, number>();
  readonly #slots: RequestSlots;

  /** @param maxConnections that the process holds. */
  constructor(maxConnections: number) {
    this.#slots = new RequestSlots(Math.floor(maxConnections * OF_CONNECTIONS));
  }

  /**
   * @returns a function that releases the stream's slot; call it once.
   * @throws GatewayError RATE_LIMITED where the caller has its maximum number of streams; OVERLOADED where the streams
   * that are left are for other callers.
   */
  take(caller: Pick<Caller, "name" | "configuredName" | "limits">): () => void {
    const { name } = caller;
    const { streams: allowed } = limitsOf(caller);
    const open = this.#open.get(name) ?? 0;
    if (open >= allowed) {
      const limit = { name: "streams", sent: open + 1, allowed };
      throw tooMany(`${name} has ${open} streams open; allowed are ${allowed}.`, RETRY_AFTER, limit);
    }
    const giveBack = this.#slots.take(senderOf(caller), () => false);
    if (giveBack === undefined) throw tooManyStreams();
    this.#open.set(name, open + 1);
    return () => {
      giveBack();
      const left = (this.#open.get(name) ?? 1) - 1;
      if (left === 0) this.#open.delete(name);
      else this.#open.set(name, left);
    };
  }
}

function tooManyStreams(): GatewayError {
  return new GatewayError(
    "OVERLOADED",
    "Too many streams are open. The connections that are left are for other callers' streams and for requests.",
    {
      retryAfter: RETRY_AFTER,
      http: { status: 503, headers: new Map([["retry-after", String(RETRY_AFTER)]]) },
    },
  );
}
