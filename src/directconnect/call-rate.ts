import { RateLimiterMemory, RateLimiterQueue } from "rate-limiter-flexible";
import { GatewayError } from "../errors";
import type { Place } from "./accounts";
import type { CallKind } from "./failures";

/** Reads that may wait for a call in one account and region; beyond them, reads are refused at once. */
const LONGEST_QUEUE = 1000;
/**
 * How long a call may wait for its turn, in seconds. A change that waits has not been made, and its caller must be
 * told so while they still listen.
 */
const LONGEST_WAIT: Readonly<Record<CallKind, number>> = { read: 30, write: 3 };
/** What stays free for changes: AWS counts reads and changes of an account together. */
const READS_PART = 0.8;
/** How long no reads are sent after AWS refused a call for its rate, in seconds; twice as long each time, up to: */
const FIRST_PAUSE = 1;
const LONGEST_PAUSE = 16;

/**
 * Keeps the calls in each account and region below a rate, so that one busy dashboard does not use up what AWS
 * allows the account. Calls wait for their turn; changes have turns of their own, and so are the last to wait. Where
 * AWS refuses a call for its rate nevertheless, reads pause.
 *
 * Direct Connect publishes no rates, so what is below them is the operator's to say.
 */
export class CallRate {
  readonly #limiters: Readonly<Record<CallKind, RateLimiterMemory>>;
  readonly #queues: Readonly<Record<CallKind, RateLimiterQueue>>;
  readonly #pauses = new Map<string, { seconds: number; until: number }>();

  /** @param perSecond calls in one account and region. */
  constructor(perSecond: number) {
    const reads = Math.max(1, Math.floor(perSecond * READS_PART));
    const limiter = (points: number) => new RateLimiterMemory({ points, duration: 1 });
    this.#limiters = { read: limiter(reads), write: limiter(Math.max(1, perSecond - reads)) };
    const queue = (of: RateLimiterMemory) => new RateLimiterQueue(of, { maxQueueSize: LONGEST_QUEUE });
    this.#queues = { read: queue(this.#limiters.read), write: queue(this.#limiters.write) };
  }

  /**
   * Waits for a turn.
   * @throws GatewayError THROTTLED where too many wait already; nothing was sent.
   */
  async turn(kind: CallKind, place: Place): Promise<void> {
    try {
      const expires = Math.floor(Date.now() / 1000) + LONGEST_WAIT[kind];
      await this.#queues[kind].removeTokens(1, keyOf(place), expires);
    } catch {
      throw new GatewayError(
        "THROTTLED",
        `Too many calls wait to be sent to account ${place.account.accountId}, ${place.region}; nothing was sent.`,
        { retryable: true },
      );
    }
  }

  /** AWS refused a call for its rate. */
  async throttled(place: Place): Promise<void> {
    const key = keyOf(place);
    const now = performance.now();
    const last = this.#pauses.get(key);
    if (last !== undefined && now < last.until) return; // calls that were under way when the pause began
    const isOver = last === undefined || now > last.until + last.seconds * 1000;
    const seconds = isOver ? FIRST_PAUSE : Math.min(LONGEST_PAUSE, last.seconds * 2);
    this.#pauses.set(key, { seconds, until: now + seconds * 1000 });
    await this.#limiters.read.block(key, seconds);
  }
}

const keyOf = ({ account, region }: Place) => `${account.accountId} ${region}`;
