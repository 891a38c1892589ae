import { LRUCache } from "lru-cache";
import type { Repeated } from "./reconciliation";
import { type ChangeTimes, executionMilliseconds } from "../change-times";

/** How many consecutive checks must agree. */
const CHECKS = 2;
/** The number of changes whose checks are counted: a change beyond it starts again from zero. */
const MOST_CHANGES = 10_000;

/**
 * What a list that is behind could show as well: that nothing was made, that a resource is deleted, or that a value
 * is as it was before already.
 */
export type Indication = "notApplied" | "gone" | "applied";

/** Decides when a verdict is final that a list that is behind could show as well. */
export class Evidence {
  /** By the marker of the sending: the verdict of the last checks, and their number. */
  readonly #agreeing = new LRUCache<string, { readonly indication: Indication; readonly checks: number }>({
    max: MOST_CHANGES,
  });

  constructor(private readonly times: ChangeTimes) {}

  /**
   * How long it takes until a check can conclude.
   * @param repeated the effect of a repeated change, where it is concluded that nothing was made.
   * @param settlesIn the milliseconds until the call can no longer be executed.
   * @param unsentFor the milliseconds during which it certainly could no longer be sent.
   */
  concludesIn(repeated: Repeated, settlesIn: number, unsentFor: number): number {
    const { consistencyMilliseconds } = this.times;
    if (repeated !== "another") return settlesIn + consistencyMilliseconds;
    return Math.max(settlesIn, executionMilliseconds(this.times) - unsentFor) + consistencyMilliseconds;
  }

  /**
   * Counts a check.
   * @param isLate whether it began when it could conclude.
   * @returns whether the verdict is final.
   */
  indicated(marker: string, isLate: boolean, indication: Indication): boolean {
    const before = this.#agreeing.get(marker);
    const checks = before?.indication === indication ? before.checks + 1 : 1;
    this.#agreeing.set(marker, { indication, checks });
    return isLate && checks >= CHECKS;
  }

  /** Resets the count: a check had another verdict, or the outcome is known. */
  forget(marker: string): void {
    this.#agreeing.delete(marker);
  }
}
