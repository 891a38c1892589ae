const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** After which attempt how long is waited; after later ones as long as after the last of these. */
export const PAUSES = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 12 * HOUR];

/** For how long a delivery is retried, in milliseconds. The last attempt is made at its end. */
export const RETRIED_FOR = 72 * HOUR;
/** The longest pause that a receiver's Retry-After gets, in milliseconds. */
export const LONGEST_REQUESTED = 24 * HOUR;
/** The share of a pause that is added at random, so that the deliveries that failed together do not return together. */
export const JITTER = 0.1;

export interface FailedAttempt {
  /** How many attempts were made, this one included. */
  readonly attempts: number;
  /** When the first one was made, and when this one was: milliseconds of the wall clock. */
  readonly first: number;
  readonly now: number;
  /** The pause that the receiver requested, in milliseconds. */
  readonly requested?: number | undefined;
}

/**
 * When a delivery that failed is attempted again, in milliseconds of the wall clock.
 * @returns undefined where it was retried for three days.
 */
export function nextAttempt({ attempts, first, now, requested = 0 }: FailedAttempt): number | undefined {
  const end = first + RETRIED_FOR;
  if (now >= end) return undefined;
  const pause = PAUSES[Math.min(attempts, PAUSES.length) - 1] ?? 0;
  const own = pause * (1 + JITTER * Math.random());
  return Math.min(now + Math.max(own, Math.min(requested, LONGEST_REQUESTED)), end);
}

/** @returns the pause in milliseconds; undefined for a header that is missing or not understood. */
export function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * SECOND;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(date - now, 0);
}
