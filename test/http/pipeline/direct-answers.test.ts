import { connect } from "node:net";
import {
  GraphQLError,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
} from "graphql";
import { OPEN_CALLER } from "../../../src/auth/caller";
import { GatewayError } from "../../../src/errors";
import { type Edge, startEdge, stopEdges } from "../edge";

/*
 * A document that Apollo Server answered once is answered without it for other variables. Both answers must be the same;
 * so everything here is sent to two servers that both have the document: to one as it is answered directly, and to
 * the other in a form that only Apollo Server answers.
 */

afterEach(stopEdges);

const QUERY = "query Echo($text: String!, $wait: Int) { echo(text: $text, wait: $wait) }";

/** Counts what is executed, and gives each text back, but for a few that mean something. */
function echoing() {
  const executed: string[] = [];
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({
      name: "Query",
      fields: {
        echo: {
          type: GraphQLString,
          args: { text: { type: new GraphQLNonNull(GraphQLString) }, wait: { type: GraphQLInt } },
          resolve: async (_source, { text, wait }: { text: string; wait?: number | null }) => {
            executed.push(text);
            if (wait != null) await new Promise((resolve) => setTimeout(resolve, wait).unref());
            if (text === "not found") throw new GatewayError("NOT_FOUND", "There is no such thing.");
            if (text === "boom") throw new Error("secret detail");
            return text;
          },
        },
      },
    }),
  });
  return { executed, schema };
}

const execute = (edge: Edge, text: unknown, headers: Record<string, string> = {}) =>
  edge.post({ query: QUERY, variables: { text } }, headers);

/** The same request in a form that only Apollo Server answers. */
const executeByApollo = (edge: Edge, text: unknown, headers: Record<string, string> = {}) =>
  edge.post({ query: QUERY, variables: { text }, extensions: {} }, headers);

async function knowing(options: Parameters<typeof startEdge>[0] = {}) {
  const { schema, executed } = echoing();
  const edge = await startEdge({ ...options, schema });
  expect(await (await execute(edge, "once")).json()).toMatchObject({ data: { echo: "once" } });
  executed.splice(0);
  edge.logged.splice(0);
  return { edge, executed };
}

/** Two servers that have the document. */
async function two(options: Parameters<typeof startEdge>[0] = {}) {
  const [first, second] = [await knowing(options), await knowing(options)];
  return { other: first.edge, existing: second.edge, executed: [first.executed, second.executed] };
}

const partsOf = async (response: Response) => ({
  status: response.status,
  headers: [...response.headers].filter(([name]) => !["date", "x-request-id"].includes(name)),
  body: await response.text(),
});

test.each([
  ["a text", "x"],
  ["letters outside of ASCII", "Zürich 東京 \u2028 \ud83d\ude80"],
  ["what JSON escapes", '"\\\n\u0000'],
  ["a long text", "x".repeat(50_000)],
  ["an error with a code", "not found"],
  ["a variable of another type", 5],
  ["a variable that is missing", undefined],
])("%s is answered alike, and executed as often", async (_what, text) => {
  const { other, existing, executed } = await two();
  const answer = await partsOf(await execute(existing, text));
  expect(answer).toEqual(await partsOf(await executeByApollo(other, text)));
  expect(executed[1]).toEqual(executed[0]);
  const line = ({ logged }: Edge) => {
    const { time: _time, requestId: _id, durationMs: _took, ...rest } = logged.at(-1) ?? {};
    return rest;
  };
  expect(line(existing)).toEqual(line(other));
});

test("an unexpected error is masked, and executed once", async () => {
  const { existing, executed } = await two({
    formatError: ({ path }) => ({ message: "masked", ...(path && { path }) }),
  });
  expect(await (await execute(existing, "boom")).json()).toMatchObject({
    errors: [{ message: "masked", path: ["echo"] }],
    data: { echo: null },
  });
  expect(executed[1]).toEqual(["boom"]);
});

test.each([
  ["compressed", { "accept-encoding": "gzip" }],
  ["compressed in another way", { "accept-encoding": "br" }],
  ["in GraphQL's own media type", { accept: "application/graphql-response+json" }],
  ["for a page of another site", { origin: "https://studio.apollographql.com" }],
])("an answer %s is the same", async (_what, headers) => {
  const { other, existing } = await two();
  const text = "x".repeat(3_000);
  expect(await partsOf(await execute(existing, text, headers))).toEqual(
    await partsOf(await executeByApollo(other, text, headers)),
  );
});

test("a caller that is not authenticated is refused", async () => {
  let allowed = true;
  const authenticate = () => {
    if (allowed) return OPEN_CALLER;
    throw new GatewayError("UNAUTHENTICATED", "Say who you are.", { http: { status: 401 } });
  };
  const { existing, executed } = await two({ authenticate });
  allowed = false;
  expect((await execute(existing, "x")).status).toBe(401);
  expect(executed[1]).toEqual([]);
});

