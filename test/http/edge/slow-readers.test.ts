import { connect, type Socket } from "node:net";
import { buildSchema } from "graphql";
import { OPEN_CALLER } from "../../../src/auth/caller";
import { NO_METRICS } from "../../../src/observability/metrics";
import type { Origin } from "../../../src/http/answers/remembered-answers";
import { type Edge, startEdge, stopEdges } from "../edge";

/** Callers who do not read their answers hold no more than they may, and no other caller waits for them. */
afterEach(async () => {
  for (const socket of readers.splice(0)) socket.destroy();
  await stopEdges();
});

/** More than the two kernels' buffers of a connection take, and less than what is remembered. */
const LONG = "x".repeat(7_500_000);
/** One of these is for changes alone. */
const CONCURRENT = 4;

const ALWAYS: Origin = { holds: () => true, freshness: () => undefined };

function startLong(options: Parameters<typeof startEdge>[0] = {}): Promise<Edge> {
  const schema = buildSchema("type Query { long: String! short: String! }");
  const { long, short } = schema.getQueryType()?.getFields() ?? {};
  Object.assign(long ?? {}, { resolve: () => LONG });
  Object.assign(short ?? {}, { resolve: () => "short" });
  return startEdge({
    schema,
    authenticate: ({ "x-caller": name = "slow" }) => ({
      ...OPEN_CALLER,
      name: String(name),
      configuredName: String(name),
      limits: { ...OPEN_CALLER.limits, concurrent: CONCURRENT, batch: 2 },
    }),
    ...options,
  });
}

const readers: Socket[] = [];

/** Sends a request, and reads no more than the beginning of its answer. @returns the status. */
function sendAndStall(edge: Edge, request: string): Promise<number> {
  const { hostname, port } = new URL(edge.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(request));
    readers.push(socket);
    socket.once("data", (chunk) => {
      socket.pause();
      resolve(Number(chunk.toString("latin1").slice(9, 12)));
    });
    socket.on("error", reject);
  });
}

const post = (body: unknown, headers = "") => {
  const text = JSON.stringify(body);
  return `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n${headers}content-length: ${text.length}\r\n\r\n${text}`;
};
const get = (query: string) =>
  `GET /graphql?query=${encodeURIComponent(query)} HTTP/1.1\r\nhost: localhost\r\napollo-require-preflight: 1\r\n\r\n`;

const KNOWN = "query Known { long }";

/** @returns once the gateway answers again: it learns in its own time that connections have ended. */
async function statusOnceFree(edge: Edge): Promise<number> {
  for (;;) {
    const { status } = await edge.post({ query: "{ short }" });
    if (status !== 429) return status;
  }
}

describe("an answer that is not read counts as a request that runs", () => {
  const REMEMBERED = { originOf: () => ALWAYS };
  const ways: [string, (time: number) => string, Parameters<typeof startEdge>[0]][] = [
    ["a new document", (time) => post({ query: `query New${time} { long }` }), {}],
    ["a known document", () => post({ query: KNOWN }), {}],
    ["a remembered answer", () => post({ query: KNOWN }), REMEMBERED],
    ["a remembered answer by GET", () => get(KNOWN), REMEMBERED],
    ["a batch", (time) => post([{ query: `query New${time} { long }` }]), {}],
  ];

  test.each(ways)("%s", async (_way, request, options) => {
    const edge = await startLong(options);
    for (let time = 0; time < 3; time += 1) await (await edge.post({ query: KNOWN })).text();
    for (let time = 0; time < 2; time += 1)
      await (
        await fetch(`${edge.url}/graphql?query=${encodeURIComponent(KNOWN)}`, {
          headers: { "apollo-require-preflight": "1" },
        })
      ).text();
    const statuses: number[] = [];
    for (let time = 0; time < CONCURRENT + 1; time += 1)
      statuses.push(await sendAndStall(edge, request(time)));
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    expect((await edge.post({ query: "{ short }" })).status).toBe(429);
    expect((await edge.post({ query: "{ short }" }, { "x-caller": "other" })).status).toBe(200);

    for (const socket of readers.splice(0)) socket.destroy();
    expect(await statusOnceFree(edge)).toBe(200);
  });
});

test("requests that wait in a connection for earlier ones hold nothing once it has ended", async () => {
  const maxRequests = 8;
  const edge = await startLong({ overload: { maxWait: 0, maxRequests } });
  // One answer that is not read, and all the others wait for it.
  const stall = () => sendAndStall(edge, post({ query: KNOWN }, "x-caller: one\r\n").repeat(maxRequests));
  expect(await stall()).toBe(200);
  expect((await edge.post({ query: "{ short }" })).status).toBe(503);
  for (const socket of readers.splice(0)) socket.destroy();
  let status = 503;
  for (let time = 0; time < 200 && status === 503; time += 1)
    ({ status } = await edge.post({ query: "{ short }" }));
  expect(status).toBe(200);
  // All places are free again, not only that of the answer which had the connection.
  for (let time = 0; time < maxRequests; time += 1)
    expect(await sendAndStall(edge, post({ query: KNOWN }, `x-caller: c${time}\r\n`))).toBe(200);
});

test("a connection that takes nothing of its answer for the stated time is ended, others are not", async () => {
  let now = 0;
  const hits: string[] = [];
  const edge = await startLong({
    senders: { sendTimeout: 100 },
    now: () => now,
    metrics: { ...NO_METRICS, limitHit: (limit) => void hits.push(limit) },
  });
  expect(await sendAndStall(edge, post({ query: KNOWN }))).toBe(200);
  const [stalled] = readers;
  // One that continues to send is ended nevertheless; one without a waiting answer is not.
  stalled?.write("POST /graphql HTTP/1.1\r\nx-slow: ");
  const sending = setInterval(() => stalled?.write("x"), 10);
  const { hostname, port } = new URL(edge.url);
  const idle = connect(Number(port), hostname);
  readers.push(idle);
  const ended = new Promise<void>((resolve) => stalled?.on("close", () => resolve()));
  stalled?.removeAllListeners("error").on("error", () => undefined);
  const passing = setInterval(() => (now += 50), 30);
  await ended;
  clearInterval(sending);
  clearInterval(passing);
  expect(hits).toEqual(["SEND_TIMEOUT_MS"]);
  const answer = new Promise<string>((resolve) =>
    idle.once("data", (chunk) => resolve(chunk.toString("latin1"))),
  );
  idle.write(post({ query: "{ short }" }));
  expect(await answer).toMatch(/^HTTP\/1\.1 200/);
  expect(await statusOnceFree(edge)).toBe(200);
});
