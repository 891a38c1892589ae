import { connect, type Socket } from "node:net";
import { buildSchema } from "graphql";
import { OPEN_CALLER } from "../../../src/auth/caller";
import { AnswerSenders } from "../../../src/http/answers/answer-senders";
import { NO_METRICS } from "../../../src/observability/metrics";
import { UnsentBytes } from "../../../src/http/limits/unsent-bytes";
import { type Edge, startEdge, stopEdges } from "../edge";

/** Answers that no client reads take a bounded share of the memory, however they are sent, and others are served meanwhile. */
afterEach(async () => {
  for (const socket of readers.splice(0)) socket.destroy();
  await stopEdges();
});

/** More than the two kernels' buffers of a connection take. */
const LONG = "x".repeat(7_500_000);
/** Of which one caller may have four sevenths while it is alone: four of these answers. */
const MOST = 60_000_000;

let items = 0;

function startLong(options: Parameters<typeof startEdge>[0] = {}): Promise<Edge> {
  const schema = buildSchema(`
    type Item { text: String! }
    type Query { long: String! short: String! items: [Item!]! }
    type Mutation { change: String! }
  `);
  const { long, short, items: list } = schema.getQueryType()?.getFields() ?? {};
  Object.assign(long ?? {}, { resolve: () => LONG });
  Object.assign(short ?? {}, { resolve: () => "short" });
  const item = {
    text: () => {
      items += 1;
      return "x".repeat(1000);
    },
  };
  Object.assign(list ?? {}, { resolve: () => Array.from({ length: 7_500 }, () => item) });
  Object.assign(schema.getMutationType()?.getFields()["change"] ?? {}, { resolve: () => LONG });
  return startEdge({
    schema,
    authenticate: ({ "x-caller": name = "slow" }) => ({
      ...OPEN_CALLER,
      name: String(name),
      configuredName: String(name).split("/")[0] ?? "",
      limits: { ...OPEN_CALLER.limits, batch: 2 },
    }),
    unsentBytes: MOST,
    ...options,
  });
}

const readers: Socket[] = [];

/** Sends a request, and reads no more than the beginning of its answer. @returns the status. */
function requestAndStall(edge: Edge, body: unknown, caller = "slow"): Promise<number> {
  const { hostname, port } = new URL(edge.url);
  const text = JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () =>
      socket.write(
        `POST /graphql HTTP/1.1\r\nhost: localhost\r\naccept: */*\r\nx-caller: ${caller}\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`,
      ),
    );
    readers.push(socket);
    socket.once("data", (chunk) => {
      socket.pause();
      resolve(Number(chunk.toString("latin1").slice(9, 12)));
    });
    socket.on("error", reject);
  });
}

/** @returns once the gateway answers again: it learns in its own time that connections have ended. */
async function statusOnceFree(edge: Edge): Promise<number> {
  for (;;) {
    const response = await edge.post({ query: KNOWN });
    await response.text();
    if (response.status !== 429) return response.status;
  }
}

const KNOWN = "query Known { long }";

const ways: [string, (time: number) => unknown][] = [
  ["new documents", (time) => ({ query: `query New${time} { long }` })],
  ["a known document", () => ({ query: KNOWN })],
];

test.each(ways)("a caller who does not read is refused, and others are not: %s", async (_way, body) => {
  const hits: string[] = [];
  const edge = await startLong({ metrics: { ...NO_METRICS, limitHit: (limit) => void hits.push(limit) } });
  for (let time = 0; time < 3; time += 1) await (await edge.post({ query: KNOWN })).text();
  const statuses: number[] = [];
  for (let time = 0; time < 6; time += 1) statuses.push(await requestAndStall(edge, body(time)));
  expect(statuses).toEqual([200, 200, 200, 200, 429, 429]);
  expect(hits).toEqual(["unsentBytes", "unsentBytes"]);

  const refused = await edge.post(body(7));
  expect(refused.status).toBe(429);
  expect(refused.headers.get("retry-after")).toBe("1");
  expect(await refused.json()).toMatchObject({
    data: null,
    errors: [
      {
        message: expect.stringMatching(
          /^With this answer of 75\d{5} bytes, the answers of slow that/,
        ) as string,
        extensions: { code: "RATE_LIMITED", retryable: true, retryAfter: 1, limit: { name: "unsentBytes" } },
      },
    ],
  });
  // Short answers are not counted, and other callers have memory left.
  expect((await edge.post({ query: "{ short }" })).status).toBe(200);
  expect(await requestAndStall(edge, { query: KNOWN }, "other")).toBe(200);

  for (const socket of readers.splice(0)) socket.destroy();
  expect(await statusOnceFree(edge)).toBe(200);
});

