/** The maximum number of calls that wait in one queue; further calls are refused at once. */
const LONGEST_QUEUE = 10_000;

const SECOND = 1000;
/** How far spread calls may catch up after late timers, in milliseconds. */
const MOST_BEHIND = 250;

/** The limits of a queue. */
export interface QueueLimits {
  /** Calls that begin in any second; Infinity for no bound. */
  readonly perSecond: number;
  /** Bounded calls that run at once. */
  readonly concurrency: number;
}

/** A call that wants to be sent. */
export interface QueuedCall {
  /**
   * Groups are served round-robin, so a long group delays no other. `longestWait` is the same for all calls of a
   * group.
   */
  readonly group: string;
  /** Whether it waits for one of the `concurrency` permits, beside the rate. */
  readonly isBounded: boolean;
  /** The longest wait, in milliseconds. */
  readonly longestWait: number;
  /** Aborted when the call is no longer needed: it then leaves the queue and uses no permit. */
  readonly signal?: AbortSignal | undefined;
}

interface Waiter {
  readonly isBounded: boolean;
  readonly group: string;
  readonly until: number;
  readonly begin: (end: () => void) => void;
  readonly fail: (error: unknown) => void;
}

/** The queue is full, or the call has waited for too long; it was not sent. */
export class QueueRefusal extends Error {
  override readonly name = "QueueRefusal";
}

/**
 * Calls to one account and region that wait to be sent, with a limit on the calls that start per second and that run at
 * once. Waiting groups are served round-robin, and calls within a group in order of arrival.
 *
 * Time is measured by a monotonic clock. RateLimiterQueue of rate-limiter-flexible uses the wall clock: when that was
 * set back by an hour, every call waited for an hour.
 */
export class CallQueue {
  /** The next group to be served is first. A group without waiting calls is removed. */
  readonly #groups = new Map<string, Waiter[]>();
  /** When the calls of the last second began; the oldest first. */
  readonly #begun: number[] = [];
  /** When the next call is due where calls are spread over the second. */
  #dueAt = -Infinity;
  #waiting = 0;
  #running = 0;
  #pausedUntil = -Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly limits: QueueLimits) {}

  /**
   * Waits until the call may be sent.
   * @returns a function to call when the call has ended.
   * @throws QueueRefusal; the signal's reason.
   */
  async enter({ group, isBounded, longestWait, signal }: QueuedCall): Promise<() => void> {
    signal?.throwIfAborted();
    if (this.#waiting >= LONGEST_QUEUE) throw new QueueRefusal();
    const until = performance.now() + longestWait;
    let leave = (): void => undefined;
    try {
      return await new Promise<() => void>((begin, fail) => {
        const waiter = { group, isBounded, until, begin, fail };
        this.#add(waiter);
        if (signal !== undefined) {
          leave = () => {
            this.#remove(waiter);
            fail(signal.reason as Error); // every reason of an abort is an error
          };
          signal.addEventListener("abort", leave);
        }
        this.#dispatch();
      });
    } finally {
      signal?.removeEventListener("abort", leave);
    }
  }

  /** No call begins for so many milliseconds. */
  pause(milliseconds: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, performance.now() + milliseconds);
  }

  #add(waiter: Waiter): void {
    this.#waiting += 1;
    const group = this.#groups.get(waiter.group);
    if (group === undefined) this.#groups.set(waiter.group, [waiter]);
    else group.push(waiter);
  }

  #remove(waiter: Waiter): void {
    const group = this.#groups.get(waiter.group) ?? [];
    const index = group.indexOf(waiter);
    if (index < 0) return;
    group.splice(index, 1);
    this.#waiting -= 1;
    if (group.length === 0) this.#groups.delete(waiter.group);
  }

  readonly #dispatch = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const now = performance.now();
    this.#refuseLate(now);
    while (this.#delay(now) === 0) {
      const waiter = this.#next();
      if (waiter === undefined) break;
      this.#begin(waiter, now);
    }
    const wake = this.#wakeIn(now);
    if (wake < Infinity) this.#timer = setTimeout(this.#dispatch, wake);
  };

  /** The first call of the next group whose first call may run. */
  #next(): Waiter | undefined {
    for (const [name, group] of this.#groups) {
      const [first] = group;
      if (first === undefined || (first.isBounded && this.#running >= this.limits.concurrency)) continue;
      this.#remove(first);
      if (this.#groups.delete(name)) this.#groups.set(name, group); // behind the others
      return first;
    }
    return undefined;
  }

  #begin({ isBounded, begin }: Waiter, now: number): void {
    const { perSecond } = this.limits;
    if (perSecond < Infinity) {
      this.#begun.push(now);
      this.#dueAt = Math.max(this.#dueAt, now - MOST_BEHIND) + SECOND / perSecond;
    }
    if (isBounded) this.#running += 1;
    let isOver = false;
    begin(() => {
      if (isOver) return;
      isOver = true;
      if (isBounded) this.#running -= 1;
      this.#dispatch();
    });
  }

  /**
   * How long until the rate lets the next call begin, in milliseconds. Where more calls wait than may begin now, they
   * are spread over the second: otherwise a caller that sends calls one by one, such as the pages of a list, would
   * find each second used up by others.
   */
  #delay(now: number): number {
    while (this.#begun[0] !== undefined && this.#begun[0] <= now - SECOND) this.#begun.shift();
    const [oldest] = this.#begun;
    const left = this.limits.perSecond - this.#begun.length;
    const full = oldest !== undefined && left <= 0 ? oldest + SECOND - now : 0;
    const spread = this.#waiting > left ? this.#dueAt - now : 0;
    return Math.max(0, this.#pausedUntil - now, full, spread);
  }

  #refuseLate(now: number): void {
    for (const group of [...this.#groups.values()]) {
      for (let [first] = group; first !== undefined && first.until <= now; [first] = group) {
        this.#remove(first);
        first.fail(new QueueRefusal());
      }
    }
  }

  /** How long until there is work again, if no call ends before; Infinity for never. */
  #wakeIn(now: number): number {
    if (this.#waiting === 0) return Infinity;
    const delay = this.#delay(now); // 0 where the waiting calls need a permit: the end of a call continues the queue
    let wake = delay > 0 ? delay : Infinity;
    for (const [first] of this.#groups.values()) wake = Math.min(wake, (first?.until ?? Infinity) - now);
    return wake === Infinity ? Infinity : Math.max(1, Math.ceil(wake));
  }
}
