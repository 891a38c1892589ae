import type { Reading } from "./snapshot";

/** When something was read. */
type ReadingTime = Pick<Reading<object>, "readAt" | "from">;

/** How old an answer is: as old as the oldest of what it was made from. */
export interface Freshness {
  /** In milliseconds. */
  readonly ageMs: number;
  readonly reads: readonly ReadFreshness[];
}

/** The reads of one AWS operation in one account and region. */
interface ReadFreshness {
  readonly operation: string;
  /** 12 digits. */
  readonly account: string;
  /** Left out for what is the same from every region. */
  readonly region?: string;
  /** How many snapshots: one for each parent or id that was asked about. */
  readonly snapshots: number;
  /** That of the oldest, in milliseconds. */
  readonly ageMs: number;
}

/**
 * @param now on the snapshots' clock.
 * @returns undefined where nothing was read.
 */
export function freshnessOf(
  { readings }: { readings: readonly ReadingTime[] },
  now: number,
): Freshness | undefined {
  const reads = new Map<string, ReadFreshness>();
  for (const { readAt, from } of readings) {
    const { operation, account, region } = from;
    const key = `${operation} ${account} ${region}`;
    const known = reads.get(key);
    reads.set(key, {
      operation,
      account,
      ...(region === "" ? {} : { region }),
      snapshots: (known?.snapshots ?? 0) + 1,
      ageMs: Math.max(known?.ageMs ?? 0, Math.round(now - readAt)),
    });
  }
  if (reads.size === 0) return undefined;
  return { ageMs: Math.max(...[...reads.values()].map(({ ageMs }) => ageMs)), reads: [...reads.values()] };
}
