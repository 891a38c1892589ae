/** A set of measurements by its middle and by what it is between in eight of ten cases. */
export interface Spread {
  median: number;
  p10: number;
  p90: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (chunk: number) => sorted[Math.round(chunk * (sorted.length - 1))] ?? NaN;
  return { median: at(0.5), p10: at(0.1), p90: at(0.9) };
}

/** The value that a share of all is not above, such as 0.99 of them. */
export function quantile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.round(share * (values.length - 1))] ?? NaN;
}

/** The quotients of what was measured in the same round. */
export function ratios(ours: readonly number[], theirs: readonly number[]): number[] {
  return ours.map((value, round) => value / (theirs[round] ?? NaN));
}

export function differences(ours: readonly number[], theirs: readonly number[]): number[] {
  return ours.map((value, round) => value - (theirs[round] ?? NaN));
}

export function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

/** Three digits that count. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return "–";
  return Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

export function textOf({ median, p10, p90 }: Spread): string {
  return `${figure(median)} (${figure(p10)} – ${figure(p90)})`;
}
