/**
 * When a change may have been executed, by the numbers of the transactions that opened its entry in the journal, before
 * it was sent, and that noted its outcome. All processes on one store share them, and they depend on no clock.
 */
export interface ChangeOrder {
  readonly from: number;
  readonly until: number;
}

/** The end of the order of a change that may still be executed; a number that JSON can represent. */
export const OPEN_END = Number.MAX_SAFE_INTEGER;

/** The order of a change where it is unknown: it may be before or after any other. */
export const ANY_TIME: ChangeOrder = { from: -Infinity, until: OPEN_END };

/** Whether one was certainly executed before the other. */
export function isBefore(one: ChangeOrder, other: ChangeOrder): boolean {
  return one.until < other.from;
}

/** The order of one change from two sources together. */
export function bothOrders(one: ChangeOrder, other: ChangeOrder): ChangeOrder {
  return { from: Math.max(one.from, other.from), until: Math.min(one.until, other.until) };
}
