import type { ChangeOrder } from "../write/change-order";

/** A change of a row, as one read sees it. */
export interface FollowedChange {
  /** Names the change: it may say several things of one row. */
  readonly id: string;
  readonly order: ChangeOrder;
  /** `over`: AWS's lists show it by now. `later`: it was not known when the read began. */
  readonly standing: "valid" | "over" | "later";
}

/**
 * What is believed of one row while changes of it are followed in the order in which they were executed. Where two overlap in
 * time, the later one is not known: neither is believed, and the row is what the list says. What a list must show by now
 * stands behind it, with all that is older.
 */
export class FollowedRow<Value> {
  current: Value | undefined;
  /** What the row was before the changes whose order is not known. */
  #base: Value | undefined;
  #last: string | undefined;
  #isBelieved = false;
  #until = -Infinity;
  #isInDoubt = false;
  #isOpen = false;

  /** @param listed undefined where the list does not show it. */
  constructor(readonly listed: Value | undefined) {
    this.current = this.#base = listed;
  }

  /** Whether it has to be read anew until lists must show what became of it. */
  get isUndecided(): boolean {
    return this.#isInDoubt && this.#isOpen;
  }

  /**
   * Takes the next change, by the beginning of its order.
   * @param isGoing whether the row is gone after it, or about to.
   * @param isDoubtful whether the change is not to be believed, whatever else is known of the row.
   * @returns whether it is to be applied to `current`.
   */
  follow({ id, order, standing }: FollowedChange, isGoing: boolean, isDoubtful = false): boolean {
    if (id === this.#last) return this.#isBelieved;
    const isConcurrent = order.from <= this.#until;
    const isOverlapping = isDoubtful || isConcurrent;
    if (standing === "later" && !isOverlapping) return false;
    this.#last = id;
    this.#until = Math.max(this.#until, order.until);
    const isOver = standing === "over";
    this.#isOpen = (isOverlapping && this.#isOpen) || !isOver;
    this.#isInDoubt = isOverlapping;
    this.#isBelieved = !isOverlapping && !isOver;
    if (isGoing || isOver || this.listed !== undefined) this.#base = this.listed;
    else if (!isConcurrent) this.#base = this.current;
    if (!this.#isBelieved) this.current = this.#base;
    return this.#isBelieved;
  }
}
