import { type RateLimiterAbstract, RateLimiterRes } from "rate-limiter-flexible";
import type { Limiter } from "./cost-meter";

/** The count in the store for all replicas. */
export type SharedCount = Pick<RateLimiterAbstract, "penalty" | "get">;

/** Points to take or to give back. */
interface Operation {
  readonly points: number;
  /** Whether it is refused where not enough is left; it is counted nevertheless, and must be given back. */
  readonly isRefusable: boolean;
  readonly resolve: (result: RateLimiterRes | null) => void;
  readonly reject: (refused: RateLimiterRes) => void;
}

/** The state of one key in this process. */
interface Tally {
  /** The count in the store, as last read. */
  counted: number;
  /** What this process counted since then, and the store has not counted yet. */
  uncounted: number;
  /** When its minute ends, in milliseconds of a monotonic clock. */
  until: number;
  readonly waiting: Operation[];
  isWorking: boolean;
}

/** The interval at which expired tallies are removed, in milliseconds. */
const BETWEEN_SWEEPS = 10_000;

/**
 * Counts points of a minute together with other replicas. For each key, one statement runs at a time, and all points
 * that arrive meanwhile go with the next one: a caller with a batch of 100 operations uses the store twice, not
 * 100 times, and leaves it to other callers. The replicas together never take more than the limit: the store adds up
 * what all of them take, and each takes only what its own sum leaves within the limit.
 *
 * While the store does not count, this process continues from the last count, and adds what it took meanwhile to the
 * next statement that succeeds. So each replica takes no more than what was left when the store failed.
 */
export class SharedLimiter implements Limiter {
  readonly #tallies = new Map<string, Tally>();
  #sweepAt: number;

  /**
   * @param points of a minute.
   * @param milliseconds of that minute.
   */
  constructor(
    private readonly points: number,
    private readonly milliseconds: number,
    private readonly shared: SharedCount,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#sweepAt = now() + BETWEEN_SWEEPS;
  }

  /** @throws RateLimiterRes where not enough is left. */
  async consume(key: string | number, points = 1): Promise<RateLimiterRes> {
    return (await this.#add(key, points, true)) ?? new RateLimiterRes();
  }

  async penalty(key: string | number, points = 1): Promise<RateLimiterRes> {
    return (await this.#add(key, points, false)) ?? new RateLimiterRes();
  }

  async reward(key: string | number, points = 1): Promise<RateLimiterRes> {
    return (await this.#add(key, -points, false)) ?? new RateLimiterRes();
  }

  /** @returns null where nothing was taken in this minute. */
  get(key: string | number): Promise<RateLimiterRes | null> {
    return this.#add(key, 0, false);
  }

  #add(keyOrNumber: string | number, points: number, isRefusable: boolean): Promise<RateLimiterRes | null> {
    const key = String(keyOrNumber);
    this.#sweep();
    let tally = this.#tallies.get(key);
    if (tally === undefined) {
      tally = { counted: 0, uncounted: 0, until: -Infinity, waiting: [], isWorking: false };
      this.#tallies.set(key, tally);
    }
    const { waiting } = tally;
    const added = new Promise<RateLimiterRes | null>((resolve, reject) => {
      waiting.push({ points, isRefusable, resolve, reject });
    });
    if (!tally.isWorking) void this.#work(key, tally);
    return added;
  }

  async #work(key: string, tally: Tally): Promise<void> {
    tally.isWorking = true;
    while (tally.waiting.length > 0) await this.#count(key, tally, tally.waiting.splice(0));
    tally.isWorking = false;
  }

  async #count(key: string, tally: Tally, operations: readonly Operation[]): Promise<void> {
    this.#endMinute(tally);
    const sum = operations.reduce((total, { points }) => total + points, 0);
    const isNew = tally.until === -Infinity; // nothing of this minute can be given back
    const isChanged = tally.uncounted !== 0 || operations.some(({ points }) => points !== 0);
    try {
      const result = await (isChanged
        ? this.shared.penalty(key, isNew ? Math.max(0, sum) : sum + tally.uncounted)
        : this.shared.get(key));
      tally.counted = result?.consumedPoints ?? 0;
      tally.uncounted = 0;
      tally.until = result === null ? -Infinity : this.now() + result.msBeforeNext;
    } catch {
      this.#endMinute(tally);
      if (isChanged && tally.until === -Infinity) tally.until = this.now() + this.milliseconds;
      tally.uncounted += sum;
    }
    this.#settle(tally, operations);
  }

  /** Points that are given back count first, so that they can be taken again at once. */
  #settle({ counted, uncounted, until }: Tally, operations: readonly Operation[]): void {
    const refusable = operations.reduce(
      (sum, { points, isRefusable }) => sum + (isRefusable ? points : 0),
      0,
    );
    let taken = Math.max(0, counted + uncounted - refusable);
    const result = () =>
      new RateLimiterRes(Math.max(0, this.points - taken), Math.max(0, until - this.now()), taken);
    for (const { isRefusable, resolve } of operations)
      if (!isRefusable) resolve(until === -Infinity ? null : result());
    for (const { points, isRefusable, resolve, reject } of operations) {
      if (!isRefusable) continue;
      if (taken + points > this.points) reject(result());
      else {
        taken += points;
        resolve(result());
      }
    }
  }

  #endMinute(tally: Tally): void {
    if (tally.until > this.now()) return;
    tally.counted = 0;
    tally.uncounted = 0;
    tally.until = -Infinity;
  }

  #sweep(): void {
    const now = this.now();
    if (now < this.#sweepAt) return;
    this.#sweepAt = now + BETWEEN_SWEEPS;
    for (const [key, { isWorking, until }] of this.#tallies)
      if (!isWorking && until <= now) this.#tallies.delete(key);
  }
}
