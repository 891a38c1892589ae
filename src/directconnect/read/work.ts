let rows = 0;

/**
 * Counts rows, or values of a filter, that are gone through without a break. Execution reads the count between two fields
 * and gives others their turn where it has grown by much.
 */
export function countWork(count: number): void {
  rows += count;
}

/** How many were gone through since the start. */
export function workDone(): number {
  return rows;
}
