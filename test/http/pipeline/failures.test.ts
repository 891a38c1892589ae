import { OPEN_CALLER } from "../../../src/auth/caller";
import { NO_METRICS } from "../../../src/observability/metrics";
import { NO_TRACING } from "../../../src/observability/tracing";
import { startEdge, stopEdges } from "../edge";
import { sendRaw } from "../edge/raw";

/*
 * Any error, anywhere, ends one request alone. An uncaught one would end this process, and the test with it.
 */

afterEach(stopEdges);

const HELLO = { query: "query Hello($name: String) { hello(name: $name) }", variables: { name: "x" } };

type Options = NonNullable<Parameters<typeof startEdge>[0]>;
const origin = { holds: () => true, freshness: () => undefined };

const boom = (): never => {
  throw new Error("boom");
};

const FAULTS: [string, (isFaulty: () => boolean) => Options][] = [
  ["authentication", (isFaulty) => ({ authenticate: () => (isFaulty() ? boom() : OPEN_CALLER) })],
  [
    "authentication that rejects",
    (isFaulty) => ({
      authenticate: () => (isFaulty() ? Promise.reject(new Error("boom")) : OPEN_CALLER),
    }),
  ],
  [
    "what tells senders apart",
    (isFaulty) => ({
      overload: { maxRequests: 100, maxWait: 60_000 },
      senderOf: () => (isFaulty() ? boom() : { caller: "a", person: "a" }),
    }),
  ],
  ["a context", (isFaulty) => ({ context: () => (isFaulty() ? boom() : {}) })],
  ["the origin of an answer", (isFaulty) => ({ originOf: () => (isFaulty() ? boom() : origin) })],
  [
    "the origin of a remembered answer",
    (isFaulty) => ({ originOf: () => ({ ...origin, holds: () => (isFaulty() ? boom() : true) }) }),
  ],
  ["what tells freshness", (isFaulty) => ({ freshness: () => (isFaulty() ? boom() : undefined) })],
  ["what is told of plans", (isFaulty) => ({ willExecute: () => (isFaulty() ? boom() : undefined) })],
  [
    "a count of requests that end",
    (isFaulty) => ({
      metrics: { ...NO_METRICS, requestEnded: () => (isFaulty() ? boom() : undefined) },
    }),
  ],
  [
    "a count of requests that begin",
    (isFaulty) => ({
      metrics: { ...NO_METRICS, requestBegan: () => (isFaulty() ? boom() : undefined) },
    }),
  ],
  [
    "a trace",
    (isFaulty) => ({
      tracing: {
        ...NO_TRACING,
        request: (began) => ({
          ...NO_TRACING.request(began),
          operationBegan: () => (isFaulty() ? boom() : undefined),
        }),
      },
    }),
  ],
];

test.each(FAULTS)("%s that throws ends one request alone", async (_what, optionsWith) => {
  let faulty = false;
  const edge = await startEdge(optionsWith(() => faulty));
  const execute = (name: string) => edge.post({ ...HELLO, variables: { name } });
  const good = async (name: string) => {
    expect(await (await execute(name)).json()).toMatchObject({ data: { hello: `Hello, ${name}` } });
  };
  // a new document, one that is known, an answer that is remembered
  for (const existing of [[], ["a"], ["a", "b", "b", "b"]]) {
    faulty = false;
    for (const name of existing) await good(name);
    faulty = true;
    for (const name of ["b", "c"]) {
      const answered = await execute(name).then(
        async (response) => ({ status: response.status, text: await response.text() }),
        () => undefined, // its connection was ended
      );
      expect(answered?.text ?? "").not.toContain("node_modules"); // no stack
    }
  }
  faulty = false;
  await good("d");
});

describe("a count of refusals that throws ends one connection alone:", () => {
  const GET = "GET /graphql HTTP/1.1\r\n";
  test.each([
    ["bytes that are no HTTP", "nothing\r\n\r\n"],
    ["CONNECT", "CONNECT a.example:443 HTTP/1.1\r\nhost: a.example\r\n\r\n"],
    ["an expectation", `${GET}host: a.example\r\nexpect: miracles\r\n\r\n`],
    ["no Host line", `${GET}\r\n`],
    ["a WebSocket without a Host line", `${GET}connection: upgrade\r\nupgrade: websocket\r\n\r\n`],
  ])("%s", async (_what, bytes) => {
    const edge = await startEdge({ metrics: { ...NO_METRICS, requestRefused: boom } });
    await sendRaw(edge.url, bytes).catch(() => undefined); // its connection was ended
    expect(edge.logged).toContainEqual(expect.objectContaining({ msg: "a request could not be begun" }));
    expect((await edge.post(HELLO)).status).toBe(200);
  });
});

test("a sender that cannot be told ends its request alone while others wait", async () => {
  let senders = 0;
  const edge = await startEdge({
    overload: { maxRequests: 100, maxWait: 60_000 },
    senderOf: () => ((senders += 1) % 7 === 3 ? boom() : { caller: "a", person: "a" }),
  });
  const answers = await Promise.allSettled(Array.from({ length: 60 }, () => edge.post(HELLO)));
  const statuses = answers.map((one) => (one.status === "fulfilled" ? one.value.status : "ended"));
  expect(new Set(statuses)).toEqual(new Set([200, "ended"]));
});

test("a caller who may have one request running has none left running by a failure", async () => {
  let faulty = false;
  const edge = await startEdge({
    authenticate: () => ({ ...OPEN_CALLER, limits: { concurrent: 1 } }),
    originOf: () => (faulty ? boom() : origin),
  });
  await edge.post(HELLO);
  faulty = true;
  for (const name of ["a", "b"]) await edge.post({ ...HELLO, variables: { name } });
  faulty = false;
  expect((await edge.post({ ...HELLO, variables: { name: "c" } })).status).toBe(200);
});
