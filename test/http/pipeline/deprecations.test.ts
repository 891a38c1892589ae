import {
  GraphQLEnumType,
  GraphQLInputObjectType,
  GraphQLList,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
} from "graphql";
import type { DeprecatedUse } from "../../../src/http/pipeline/deprecations";
import { type Edge, startEdge, stopEdges } from "../edge";

const Colour = new GraphQLEnumType({
  name: "Colour",
  values: {
    RED: {},
    GREY: {
      deprecationReason: "Spelled GRAY now.",
      extensions: { deprecation: { replacement: "Colour.GRAY", since: "2026-12-01" } },
    },
    GRAY: {},
  },
});
const Filter: GraphQLInputObjectType = new GraphQLInputObjectType({
  name: "Filter",
  fields: () => ({
    colour: { type: Colour },
    not: { type: Filter },
    any: { type: new GraphQLList(Filter) },
    hue: { type: GraphQLString, deprecationReason: "Use `colour`." },
  }),
});
const Thing: GraphQLObjectType = new GraphQLObjectType({
  name: "Thing",
  fields: () => ({
    name: { type: GraphQLString },
    title: {
      type: GraphQLString,
      deprecationReason: "Use `name`.",
      extensions: { deprecation: { replacement: "Thing.name", since: "2026-11-23" } },
    },
  }),
});
const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: "Query",
    fields: {
      thing: {
        type: Thing,
        args: {
          filter: { type: Filter },
          colours: { type: new GraphQLList(Colour) },
          old: { type: GraphQLString, deprecationReason: "No effect." },
        },
        resolve: () => ({ name: "n", title: "t" }),
      },
    },
  }),
});

const title = {
  coordinate: "Thing.title",
  reason: "Use `name`.",
  replacement: "Thing.name",
  since: "2026-11-23",
};
const grey = {
  coordinate: "Colour.GREY",
  reason: "Spelled GRAY now.",
  replacement: "Colour.GRAY",
  since: "2026-12-01",
};
const hue = { coordinate: "Filter.hue", reason: "Use `colour`." };
const old = { coordinate: "Query.thing(old:)", reason: "No effect." };

let edge: Edge;
const uses: DeprecatedUse[] = [];
beforeAll(async () => {
  edge = await startEdge({ schema, onDeprecatedUse: (use) => uses.push(use) });
});
afterAll(stopEdges);

async function execute(query: string, variables?: unknown, operationName?: string) {
  const response = await edge.post(
    { query, variables, operationName },
    { "apollographql-client-name": "portal" },
  );
  const body = (await response.json()) as {
    data?: unknown;
    errors?: unknown;
    extensions?: { deprecations: unknown };
  };
  return { headers: response.headers, body, deprecations: body.extensions?.deprecations };
}

describe("nothing is said", () => {
  test.each<[string, string, unknown]>([
    ["when nothing deprecated is used", "{ thing(filter: { colour: RED }) { name } }", undefined],
    [
      "when a variable could hold something deprecated and does not",
      "query ($f: Filter) { thing(filter: $f) { name } }",
      { f: { colour: "RED" } },
    ],
    ["when a variable is not given", "query ($f: Filter) { thing(filter: $f) { name } }", undefined],
    ["when the document is not valid", "{ thing { title nothing } }", undefined],
    [
      "of another operation of the document",
      "query A { thing { name } } query B { thing { title } }",
      undefined,
    ],
    [
      "of a fragment that the operation does not spread",
      "query A { thing { name } } query B { thing { ...F } } fragment F on Thing { title }",
      undefined,
    ],
  ])("%s", async (_name, query, variables) => {
    const { headers, deprecations } = await execute(
      query,
      variables,
      query.includes("query A") ? "A" : undefined,
    );
    expect(deprecations).toBeUndefined();
    expect(headers.get("deprecation")).toBeNull();
    expect(headers.get("link")).toBeNull();
  });
});

describe("a response says what it used that is deprecated", () => {
  test.each<[string, string, unknown, unknown[]]>([
    ["a field", "{ thing { title } }", undefined, [title]],
    [
      "a field twice, once in a fragment",
      "{ thing { title ...F } } fragment F on Thing { again: title }",
      undefined,
      [title],
    ],
    ["an argument", '{ thing(old: "x") { name } }', undefined, [old]],
    ["an input field", '{ thing(filter: { not: { hue: "x" } }) { name } }', undefined, [hue]],
    ["an enum value", "{ thing(colours: [RED, GREY]) { name } }", undefined, [grey]],
    [
      "an input field in a variable",
      "query ($f: Filter) { thing(filter: $f) { name } }",
      { f: { any: [{ hue: "x" }] } },
      [hue],
    ],
    [
      "an enum value in a variable",
      "query ($c: [Colour]) { thing(colours: $c) { name } }",
      { c: ["GREY", "GREY"] },
      [grey],
    ],
    [
      "one enum value for a list",
      "query ($c: [Colour]) { thing(colours: $c) { name } }",
      { c: "GREY" },
      [grey],
    ],
    [
      "an enum value both in the document and a variable",
      "query ($f: Filter) { thing(colours: GREY, filter: $f) { name } }",
      { f: { colour: "GREY" } },
      [grey],
    ],
    [
      "a default value",
      "query ($c: Colour = GREY) { thing(filter: { colour: $c }) { name } }",
      undefined,
      [grey],
    ],
  ])("%s", async (_name, query, variables, expected) => {
    // Twice: the second time from what is remembered of the document.
    for (let times = 0; times < 2; times++) {
      const { body, deprecations } = await execute(query, variables);
      expect(body.errors).toBeUndefined();
      expect(deprecations).toEqual(expected);
    }
  });
});

test("headers: the earliest day by RFC 9745, and where to read more", async () => {
  const { headers } = await execute("{ thing(colours: GREY) { title } }");
  expect(headers.get("deprecation")).toBe(`@${Date.UTC(2026, 10, 23) / 1_000}`);
  expect(headers.get("link")).toBe('</docs/deprecations>; rel="deprecation"; type="text/html"');
});

test("headers: no day is made up", async () => {
  const { headers } = await execute('{ thing(old: "x") { name } }');
  expect(headers.get("deprecation")).toBeNull();
  expect(headers.get("link")).toMatch(/rel="deprecation"/);
});

test("the use is logged and counted with its caller", async () => {
  uses.length = 0;
  await execute("query Titled { thing { title } }");
  expect(uses).toEqual([{ deprecation: title, caller: "anyone", clientName: "portal" }]);
  expect(edge.logged).toContainEqual(
    expect.objectContaining({ operationName: "Titled", clientName: "portal", deprecations: ["Thing.title"] }),
  );
});

test("the page behind the link lists every deprecation of the schema", async () => {
  const page = await (await fetch(`${edge.url}/docs/deprecations`)).text();
  const listed = [...page.matchAll(/<tr id="([^"]*)"/g)].map(([, coordinate]) => coordinate);
  expect(listed).toEqual(["Colour.GREY", "Filter.hue", "Query.thing(old:)", "Thing.title"]);
  expect(page).toContain("2026-12-01");
  expect(page).toContain("<code>Colour.GRAY</code>");
});
