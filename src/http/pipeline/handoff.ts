import type { IncomingMessage } from "node:http";
import type { Exchange } from "./exchange";
import type { ObservedRequest } from "./observed-request";

/** What the fast path leaves to Apollo Server: nothing is done twice, and Apollo words what is wrong. */
export interface Handoff {
  readonly exchange: Exchange;
  /** Read already. */
  readonly body: Buffer;
  /** Absent where it is not observed yet. */
  readonly observed?: ObservedRequest;
}

const handoffs = new WeakMap<IncomingMessage, Handoff>();

/** Undefined for a request that the fast path did not look into. */
export function handoffOf(request: IncomingMessage): Handoff | undefined {
  return handoffs.get(request);
}

export function handOff(request: IncomingMessage, handoff: Handoff): void {
  handoffs.set(request, handoff);
}
