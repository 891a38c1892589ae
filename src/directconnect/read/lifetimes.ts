import type { ReadOperation } from "../client/operations";
import type { Reading } from "./snapshot";

/** How long what was read is answered from, in milliseconds. */
export interface LifetimeLimits {
  /**
   * How long a snapshot is fresh. At 0 nobody is answered from one: each request reads for itself, and rows are only
   * kept where they come again and again, so that they need not be made of the same answer once more.
   */
  readonly freshFor: number;
  /** The same for single operations. */
  readonly freshForByOperation?: Readonly<Partial<Record<ReadOperation, number>>>;
  /** How much longer it is answered from while it is read again. */
  readonly staleFor: number;
  /** The shortest time between two reads of one collection that a caller, or failures, can force. */
  readonly refreshInterval: number;
}

type Times = Pick<Reading<object>, "readAt" | "arrivedAt" | "from">;

/**
 * Says until when a snapshot is answered from. The limits count from the beginning of its read, as nothing in it is older.
 * But what takes long to read is answered from at least as long again, after it has arrived: otherwise a list that
 * takes longer to read than it is fresh would be read all the time and never be answered from.
 */
export class Lifetimes {
  constructor(private readonly limits: LifetimeLimits) {}

  /** Whether requests share what is read. */
  isShared(operation: ReadOperation): boolean {
    return this.#freshFor(operation) > 0;
  }

  /** Until when it is fresh, on the clock that its times are on. */
  freshUntil(reading: Times): number {
    const freshFor = this.#freshFor(reading.from.operation);
    return freshFor === 0 ? -Infinity : Math.max(reading.readAt + freshFor, newUntil(reading));
  }

  /** Until when it is answered from while it is read again. */
  staleUntil(reading: Times): number {
    const { staleFor } = this.limits;
    return this.freshUntil(reading) + (staleFor === 0 ? 0 : Math.max(staleFor, took(reading)));
  }

  /**
   * Whether it is new enough for a caller who takes nothing from before `notBefore`. Where reading takes longer than the
   * refresh interval, nobody can insist on less than that.
   */
  isNewEnough(reading: Times, notBefore: number, now: number): boolean {
    if (reading.readAt >= notBefore) return true;
    return took(reading) > this.limits.refreshInterval && now < newUntil(reading);
  }

  #freshFor(operation: ReadOperation): number {
    return this.limits.freshForByOperation?.[operation] ?? this.limits.freshFor;
  }
}

/** How long reading took, in milliseconds. */
export function took({ readAt, arrivedAt }: Pick<Times, "readAt" | "arrivedAt">): number {
  return arrivedAt - readAt;
}

/** Reading it again would have taken until now. */
function newUntil(reading: Times): number {
  return reading.arrivedAt + took(reading);
}
