import fc from "fast-check";
import { immutable, isSame, renewed } from "../../../src/directconnect/read/immutable";

const leaf = fc.oneof(
  fc.constantFrom(undefined, null, "", "available", "down", 0, 1, true),
  fc.constantFrom(0, 1).map((seconds) => new Date(seconds)),
  fc.constantFrom("a", "b").map((suffix) => Buffer.from(suffix)),
);
const tag = fc.record({ key: fc.constantFrom("a", "b"), value: leaf });
const member = fc.oneof(leaf, fc.array(tag, { maxLength: 2 }), tag);
const row = fc.dictionary(fc.constantFrom("id", "name", "state", "tags"), member, { noNullPrototype: true });

/** In this realm, unlike structuredClone's. */
function copyOf<Value>(value: Value): Value {
  if (value instanceof Date) return new Date(value) as Value;
  if (Buffer.isBuffer(value)) return Buffer.from(value) as typeof value;
  if (Array.isArray(value)) return value.map(copyOf) as Value;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, held]) => [name, copyOf<unknown>(held)]),
  ) as Value;
}

test("a row that is read again says what was read, and shares with the one before what has not changed", () => {
  fc.assert(
    fc.property(row, row, (before, read) => {
      immutable(before);
      const says = copyOf(read);
      const isUnchanged = isSame(before, read);
      const now = renewed(before, read);
      expect(now === before).toBe(isUnchanged);
      expect(isSame(now, says)).toBe(true);
      for (const [name, value] of Object.entries(now)) {
        if (isSame(before[name], says[name])) expect(value).toBe(before[name]);
      }
    }),
    { numRuns: 3_000 },
  );
});

test("a row that is kept already is not touched", () => {
  const [one, other] = [immutable({ id: "1", tags: [{}] }), immutable({ id: "1", tags: [{}] })];
  expect(renewed(one, one)).toBe(one);
  expect(renewed(one, other)).toBe(one);
  const changed = immutable({ id: "1", tags: [] });
  expect(renewed(one, changed)).toBe(changed);
});

test("what is immutable is so at any depth", () => {
  const value = immutable({ tags: [{ key: "a" }], keys: immutable([{ ckn: "b" }]) });
  for (const held of [value, value.tags, value.tags[0], value.keys, value.keys[0]]) {
    expect(Object.isFrozen(held)).toBe(true);
  }
});
