import { workDone } from "../../../src/directconnect/read/work";
import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";

/** The rows that are scanned between two turns of the event loop are bounded, whatever the request. */
let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({ settings: { SNAPSHOT_MAX_AGE_MS: "60000" } });
});
afterAll(() => gateway.stop());

/** A slice has 500 steps of 50 rows each; the field that ends it may go through some more. */
const A_SLICE = 500 * 50;

async function workOf(query: string, variables: Record<string, unknown> = {}) {
  let [before, longest, isOver] = [workDone(), 0, false];
  const began = before;
  const next = () => {
    longest = Math.max(longest, workDone() - before);
    before = workDone();
    if (!isOver) setImmediate(next);
  };
  setImmediate(next);
  const answer = await gateway.ask(query, variables);
  isOver = true;
  return { answer, longest, whole: workDone() - began };
}

const times = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(" ");

const MANY_FIGURES = `{ interconnects(accounts: "partner") { nodes { hostedConnections(first: 100) { nodes { parentInterconnect { ${times(90, (index) => `a${index}: capacity { __typename }`)} } } } } } }`;

test("many figures of each of many rows", async () => {
  const { answer, longest, whole } = await workOf(MANY_FIGURES);
  expect(answer.errors).toEqual([]);
  expect(whole).toBeGreaterThan(10 * A_SLICE);
  expect(longest).toBeLessThanOrEqual(1.5 * A_SLICE);
});

test("nothing more is scanned once the client has disconnected", async () => {
  const { whole } = await workOf(MANY_FIGURES.replace("{ interconnects", "query Whole { interconnects"));
  const began = workDone();
  const hangUp = new AbortController();
  const cut = fetch(`${gateway.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: MANY_FIGURES.replace("{ interconnects", "query Cut { interconnects") }),
    signal: hangUp.signal,
  }).catch(() => "cut");
  const schedule = () => new Promise((resolve) => setImmediate(resolve));
  while (workDone() - began < A_SLICE) await schedule();
  hangUp.abort();
  expect(await cut).toBe("cut");
  while (!gateway.logged.some(({ operationName }) => operationName === "Cut")) await schedule();
  for (let next = 0; next < 100; next += 1) await schedule();
  expect(workDone() - began).toBeLessThan(whole / 2);
});

test("many filters by as many values as may be", async () => {
  const locations = Array.from({ length: 990 }, (_, index) => `L${index}`);
  const { answer, longest, whole } = await workOf(
    `query ($l: [String!]) { ${times(25, (index) => `a${index}: connections(first: 1, accounts: "partner", regions: "us-east-1", filter: { location: $l }) { totalCount }`)} }`,
    { l: locations },
  );
  expect(answer.errors).toEqual([]);
  expect(whole).toBeGreaterThan(10 * A_SLICE);
  expect(longest).toBeLessThanOrEqual(3 * A_SLICE); // one field alone is almost a slice
});

test("a filter by more values is refused at its field, with what is allowed", async () => {
  const { data, errors } = await gateway.ask(
    "query ($l: [String!]) { connections(filter: { location: $l }) { totalCount } }",
    { l: Array.from({ length: 1001 }, (_, index) => `L${index}`) },
  );
  expect(data).toEqual({ connections: null });
  expect(errors).toMatchObject([
    {
      message:
        "Not accepted: filter.location: more than 1000 values was sent, allowed is at most 1000 values in all arguments of a field together.",
      path: ["connections"],
      extensions: { code: "BAD_USER_INPUT", retryable: false },
    },
  ]);
});
