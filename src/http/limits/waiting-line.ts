import { FairQueue, type Sender } from "../../scheduling/fair-queue";

/** A request that was not begun yet. */
export interface Waiting {
  /** Called where it has to wait. */
  readonly sender: () => Sender;
  /** Called where it has to wait, once what has come of it can be read. */
  readonly isChange: () => boolean;
  /** Called when it is its turn. @returns whether there was anything to do. */
  readonly begin: () => boolean;
  /** Called where it would have to wait too long. */
  readonly refuse: () => void;
}

export interface WaitingLineOptions {
  /** How long a request may have to wait, in milliseconds. */
  readonly maxWait: number;
  /** Calls back at the next turn of the event loop, after what has come in by then; `setImmediate` unless told. */
  readonly schedule?: (callback: () => void) => void;
  /** Milliseconds that never go back; the process's own clock unless told. */
  readonly now?: () => number;
}

/** What may be let in at one turn of the event loop, in milliseconds of work: little enough to look out in between. */
export const BATCH_MS = 5;
/** How many turns may pass without work while each brings something new. */
const MOST_POLLS = 32;
/** The part of the wait that is allowed where the line has stood for that long. */
export const STANDING = 1 / 4;
/** So many may always wait: a few callers who wait for their answers are no crowd, however long those take. */
export const FEW = 8;
/** So many changes may wait longer: repeats of one change, which come together, end together and cost little. */
export const MOST_CHANGES = 64;
/** How much the last turn says of how long a request takes, beside those before it. */
const WEIGHT = 1 / 8;

/**
 * Requests that were not begun yet. Node begins each as soon as it is read, and while one is answered the others wait
 * unread in their sockets, or unaccepted, where nobody can tell how many there are. Here the event loop first looks out
 * until nothing new comes, which costs it little, and then lets in what it can do in a few milliseconds. So what waits is
 * known, and with how long a request takes of late, how long one more would have to.
 *
 * Callers take turns, and of each one changes go before reads. Where the line is too long, the newest of whoever has the
 * most waiting are refused: a caller that floods the gateway is refused, and the others wait no longer than for a turn of
 * each.
 *
 * A line that goes away again is no overload: a crowd that came at once, or one request that took long. So the wait
 * may be long until the line has not been empty for as long as that. Then it stands: a long one answers no more
 * requests than a short one, it only lets everybody wait. That is how CoDel tells them apart.
 * @see https://queue.acm.org/detail.cfm?id=2839461
 */
export class WaitingLine {
  /** What has come since the last time that some were let in. */
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

  /** Lines a request up. */
  join(one: Waiting): void {
    if (this.#arrived.length + this.#waiting.size === 0) this.#emptyAt = this.#now();
    this.#arrived.push(one);
    this.poll();
  }

  /** Something has come in, of which there may be more. */
  poll(): void {
    this.#somethingNew = true;
    this.#scheduleBatch();
  }

  #allowed(): number {
    const stands = this.#now() - this.#emptyAt > this.#maxWait;
    return stands ? this.#maxWait * STANDING : this.#maxWait;
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
    // Once more after the last ones, to see how long they took.
    if (next.length > 0) this.#scheduleBatch();
  }

  /** Takes those whose turn it is. */
  #next(most: number): Waiting[] {
    const arrived = this.#arrived;
    this.#arrived = [];
    if (this.#waiting.size === 0 && arrived.length <= most) return arrived; // nobody has to wait
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
      if (counted <= FEW || (counted - 1) * this.#pace <= allowed) return;
      this.#waiting.dropNewest(changes <= MOST_CHANGES)?.refuse();
    }
  }

  #measure(): void {
    const { count, at } = this.#lastLetIn;
    if (count > 0) this.#pace += WEIGHT * ((this.#now() - at) / count - this.#pace);
  }
}
