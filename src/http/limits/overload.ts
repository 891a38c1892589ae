import type { IncomingMessage, ServerResponse } from "node:http";
import { type EarlyRefusals, prepareRefusal } from "../edge/early-refusals";
import { WaitingLine } from "./waiting-line";

export interface OverloadOptions {
  /** How long a request may have to wait before it is begun, in milliseconds; 0 for no bound. */
  maxWait: number;
  /** Requests that may be under way at once, those that wait for AWS included. */
  maxRequests: number;
  /** Told of each refusal: the setting that it is by. */
  onRefused: (setting: "MAX_REQUESTS" | "MAX_WAIT_MS") => void;
  /** Sends the refusals. */
  refusals: Pick<EarlyRefusals, "send">;
}

/** When it is worth asking again, in seconds. */
const RETRY_AFTER = 1;

const REFUSAL = prepareRefusal({
  status: 503,
  message: "The gateway has more to do than it can. Nothing was executed.",
  code: "OVERLOADED",
  details: { retryAfter: RETRY_AFTER },
  headers: [["retry-after", String(RETRY_AFTER)]],
});

/**
 * Refuses requests beyond what the machine can do, before anything is made of them, so that those which were accepted
 * stay fast: 503 with `Retry-After`.
 */
export class Overload {
  readonly #line: WaitingLine | undefined;
  #running = 0;

  /** @param options nothing is refused without them. */
  constructor(private readonly options?: OverloadOptions) {
    const { maxWait = 0 } = options ?? {};
    if (maxWait > 0) this.#line = new WaitingLine({ maxWait });
  }

  /** Something has come in, of which there may be more. */
  lookOut(): void {
    this.#line?.lookOut();
  }

  /** @param begin called when the request is let in, at a later turn of the event loop: its body may be there by then. */
  enter(request: IncomingMessage, response: ServerResponse, begin: () => void): void {
    const letIn = () => {
      if (!response.destroyed) begin(); // otherwise its caller has hung up
    };
    const { options } = this;
    const isFull = options !== undefined && this.#running >= options.maxRequests;
    if (options !== undefined && (isFull || this.#line?.join(letIn) === false)) {
      options.onRefused(isFull ? "MAX_REQUESTS" : "MAX_WAIT_MS");
      options.refusals.send(request, response, REFUSAL);
      return;
    }
    this.#running += 1;
    response.on("close", () => (this.#running -= 1)); // which comes once
    if (this.#line === undefined) setImmediate(letIn);
  }
}
