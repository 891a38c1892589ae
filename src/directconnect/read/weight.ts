const SAMPLE = 16;
/** What V8 takes for a row beyond its text: objects, hidden classes, and the indexes over it. Measured, roughly. */
const OVERHEAD = 4;
const EMPTY = 1024;
/** How many unions with other sets of rows are remembered for each set. */
export const MOST_UNIONS = 8;

/** What the remembered selections of a set of rows may take, in bytes: eight of all rows, and the names of some more. */
export function rememberedBytes(rows: number): number {
  return 1024 + 64 * rows;
}

/**
 * About how many bytes of memory rows take: estimated from a sample, evenly spread. What may be remembered of them is in it,
 * and what may be of unions of them with others, as there is no room that is free of it.
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
