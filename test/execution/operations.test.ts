import { buildSchema, executeSync, parse } from "graphql";
import { createExecute } from "./execute";

const schema = buildSchema(`
  input Of { a: Int = 1, b: [String!] }
  type Query { echo(of: Of, number: Int = 2, text: String): String }
`);
const rootValue = { echo: (args: object) => JSON.stringify(args) };
const two = parse(`
  query One($of: Of, $number: Int! = 3) { echo(of: $of, number: $number) }
  query Two($text: String!) { echo(text: $text) again: echo }
`);
const fragmentOnly = parse("fragment Rest on Query { echo }");
const alone = parse("query ($text: String) { echo(text: $text) }");

const variables = [
  undefined,
  {},
  { text: "x" },
  { number: null },
  { number: 4, of: { b: "one" } },
  { of: 1 },
];
const names = ["One", "Two", "Three", "", null, undefined];

// The constant parts of all requests are made once: the first request must not affect them.
test.each([
  ["two operations", two] as const,
  ["no operation", fragmentOnly] as const,
  ["one", alone] as const,
])(
  "of a document with %s the operation that is named is executed, with its own variables",
  (_name, document) => {
    const execute = createExecute();
    for (const operationName of [...names, ...names]) {
      for (const variableValues of variables) {
        const args = { schema, document, rootValue, operationName, variableValues };
        expect(JSON.stringify(execute(args))).toBe(JSON.stringify(executeSync(args)));
      }
    }
  },
);