test("a remembered answer counts in whole for who has not read it, once it is not remembered any more", async () => {
  const state = { holds: true };
  const edge = await startLong({
    originOf: () => ({ holds: () => state.holds, freshness: () => undefined }),
  });
  const remembered = [1, 2, 3, 4, 5, 6].map((number) => ({ query: `query Again${number} { long }` }));
  const readAll = async (caller: string) => {
    for (const body of remembered) await (await edge.post(body, { "x-caller": caller })).text();
  };
  for (let time = 0; time < 3; time += 1) await readAll("other");
  for (const body of [...remembered, ...remembered]) expect(await requestAndStall(edge, body)).toBe(200);
  state.holds = false;
  await readAll("other"); // each is found not to hold, and made anew
  expect((await edge.post({ query: "{ long }" })).status).toBe(429);
  expect((await edge.post({ query: "{ short }" })).status).toBe(200);
  for (const socket of readers.splice(0)) socket.destroy();
  expect(await statusOnceFree(edge)).toBe(200);
});

test("the bytes of an answer that is evicted count once, for one of those who are being sent it", () => {
  const kept: string[] = [];
  const sending = (name: string) => ({ keep: (bytes: number) => void kept.push(`${name} ${bytes}`) });
  const senders = new AnswerSenders(100);
  const [one, , three] = ["one", "two", "three"].map((name) => senders.begin(sending(name)));
  expect(kept).toEqual([]);
  senders.evict();
  senders.evict();
  expect(kept).toEqual(["one 100"]);
  three?.();
  one?.();
  expect(kept).toEqual(["one 100", "two 100"]);
  senders.begin(sending("four"));
  expect(kept).toHaveLength(2);
});

test("the answers of a batch count together", async () => {
  const edge = await startLong();
  const batch = (name: string) => [1, 2].map((time) => ({ query: `query ${name}${time} { long }` }));
  expect(await requestAndStall(edge, batch("A"))).toBe(200);
  expect(await requestAndStall(edge, batch("B"))).toBe(200);
  const answers = (await (await edge.post(batch("C"))).json()) as object[];
  expect(answers).toMatchObject([1, 2].map(() => ({ errors: [{ extensions: { code: "RATE_LIMITED" } }] })));
});

test("persons behind one caller share what the caller may have", async () => {
  const edge = await startLong();
  const of = async (person: string, times: number) => {
    const statuses: number[] = [];
    for (let time = 0; time < times; time += 1)
      statuses.push(await requestAndStall(edge, { query: KNOWN }, person));
    return statuses;
  };
  expect(await of("tenant/one", 5)).toEqual([200, 200, 200, 200, 429]);
  expect(await of("tenant/two", 2)).toEqual([200, 429]);
  expect(await of("other/one", 2)).toEqual([200, 429]);
});

test("the answer to a change is given, and counted", async () => {
  const edge = await startLong();
  for (let time = 0; time < 4; time += 1)
    expect(await requestAndStall(edge, { query: `query New${time} { long }` })).toBe(200);
  expect(await requestAndStall(edge, { query: "mutation { change }" })).toBe(200);
  expect(await requestAndStall(edge, { query: KNOWN })).toBe(429);
});

test("an answer counts while it is made: one that never fits ends early, as a limit that was exceeded", async () => {
  const edge = await startLong({ unsentBytes: 700_000 });
  items = 0;
  const response = await edge.post({ query: "{ items { text } }" });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    data: null,
    errors: [
      {
        message: "The answer takes more than 400000 bytes of memory. Ask for smaller pages or fewer fields.",
        extensions: { code: "LIMIT_EXCEEDED", limit: { name: "unsentBytes", allowed: 400_000 } },
      },
    ],
  });
  expect(items).toBeGreaterThan(0);
  expect(items).toBeLessThan(1_000);
  // All of it was given back.
  for (let time = 0; time < 3; time += 1)
    expect((await edge.post({ query: "{ items { text } }" })).status).toBe(400);
});

test("released bytes are free again, for the caller that took them", () => {
  const bytes = new UnsentBytes(700_000);
  const one = { name: "one", configuredName: "one" };
  const request = bytes.of(one);
  request.hold(400_000);
  expect(() => bytes.of(one).hold(20_000)).toThrow("one that are being made");
  const growing = bytes.of({ name: "two", configuredName: "two" }).begin(false);
  expect([100_000, 150_000, 300_000].map(growing.growTo)).toEqual([true, true, false]);
  request.end();
  request.end();
  bytes.of(one).hold(400_000);
  expect(() => bytes.of(one).hold(400_001)).toThrow("more than 400000 bytes");
});
