/**
 * When a change may have been executed, in numbers that the journal's sequence gives: one as its entry was opened, before it
 * was sent, and one as its outcome was noted. All processes on one store share them, and no clock is in them.
 */
export interface ChangeOrder {
  readonly from: number;
  readonly until: number;
}

/** That of a change of which nothing is known: it may be before or after any other. */
export const ANY_TIME: ChangeOrder = { from: -Infinity, until: Infinity };

/** Whether one was certainly executed before the other. */
export function isBefore(one: ChangeOrder, other: ChangeOrder): boolean {
  return one.until < other.from;
}

/** What two accounts of the same change say together. */
export function bothOrders(one: ChangeOrder, other: ChangeOrder): ChangeOrder {
  return { from: Math.max(one.from, other.from), until: Math.min(one.until, other.until) };
}
