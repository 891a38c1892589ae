import { immutable, renewed } from "../immutable";
import type { Shape } from "../row-set";
import { Snapshot } from "../snapshot";

/**
 * Makes a snapshot of rows that were read. A row that says the same as before is the same object, and a collection that
 * does is the same snapshot.
 * @param previous the snapshot of the same key before this one.
 * @param nextVersion makes a version that no snapshot has had.
 */
export function composeSnapshot<Row extends object>(
  previous: Snapshot<Row> | undefined,
  key: string,
  rows: readonly Row[],
  { key: keyMember, nameMember }: Shape,
  nextVersion: () => number,
): Snapshot<Row> {
  if (previous !== undefined && isSameList(previous.rows, rows)) return previous;
  let isUnchanged = previous?.rows.length === rows.length;
  const kept = rows.map((row) => {
    const before = previous?.byKey.get(String((row as Readonly<Record<string, unknown>>)[keyMember]));
    const now = before === undefined ? row : renewed(before, row);
    if (now === before) return now;
    isUnchanged = false;
    return immutable(now);
  });
  if (isUnchanged && previous !== undefined) return previous;
  return new Snapshot(key, nextVersion(), Object.freeze(kept), { key: keyMember, nameMember }, previous);
}

/** Whether a snapshot's rows stand as they were read: an unchanged one is the one before, in whichever order AWS says it now. */
export function isInOrder({ rows, shape }: Snapshot<object>, read: readonly object[]): boolean {
  const rowKey = (row: object | undefined) => (row as Readonly<Record<string, unknown>>)[shape.key];
  return rows.every((row, index) => rowKey(row) === rowKey(read[index]));
}

function isSameList(one: readonly object[], other: readonly object[]): boolean {
  return one.length === other.length && one.every((row, index) => row === other[index]);
}
