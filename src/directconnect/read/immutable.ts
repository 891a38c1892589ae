/**
 * Freezes a value and all its members. In place: a frozen copy has its own hidden class in V8, and then
 * each member access is as slow as for a new class. Dates and bytes are not frozen: freezing does not
 * protect their content.
 */
export function immutable<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null || isAtom(value) || Object.isFrozen(value)) return value;
  for (const member in value) {
    const held = value[member];
    if (typeof held === "object") immutable(held);
  }
  return Object.freeze(value);
}

/**
 * The row after a new read: the previous object, where the new one is equal; otherwise the new one, with each equal
 * member taken from the previous one, so that the memory of the new member is released.
 * @param row is changed, unless it is frozen.
 */
export function renewed<Row extends object>(before: Row, row: Row): Row {
  if (Object.isFrozen(row)) return isSame(before, row) ? before : row; // cached already
  const old = before as Readonly<Record<string, unknown>>;
  const now = row as Record<string, unknown>;
  let isNew = false;
  for (const member in now) {
    if (isSame(old[member], now[member])) now[member] = old[member];
    else isNew = true;
  }
  for (const member in old) if (now[member] === undefined && old[member] !== undefined) isNew = true;
  return isNew ? row : before;
}

/** Whether two rows are equal. An absent member equals an undefined one. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (a instanceof Date || b instanceof Date) {
    return a instanceof Date && b instanceof Date && a.getTime() === b.getTime();
  }
  if (a instanceof Uint8Array || b instanceof Uint8Array) {
    return a instanceof Uint8Array && b instanceof Uint8Array && Buffer.compare(a, b) === 0;
  }
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => isSame(item, b[index]))
    );
  }
  const [left, right] = [a, b] as Readonly<Record<string, unknown>>[];
  for (const member in left) if (!isSame(left[member], right?.[member])) return false;
  for (const member in right) if (right[member] !== undefined && left?.[member] === undefined) return false;
  return true;
}

function isAtom(value: object): boolean {
  return value instanceof Date || ArrayBuffer.isView(value);
}
