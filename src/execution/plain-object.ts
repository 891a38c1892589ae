import { type Text, Written } from "./completed";
import { isThenable, type WritePlain } from "./plain-leaf";

/** Writes an object of which nothing but plain members is selected. */
export function plainObject(write: (source: object) => Text | undefined): WritePlain {
  return (source) => (isPlainSource(source) ? write(source) : undefined);
}

/** Whether this is an object whose members could be plain: no rejection, no promise. */
export function isPlainSource(source: unknown): source is object {
  return typeof source === "object" && source !== null && !(source instanceof Error) && !isThenable(source);
}

/** More items than these are not written in one go, but item by item, with others served in between. */
export const LONGEST_PLAIN_LIST = 100;

/** Writes an array; undefined where one of its items is not plain, it is long, or some other iterable. */
export function plainList(write: WritePlain, nullable: boolean): WritePlain {
  return (list) => {
    if (!Array.isArray(list) || list.length > LONGEST_PLAIN_LIST) return undefined;
    const text = new Written("[");
    let before = "";
    for (const item of list as readonly unknown[]) {
      const isNull = item === undefined || item === null;
      const written = isNull ? (nullable ? "null" : undefined) : write(item);
      if (written === undefined) return undefined;
      text.add(before, written);
      before = ",";
    }
    return text.end("]");
  };
}
