import { setMaxListeners } from "node:events";
import { GatewayError } from "../../errors";
import type { Place } from "../accounts/accounts";
import type { CallKind } from "./failures";
import { CallQueue, type QueuedCall, QueueRefusal } from "./call-queue";

/**
 * How long a call may wait to be sent, in milliseconds. A change that waits has not been made, and its caller must be
 * told so while they still listen. A list that is read for everybody waits as long as it is wanted.
 */
const LONGEST_WAIT = { check: 30_000, write: 3_000, list: Infinity } as const;
/** What stays free for changes: AWS counts reads and changes of an account together. */
export const READ_SHARE = 0.8;
/** How long no reads are sent after AWS refused a call for its rate, in milliseconds; twice as long each time, up to: */
export const FIRST_PAUSE = 1_000;
export const LONGEST_PAUSE = 16_000;

/** Where a call goes, and what it is. */
export interface LimitedCall {
  readonly kind: CallKind;
  readonly place: Place;
  /**
   * Where it reads a collection: the calls behind which it waits. Groups take turns, and of calls with a group a bounded
   * number runs at once. Checks of changes have none: they are few, and a change waits for them.
   */
  readonly group?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Keeps the calls in each account and region below a rate, so that one busy dashboard does not use up what AWS allows the
 * account, and bounds how many reads run at once. Accounts and regions have queues of their own; within one, collections
 * take turns, so that a long list leaves the others their share. Changes have a share of the rate that reads never use.
 * Where AWS refuses a call for its rate nevertheless, reads pause.
 *
 * Direct Connect publishes no rates, so what is below them is the operator's to say.
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
   * @returns tells that the call has ended.
   * @throws GatewayError THROTTLED where too many wait already, nothing was sent; the signal's reason.
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

  /** AWS refused a call for its rate. Without a bound of ours, the SDK's own back-off is all that answers it. */
  throttled(place: Place): void {
    if (this.perSecond === undefined) return;
    const key = placeKey(place);
    const now = performance.now();
    const last = this.#pauses.get(key);
    if (last !== undefined && now < last.until) return; // calls that were under way when the pause began
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
