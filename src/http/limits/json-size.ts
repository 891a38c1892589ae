/** The size of a value from JSON. */
export interface JsonSize {
  /** Values in it, lists and objects and what they hold. */
  readonly values: number;
  /** How deep lists and objects are nested. */
  readonly depth: number;
}

/** Measures a value from JSON, however deep it is nested: without recursion. */
export function jsonSizeOf(value: unknown): JsonSize {
  let values = 0;
  let depth = 0;
  let level: unknown[] = [value];
  while (level.length > 0) {
    values += level.length;
    const next: unknown[] = [];
    let isDeeper = false;
    for (const one of level) {
      if (typeof one !== "object" || one === null) continue;
      isDeeper = true;
      for (const member of Object.values(one)) next.push(member);
    }
    if (isDeeper) depth += 1;
    level = next;
  }
  return { values, depth };
}
