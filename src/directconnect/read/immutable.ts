/**
 * Freezes a value and all that it holds. In place: a copy that is frozen has a hidden class of its own in V8, and then
 * each of its members is looked up as if it had never been seen. Dates and bytes stay as they are: freezing does not
 * hold them.
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
 * What a row has become: the one before, where the new one says the same; otherwise the new one, with each member that
 * says the same taken from the one before, so that what came for it goes at once.
 * @param row is changed, unless it is frozen.
 */
export function renewed<Row extends object>(before: Row, row: Row): Row {
  if (Object.isFrozen(row)) return isSame(before, row) ? before : row; // kept already
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

/** Whether two rows say the same. What an absent member says, an undefined one says too. */
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
