import type { ReadOperation } from "../client/operations";
import type { Reading } from "./snapshot";

/** How long snapshots are used for answers, in milliseconds. */
export interface LifetimeLimits {
  /**
   * How long a snapshot is fresh. At 0, snapshots are not shared: each request reads for itself, and rows are only
   * stored where they are read repeatedly, so that an equal answer need not be parsed again.
   */
  readonly freshFor: number;
  /** The same for individual operations. */
  readonly freshForByOperation?: Readonly<Partial<Record<ReadOperation, number>>>;
  /** How much longer it is used while it is read again. */
  readonly staleFor: number;
  /** The shortest time between two reads of one collection that a caller, or failures, can force. */
  readonly refreshInterval: number;
}

/** A list of more pages takes long to read, however soon they come. */
export const MANY_PAGES = 10;

type Times = Pick<Reading<object>, "readAt" | "arrivedAt" | "from">;

/**
 * Decides until when a snapshot is used for answers. The limits count from the beginning of its read, as its data is
 * no older. But a collection that takes long to read is used at least as long again, after it has arrived: otherwise
 * a list that takes longer to read than it is fresh would be read all the time and never be used.
 */
export class Lifetimes {
  constructor(private readonly limits: LifetimeLimits) {}

  /** Whether requests share the readings of an operation. */
  isShared(operation: ReadOperation): boolean {
    return this.#freshFor(operation) > 0;
  }

  /** Until when it is fresh, on the clock of its times. */
  freshUntil(reading: Times): number {
    const freshFor = this.#freshFor(reading.from.operation);
    return freshFor === 0 ? -Infinity : Math.max(reading.readAt + freshFor, newUntil(reading));
  }

  /** Until when it is used while it is read again. */
  staleUntil(reading: Times): number {
    const { staleFor } = this.limits;
    return this.freshUntil(reading) + (staleFor === 0 ? 0 : Math.max(staleFor, took(reading)));
  }

  /**
   * Whether it is new enough for a caller that accepts no data from before `notBefore`. Where reading takes longer
   * than the refresh interval, no caller can force a shorter interval than that.
   */
  isNewEnough(reading: Times, notBefore: number, now: number): boolean {
    if (reading.readAt >= notBefore) return true;
    return took(reading) > this.limits.refreshInterval && now < newUntil(reading);
  }

  /** Whether reading it again takes so long that changes which come meanwhile must not end it. */
  isLong(reading: Pick<Reading<object>, "readAt" | "arrivedAt" | "pages">): boolean {
    const { pages } = reading;
    return pages > MANY_PAGES || (pages > 1 && took(reading) > this.limits.refreshInterval);
  }

  #freshFor(operation: ReadOperation): number {
    return this.limits.freshForByOperation?.[operation] ?? this.limits.freshFor;
  }
}

/** The duration of the read, in milliseconds. */
export function took({ readAt, arrivedAt }: Pick<Times, "readAt" | "arrivedAt">): number {
  return arrivedAt - readAt;
}

/** When a repeated read would have ended. */
function newUntil(reading: Times): number {
  return reading.arrivedAt + took(reading);
}
