import { ChunkedText, type Text, type TextChunk } from "./completed";
import type { WritePlain } from "./plain-leaf";

/** A member of a source object, and how it is written. */
export interface PlainMember {
  /** The response name as it is written in the answer: `"name":`. */
  readonly label: string;
  readonly member: string;
  readonly write: WritePlain;
  readonly nullable: boolean;
  /** What is the same whatever the source object: `__typename`. */
  readonly constant?: string;
}

/** @param isWhole whether with the braces */
export type WriteMembers = (source: object, isWhole: boolean) => Text | undefined;

/** Makes a function that writes members of a source object, and gives undefined where one of them is not plain. */
export function plainMembers(members: readonly PlainMember[]): WriteMembers {
  const labelled = members.map((member, index) => ({
    ...member,
    label: index === 0 ? member.label : `,${member.label}`,
  }));
  return (source, isWhole) => {
    const values = source as Readonly<Record<string, unknown>>; // an object has its members by their names
    let text = isWhole ? "{" : "";
    let chunks: TextChunk[] | undefined;
    for (const { label, member, write, nullable, constant } of labelled) {
      text += label;
      const value = constant === undefined ? values[member] : undefined;
      if (value === undefined || value === null) {
        if (constant === undefined && !nullable) return undefined;
        text += constant ?? "null";
        continue;
      }
      const written = write(value);
      if (written === undefined) return undefined;
      if (typeof written === "string") text += written;
      else {
        chunks = [...(chunks ?? []), text, ...written.chunks];
        text = "";
      }
    }
    if (isWhole) text += "}";
    return chunks === undefined ? text : new ChunkedText([...chunks, text]);
  };
}
