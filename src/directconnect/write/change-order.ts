/**
 * When a change may have been executed, by the numbers of the transactions that opened its entry in the journal, before
 * it was sent, and that noted its outcome. All processes on one store share them, and no clock is in them.
 */
export interface ChangeOrder {
  readonly from: number;
  readonly until: number;
}

/** The end of the order of a change that may be executed yet; a number that JSON can hold. */
export const OPEN_END = Number.MAX_SAFE_INTEGER;

/** That of a change of which nothing is known: it may be before or after any other. */
export const ANY_TIME: ChangeOrder = { from: -Infinity, until: OPEN_END };

/** Whether one was certainly executed before the other. */
export function isBefore(one: ChangeOrder, other: ChangeOrder): boolean {
  return one.until < other.from;
}

/** What two accounts of the same change say together. */
export function bothOrders(one: ChangeOrder, other: ChangeOrder): ChangeOrder {
  return { from: Math.max(one.from, other.from), until: Math.min(one.until, other.until) };
}
