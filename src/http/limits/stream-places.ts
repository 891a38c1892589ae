import type { Caller } from "../../auth/caller";
import { limitsOf } from "../../auth/caller-limits";
import { GatewayError } from "../../errors";
import type { Sender } from "../../scheduling/fair-queue";
import { tooMany } from "./cost-meter";
import { RequestSlots } from "./request-slots";

/** The share of all connections that streams may hold: the others are for requests, including changes. */
export const OF_CONNECTIONS = 0.8;
/** When a client should try again, in seconds. */
const RETRY_AFTER = 5;

type Named = Pick<Caller, "name" | "limits">;

/**
 * Counts the streams that each caller, or each person behind one, has open in this process, and the connections that serve
 * streams: one for each stream over HTTP, and one for any number of them over a WebSocket. All callers share the connections
 * as they share the running requests: a tenant whose issuer makes persons without end leaves some for others.
 */
export class StreamPlaces {
  readonly #streams = new Map<string, number>();
  readonly #sockets = new Map<string, number>();
  readonly #connections: RequestSlots;

  /** @param maxConnections that the process holds. */
  constructor(maxConnections: number) {
    this.#connections = new RequestSlots(Math.floor(maxConnections * OF_CONNECTIONS));
  }

  /**
   * Counts a stream of a caller.
   * @returns a function that releases it; call it once.
   * @throws GatewayError RATE_LIMITED where the caller has its maximum number of streams.
   */
  takeStream(caller: Named): () => void {
    return take(this.#streams, caller, "streams");
  }

  /** The same for a WebSocket of a caller, whatever runs over it: it may have as many of them as streams. */
  takeSocket(caller: Named): () => void {
    return take(this.#sockets, caller, "WebSockets");
  }

  /**
   * Counts a connection that serves streams.
   * @returns a function that releases it; call it once.
   * @throws GatewayError OVERLOADED where the connections that are left are for other callers.
   */
  takeConnection(sender: Sender): () => void {
    const giveBack = this.#connections.take(sender, () => false);
    if (giveBack === undefined) throw tooManyStreams();
    return giveBack;
  }
}

function take(open: Map<string, number>, caller: Named, what: string): () => void {
  const { name } = caller;
  const { streams: allowed } = limitsOf(caller);
  const count = open.get(name) ?? 0;
  if (count >= allowed) {
    const limit = { name: "streams", sent: count + 1, allowed };
    throw tooMany(`${name} has ${count} ${what} open; allowed are ${allowed}.`, RETRY_AFTER, limit);
  }
  open.set(name, count + 1);
  return () => {
    const left = (open.get(name) ?? 1) - 1;
    if (left === 0) open.delete(name);
    else open.set(name, left);
  };
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
