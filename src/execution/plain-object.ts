import { isThenable, type WritePlain } from "./plain-leaf";

/** Writes an object of which nothing but plain members is selected. */
export function plainObject(write: (source: object) => string | undefined): WritePlain {
  return (source) => (isPlainSource(source) ? write(source) : undefined);
}

/** Whether this is an object whose members could be plain: no rejection, no promise. */
export function isPlainSource(source: unknown): source is object {
  return typeof source === "object" && source !== null && !(source instanceof Error) && !isThenable(source);
}

/** Writes an array; undefined where one of its items is not plain, or where it is some other iterable. */
export function plainList(write: WritePlain, nullable: boolean): WritePlain {
  return (list) => {
    if (!Array.isArray(list)) return undefined;
    let text = "[";
    for (const item of list as readonly unknown[]) {
      const isNull = item === undefined || item === null;
      const written = isNull ? (nullable ? "null" : undefined) : write(item);
      if (written === undefined) return undefined;
      if (text !== "[") text += ",";
      text += written;
    }
    return text + "]";
  };
}
