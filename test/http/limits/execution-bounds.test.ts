import { createHash } from "node:crypto";
import { buildSchema } from "graphql";
import { OPEN_CALLER } from "../../../src/auth/caller";
import { startEdge, stopEdges } from "../edge";
import { boundsOf, type BoundedExecution, MOST_ERRORS } from "../../../src/http/pipeline/execution-bounds";
import { UnsentBytes } from "../../../src/http/limits/unsent-bytes";
import { DEFAULT_LIMITS } from "../../../src/auth/caller-limits";
import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";

/** What an answer may take, whatever it was expected to cost. Each way that a request can go is held to the same. */
let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({
    access: { limits: { answer: 20_000, batch: 2 } },
    settings: { SNAPSHOT_MAX_AGE_MS: "60000" },
  });
});
afterAll(() => gateway.stop());

const LONG = `query Long($first: Int) { interconnects(accounts: "partner", first: 50) { nodes { hostedConnections(first: $first) { nodes {
  id connectionId connectionName connectionState vlan ownerAccount bandwidth location region } } } } }`;

interface Sent {
  status: number;
  errors?: { message: string; extensions: Record<string, unknown> }[];
  data?: unknown;
}

async function sent(path: string, init: RequestInit): Promise<Sent> {
  const response = await fetch(`${gateway.url}/graphql${path}`, init);
  const body = (await response.json()) as Sent | [Sent];
  return { ...(Array.isArray(body) ? body[0] : body), status: response.status };
}

const post = (body: unknown) =>
  sent("", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

const ways: Record<string, (variables: object) => Promise<Sent>> = {
  POST: (variables) => post({ query: LONG, variables }),
  GET: (variables) =>
    sent(`?${new URLSearchParams({ query: LONG, variables: JSON.stringify(variables) }).toString()}`, {
      headers: { "apollo-require-preflight": "1" },
    }),
  "a batch": (variables) => post([{ query: LONG, variables }]),
  "a persisted query": (variables) => {
    const sha256Hash = createHash("sha256").update(LONG).digest("hex");
    return post({ query: LONG, variables, extensions: { persistedQuery: { version: 1, sha256Hash } } });
  },
};

test.each(Object.entries(ways))("an answer that is too long ends as a whole: %s", async (way, execute) => {
  for (let time = 0; time < 3; time += 1) {
    // known from the second time on, and so answered directly
    expect(await execute({ first: 2 })).toMatchObject({ status: 200, data: { interconnects: {} } });
  }
  const { status, data, errors } = await execute({ first: 1000 });
  expect({ data, errors }).toMatchObject({
    data: null,
    errors: [
      {
        message: "The answer is longer than 20000 bytes. Ask for smaller pages or fewer fields.",
        extensions: { code: "LIMIT_EXCEEDED", retryable: false, limit: { name: "answer", allowed: 20_000 } },
      },
    ],
  });
  expect(status).toBe(way === "a batch" ? 200 : 400);
});

test("bytes are counted, and not characters", async () => {
  const schema = buildSchema("type Query { many(letter: String!, count: Int!): [String!]! }");
  Object.assign(schema.getQueryType()?.getFields()["many"] ?? {}, {
    resolve: (_source: unknown, { letter, count }: { letter: string; count: number }) =>
      Array.from({ length: count }, () => letter.repeat(100)),
  });
  const limits = { ...OPEN_CALLER.limits, answer: 20_000 };
  const edge = await startEdge({ schema, authenticate: () => ({ ...OPEN_CALLER, limits }) });
  const execute = async (suffix: string, count: number) => {
    const query = "query ($letter: String!, $count: Int!) { many(letter: $letter, count: $count) }";
    const response = await edge.post({ query, variables: { letter: suffix, count } });
    return [response.status, ((await response.json()) as { data: unknown }).data === null];
  };
  const isAnswered = [200, false];
  const isRefused = [400, true];
  expect(await execute("e", 180)).toEqual(isAnswered);
  expect(await execute("e", 200)).toEqual(isRefused);
  expect(await execute("\u00e9", 90)).toEqual(isAnswered);
  expect(await execute("\u00e9", 110)).toEqual(isRefused);
  expect(await execute("\u7dda", 60)).toEqual(isAnswered);
  expect(await execute("\u7dda", 80)).toEqual(isRefused);
  await stopEdges();
});

describe("errors", () => {
  let open: GatewayUnderTest;
  beforeAll(async () => {
    open = await startGatewayUnderTest();
  });
  afterAll(() => open.stop());

  test("errors are never left out, and end the request where they are too many", async () => {
    const bad = (count: number) =>
      `{ interconnects(accounts: "partner", first: 50) { nodes { hostedConnections(first: 100) { nodes { ${Array.from({ length: count }, (_, index) => `a${index}: virtualInterfaces(after: "x") { totalCount }`).join(" ")} } } } } }`;
    const few = await open.ask(bad(1));
    const rows = few.errors.length;
    expect(rows).toBeGreaterThan(20);
    open.logged.splice(0);
    const { status, data, errors } = await open.ask(bad(Math.ceil((MOST_ERRORS + 1) / rows)));
    expect({ status, data, codes: errors.map(({ extensions }) => extensions["code"]) }).toEqual({
      status: 400,
      data: null,
      codes: ["LIMIT_EXCEEDED"],
    });
  });

  test("a line of the log names each code once, with its count", async () => {
    open.logged.splice(0);
    const { errors } = await open.ask(
      `{ interconnects(accounts: "partner", first: 50) { nodes { hostedConnections(first: 100) { nodes { virtualInterfaces(after: "x") { totalCount } } } } } }`,
    );
    const line = open.logged.find(({ errorCodes }) => errorCodes !== undefined);
    expect(line).toMatchObject({
      errorCodes: ["BAD_USER_INPUT"],
      errorCounts: { BAD_USER_INPUT: errors.length },
    });
  });
});

describe("the bounds of one execution", () => {
  let now = 0;
  let isGone = false;
  const bounded: BoundedExecution = {
    cost: 100,
    limits: DEFAULT_LIMITS,
    readDeadline: 15_000,
    isGone: () => isGone,
    isChange: false,
    isShared: false,
    answer: new UnsentBytes(1_000_000).of(OPEN_CALLER).begin(false),
  };
  const stops = (how: Partial<BoundedExecution> = {}) => {
    [now, isGone] = [0, false];
    return boundsOf({ ...bounded, ...how }, () => now).isStopped;
  };

  test("it may hold as many objects as were charged, and some more", () => {
    expect(boundsOf(bounded).objects).toBe(10_100);
  });

  test("it stops when its caller has hung up", () => {
    const isStopped = stops();
    expect(isStopped?.()).toBe(false);
    isGone = true;
    expect(isStopped?.()).toBe(true);
  });

  test("it stops some time after the deadline for its reads", () => {
    const isStopped = stops();
    now = 25_000;
    expect(isStopped?.()).toBe(false);
    now = 25_001;
    expect(isStopped?.()).toBe(true);
  });

  test("a change goes on, and so does an answer that others wait for", () => {
    expect(stops({ isChange: true })).toBeUndefined();
    expect(stops({ isShared: true })).toBeUndefined();
  });
});
