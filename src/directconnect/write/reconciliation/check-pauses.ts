import type { Verdict } from "./reconciliation";
import type { WriteOperation } from "../../client/operations";

const FIRST = 250;
const LONGEST = 30_000;
/** How many steps a pause grows by where Direct Connect could not be read: its rate is used up, or it has a failure. */
const STEPS_UNREAD = 3;

/**
 * The pauses between the checks of one lost change, in milliseconds: each twice as long as the one before, and up to a
 * quarter shorter by chance, so that those of many changes do not meet.
 */
export class CheckPauses {
  #steps: number;

  /** @param checks how many there were before. */
  constructor(
    checks = 0,
    private readonly random: () => number = Math.random,
  ) {
    this.#steps = checks;
  }

  /**
   * The next pause.
   * @param verdict of the check before it.
   * @param concludesIn the milliseconds after which a check can say that nothing was made; no pause goes far beyond.
   */
  next(verdict: Verdict<WriteOperation>, concludesIn = -Infinity): number {
    const isUnread = verdict.outcome === "unknown" && verdict.error !== undefined;
    if (isUnread) this.#steps += STEPS_UNREAD;
    const pause = Math.min(FIRST * 2 ** this.#steps, LONGEST) * (1 - this.random() / 4);
    this.#steps += 1;
    return !isUnread && concludesIn > 0 ? Math.min(pause, Math.ceil(concludesIn)) : pause;
  }
}
