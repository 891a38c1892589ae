import { LRUCache } from "lru-cache";
import type { Repeated } from "../../reconciliation/reconciliation";
import { type ChangeTimes, executionMilliseconds } from "../change-times";

/** How many checks in a row have to agree that nothing was made. */
const CHECKS = 2;
/** Of how many changes checks are counted: whose count is forgotten is checked anew. */
const MOST_CHANGES = 10_000;

/** What is concluded from rows that are not listed: that nothing was made, or that what was to be deleted is gone. */
export type Absence = "notApplied" | "gone";

/** What it takes to say that a change was not made, or that what it was to delete is gone. */
export class Evidence {
  /** By the marker of the sending: what the last checks agree in, and how many do. */
  readonly #agreeing = new LRUCache<string, { readonly absence: Absence; readonly checks: number }>({
    max: MOST_CHANGES,
  });

  constructor(private readonly times: ChangeTimes) {}

  /**
   * How long it takes until a check can say that nothing was made.
   * @param settlesIn the milliseconds until the call can be executed no more.
   * @param unsentFor the milliseconds for which it certainly could be sent no more.
   */
  concludesIn(repeated: Repeated, settlesIn: number, unsentFor: number): number {
    if (repeated !== "another") return settlesIn;
    return Math.max(
      settlesIn,
      executionMilliseconds(this.times) + this.times.consistencyMilliseconds - unsentFor,
    );
  }

  /**
   * Counts a check that found nothing.
   * @param isLate whether it began when it could say so.
   * @returns whether that is enough.
   */
  foundNothing(marker: string, isLate: boolean, absence: Absence = "notApplied"): boolean {
    const before = this.#agreeing.get(marker);
    const checks = before?.absence === absence ? before.checks + 1 : 1;
    this.#agreeing.set(marker, { absence, checks });
    return isLate && checks >= CHECKS;
  }

  /** Forgets what was found: a check said something else, or the outcome is known. */
  forget(marker: string): void {
    this.#agreeing.delete(marker);
  }
}
