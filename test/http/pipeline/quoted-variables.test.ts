import { buildSchema, getOperationAST, GraphQLInputObjectType, parse } from "graphql";
import { MOST_WORDED, Variables } from "../../../src/execution/variables";
import { quotedVariable } from "../../../src/http/pipeline/reported-errors";
import { LONGEST_QUOTATION, quoted } from "../../../src/observability/secrets";

/** What a refusal quotes is bounded before it is read: the size of the variables costs nothing. */

const schema = buildSchema(`
  input Filter { ids: [ID!] name: String inner: Filter }
  type Query { found(filter: Filter): Int }
`);
const Filter = schema.getType("Filter") as GraphQLInputObjectType;
const MANY = 18_000;
/** As many values as the beginning of a quotation may consist of, before secrets are taken out. */
const MOST_READ = 4 * LONGEST_QUOTATION;

let read = 0;
beforeEach(() => (read = 0));

/** Counts each read of a member or an item, and each list of the members' names. */
function counted<Value extends object>(value: Value): Value {
  return new Proxy(value, {
    get: (target, name) => {
      read += 1;
      return Reflect.get(target, name) as unknown;
    },
    ownKeys: (target) => {
      read += 1;
      return Reflect.ownKeys(target);
    },
  });
}

const members = (count: number, value: unknown = 1): Record<string, unknown> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`abcd${index}`, value]));
function nested(depth: number): object {
  let value: object = counted({});
  for (let level = 0; level < depth; level += 1) value = counted({ inner: value, list: counted([value]) });
  return value;
}

const wide: [string, () => unknown][] = [
  ["unknown members", () => counted(members(MANY))],
  ["ids", () => counted({ ...members(6), ids: counted(Array<string>(MANY).fill("x")) })],
  ["empty texts", () => counted({ ids: counted(Array<string>(MANY).fill("")) })],
  ["empty lists", () => counted({ ids: counted(Array<unknown>(MANY).fill([])) })],
  ["members that are hidden", () => counted(members(MANY, "a text in a place for none"))],
  ["objects in lists", () => counted([counted(Array<unknown>(MANY).fill(counted(members(9))))])],
  ["objects in objects, twice each", () => nested(16)],
];

test.each(wide)("few of %s are read for a quotation", (_name, value) => {
  for (const quote of [() => quotedVariable(value(), Filter), () => quoted(value())]) {
    read = 0;
    expect(quote().length).toBeLessThanOrEqual(LONGEST_QUOTATION + 10);
    expect(read).toBeGreaterThan(0);
    // Of each value, beside what it holds, whether it is a list, a date or an iterator is read.
    expect(read).toBeLessThanOrEqual(4 * MOST_READ);
  }
});

test("a long quotation begins as the value does", () => {
  const ids = Array.from({ length: MANY }, (_, index) => `id-${index}`);
  for (const value of [
    { ids },
    { ...members(6), ids },
    { inner: { inner: members(MANY) } },
    { inner: ids },
  ]) {
    const beginning = JSON.stringify(value).slice(0, LONGEST_QUOTATION);
    expect(quoted(value)).toBe(`${beginning}…`);
  }
  expect(quotedVariable({ ids }, Filter)).toBe(`${JSON.stringify({ ids }).slice(0, LONGEST_QUOTATION)}…`);
});

test("a name longer than any quotation shows that it is cut, and nothing of its value", () => {
  const sent = { [`authKey-${"x".repeat(200_000)}`]: "SeKret", name: "y" };
  const shown = quotedVariable(sent, Filter);
  expect(shown).toMatch(/^\{"authKey-x{190}…$/);
});

test("the position of an item is no name", () => {
  const items = Array.from({ length: 40 }, (_, index) => index);
  expect(quoted(items)).toBe(JSON.stringify(items));
  expect(quoted({ "1": 1, ca: 1 })).toBe('{"1":1,"ca":"[redacted]"}');
});

test("dates, missing members and lists without a value are quoted as JSON has them", () => {
  const sent = { at: new Date(0), gone: undefined, list: [undefined, null], none: {}, number: Infinity };
  expect(quoted(sent)).toBe(JSON.stringify(sent));
});

test("a value that several errors are about is quoted once", () => {
  const operation = getOperationAST(parse("query ($a: Filter) { found(filter: $a) }"));
  if (operation == null) throw new Error("The document has one operation.");
  const quotedValues: unknown[] = [];
  const quote = (value: unknown) => {
    quotedValues.push(value);
    return "quoted";
  };
  const filter = { ...members(MANY), inner: { unknown: 1 }, ids: [{}, {}] };
  const { errors = [] } = new Variables(schema, operation).coerce({ a: filter }, { quote, suggests: false });
  expect(errors).toHaveLength(MOST_WORDED);
  for (const { message } of errors) expect(message).toContain("got invalid value quoted");
  expect(quotedValues).toHaveLength(new Set(quotedValues).size);
  expect(quotedValues).toContain(filter);
});
