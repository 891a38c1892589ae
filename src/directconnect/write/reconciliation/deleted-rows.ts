import type { OtherChange } from "../../../journal/other-changes";
import { fromStored, toStored } from "../../../journal/stored-json";
import { orFallback } from "../../read/or-fallback";
import type { JsonValue } from "./reconciliation";

/** The row that a deletion notes, where AWS's answer to it does not identify the resource. */
interface BeforeDeletion {
  readonly deleted?: JsonValue;
}

/**
 * The row that a deletion notes before it is sent, without its secret members. A creation whose answer was lost
 * compares it with its own input.
 * @returns null where it cannot be read; the deletion itself does not depend on it.
 */
export function noteDeleted(read: () => Promise<object | undefined>): Promise<JsonValue> {
  return orFallback<JsonValue>(async () => {
    const row = await read();
    return row === undefined ? null : { deleted: toStored(row) };
  }, null);
}

/** The row that a deletion noted, as AWS gave it; undefined where it noted none. */
export function notedBy({ befores }: Pick<OtherChange, "befores">): object | undefined {
  // as the deletion's `before` made it, or null
  const { deleted } = (befores.findLast((before) => before !== null) ?? {}) as BeforeDeletion;
  return deleted === undefined ? undefined : (fromStored(deleted) as object);
}
