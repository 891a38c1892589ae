import { buildSchema, Kind, parse, responsePathAsArray, TypeNameMetaFieldDef } from "graphql";
import type { FragmentDefinitionNode } from "graphql";
import {
  collectFields,
  collectSubfields,
  getFieldDef,
  inspect,
  isIterableObject,
  isPromise,
  Parser,
  type Path,
} from "../../src/libraries/graphql";

/** Where one of these fails, graphql-js has changed inside: src/libraries/graphql.ts and what imports it have to follow. */

const schema = buildSchema("type Row { id: ID of: Row } type Query { row: Row }");
const document = parse(
  "query ($no: Boolean!) { row { id } ...More skip: row @skip(if: $no) { id } } fragment More on Query { row { of { id } } }",
);
const [operation, fragment] = document.definitions;
if (operation?.kind !== Kind.OPERATION_DEFINITION || fragment?.kind !== Kind.FRAGMENT_DEFINITION)
  throw new Error("The document has one of each.");
const fragments: Record<string, FragmentDefinitionNode> = { More: fragment };
const query = schema.getQueryType();
const row = schema.getType("Row");

test("src/libraries/graphql.ts: fields are collected and merged in the order of the answer", () => {
  if (query == null || row === undefined || !("getFields" in row) || !("isTypeOf" in row))
    throw new Error("The schema has both.");
  const collected = collectFields(schema, fragments, { no: true }, query, operation.selectionSet);
  expect([...collected.keys()]).toEqual(["row"]);
  const nodes = collected.get("row") ?? [];
  expect(nodes).toHaveLength(2);
  expect([...collectSubfields(schema, fragments, { no: true }, row, nodes).keys()]).toEqual(["id", "of"]);
  const [node] = nodes;
  expect(node && getFieldDef(schema, query, node)?.type).toBe(row);
  const [name] = parse("{ __typename }").definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet.selections : [],
  );
  expect(name?.kind === Kind.FIELD && getFieldDef(schema, query, name)).toBe(TypeNameMetaFieldDef);
});

test("src/libraries/graphql.ts: values are distinguished, and printed in errors", () => {
  expect([isPromise(Promise.resolve()), isPromise({ then: () => undefined }), isPromise({})]).toEqual([
    true,
    true,
    false,
  ]);
  expect([isIterableObject([]), isIterableObject(new Set()), isIterableObject("text")]).toEqual([
    true,
    true,
    false,
  ]);
  expect(inspect({ a: [1, "b"] })).toBe('{ a: [1, "b"] }');
  const path: Path = {
    prev: { prev: undefined, key: "rows", typename: "Query" },
    key: 1,
    typename: undefined,
  };
  expect(responsePathAsArray(path)).toEqual(["rows", 1]);
});

test("src/libraries/graphql.ts: the parser counts tokens, and stops at its limit", () => {
  const parser = new Parser("{ row { id } }", { noLocation: true, maxTokens: 6 });
  expect(parser.parseDocument().definitions).toHaveLength(1);
  expect(parser.tokenCount).toBe(6);
  expect(() => new Parser("{ row { id } }", { maxTokens: 5 }).parseDocument()).toThrow(/5 tokens/);
});
