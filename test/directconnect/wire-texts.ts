import fc from "fast-check";
import type { NormalizedSchema } from "@smithy/core/schema";

const none = fc.constant("null");

/** JSON that fits no particular schema. */
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
  .tuple(fc.constantFrom("__proto__", "__typeOther", "constructor", "madeUpTomorrow", ""), anyText)
  .map(([name, text]) => `${JSON.stringify(name)}:${text}`);

const string = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }).map((text) => JSON.stringify(text)),
  fc.string({ unit: "binary", maxLength: 4 }).map((text) => JSON.stringify(text)),
  fc.constantFrom('""', '"\\ud800"', '"\\u0000\\/"', '"{\\"ja\\":1}"'),
);
const number = fc.oneof(fc.integer().map(String), fc.constantFrom("-0", "1.0", "-1E+3", "0.1e1"));
/** What no number of the model can be. */
const noNumber = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true, noInteger: true }).map(String),
  fc.constantFrom("9007199254740993", "2147483648", "1e400", '"NaN"', '"Infinity"', '"12"', '""'),
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
 * How far texts keep to a schema: `tidy` is what a server of this SDK's version should send, `fitting` has nulls and
 * unknown members besides, `wild` values of wrong kinds as well.
 */
type Form = "tidy" | "fitting" | "wild";

/** JSON texts of a schema's values, numbers in every notation. */
export function wireTexts(schema: NormalizedSchema, form: Form): fc.Arbitrary<string> {
  if (form !== "wild") return textsOf(schema, form);
  return fc.oneof(
    { weight: 30, arbitrary: textsOf(schema, "wild") },
    { weight: 30, arbitrary: textsOf(schema, "tidy") },
    { weight: 4, arbitrary: none },
    { weight: 2, arbitrary: anyText },
  );
}

function textsOf(schema: NormalizedSchema, form: Form): fc.Arbitrary<string> {
  if (schema.isStructSchema()) return structures(schema, form);
  if (schema.isListSchema()) {
    return fc
      .array(wireTexts(schema.getValueSchema(), form), { maxLength: 3 })
      .map((items) => `[${items.join()}]`);
  }
  if (schema.isMapSchema()) {
    return fc
      .array(fc.tuple(string, wireTexts(schema.getValueSchema(), form)), { maxLength: 3 })
      .map((entries) => `{${entries.map((entry) => entry.join(":")).join()}}`);
  }
  if (schema.isBooleanSchema()) return fc.constantFrom("true", "false");
  if (schema.isStringSchema()) return string;
  if (schema.isNumericSchema()) return orInvalid(number, noNumber, form);
  if (schema.isTimestampSchema()) return orInvalid(timestamp, invalid, form);
  if (schema.isBlobSchema()) return orInvalid(blob, invalid, form);
  throw new Error(`No texts are written for the schema ${schema.getName(true) ?? "without a name"}.`);
}

function orInvalid(
  texts: fc.Arbitrary<string>,
  others: fc.Arbitrary<string>,
  form: Form,
): fc.Arbitrary<string> {
  if (form !== "wild") return texts;
  return fc.oneof({ weight: 30, arbitrary: texts }, { weight: 1, arbitrary: others });
}

/** Without these, entries of lists are left out, where the SDK has them. */
const IDENTITIES = new Set(["key", "resourceArn", "connectionId"]);

/** Each member there or not; where the form has others, those besides; in either order. */
function structures(schema: NormalizedSchema, form: Form): fc.Arbitrary<string> {
  const members = [...schema.structIterator()].map(([name, member]) => {
    if (form !== "wild" && IDENTITIES.has(name)) return fc.constant(`${JSON.stringify(name)}:"id"`);
    const texts = wireTexts(member, form);
    const texted = form === "fitting" ? fc.oneof({ weight: 9, arbitrary: texts }, none) : texts;
    return fc.option(
      texted.map((text) => `${JSON.stringify(name)}:${text}`),
      { freq: 4 },
    );
  });
  const others = form === "tidy" ? fc.constant([]) : fc.array(otherMember, { maxLength: 2 });
  return fc.tuple(fc.tuple(...members), others, fc.boolean()).map(([own, other, backwards]) => {
    const texts = [...own.filter((text) => text !== null), ...other];
    return `{${(backwards ? texts.reverse() : texts).join()}}`;
  });
}
