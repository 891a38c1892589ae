import { FairQueue, type Sender } from "../../scheduling/fair-queue";

/** A request that has not started yet. */
export interface Waiting {
  /** Called where the request must wait. */
  readonly sender: () => Sender;
  /** Called where the request must wait, once the arrived part of its body can be read. */
  readonly isChange: () => boolean;
  /** Called when it is next. @returns whether there was anything to do. */
  readonly begin: () => boolean;
  /** Called where the wait would be too long. */
  readonly refuse: () => void;
}

export interface WaitingLineOptions {
  /** How long a request may have to wait, in milliseconds. */
  readonly maxWait: number;
  /**
   * Calls back at the next turn of the event loop, after the input that has arrived by then; by default
   * `setImmediate`.
   */
  readonly schedule?: (callback: () => void) => void;
  /** A monotonic clock in milliseconds; by default the process's own. */
  readonly now?: () => number;
}

/** The work that is admitted at one turn of the event loop, in milliseconds: short enough to poll in between. */
export const BATCH_MS = 5;
/** How many turns may pass without work while new requests arrive in each. */
const MOST_POLLS = 32;
/** The share of the wait that is allowed once the queue has been non-empty for that long. */
export const LONG_QUEUE_SHARE = 1 / 4;
/** So many may always wait: a few callers who wait for their answers are no overload, however long those take. */
export const ALWAYS_ADMITTED = 8;
/**
 * So many changes may wait longer: a change takes more time at AWS than here, and one that is refused has to be sent again. Repeats
 * of one change arrive together, end together and cost little.
 */
export const MOST_CHANGES = 256;
/** The weight of the last turn in the average time of a request. */
const WEIGHT = 1 / 8;

/**
 * Requests that have not started yet. Node starts each as soon as it is read, and while one is answered the others wait
 * unread in their sockets, or unaccepted, where they cannot be counted. Here the event loop first polls
 * until no new input arrives, which costs it little, and then admits as much as takes a few milliseconds. So the number
 * of waiting requests is known, and with the average time of a recent request, the wait of one more.
 *
 * Callers are served round-robin, and the changes of each go before its reads. Where the queue is too long, the
 * newest requests of the caller with the most waiting are refused: a caller that floods the gateway is refused, and
 * the wait of the others is at most one turn of each.
 *
 * A queue that drains again is no overload: many requests arrived at once, or one request took long. So the wait may
 * be long until the queue has been non-empty for as long as that. Then it is a standing queue: a long one answers no
 * more requests than a short one, and only delays all of them. CoDel distinguishes the two in this way.
 * @see https://queue.acm.org/detail.cfm?id=2839461
 */
export class WaitingLine {
  /** The requests that arrived since the last ones were admitted. */
  #arrived: Waiting[] = [];
  readonly #waiting = new FairQueue<Waiting>();
  readonly #maxWait: number;
  readonly #schedule: (callback: () => void) => void;
  readonly #now: () => number;
  #isScheduled = false;
  /** Milliseconds from one request to the next. */
  #pace = 1;
  #lastLetIn = { count: 0, at: 0 };
  #somethingNew = false;
  #polls = 0;
  #emptyAt: number;

  constructor({ maxWait, schedule = setImmediate, now = () => performance.now() }: WaitingLineOptions) {
    this.#maxWait = maxWait;
    this.#schedule = schedule;
    this.#now = now;
    this.#emptyAt = now();
  }

  /** Adds a request to the queue. */
  join(one: Waiting): void {
    if (this.#arrived.length + this.#waiting.size === 0) this.#emptyAt = this.#now();
    this.#arrived.push(one);
    this.poll();
  }

  /** A request or connection has arrived; more may follow. */
  poll(): void {
    this.#somethingNew = true;
    this.#scheduleBatch();
  }

  #allowed(): number {
    const isLong = this.#now() - this.#emptyAt > this.#maxWait;
    return isLong ? this.#maxWait * LONG_QUEUE_SHARE : this.#maxWait;
  }

  #scheduleBatch(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#schedule(() => {
      this.#isScheduled = false;
      this.#beginSome();
    });
  }

  #beginSome(): void {
    if (this.#somethingNew && this.#polls < MOST_POLLS) {
      this.#somethingNew = false;
      this.#polls += 1;
      this.#scheduleBatch();
      return;
    }
    this.#polls = 0;
    this.#measure();
    const next = this.#next(Math.max(1, Math.floor(BATCH_MS / this.#pace)));
    const at = this.#now();
    this.#lastLetIn = { count: next.filter((one) => one.begin()).length, at };
    // Once more after the last ones, to measure how long they took.
    if (next.length > 0) this.#scheduleBatch();
  }

  /** Removes the next requests from the queue. */
  #next(most: number): Waiting[] {
    const arrived = this.#arrived;
    this.#arrived = [];
    if (this.#waiting.size === 0 && arrived.length <= most) return arrived; // no request must wait
    for (const one of arrived) this.#waiting.push(one.sender(), one, one.isChange());
    this.#refuseExcess();
    const next: Waiting[] = [];
    while (next.length < most) {
      const one = this.#waiting.shift();
      if (one === undefined) break;
      next.push(one);
    }
    return next;
  }

  #refuseExcess(): void {
    const allowed = this.#allowed();
    for (;;) {
      const { size, changes } = this.#waiting;
      const counted = size - Math.min(changes, MOST_CHANGES);
      if (counted <= ALWAYS_ADMITTED || (counted - 1) * this.#pace <= allowed) return;
      this.#waiting.dropNewest(changes <= MOST_CHANGES)?.refuse();
    }
  }

  #measure(): void {
    const { count, at } = this.#lastLetIn;
    if (count > 0) this.#pace += WEIGHT * ((this.#now() - at) / count - this.#pace);
  }
}
