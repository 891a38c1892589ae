const SAMPLE = 16;
/** The memory of a row in V8 relative to its text: objects, hidden classes, and indexes. Measured, roughly. */
const OVERHEAD = 4;
const EMPTY = 1024;
/** How many unions with other sets of rows are cached for each set. */
export const MOST_UNIONS = 8;

/**
 * The maximum memory of the cached selections of a set of rows, in bytes: eight of all rows, and the names of some
 * more.
 */
export function rememberedBytes(rows: number): number {
  return 1024 + 64 * rows;
}

/**
 * The approximate memory of rows, in bytes: estimated from an evenly spread sample. It includes their cached selections
 * and cached unions with other sets, which have no memory limit of their own.
 */
export function weightOf(rows: readonly object[]): number {
  const step = Math.max(1, Math.floor(rows.length / SAMPLE));
  const sample = rows.filter((_row, index) => index % step === 0);
  const text = sample.reduce((sum, row) => sum + JSON.stringify(row).length, 0);
  const remembered = (1 + MOST_UNIONS) * rememberedBytes(rows.length);
  return (
    EMPTY +
    (rows.length === 0 ? 0 : remembered) +
    (sample.length === 0 ? 0 : Math.ceil((text / sample.length) * rows.length * OVERHEAD))
  );
}
