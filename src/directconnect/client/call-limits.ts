import { setMaxListeners } from "node:events";
import { GatewayError } from "../../errors";
import type { Place } from "../accounts/accounts";
import type { CallKind } from "./failures";
import { CallQueue, type QueuedCall, QueueRefusal } from "./call-queue";

/**
 * How long a call may wait to be sent, in milliseconds. A change that waits has not been made, and its caller must be
 * informed while the connection is open. A shared read of a list waits as long as a caller needs it.
 */
const LONGEST_WAIT = { check: 30_000, write: 3_000, list: Infinity } as const;
/**
 * The share of the rate that reads may use; changes have the rest: AWS counts reads and changes of an account
 * together.
 */
export const READ_SHARE = 0.8;
/** How long reads pause after AWS refused a call for its rate, in milliseconds; doubled each time, up to: */
export const FIRST_PAUSE = 1_000;
export const LONGEST_PAUSE = 16_000;

/** The target and the kind of a call. */
export interface LimitedCall {
  readonly kind: CallKind;
  readonly place: Place;
  /**
   * For a read of a collection: the queue group in which it waits. Groups are served round-robin, and the number of
   * calls with a group that run at once is bounded. Checks of changes have no group: they are few, and a change waits
   * for them.
   */
  readonly group?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Keeps the calls in each account and region below a rate, so that one busy dashboard does not use up what AWS allows
 * the account, and bounds how many reads run at once. Each account and region has its own queue; within one,
 * collections are served round-robin, so that a long list does not delay the others. A share of the rate is reserved
 * for changes. Where AWS refuses a call for its rate nevertheless, reads pause.
 *
 * Direct Connect publishes no rates, so the operator sets a rate that is below them.
 */
export class CallLimits {
  readonly #queues = new Map<string, CallQueue>();
  readonly #pauses = new Map<string, { milliseconds: number; until: number }>();
  readonly #shares: Readonly<Record<CallKind, number>>;

  /**
   * @param perSecond calls in one account and region; undefined for no bound.
   * @param concurrency lists that are read at once in one account and region.
   */
  constructor(
    private readonly perSecond: number | undefined,
    private readonly concurrency: number,
  ) {
    const reads = Math.max(1, Math.floor((perSecond ?? Infinity) * READ_SHARE));
    this.#shares = {
      read: reads,
      write: perSecond === undefined ? Infinity : Math.max(1, perSecond - reads),
    };
  }

  /**
   * Waits until a call may be sent.
   * @returns a function to call when the call has ended.
   * @throws GatewayError THROTTLED where too many calls wait already; nothing was sent; the signal's reason.
   */
  async enter({ kind, place, group, signal }: LimitedCall): Promise<() => void> {
    const isList = group !== undefined;
    const longestWait = LONGEST_WAIT[kind === "write" ? "write" : isList ? "list" : "check"];
    const call: QueuedCall = { group: group ?? "", isBounded: isList, longestWait, signal };
    if (signal !== undefined) setMaxListeners(0, signal); // each page of a list listens; their number is bounded
    try {
      return await this.#queueOf(kind, place).enter(call);
    } catch (error) {
      if (!(error instanceof QueueRefusal)) throw error;
      throw new GatewayError(
        "THROTTLED",
        `Too many calls wait to be sent to account ${place.account.accountId}, ${place.region}${kind === "write" ? "; nothing was sent" : ""}.`,
        { retryable: true },
      );
    }
  }

  /** AWS refused a call for its rate. Without a configured rate, only the SDK's own back-off responds to it. */
  throttled(place: Place): void {
    if (this.perSecond === undefined) return;
    const key = placeKey(place);
    const now = performance.now();
    const last = this.#pauses.get(key);
    if (last !== undefined && now < last.until) return; // it began before the pause
    const isOver = last === undefined || now > last.until + last.milliseconds;
    const milliseconds = isOver ? FIRST_PAUSE : Math.min(LONGEST_PAUSE, last.milliseconds * 2);
    this.#pauses.set(key, { milliseconds, until: now + milliseconds });
    this.#queueOf("read", place).pause(milliseconds);
  }

  #queueOf(kind: CallKind, place: Place): CallQueue {
    const key = `${kind} ${placeKey(place)}`;
    let queue = this.#queues.get(key);
    if (queue === undefined) {
      queue = new CallQueue({ perSecond: this.#shares[kind], concurrency: this.concurrency });
      this.#queues.set(key, queue);
    }
    return queue;
  }
}

const placeKey = ({ account, region }: Place) => `${account.accountId} ${region}`;
