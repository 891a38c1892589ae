let rows = 0;

/**
 * Counts rows, or values of a filter, that are scanned without interruption. Execution reads the count between two
 * fields and yields to other requests where it has grown by much.
 */
export function countWork(count: number): void {
  rows += count;
}

/** How many were scanned since the start. */
export function workDone(): number {
  return rows;
}
