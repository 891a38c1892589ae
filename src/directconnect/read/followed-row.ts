import type { ChangeOrder } from "../write/change-order";

/** A change of a row, from the view of one read. */
export interface FollowedChange {
  /** The id of the change: several `RowChange`s of one row may have it. */
  readonly id: string;
  readonly order: ChangeOrder;
  /**
   * `over`: AWS's lists show the change by now. `later`: it was not received yet when the read began, and pages of the
   * read may be older.
   */
  readonly standing: "valid" | "over" | "later";
}

/**
 * The state of one row after a sequence of changes, in the order in which they were executed. Where two overlap in
 * time, their order is unknown: neither is applied, and the row is what the list says. A change that a list must show
 * by now is part of the list, with all older ones.
 */
export class FollowedRow<Value> {
  current: Value | undefined;
  /** The row before the changes whose order is unknown. */
  #base: Value | undefined;
  #last: string | undefined;
  #isBelieved = false;
  #until = -Infinity;
  #isInDoubt = false;
  #isOpen = false;
  #isLater = false;

  /** @param listed undefined where the list does not show it. */
  constructor(readonly listed: Value | undefined) {
    this.current = this.#base = listed;
  }

  /** Whether the row must be read again until lists must show the result. */
  get isUndecided(): boolean {
    return this.#isInDoubt && this.#isOpen;
  }

  /** Whether the listed row may be from before changes of which none can be applied. */
  get isBehind(): boolean {
    return this.#isInDoubt && this.#isLater;
  }

  /**
   * Follows the next change, by the beginning of its order.
   * @param isGoing whether the row is deleted after it, or being deleted.
   * @param isDoubtful whether the change must not be applied, whatever the state of the row.
   * @returns whether it must be applied to `current`.
   */
  follow({ id, order, standing }: FollowedChange, isGoing: boolean, isDoubtful = false): boolean {
    if (id === this.#last) return this.#isBelieved;
    const isConcurrent = order.from <= this.#until;
    const isOverlapping = isDoubtful || isConcurrent;
    this.#last = id;
    this.#until = Math.max(this.#until, order.until);
    const isOver = standing === "over";
    this.#isOpen = (isOverlapping && this.#isOpen) || !isOver;
    this.#isLater = (isOverlapping && this.#isLater) || standing === "later";
    this.#isInDoubt = isOverlapping;
    this.#isBelieved = !isOverlapping && !isOver;
    if (isGoing || isOver || this.listed !== undefined) this.#base = this.listed;
    else if (!isConcurrent) this.#base = this.current;
    if (!this.#isBelieved) this.current = this.#base;
    return this.#isBelieved;
  }
}
