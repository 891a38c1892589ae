import type { FormattedExecutionResult } from "graphql";
import { bytesIn, lengthOf, type TextChunk } from "./completed";

/**
 * The `data` of a result, already written as JSON. It stands where a plain result has its object; `stringifyResult`
 * puts the text into the answer as it is, and whoever calls `JSON.stringify` all the same gets the same bytes.
 */
export class JsonText {
  /** @param chunks one after the other they are the text. */
  constructor(readonly chunks: readonly TextChunk[]) {}

  /** Its characters, or bytes where it is kept as bytes. */
  get length(): number {
    return lengthOf(this.chunks);
  }

  /** Its bytes in UTF-8. */
  get bytes(): number {
    return bytesIn(this.chunks);
  }

  get text(): string {
    return this.chunks.join("");
  }

  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}

/** Stands for `data` that is text; no JSON holds this character. */
const DATA = "\u0000";

/** Writes a result as Apollo Server does, errors first and a line break last; `data` that is text is left out. */
export function stringifyAround({ errors, data, extensions }: FormattedExecutionResult): string {
  const members: string[] = [];
  if (errors !== undefined) members.push(`"errors":${JSON.stringify(errors)}`);
  // Left out where nothing was executed.
  if (data !== undefined) members.push(`"data":${data instanceof JsonText ? DATA : JSON.stringify(data)}`);
  if (extensions !== undefined) members.push(`"extensions":${JSON.stringify(extensions)}`);
  return `{${members.join(",")}}\n`;
}

/** The parts of an answer, with its `data` where it was left out. */
export function chunksAround(written: string, data: JsonText | undefined): readonly TextChunk[] {
  const at = data === undefined ? -1 : written.indexOf(DATA);
  if (data === undefined || at === -1) return [written];
  return [written.slice(0, at), ...data.chunks, written.slice(at + DATA.length)];
}

/** What JSON must escape, and surrogates, which it must escape where they stand alone. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
export const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/;

/** A string as JSON, the same bytes as `JSON.stringify`, which is slower on the many strings that need no escape. */
export function writeString(value: string): string {
  return ESCAPED.test(value) ? JSON.stringify(value) : `"${value}"`;
}

/**
 * V8 joins strings by reference, so a text of sixty parts stays a tree that every answer would walk again. Asking for
 * its number makes it one piece in place.
 */
export function inOnePiece(text: string): string {
  Number(text);
  return text;
}
