import { buildSchema, getIntrospectionQuery } from "graphql";
import { OPEN_CALLER } from "../../../src/auth/caller";
import { DEFAULT_LIMITS } from "../../../src/auth/caller-limits";
import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";
import { startEdge, stopEdges } from "../edge";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(async () => {
  await gateway.stop();
  await stopEdges();
});

/** The number of objects in a value from JSON. */
function objectsIn(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + objectsIn(item), 0);
  if (typeof value !== "object" || value === null) return 0;
  return 1 + objectsIn(Object.values(value));
}

const QUERIES: [string, string, Record<string, unknown>?][] = [
  ["the usual introspection", getIntrospectionQuery({ inputValueDeprecation: true, descriptions: true })],
  ["one type", '{ __type(name: "Connection") { fields { name args { name type { ofType { name } } } } } }'],
  ["a type that does not exist", '{ __type(name: "Nothing") { name } }'],
  [
    "a type by variables",
    `query ($name: String!, $all: Boolean! = false, $with: Boolean! = true) {
      __type(name: $name) { fields(includeDeprecated: $all) { name type @include(if: $with) { ...Named } } }
    }
    fragment Named on __Type { name ofType { name } }`,
    { name: "Mutation", all: true },
  ],
  [
    "aliases",
    "{ a: __schema { queryType { name } b: queryType { name } } c: __schema { directives { name } } }",
  ],
];

test.each(QUERIES)("costs what it yields: %s", async (...[, query, variables]) => {
  const { data, errors, extensions } = await gateway.ask(query, variables);
  expect(errors).toEqual([]);
  // the data itself is the operation
  expect((extensions["cost"] as { requested: number }).requested).toBe(objectsIn(data));
});

test("one page that polls it once a second stays within the default budget", async () => {
  const { extensions } = await gateway.ask(getIntrospectionQuery());
  const { requested } = extensions["cost"] as { requested: number };
  expect(requested).toBeGreaterThan(1_000);
  expect(60 * requested).toBeLessThan(DEFAULT_LIMITS.costPerMinute ?? Infinity);
});

test.each([
  '{ a: __schema { __typename } b: __schema { __typename } c: __type(name: "X") { name } d: __schema { __typename } }',
  '{ ...A ...A ...A ...A } fragment A on Query { __type(name: "X") { name } }',
])("the fields of the schema are few in a document", async (query) => {
  const { status, errors } = await gateway.ask(query);
  expect([status, errors[0]?.extensions["limit"]]).toEqual([
    400,
    { name: "schemaFields", sent: 4, allowed: 3 },
  ]);
});

test("is made once for all callers and forms of the query, and still requires the permission", async () => {
  const schema = buildSchema("type Query { hello: String }");
  let made = 0;
  const query = schema.getQueryType();
  Object.defineProperty(query, "description", { get: () => (made += 1) && "Counted." });
  let permissions: ReadonlySet<"introspect" | "read"> = new Set(["introspect", "read"]);
  let visibility = "some";
  const edge = await startEdge({ schema, authenticate: () => ({ ...OPEN_CALLER, permissions, visibility }) });
  made = 0;
  const document = "{ __schema { queryType { description } } }";
  const execute = () => edge.post({ query: document });
  await Promise.all([execute(), execute(), execute()]);
  visibility = "others";
  for (let time = 0; time < 3; time += 1) {
    expect(await (await execute()).json()).toMatchObject({
      data: { __schema: { queryType: { description: "Counted." } } },
    });
  }
  const got = await fetch(`${edge.url}/graphql?query=${encodeURIComponent(document)}`, {
    headers: { "apollo-require-preflight": "1" },
  });
  expect(got.status).toBe(200);
  expect(made).toBe(1);
  permissions = new Set(["read"]);
  expect(await (await execute()).json()).toMatchObject({ errors: [{ extensions: { code: "FORBIDDEN" } }] });
});

describe("the limit `answer` of one caller", () => {
  const types = Array.from({ length: 400 }, (_, index) => `type T${index} { a: String b: String c: String }`);
  const schema = buildSchema(`type Query { hello: String } ${types.join("\n")}`);
  const LIMITED = { ...OPEN_CALLER.limits, answer: 10_000 };
  const start = () =>
    startEdge({
      schema,
      authenticate: ({ "x-caller": name = "" }) => ({
        ...OPEN_CALLER,
        name: String(name),
        ...(name === "limited" && { limits: LIMITED }),
      }),
    });
  const document = (name: string) =>
    `query ${name} { __schema { types { name fields { name description type { name } } } } }`;
  const refused = { status: 400, code: "LIMIT_EXCEEDED", limit: { name: "answer", allowed: 10_000 } };
  const answered = { status: 200, code: undefined, limit: undefined };

  async function outcome(response: Promise<Response>) {
    const { status, errors } = await response.then(async (one) => ({
      status: one.status,
      ...((await one.json()) as { errors?: { extensions: { code: string; limit: object } }[] }),
    }));
    const { code, limit } = errors?.[0]?.extensions ?? {};
    return { status, code, limit };
  }

  test("refuses no other caller with the same query at the same time, and is applied to each answer", async () => {
    const edge = await start();
    const execute = (caller: string, name: string) =>
      outcome(edge.post({ query: document(name) }, { "x-caller": caller }));
    expect(
      await Promise.all([
        execute("limited", "A"),
        execute("other", "A"),
        execute("limited", "A"),
        execute("third", "A"),
      ]),
    ).toEqual([refused, answered, refused, answered]);
    // once it is cached, and answered directly
    for (let time = 0; time < 3; time += 1) {
      expect(await execute("limited", "A")).toEqual(refused);
      expect(await execute("other", "A")).toEqual(answered);
    }
    expect(await execute("limited", "B")).toEqual(refused);
    expect(await execute("other", "B")).toEqual(answered);
  });
});
