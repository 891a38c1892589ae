import { LRUCache } from "lru-cache";
import type { Repeated } from "./reconciliation";
import { type ChangeTimes, executionMilliseconds } from "../change-times";

/** How many checks in a row have to agree. */
const CHECKS = 2;
/** Of how many changes checks are counted: whose count is forgotten is checked anew. */
const MOST_CHANGES = 10_000;

/**
 * What a list that lags could show as well: that nothing was made, that what was to be deleted is gone, or that something
 * is as it was before already.
 */
export type Indication = "notApplied" | "gone" | "applied";

/** What it takes to conclude what a list that lags could show as well. */
export class Evidence {
  /** By the marker of the sending: what the last checks agree in, and how many do. */
  readonly #agreeing = new LRUCache<string, { readonly indication: Indication; readonly checks: number }>({
    max: MOST_CHANGES,
  });

  constructor(private readonly times: ChangeTimes) {}

  /**
   * How long it takes until a check can conclude.
   * @param repeated what a repeat of the change would do, where that nothing was made is concluded.
   * @param settlesIn the milliseconds until the call can be executed no more.
   * @param unsentFor the milliseconds for which it certainly could be sent no more.
   */
  concludesIn(repeated: Repeated, settlesIn: number, unsentFor: number): number {
    const { consistencyMilliseconds } = this.times;
    if (repeated !== "another") return settlesIn + consistencyMilliseconds;
    return Math.max(settlesIn, executionMilliseconds(this.times) - unsentFor) + consistencyMilliseconds;
  }

  /**
   * Counts a check.
   * @param isLate whether it began when it could conclude.
   * @returns whether that is enough.
   */
  indicated(marker: string, isLate: boolean, indication: Indication): boolean {
    const before = this.#agreeing.get(marker);
    const checks = before?.indication === indication ? before.checks + 1 : 1;
    this.#agreeing.set(marker, { indication, checks });
    return isLate && checks >= CHECKS;
  }

  /** Forgets what was found: a check said something else, or the outcome is known. */
  forget(marker: string): void {
    this.#agreeing.delete(marker);
  }
}
