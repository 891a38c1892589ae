/**
 * A completed value. A list whose items were awaited is still a list: graphql-js chains no promise to make anything
 * of it, so neither do we, and it becomes text with the object that contains it. Empty text is what JSON cannot say.
 */
export type Completed = Text | null | readonly Completed[];

/** JSON: long text stays in parts, as V8 takes much longer to join them than to write one after the other. */
export type Text = string | ChunkedText;

/** What is written again and again is kept as the bytes that are sent (UTF-8): to copy them costs less than a string. */
export type TextChunk = string | Buffer;

export class ChunkedText {
  constructor(readonly chunks: readonly TextChunk[]) {}

  get length(): number {
    return lengthOf(this.chunks);
  }
}

/** Characters, or bytes where a part is kept as bytes. */
export function lengthOf(chunks: readonly TextChunk[]): number {
  let length = 0;
  for (const chunk of chunks) length += chunk.length;
  return length;
}

/** Bytes in UTF-8. */
export function bytesIn(chunks: readonly TextChunk[]): number {
  let bytes = 0;
  for (const chunk of chunks) bytes += Buffer.byteLength(chunk);
  return bytes;
}

/** Bytes in UTF-8. */
export function bytesOf(text: Text): number {
  return typeof text === "string" ? Buffer.byteLength(text) : bytesIn(text.chunks);
}

export function isText(value: Completed): value is Text {
  return typeof value === "string" || value instanceof ChunkedText;
}

export function chunksOf(text: Text): readonly TextChunk[] {
  return typeof text === "string" ? [text] : text.chunks;
}

/** From so many characters on a list stays in parts. */
const LONG = 16 * 1024;

/** An object as JSON; a member that JSON cannot say is left out. */
export function objectText(labels: readonly string[], values: readonly Completed[]): Text {
  const written = new Written("{");
  let isFirst = true;
  labels.forEach((label, index) => {
    const value = textOf(values[index] ?? null);
    if (value === "") return;
    written.add(isFirst ? label : `,${label}`, value);
    isFirst = false;
  });
  return written.end("}");
}

/** A list as JSON; an item that JSON cannot say is null there. */
export function listText(items: readonly Completed[]): Text {
  const written = new Written("[");
  let isFirst = true;
  for (const item of items) {
    written.add(isFirst ? "" : ",", textOf(item) || "null");
    isFirst = false;
  }
  return written.end("]");
}

function textOf(value: Completed): Text {
  if (isText(value)) return value;
  return value === null ? "null" : listText(value);
}

/** Text that is being written. */
export class Written {
  #chunks: TextChunk[] | undefined;

  constructor(private text: string) {}

  add(before: string, value: Text): void {
    this.text += before;
    if (typeof value === "string") this.text += value;
    else this.#add(value.chunks);
    if (this.text.length >= LONG) this.#add([]);
  }

  end(last: string): Text {
    this.text += last;
    if (this.#chunks === undefined) return this.text;
    this.#chunks.push(this.text);
    return new ChunkedText(this.#chunks);
  }

  #add(chunks: readonly TextChunk[]): void {
    const all = (this.#chunks ??= []);
    all.push(this.text);
    for (const chunk of chunks) all.push(chunk); // there may be more than a call can have arguments
    this.text = "";
  }
}
