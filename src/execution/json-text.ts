import type { FormattedExecutionResult } from "graphql";
import { bytesIn, lengthOf, type TextChunk } from "./completed";

/**
 * The `data` of a result, already written as JSON. It is in the position of a plain result's object; `stringifyResult`
 * puts the text into the answer as it is, and a call of `JSON.stringify` returns the same bytes.
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

/** The placeholder of `data` that is text; no JSON contains this character. */
const DATA = "\u0000";
/** The placeholder of errors that were written before; no JSON contains this one either. */
const MORE_ERRORS = "\u0001";
const HAS_MORE = Symbol("has more errors");

/** Marks errors as those of an answer to which more belong, which are written already. */
export function withMoreErrors<E>(errors: readonly E[]): readonly E[] {
  return Object.assign([...errors], { [HAS_MORE]: true });
}

/**
 * Writes a result as Apollo Server does, errors first and a line break last; `data` that is text, and errors that were
 * written before, are left out.
 */
export function stringifyAround({ errors, data, extensions }: FormattedExecutionResult): string {
  const members: string[] = [];
  if (errors !== undefined) {
    const written = JSON.stringify(errors);
    members.push(`"errors":${HAS_MORE in errors ? `${written.slice(0, -1)}${MORE_ERRORS}]` : written}`);
  }
  // Left out where nothing was executed.
  if (data !== undefined) members.push(`"data":${data instanceof JsonText ? DATA : JSON.stringify(data)}`);
  if (extensions !== undefined) members.push(`"extensions":${JSON.stringify(extensions)}`);
  return `{${members.join(",")}}\n`;
}

/**
 * The parts of an answer, with what was left out of it.
 * @param moreErrors their JSON, each after a comma.
 */
export function chunksAround(
  written: string,
  data: JsonText | undefined,
  moreErrors?: readonly TextChunk[],
): readonly TextChunk[] {
  const chunks: TextChunk[] = [];
  let rest = written;
  const insert = (mark: string, inserted: readonly TextChunk[] = []) => {
    const at = inserted.length === 0 ? -1 : rest.indexOf(mark);
    if (at === -1) return;
    chunks.push(rest.slice(0, at));
    for (const chunk of inserted) chunks.push(chunk); // there may be more than a call can have arguments
    rest = rest.slice(at + mark.length);
  };
  insert(MORE_ERRORS, moreErrors);
  insert(DATA, data?.chunks);
  return [...chunks, rest];
}

/** What JSON must escape, and surrogates, which it must escape where they are unpaired. */
// eslint-disable-next-line no-control-regex -- control characters are what is matched
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/;

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
