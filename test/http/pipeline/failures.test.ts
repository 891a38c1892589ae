import { OPEN_CALLER } from "../../../src/auth/caller";
import { NO_METRICS } from "../../../src/observability/metrics";
import { NO_TRACING } from "../../../src/observability/tracing";
import { startEdge, stopEdges } from "../edge";

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
