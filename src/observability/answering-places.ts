import type { MetricsPlace } from "./metrics";

/** How long a call says whether its account and region answer, in milliseconds: longer than an alert waits. */
const LONGEST = 600_000;

interface LastCall {
  readonly place: MetricsPlace;
  readonly isAnswered: boolean;
  readonly endedAt: number;
}

/**
 * Whether the last call of Direct Connect in each account and region was answered. A refusal is an answer. A gauge of
 * this fires at the first failure of a place that is seldom called, where the rate of a new counter would be 0.
 */
export class AnsweringPlaces {
  readonly #lastCalls = new Map<string, LastCall>();

  /** @param now milliseconds that never go back. */
  constructor(private readonly now: () => number) {}

  /** @param outcome `ok`, or the code of the call's error. */
  note({ account, region }: MetricsPlace, outcome: string): void {
    const isAnswered = outcome !== "OUTCOME_UNKNOWN" && !outcome.startsWith("UPSTREAM_");
    const place = { account, region };
    this.#lastCalls.set(`${account}/${region}`, { place, isAnswered, endedAt: this.now() });
  }

  /** The places that were called within the last ten minutes. */
  recent(): readonly LastCall[] {
    return [...this.#lastCalls.values()].filter(({ endedAt }) => this.now() - endedAt < LONGEST);
  }
}
