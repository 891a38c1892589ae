import type { Pace, Result } from "../race";
import { figure, ratios, type Spread, spreadOf, textOf } from "../statistics";

/** One line of the final table. */
export interface Figure {
  row: string;
  reached: readonly Reached[];
  /** What stands beside it: how it was made sure that the right thing was measured, or what else is worth knowing. */
  note?: string;
}

export interface Reached {
  /** The measured value with its spread. */
  text: string;
  must: string;
  ok: boolean;
}

/** What a figure is given to measure with. */
export interface Bench {
  pace: Pace;
  /** Prints what each contender did, or rows that are ready as they are. */
  show: (title: string, rows: readonly (Result | object)[]) => void;
}

/** Some lines of the final table, measured together. */
export interface Figures {
  /** The text that `--only` searches. */
  name: string;
  measure: (bench: Bench) => Promise<Figure[]>;
}

/** How many times as many requests per second ours answers as theirs, by the rounds that both ran in. */
export function atLeast(times: number, of: string, ours: Result, theirs: Result): Reached {
  return least(spreadOf(ratios(ours.perSecond, theirs.perSecond)), times, ` × ${of}`);
}

export const NOTHING_TO_REACH = { must: "–", ok: true };

export function least(spread: Spread, wanted: number, unit: string): Reached {
  return { text: textOf(spread) + unit, must: `≥ ${figure(wanted)}${unit}`, ok: spread.median >= wanted };
}

export function most(spread: Spread, wanted: number, unit: string): Reached {
  return { text: textOf(spread) + unit, must: `≤ ${figure(wanted)}${unit}`, ok: spread.median <= wanted };
}

/** @throws Error where no contender of this name ran. */
export function find(results: readonly Result[], name: string): Result {
  const found = results.find((result) => result.name.startsWith(name));
  if (found === undefined) throw new Error(`Nobody is called ${name}.`);
  return found;
}

/** The one that answers the most requests per second, of those whose name contains a text. */
export function best(results: readonly Result[], name: string): Result {
  const medianOf = ({ perSecond }: Result) => spreadOf(perSecond).median;
  const [found] = results.filter((one) => one.name.includes(name)).sort((a, b) => medianOf(b) - medianOf(a));
  if (found === undefined) throw new Error(`Nobody's name contains ${name}.`);
  return found;
}

/** The line of figures that could not be measured. */
export function failed(name: string, error: unknown): Figure {
  const text = error instanceof Error ? error.message : String(error);
  return { row: name, reached: [{ text: `failed: ${text.split("\n", 1).join("")}`, must: "–", ok: false }] };
}

export const OURS = "this gateway";
