import { isThenable, type WritePlain } from "./plain-leaf";

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

/** Writes members of a source object, without the braces; undefined where one of them is not plain. */
export function plainMembers(members: readonly PlainMember[]): (source: object) => string | undefined {
  // All of one shape, and with their commas: this is the innermost loop of every answer.
  const parts = members.map(({ label, member, write, nullable, constant }, index) => {
    return { label: index === 0 ? label : `,${label}`, member, write, nullable, constant };
  });
  return (source) => {
    let text = "";
    for (const { label, member, write, nullable, constant } of parts) {
      const value = (source as Readonly<Record<string, unknown>>)[member];
      let written: string | undefined;
      if (constant !== undefined) written = constant;
      else if (value === undefined || value === null) written = nullable ? "null" : undefined;
      else written = write(value);
      if (written === undefined) return undefined;
      text += label + written;
    }
    return text;
  };
}

/** Writes an object of which nothing but plain members is selected. */
export function plainObject(writeMembers: (source: object) => string | undefined): WritePlain {
  return (source) => {
    if (!isPlainSource(source)) return undefined;
    const text = writeMembers(source);
    return text === undefined ? undefined : `{${text}}`;
  };
}

/** Whether this is an object whose members could be plain: no rejection, no promise. */
export function isPlainSource(source: unknown): source is object {
  return typeof source === "object" && source !== null && !(source instanceof Error) && !isThenable(source);
}

/** Writes an array; undefined where one of its items is not plain, or where it is some other iterable. */
export function plainList(write: WritePlain, nullable: boolean): WritePlain {
  return (list) => {
    if (!Array.isArray(list)) return undefined;
    let text = "";
    for (const item of list as readonly unknown[]) {
      const isNull = item === undefined || item === null;
      const written = isNull ? (nullable ? "null" : undefined) : write(item);
      if (written === undefined) return undefined;
      text += text === "" ? written : `,${written}`;
    }
    return `[${text}]`;
  };
}