test("limits hold: of the budget, of the body, of what is registered", async () => {
  let limits = {};
  const authenticate = () => ({ ...OPEN_CALLER, limits: { ...OPEN_CALLER.limits, ...limits } });
  const { existing, executed } = await two({ authenticate });
  limits = { costPerMinute: 1 };
  expect((await execute(existing, "x")).status).toBe(200);
  const refused = await execute(existing, "y");
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, expect.stringMatching(/^\d+$/)]);
  limits = { body: 100 };
  expect((await execute(existing, "x".repeat(200))).status).toBe(413);
  limits = { cost: 0 };
  expect(await (await execute(existing, "z")).json()).toMatchObject({
    errors: [{ extensions: { code: "LIMIT_EXCEEDED" } }],
  });
  limits = { trustedDocumentsOnly: true };
  expect((await execute(existing, "z")).status).toBe(403);
  expect(executed[1]).toEqual(["x"]);
});

test("a caller who may have one running request is admitted again when it has ended", async () => {
  const authenticate = () => ({ ...OPEN_CALLER, limits: { ...OPEN_CALLER.limits, concurrent: 1 } });
  const { existing } = await two({ authenticate });
  const slow = existing.post({ query: QUERY, variables: { text: "x", wait: 200 } });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect((await execute(existing, "y")).status).toBe(429);
  expect((await slow).status).toBe(200);
  expect((await execute(existing, "not found")).status).toBe(200);
  expect((await execute(existing, "y")).status).toBe(200);
});

test("an error of making the context is answered as by Apollo Server", async () => {
  let fails = false;
  const context = () => {
    if (fails) throw new GraphQLError("No.", { extensions: { code: "FORBIDDEN" } });
    return {};
  };
  const { existing, executed } = await two({ context });
  fails = true;
  const body: unknown = await (await execute(existing, "x")).json();
  expect(body).toMatchObject({ errors: [{ message: expect.stringContaining("No.") as string }] });
  expect(executed[1]).toEqual([]);
});

test("a context that cannot be made for a caller who has spent everything ends nothing", async () => {
  let fails = false;
  const context = () => {
    if (fails) throw new GraphQLError("No.");
    return {};
  };
  const authenticate = () => ({ ...OPEN_CALLER, limits: { ...OPEN_CALLER.limits, costPerMinute: 2 } });
  const { existing } = await two({ context, authenticate });
  await execute(existing, "x");
  fails = true;
  expect(await (await execute(existing, "y")).json()).toMatchObject({ errors: [{}] });
  fails = false;
  expect((await execute(existing, "z")).status).toBe(429);
});

test.each([
  [
    "a prototype in the variables",
    `{"query":${JSON.stringify(QUERY)},"variables":{"text":"x","__proto__":{}}}`,
  ],
  ["a document that is no text", `{"query":5,"variables":{"text":"x"}}`],
  ["variables that are a list", `{"query":${JSON.stringify(QUERY)},"variables":[1]}`],
  ["no JSON", `{"query":${JSON.stringify(QUERY)},"variables":`],
])("%s is refused", async (_what, body) => {
  const { existing, executed } = await two();
  expect((await existing.post(body)).status).toBe(400);
  expect(executed[1]).toEqual([]);
});

test("a request that comes in pieces, and several that come at once, are all answered, in their order", async () => {
  const { existing } = await two();
  const { hostname, port } = new URL(existing.url);
  const request = (text: string) => {
    const body = JSON.stringify({ query: QUERY, variables: { text } });
    return `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  };
  const found = await new Promise<string[]>((resolve) => {
    let text = "";
    const socket = connect(Number(port), hostname, () => {
      const first = request("a");
      socket.write(first.slice(0, -20));
      setTimeout(() => socket.write(first.slice(-20) + request("b") + request("c")), 50);
    });
    socket.on("data", (chunk) => {
      text += String(chunk);
      const echoed = [...text.matchAll(/"echo":"(\w)"/g)].map(([, suffix = ""]) => suffix);
      if (echoed.length < 3) return;
      socket.destroy();
      resolve(echoed);
    });
  });
  expect(found).toEqual(["a", "b", "c"]);
});

test.each([1, 50_000])(
  "a caller who hangs up before an answer of %d letters is logged as gone",
  async (length) => {
    const { existing } = await two();
    const gone = new AbortController();
    const calls = fetch(`${existing.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: QUERY, variables: { text: "x".repeat(length), wait: 300 } }),
      signal: gone.signal,
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    gone.abort();
    await expect(calls).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 400)); // until it would have been sent
    expect(existing.logged.at(-1)).toMatchObject({ operationName: "Echo", aborted: true });
  },
);
