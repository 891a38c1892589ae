import { OPEN_CALLER } from "../../src/auth/caller";
import { type Origin, startOf } from "../../src/http/answers/remembered-answers";
import { bodyOf } from "../../src/http/pipeline/send";
import { startGatewayUnderTest } from "../gateway";
import { type Edge, startEdge, stopEdges } from "./edge";

afterEach(stopEdges);

/** An edge that counts for how many requests something was executed. */
async function countingEdge() {
  const state = { executed: 0, holds: true, calls: [] as (number | undefined)[], visibility: "everything" };
  const origin: Origin = {
    holds: (maxAge) => {
      state.calls.push(maxAge);
      return state.holds;
    },
    freshness: () => undefined,
  };
  const edge = await startEdge({
    authenticate: () => ({ ...OPEN_CALLER, visibility: state.visibility }),
    context: () => {
      state.executed += 1;
      return {};
    },
    originOf: () => origin,
  });
  return { edge, state };
}

const HELLO = { query: "query Hello { hello }" };

/** As often as it takes until the answer is remembered. */
async function sendTwice(edge: Edge, headers?: Record<string, string>): Promise<void> {
  await edge.post(HELLO, headers);
  await edge.post(HELLO, headers);
}

describe("executed again", () => {
  test("the second time it comes: most questions come once", async () => {
    const { edge, state } = await countingEdge();
    await sendTwice(edge);
    expect(state.executed).toBe(2);
    await sendTwice(edge);
    expect(state.executed).toBe(2);
  });

  test("for a caller who may see something else", async () => {
    const { edge, state } = await countingEdge();
    await sendTwice(edge);
    state.visibility = "less";
    await edge.post(HELLO);
    expect(state.executed).toBe(3);
  });

  test("where what it was made from has changed", async () => {
    const { edge, state } = await countingEdge();
    await sendTwice(edge);
    state.holds = false;
    await edge.post(HELLO);
    state.holds = true;
    await edge.post(HELLO);
    expect(state.executed).toBe(4);
  });

  test.each([
    ["errors", { query: "{ fails }" }],
    ["a change", { query: 'mutation { rename(to: "x") }' }],
    ["something deprecated, which is counted", { query: '{ hello(oldName: "x") }' }],
  ])("where it is or has %s", async (_what, body) => {
    const { edge, state } = await countingEdge();
    for (let time = 0; time < 3; time += 1) await edge.post(body);
    expect(state.executed).toBe(3);
  });

  test("for other variables, another operation, another form of answer", async () => {
    const { edge, state } = await countingEdge();
    const query = "query A($name: String) { hello(name: $name) } query B { hello }";
    await edge.post({ query, operationName: "A", variables: { name: "x" } });
    await edge.post({ query, operationName: "A", variables: { name: "y" } });
    await edge.post({ query, operationName: "B" });
    const accept = "application/graphql-response+json";
    const response = await edge.post({ query, operationName: "B" }, { accept });
    expect(response.headers.get("content-type")).toContain(accept);
    expect(state.executed).toBe(4);
  });
});

test("the same question again is answered with the same bytes and headers, and logged as ever", async () => {
  const { edge, state } = await countingEdge();
  const first = await edge.post(HELLO); // by Apollo
  const second = await edge.post(HELLO); // its document is known
  const third = await edge.post(HELLO, { "cache-control": "max-age=3" }); // its answer is
  expect(state.executed).toBe(2);
  expect(state.calls.slice(-2)).toEqual([undefined, 3_000]);
  const text = await first.text();
  expect([await second.text(), await third.text()]).toEqual([text, text]);
  const headersOf = ({ headers }: Response) =>
    [...headers].filter(([name]) => !["date", "x-request-id"].includes(name));
  expect(headersOf(second)).toEqual(headersOf(first));
  expect(headersOf(third)).toEqual(headersOf(first));
  const lines = edge.logged.filter(({ msg }) => msg === "query Hello");
  expect(lines).toHaveLength(3);
  for (const line of lines)
    expect(line).toMatchObject({
      operationName: "Hello",
      operationType: "query",
      caller: "anyone",
      status: 200,
    });
});

test("a GET request is answered that the client has the answer already", async () => {
  const { edge } = await countingEdge();
  const url = `${edge.url}/graphql?query=${encodeURIComponent("{hello}")}`;
  const execute = (headers: Record<string, string>) =>
    fetch(url, { headers: { "apollo-require-preflight": "1", ...headers } });
  const first = await execute({});
  const etag = first.headers.get("etag") ?? "";
  expect(etag).toMatch(/^W\/"/);
  expect(first.headers.get("cache-control")).toBe("private, no-cache");
  expect(first.headers.get("vary")).toContain("authorization");
  const again = await execute({ "if-none-match": `"other", ${etag}` });
  expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", etag]);
  expect((await execute({ "if-none-match": '"other"' })).status).toBe(200);
});

test("a caller that changes something reads the change", async () => {
  const gateway = await startGatewayUnderTest();
  try {
    const query =
      '{ connections(first: 1, regions: ["us-east-1"]) { nodes { account connectionId connectionName } } }';
    const name = async () => (await gateway.ask(query)).data.connections.nodes[0];
    const { account, connectionId } = await name();
    await name();
    const rename = `mutation { updateConnection(account: "${account}", region: "us-east-1", input: { connectionId: "${connectionId}", connectionName: "new" }) { connectionName } }`;
    expect((await gateway.ask(rename)).errors).toEqual([]);
    expect(await name()).toEqual({ account, connectionId, connectionName: "new" });
  } finally {
    await gateway.stop();
  }
});

test.each([
  ["of one byte for each character", ['{"a":', '"b"}']],
  ["with more in the first part", ['{"Zürich":', '"b"}']],
  ["with more in the last part", ['{"a":', '"東京"}']],
  ["with a part that is nothing else", ["«»", "«»"]],
  ["without parts", []],
  ["of text alone", ['{"a":"Zürich"}']],
  ["of rows that are bytes already", ["[", Buffer.from('"Zürich"'), ",", Buffer.from('"b"'), "]"]],
  ["of such rows and text with more", ["«", Buffer.from("東京"), ",", "»", Buffer.from("ü")]],
])("the start of an answer is its text: %s", async (_name, chunks) => {
  const { body } = await bodyOf(startOf(chunks), undefined);
  expect(Buffer.from(body as string | Buffer).toString()).toBe(`{"data":${chunks.join("")}`);
});
