const SAMPLE = 16;
/** What V8 takes for a row beyond its text: objects, hidden classes, and the indexes over it. Measured, roughly. */
const OVERHEAD = 4;
const EMPTY = 1024;

/** About how many bytes of memory rows take: estimated from a sample, evenly spread. */
export function weightOf(rows: readonly object[]): number {
  const step = Math.max(1, Math.floor(rows.length / SAMPLE));
  const sample = rows.filter((_row, index) => index % step === 0);
  const text = sample.reduce((sum, row) => sum + JSON.stringify(row).length, 0);
  return EMPTY + (sample.length === 0 ? 0 : Math.ceil((text / sample.length) * rows.length * OVERHEAD));
}
