import fc from "fast-check";
import { buildSchema, executeSync, GraphQLEnumType, type GraphQLSchema, parse } from "graphql";
import { JsonText } from "../../src/execution/json-text";
import { createExecute } from "./execute";

const source = `{ rows { name state note isUp kind state2: state of { kind note } parts { name kind note } __typename } }`;

/** An enum that is open, as the gateway's are: an unknown value is answered as UNKNOWN, and reported. */
function schemaThatReports(reports: string[]): GraphQLSchema {
  const schema = buildSchema(`
    enum State { UP DOWN UNKNOWN }
    type Part { name: String kind: State! note: String }
    type Row { name: String! state: State note: String isUp: Boolean kind: String of: Part parts: [Part]! }
    type Query { rows: [Row]! }
  `);
  const state = schema.getType("State") as GraphQLEnumType;
  state.serialize = (value) => {
    if (value === "UP" || value === "DOWN") return value;
    reports.push(String(value));
    return "UNKNOWN";
  };
  return schema;
}

const text = fc.constantFrom("a", "b", "", 'qu"oted', "Zürich", "a longer text that says a little more");
const state = fc.constantFrom("UP", "DOWN", "new", "newer");
const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null, freq: 3 });
const chunk = fc.record({ name: orNull(text), kind: state, note: orNull(text) });
const row = fc.record({
  name: text,
  state: orNull(state),
  note: orNull(text),
  isUp: orNull(fc.boolean()),
  kind: orNull(text),
  of: orNull(chunk),
  parts: fc.array(orNull(chunk), { maxLength: 3 }),
});

// What a row says as the one before it did is not written anew, but for the member before it, which may end otherwise.
test("rows that say the same as those before them are written as graphql-js writes them", () => {
  const [ours, theirs]: [string[], string[]] = [[], []];
  const [schema, reference] = [schemaThatReports(ours), schemaThatReports(theirs)];
  const execute = createExecute();
  const document = parse(source);
  fc.assert(
    fc.property(fc.array(orNull(row), { maxLength: 12 }), (rows) => {
      const result = execute({ schema, document, rootValue: { rows } });
      const data = result instanceof Promise ? undefined : result.data;
      if (!(data instanceof JsonText)) throw new Error("This was not written here.");
      const expected = executeSync({ schema: reference, document: parse(source), rootValue: { rows } });
      expect(data.text).toBe(JSON.stringify(expected.data));
      expect(ours.splice(0).sort()).toEqual(theirs.splice(0).sort());
    }),
    { numRuns: 2_000 },
  );
});
