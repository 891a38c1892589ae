import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { type Sender, UNKNOWN_SENDER } from "../../scheduling/fair-queue";
import { type EarlyRefusals, prepareRefusal } from "../edge/early-refusals";
import { RequestSlots } from "./request-slots";
import { WaitingLine } from "./waiting-line";

export interface OverloadOptions {
  /** How long a request may have to wait before it starts, in milliseconds; 0 for no bound. */
  maxWait: number;
  /** Requests that may run at once, including those that wait for AWS. */
  maxRequests: number;
  /** The sender of these headers, as far as it is known at once; undefined where callers need no credentials. */
  senderOf: (headers: IncomingHttpHeaders) => Sender | undefined;
  /** Whether a request looks like a change. */
  isProbablyChange: (request: IncomingMessage) => boolean;
  /** Called for each refusal, with the setting that caused it. */
  onRefused: (setting: "MAX_REQUESTS" | "MAX_WAIT_MS") => void;
  /** Sends the refusals. */
  refusals: Pick<EarlyRefusals, "send">;
}

/** When a client should try again, in seconds. */
const RETRY_AFTER = 1;

const REFUSAL = prepareRefusal({
  status: 503,
  message: "The gateway has more to do than it can. Nothing was executed.",
  code: "OVERLOADED",
  details: { retryAfter: RETRY_AFTER },
});

/**
 * Refuses requests beyond the capacity of the machine, before they are processed, so that accepted ones
 * stay fast: 503 with `Retry-After`. Callers share the machine fairly, and changes go before reads.
 */
export class Overload {
  readonly #line: WaitingLine | undefined;
  readonly #slots: RequestSlots;

  /** @param options without them, no request is refused. */
  constructor(private readonly options?: OverloadOptions) {
    const { maxWait = 0, maxRequests = Infinity } = options ?? {};
    if (maxWait > 0) this.#line = new WaitingLine({ maxWait });
    this.#slots = new RequestSlots(maxRequests);
  }

  /** A request or connection has arrived; more may follow. */
  poll(): void {
    this.#line?.poll();
  }

  /**
   * @param begin called when the request is admitted, at a later turn of the event loop: its body may have arrived by
   * then.
   */
  enter(request: IncomingMessage, response: ServerResponse, begin: () => void): void {
    const { options } = this;
    const letIn = () => {
      if (response.destroyed) return false; // its client has disconnected
      if (options !== undefined && !this.#takeSlot(request, response, options)) return false;
      begin();
      return true;
    };
    if (this.#line === undefined || options === undefined) {
      setImmediate(letIn);
      return;
    }
    this.#line.join({
      sender: () => options.senderOf(request.headers) ?? UNKNOWN_SENDER,
      isChange: () => options.isProbablyChange(request),
      begin: letIn,
      refuse: () => refuse(request, response, "MAX_WAIT_MS", options),
    });
  }

  #takeSlot(request: IncomingMessage, response: ServerResponse, options: OverloadOptions): boolean {
    const sender = options.senderOf(request.headers);
    const giveBack = this.#slots.take(sender, () => options.isProbablyChange(request));
    if (giveBack === undefined) refuse(request, response, "MAX_REQUESTS", options);
    else {
      places.set(response, giveBack);
      response.on("close", () => releasePlace(response)); // which is emitted once
    }
    return giveBack !== undefined;
  }
}

const places = new WeakMap<ServerResponse, () => void>();

/** Releases the slot of a request before its answer has ended: a stream runs for long, and takes no place. */
export function releasePlace(response: ServerResponse): void {
  places.get(response)?.();
  places.delete(response);
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  setting: "MAX_REQUESTS" | "MAX_WAIT_MS",
  { onRefused, refusals }: OverloadOptions,
): void {
  if (response.destroyed) return;
  onRefused(setting);
  refusals.send(request, response, REFUSAL);
  // Node discards the body itself only where no code has read from it.
  request.resume();
}
