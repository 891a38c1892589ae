import type { Caller } from "../../auth/caller";
import { limitsOf } from "../../auth/caller-limits";
import { GatewayError } from "../../errors";
import { tooMany } from "./cost-meter";

/** The share of all connections that streams may hold: the others are for requests, including changes. */
const OF_CONNECTIONS = 0.8;
/** When a client should try again, in seconds. */
const RETRY_AFTER = 5;

/** Counts the streams that each caller, or each person behind one, has open in this process, and their sum. */
export class StreamPlaces {
  readonly #open = new Map<string, number>();
  #all = 0;

  /** @param maxConnections that the process holds. */
  constructor(private readonly maxConnections: number) {}

  /**
   * @returns a function that releases the stream's slot; call it once.
   * @throws GatewayError RATE_LIMITED where the caller has its maximum number of streams; OVERLOADED where all
   * streams are in use.
   */
  take(caller: Pick<Caller, "name" | "limits">): () => void {
    const { name } = caller;
    const { streams: allowed } = limitsOf(caller);
    const open = this.#open.get(name) ?? 0;
    if (open >= allowed) {
      const limit = { name: "streams", sent: open + 1, allowed };
      throw tooMany(`${name} has ${open} streams open; allowed are ${allowed}.`, RETRY_AFTER, limit);
    }
    if (this.#all >= this.maxConnections * OF_CONNECTIONS) {
      throw new GatewayError("OVERLOADED", "Too many streams are open. Connections are left for requests.", {
        retryAfter: RETRY_AFTER,
        http: { status: 503, headers: new Map([["retry-after", String(RETRY_AFTER)]]) },
      });
    }
    this.#open.set(name, open + 1);
    this.#all += 1;
    return () => {
      this.#all -= 1;
      const left = (this.#open.get(name) ?? 1) - 1;
      if (left === 0) this.#open.delete(name);
      else this.#open.set(name, left);
    };
  }
}
