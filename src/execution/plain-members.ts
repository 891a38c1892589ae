import { type TextChunk, type Text, ChunkedText } from "./completed";
import { ESCAPED, inOnePiece, writeString } from "./json-text";
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

/** @param isWhole whether with the braces */
export type WriteMembers = (source: object, isWhole: boolean) => Text | undefined;

/**
 * Makes a function that writes members of a source object, and gives undefined where one of them is not plain. It is
 * compiled from text: this is the innermost loop of every answer, and V8 reads a member that is named in the code
 * several times as fast as one that is named in a list. The text holds nothing but names of the schema and of the
 * document, which GraphQL's grammar keeps to letters, digits and underscores.
 *
 * Each piece of text costs when it is joined, and again when the whole becomes bytes. So the quote that ends a string is written with
 * what follows it (until then the text is `open`, as it is where a brace is due first), and what is the same as in the
 * row before, an account, a region, a state, is a piece of its own.
 */
export function plainMembers(members: readonly PlainMember[]): WriteMembers {
  const code = `"use strict";
${members.map((_, index) => `const write${index} = writes[${index}]; let last${index}, same${index}, open${index};`).join("\n")}
return (source, isWhole) => {
  let text = "", open = isWhole, value, written, parts;
${members.map(lineOf).join("\n")}
  text += isWhole ? (open ? '"}' : "}") : open ? '"' : "";
  return parts === undefined ? text : inParts(parts, text);
};`;
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- as said above
  return new Function("writes", "known", "escaped", "writeString", "inOnePiece", "inParts", code)(
    members.map(({ write }) => write),
    members.map(({ write }) => write.knownTexts),
    ESCAPED,
    writeString,
    inOnePiece,
    (chunks: readonly TextChunk[], last: string) => new ChunkedText([...chunks, last]),
  ) as WriteMembers; // what the text returns
}

/** A statement that adds one member to `text`. */
function lineOf(member: PlainMember, index: number): string {
  const { write, nullable, constant } = member;
  /** What begins this member, followed by `more`. */
  const label = (more = "") => {
    const [open, closed] = index === 0 ? ["{", ""] : ['",', ","];
    return `(open ? ${literal(open + member.label + more)} : ${literal(closed + member.label + more)})`;
  };
  const add = (what: string) => `text += ${label(what)}; open = false;`;
  if (constant !== undefined) return add(constant);

  const orNull = nullable ? `if (value == null) { ${add("null")} }` : "if (value == null) return undefined;";
  const same = (text: string) => `
    if (same${index} === undefined || open${index} !== open) {
      open${index} = open; same${index} = inOnePiece(${label()} + ${text});
    }
    text += same${index}; open = false;`;
  const other = `
    written = write${index}(value);
    if (written === undefined) return undefined;
    text += ${label()}; open = false;
    if (typeof written === "string") text += written;
    else { parts = [...(parts ?? []), text, ...written.parts]; text = ""; }`;
  return `value = source[${literal(member.member)}]; ${lines()}`;

  function lines(): string {
    if (write === plainString) {
      return `if (typeof value === "string") {
    if (value === last${index}) {${same("writeString(value)")} }
    else {
      last${index} = value; same${index} = undefined;
      if (escaped.test(value)) {${same("writeString(value)")} }
      else { text += ${label('"')}; text += value; open = true; }
    }
  } else ${orNull} else return undefined;`;
    }
    if (write === plainBoolean) {
      return `if (value === true) { ${add("true")} } else if (value === false) { ${add("false")} } else ${orNull} else return undefined;`;
    }
    if (write.knownTexts === undefined) return `${orNull} else {${other} }`;
    return `${orNull} else if (value === last${index}) {${same(`known[${index}].get(value)`)} }
  else {${other}
    if (known[${index}].has(value)) { last${index} = value; same${index} = undefined; }
  }`;
  }
}

const literal = (text: string) => JSON.stringify(text);
