import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { type Sender, UNKNOWN_SENDER } from "../../scheduling/fair-queue";
import { type EarlyRefusals, prepareRefusal } from "../edge/early-refusals";
import { GatewayError } from "../../errors";
import { RequestSlots } from "./request-slots";
import { senderAt } from "./unknown-senders";
import { WaitingLine } from "./waiting-line";

/** The setting that a request is refused by. */
type OverloadSetting = "MAX_REQUESTS" | "MAX_WAIT_MS";

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
  onRefused: (setting: OverloadSetting) => void;
  /** The same for an operation over an open connection, which is logged and counted by itself. */
  onOperationRefused: (setting: OverloadSetting) => void;
  /** Sends the refusals. */
  refusals: Pick<EarlyRefusals, "send">;
}

/** When a client should try again, in seconds. */
const RETRY_AFTER = 1;

const MESSAGE = "The gateway has more to do than it can. Nothing was executed.";
const REFUSAL = prepareRefusal({
  status: 503,
  message: MESSAGE,
  code: "OVERLOADED",
  details: { retryAfter: RETRY_AFTER },
});

/** What enters: an HTTP request, or an operation over a connection that is open. */
interface Entering {
  readonly sender: () => Sender | undefined;
  readonly isChange: () => boolean;
  readonly isGone: () => boolean;
  readonly begin: (giveBack: () => void) => void;
  readonly refuse: (setting: OverloadSetting) => void;
  /** Called with an unexpected error of one of these; it ends the request or operation. */
  readonly fail: (error: unknown) => void;
}

/** What is done with a request. */
interface Serving {
  /** Called when it is admitted, at a later turn of the event loop: its body may have arrived by then. */
  readonly begin: () => void;
  /** Called with an unexpected error; it ends the request. */
  readonly fail: (error: unknown) => void;
}

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

  /** Begins or refuses a request, at a later turn of the event loop. */
  enter(request: IncomingMessage, response: ServerResponse, { begin, fail }: Serving): void {
    this.#join({
      sender: () => senderAt(this.options?.senderOf(request.headers), request.socket.remoteAddress),
      isChange: () => this.options?.isProbablyChange(request) === true,
      isGone: () => response.destroyed,
      begin: (giveBack) => {
        places.set(response, giveBack);
        response.on("close", () => releasePlace(response)); // which is emitted once
        begin();
      },
      refuse: (setting) => {
        if (this.options !== undefined) refuse(request, response, setting, this.options);
      },
      fail,
    });
  }

  /**
   * Admits an operation over a connection that is open, by the same limits.
   * @param sender undefined where callers need no credentials.
   * @param isGone whether its client wants it no more.
   * @returns a function that releases its slot; undefined where it is gone by then.
   * @throws (rejects with) GatewayError OVERLOADED
   */
  enterOperation(sender: Sender | undefined, isGone: () => boolean): Promise<(() => void) | undefined> {
    return new Promise((resolve, reject) => {
      this.#join({
        sender: () => sender,
        isChange: () => false,
        isGone: () => {
          if (isGone()) resolve(undefined);
          return isGone();
        },
        begin: resolve,
        refuse: (setting) => {
          this.options?.onOperationRefused(setting);
          reject(new GatewayError("OVERLOADED", MESSAGE, { retryAfter: RETRY_AFTER }));
        },
        fail: reject,
      });
    });
  }

  /** Others wait in the same queue, where no code would catch an error of this one: it goes to its `fail`. */
  #join(one: Entering): void {
    const attempt = <Result>(step: () => Result, otherwise: Result): Result => {
      try {
        return step();
      } catch (error) {
        one.fail(error);
        return otherwise;
      }
    };
    const letIn = () => {
      if (one.isGone()) return false;
      const giveBack = this.#slots.take(one.sender(), one.isChange);
      if (giveBack === undefined) {
        one.refuse("MAX_REQUESTS");
        return false;
      }
      one.begin(giveBack);
      return true;
    };
    const attemptToLetIn = () => attempt(letIn, true);
    if (this.#line === undefined) {
      setImmediate(attemptToLetIn);
      return;
    }
    this.#line.join({
      sender: () => attempt(one.sender, undefined) ?? UNKNOWN_SENDER,
      isChange: () => attempt(one.isChange, false),
      begin: attemptToLetIn,
      refuse: () => attempt(() => one.refuse("MAX_WAIT_MS"), undefined),
    });
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
  setting: OverloadSetting,
  { onRefused, refusals }: OverloadOptions,
): void {
  if (response.destroyed) return;
  onRefused(setting);
  refusals.send(request, response, REFUSAL);
  // Node discards the body itself only where no code has read from it.
  request.resume();
}
