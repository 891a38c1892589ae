import fc from "fast-check";
import type { NormalizedSchema } from "@smithy/core/schema";

const nothing = fc.constant("null");

/** JSON that fits no particular schema; `__proto__` and `__type` are names that the SDK treats in ways of their own. */
const anyText: fc.Arbitrary<string> = fc.constantFrom(
  '""',
  '"text"',
  "0",
  "1e400",
  "true",
  "[]",
  "[null]",
  "{}",
  '{"__proto__":{"polluted":1}}',
  '{"nested":[{"a":null}]}',
);
const otherMember = fc
  .tuple(fc.constantFrom("__type", "__proto__", "__typeOther", "constructor", "madeUpTomorrow", ""), anyText)
  .map(([name, text]) => `${JSON.stringify(name)}:${text}`);

const string = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }).map((text) => JSON.stringify(text)),
  fc.string({ unit: "binary", maxLength: 4 }).map((text) => JSON.stringify(text)),
  fc.constantFrom('""', '"\\ud800"', '"\\u0000\\/"', '"{\\"ja\\":1}"'),
);
const number = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom(
    "9007199254740993",
    "123456789012345678901234567890",
    "-0",
    "1.0",
    "1e400",
    "-1E+3",
    "0.1e1",
  ),
  fc.constantFrom('"NaN"', '"Infinity"', '"-Infinity"', '"12"', '""'),
);
const timestamp = fc.oneof(
  fc.integer({ min: -1, max: 4_000_000_000 }).map(String),
  fc.double({ min: 0, max: 4e9, noNaN: true }).map(String),
  fc.constantFrom("1700000000.5", "1700000000.0005", "1.7e9", '"1700000000.123"', "8640000000000"),
);
const blob = fc
  .uint8Array({ maxLength: 9 })
  .map((bytes) => JSON.stringify(Buffer.from(bytes).toString("base64")));
/** What a timestamp or a blob cannot be. */
const invalid = fc.constantFrom(
  '"yesterday"',
  '"2024-01-01T00:00:00Z"',
  "1e400",
  "true",
  '"a"',
  '"===="',
  "{}",
);

/**
 * JSON texts of a schema's values, numbers in every notation.
 * @param tidy only what a server of this SDK's version should send: no nulls, nothing unknown, nothing of a wrong kind.
 */
export function wireTexts(schema: NormalizedSchema, tidy: boolean): fc.Arbitrary<string> {
  const fitting = textsOf(schema, tidy);
  if (tidy) return fitting;
  return fc.oneof(
    { weight: 30, arbitrary: fitting },
    { weight: 30, arbitrary: textsOf(schema, true) },
    { weight: 4, arbitrary: nothing },
    { weight: 1, arbitrary: anyText },
  );
}

function textsOf(schema: NormalizedSchema, tidy: boolean): fc.Arbitrary<string> {
  if (schema.isStructSchema()) return structures(schema, tidy);
  if (schema.isListSchema()) {
    return fc
      .array(wireTexts(schema.getValueSchema(), tidy), { maxLength: 3 })
      .map((items) => `[${items.join()}]`);
  }
  if (schema.isMapSchema()) {
    return fc
      .array(fc.tuple(string, wireTexts(schema.getValueSchema(), tidy)), { maxLength: 3 })
      .map((entries) => `{${entries.map((entry) => entry.join(":")).join()}}`);
  }
  if (schema.isBooleanSchema()) return fc.constantFrom("true", "false");
  if (schema.isStringSchema()) return string;
  if (schema.isNumericSchema()) return number;
  if (schema.isTimestampSchema()) return orInvalid(timestamp, tidy);
  if (schema.isBlobSchema()) return orInvalid(blob, tidy);
  throw new Error(`No texts are written for the schema ${schema.getName(true) ?? "without a name"}.`);
}

function orInvalid(texts: fc.Arbitrary<string>, tidy: boolean): fc.Arbitrary<string> {
  return tidy ? texts : fc.oneof({ weight: 30, arbitrary: texts }, { weight: 1, arbitrary: invalid });
}

/** Each member there or not; in a wild one, others besides; in either order. */
function structures(schema: NormalizedSchema, tidy: boolean): fc.Arbitrary<string> {
  const members = [...schema.structIterator()].map(([name, member]) =>
    fc.option(
      wireTexts(member, tidy).map((text) => `${JSON.stringify(name)}:${text}`),
      { freq: 4 },
    ),
  );
  const others = tidy ? fc.constant([]) : fc.array(otherMember, { maxLength: 2 });
  return fc.tuple(fc.tuple(...members), others, fc.boolean()).map(([own, other, backwards]) => {
    const texts = [...own.filter((text) => text !== null), ...other];
    return `{${(backwards ? texts.reverse() : texts).join()}}`;
  });
}
