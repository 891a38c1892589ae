import { readFileSync } from "node:fs";
import { STATUS_CODES } from "node:http";

/** A page of `docs/`, by its name. */
export const source = (page: string) => readFileSync(`docs/${page}.md`, "utf8");
/** The same in one line. */
export const text = (page: string) => source(page).replace(/\s+/g, " ");

export const figure = (value: number) => value.toLocaleString("en-US");
export const seconds = (milliseconds: number) => figure(milliseconds / 1_000);
export const kib = (bytes: number) => `${figure(bytes / 1024)} KiB`;
export const mib = (bytes: number) => `${figure(bytes / 1024 / 1024)} MiB`;

/** Numbers that the pages write as words. */
const WORDS = new Map<number, string>([
  [1 / 60, "sixtieth"],
  [1 / 10, "tenth"],
  [1 / 4, "quarter"],
  [0.3, "three tenths"],
  [1 / 2, "half"],
  [4 / 7, "four sevenths"],
  [2 / 3, "two thirds"],
  [7 / 8, "seven eighths"],
  [0.8, "four fifths"],
  [2, "two"],
  [3, "three"],
  [5, "five"],
  [6, "six"],
  [8, "eight"],
  [10, "ten"],
]);

export function word(value: number): string {
  const found = WORDS.get(value);
  if (found === undefined) throw new Error(`No word for ${value}.`);
  return found;
}

/** The one second that some bounds are. */
export function second(milliseconds: number): string {
  if (milliseconds !== 1_000) throw new Error(`${milliseconds} ms is not a second.`);
  return "a second";
}

/** The one hour that some bounds are. */
export function hour(milliseconds: number): string {
  if (milliseconds !== 3_600_000) throw new Error(`${milliseconds} ms is not an hour.`);
  return "an hour";
}

/** Digits, and words for numbers where a unit or a share follows. */
const FIGURES =
  /\d[\d,.]*|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|sixty)\b(?= (?:milli)?(?:seconds?|minutes?|hours?|days?|thirds|fifths|sixths|sevenths|eighths|tenths)\b)|\b(?:half|quarter|sixtieth)\b/g;

/**
 * The figures of a page that no sentence contains, each with the text around it; statuses of HTTP are none.
 * @param prose of the page, without what has a test of its own.
 * @param sentences with the figures of the code, or with such that are no bounds.
 */
export function figuresBeside(prose: string, sentences: readonly string[]): string[] {
  const searched = prose.replace(/\s+/g, " ").toLowerCase();
  const places = sentences.flatMap((sentence) => {
    const found: [start: number, end: number][] = [];
    const wanted = sentence.toLowerCase();
    for (let at = searched.indexOf(wanted); at !== -1; at = searched.indexOf(wanted, at + 1))
      found.push([at, at + wanted.length]);
    return found;
  });
  return [...searched.matchAll(FIGURES)]
    .filter(
      ({ 0: found, index }) =>
        !places.some(([start, end]) => start <= index && index < end) &&
        !(found !== "500" && found.slice(0, 3) in STATUS_CODES),
    )
    .map(({ index }) => searched.slice(Math.max(0, index - 40), index + 20));
}

/** A page without its snippets of code. */
export const withoutSnippets = (markdown: string) => markdown.replace(/```[^]*?```/g, "");
