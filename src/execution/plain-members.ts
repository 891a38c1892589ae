import { ESCAPED } from "./json-text";
import { plainBoolean, plainString, type WritePlain } from "./plain-leaf";

/** A member of a source object, and how it is written. */
export interface PlainMember {
  /** The response name as it stands in the answer: `"name":`. */
  readonly label: string;
  readonly member: string;
  readonly write: WritePlain;
  readonly nullable: boolean;
  /** What is the same whatever the source object: `__typename`. */
  readonly constant?: string;
}

type WriteMembers = (source: object) => string | undefined;

/**
 * Makes a function that writes members of a source object, without the braces, and gives undefined where one of them is
 * not plain. It is compiled from text: this is the innermost loop of every answer, and V8 reads a member that is
 * named in the code several times as fast as one that is named in a list. The text holds nothing but names of the
 * schema and of the document, which GraphQL's grammar keeps to letters, digits and underscores.
 */
export function plainMembers(members: readonly PlainMember[]): WriteMembers {
  const code = `"use strict";
${members.map((_, index) => `let last${index}, text${index};`).join("\n")}
return (source) => {
  let text = "", value, written;
${members.map(lineOf).join("\n")}
  return text;
};`;
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- as said above
  return new Function("write", "escaped", "stringify", code)(
    members.map(({ write }) => write),
    ESCAPED,
    JSON.stringify,
  ) as WriteMembers; // what the text returns
}

/** A statement that adds one member to `text`. */
function lineOf({ label, member, write, nullable, constant }: PlainMember, index: number): string {
  const labelled = index === 0 ? label : `,${label}`;
  if (constant !== undefined) return `text += ${literal(labelled + constant)};`;
  const read = `value = source[${literal(member)}];`;
  const orNull = nullable
    ? `if (value == null) text += ${literal(`${labelled}null`)}; else`
    : "if (value == null) return undefined; else";
  if (write === plainString) return `${read} ${stringLine(labelled, index)} else ${orNull} return undefined;`;
  if (write === plainBoolean) {
    const [yes, no] = [literal(`${labelled}true`), literal(`${labelled}false`)];
    return `${read} if (value === true) text += ${yes}; else if (value === false) text += ${no}; else ${orNull} return undefined;`;
  }
  return `${read} ${orNull} { written = write[${index}](value); if (written === undefined) return undefined; text += ${literal(labelled)} + written; }`;
}

/** Rows say the same in most of their members as the row before: an account, a region, a state. */
function stringLine(labelled: string, index: number): string {
  const escaped = `${literal(labelled)} + stringify(value)`;
  const plain = `${literal(`${labelled}"`)} + value + '"'`;
  return `if (typeof value === "string") {
    if (value !== last${index}) { last${index} = value; text${index} = escaped.test(value) ? ${escaped} : ${plain}; }
    text += text${index};
  }`;
}

const literal = (text: string) => JSON.stringify(text);
