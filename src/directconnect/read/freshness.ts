import type { Reading, Source } from "./snapshot";

/** When something was read. */
type ReadingTime = Pick<Reading<object>, "readAt" | "from">;

/** How old an answer is, in the form of its extension. */
export class Freshness {
  /** @param ageMs the age of the oldest data that it was made from, in milliseconds. */
  constructor(
    readonly ageMs: number,
    readonly reads: readonly ReadFreshness[],
  ) {}

  /** As JSON, the same bytes as `JSON.stringify`, which is slower. */
  text(): string {
    return `{"ageMs":${this.ageMs},"reads":[${this.reads.map(textOf).join(",")}]}`;
  }
}

/** The reads of one AWS operation in one account and region. */
interface ReadFreshness {
  readonly operation: Source["operation"];
  /** 12 digits. */
  readonly account: string;
  /** Absent for data that is the same in every region. */
  readonly region?: string;
  /** How many snapshots: one for each requested parent or id. */
  readonly snapshots: number;
  /** The age of the oldest, in milliseconds. */
  readonly ageMs: number;
}

function textOf({ operation, account, region, snapshots, ageMs }: ReadFreshness): string {
  const where = region === undefined ? "" : `,"region":${JSON.stringify(region)}`;
  return `{"operation":"${operation}","account":${JSON.stringify(account)}${where},"snapshots":${snapshots},"ageMs":${ageMs}}`;
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
  let oldest = 0;
  for (const { readAt, from } of readings) {
    const { operation, account, region } = from;
    const key = `${operation} ${account} ${region}`;
    const recorded = reads.get(key);
    const ageMs = Math.max(recorded?.ageMs ?? 0, Math.round(now - readAt));
    const snapshots = (recorded?.snapshots ?? 0) + 1;
    const read =
      region === ""
        ? { operation, account, snapshots, ageMs }
        : { operation, account, region, snapshots, ageMs };
    reads.set(key, read);
    oldest = Math.max(oldest, ageMs);
  }
  return reads.size === 0 ? undefined : new Freshness(oldest, [...reads.values()]);
}
