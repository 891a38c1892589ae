/**
 * A completed value. A list whose items were awaited is still a list: graphql-js chains no promise to make anything
 * of it, so neither do we, and it becomes text with the object that it stands in. Empty text is what JSON cannot say.
 */
export type Completed = Text | null | readonly Completed[];

/** JSON: long text stays in parts, as V8 takes much longer to join them than to write one after the other. */
export type Text = string | TextParts;

/** What is written again and again is kept as the bytes that are sent (UTF-8): to copy them costs less than a string. */
export type Part = string | Buffer;

export class TextParts {
  constructor(readonly parts: readonly Part[]) {}

  get length(): number {
    return lengthOf(this.parts);
  }
}

/** Characters, or bytes where a part is kept as bytes. */
export function lengthOf(parts: readonly Part[]): number {
  let length = 0;
  for (const part of parts) length += part.length;
  return length;
}

export function isText(value: Completed): value is Text {
  return typeof value === "string" || value instanceof TextParts;
}

export function partsOf(text: Text): readonly Part[] {
  return typeof text === "string" ? [text] : text.parts;
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
  #parts: Part[] | undefined;

  constructor(private text: string) {}

  add(before: string, value: Text | Buffer): void {
    this.text += before;
    if (typeof value === "string") this.text += value;
    else this.#add(value instanceof TextParts ? value.parts : [value]);
    if (this.text.length >= LONG) this.#add([]);
  }

  end(last: string): Text {
    this.text += last;
    if (this.#parts === undefined) return this.text;
    this.#parts.push(this.text);
    return new TextParts(this.#parts);
  }

  #add(parts: readonly Part[]): void {
    const all = (this.#parts ??= []);
    all.push(this.text);
    for (const part of parts) all.push(part); // there may be more than a call can have arguments
    this.text = "";
  }
}
