import { immutable, renewed } from "./immutable";
import type { Shape } from "../lists/row-set";
import { Snapshot } from "./snapshot";

/**
 * Makes a snapshot of rows that were read. A row with equal content is the same object as before, and a collection
 * with equal content is the same snapshot. A row that was read twice, as it moved from one page to the next
 * meanwhile, counts once.
 * @param previous the snapshot of the same key before this one.
 * @param nextVersion makes a version that no snapshot has had.
 */
export function composeSnapshot<Row extends object>(
  previous: Snapshot<Row> | undefined,
  key: string,
  read: readonly Row[],
  shape: Shape,
  nextVersion: () => number,
): Snapshot<Row> {
  const { key: keyMember } = shape;
  if (previous !== undefined && isSameList(previous.rows, read)) return previous;
  const rows = distinctRows(read, keyMember);
  let isUnchanged = previous?.rows.length === rows.length;
  const reused = rows.map((row) => {
    const before = previous?.byKey.get(String(memberOf(row, keyMember)));
    const now = before === undefined ? row : renewed(before, row);
    if (now === before) return now;
    isUnchanged = false;
    return immutable(now);
  });
  if (isUnchanged && previous !== undefined) return previous;
  return new Snapshot(key, nextVersion(), Object.freeze(reused), shape, previous);
}

/** Rows in the order of the read; a row that is equal to the previous one is the same object. */
export function renewedRows<Row extends object>(
  previous: Snapshot<Row> | undefined,
  read: readonly Row[],
  { key }: Pick<Shape, "key">,
): readonly Row[] {
  return read.map((row) => {
    const before = previous?.byKey.get(String(memberOf(row, key)));
    return immutable(before === undefined ? row : renewed(before, row));
  });
}

/**
 * Whether a snapshot's rows are in the order of the read: an unchanged snapshot keeps its order, whatever order AWS
 * returns now.
 */
export function isInOrder({ rows, shape }: Snapshot<object>, read: readonly object[]): boolean {
  if (rows.length !== read.length) return false;
  return rows.every((row, index) => memberOf(row, shape.key) === memberOf(read[index], shape.key));
}

/** Each row once: its last reading. */
function distinctRows<Row extends object>(rows: readonly Row[], keyMember: string): readonly Row[] {
  const byKey = new Map<unknown, Row>();
  for (const row of rows) byKey.set(memberOf(row, keyMember) ?? row, row); // a row without a key is not merged with another
  return byKey.size === rows.length ? rows : [...byKey.values()];
}

function isSameList(one: readonly object[], other: readonly object[]): boolean {
  return one.length === other.length && one.every((row, index) => row === other[index]);
}

function memberOf(row: object | undefined, member: string): unknown {
  return (row as Readonly<Record<string, unknown>> | undefined)?.[member];
}
