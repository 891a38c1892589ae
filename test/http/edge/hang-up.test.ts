import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { buildSchema } from "graphql";
import { NO_METRICS } from "../../../src/observability/metrics";
import { type Edge, startEdge, stopEdges } from "../edge";

/** A client that disconnects is no failure of the gateway: its request is one line of the log, and no error. */
/** As long after it is compressed. */
const MANY = randomBytes(2_000_000).toString("base64");

let edge: Edge;
let ended: string[] = [];
beforeAll(async () => {
  const schema = buildSchema("type Query { many: String! }");
  Object.assign(schema.getQueryType()?.getFields()["many"] ?? {}, {
    resolve: () => new Promise((resolve) => setTimeout(resolve, 20, MANY)),
  });
  const requestEnded: typeof NO_METRICS.requestEnded = (request) =>
    void ended.push(request?.outcome ?? "page");
  edge = await startEdge({ schema, metrics: { ...NO_METRICS, requestEnded } });
});
afterAll(stopEdges);
beforeEach(() => {
  ended = [];
  edge.logged.splice(0);
});

/** Sends a request, and disconnects once so many bytes of the answer have arrived. */
function sendAndDisconnect(query: string, headers: string, bytes: number): Promise<void> {
  const { hostname, port } = new URL(edge.url);
  const body = JSON.stringify({ query });
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n${headers}content-length: ${body.length}\r\n\r\n${body}`,
      );
      if (bytes === 0) socket.end(() => socket.resetAndDestroy());
    });
    let come = 0;
    socket.on("data", (chunk) => {
      come += chunk.length;
      if (come >= bytes) socket.resetAndDestroy();
    });
    socket.on("error", () => undefined).on("close", () => resolve());
  });
}

const ENCODINGS = { plain: "", gzip: "accept-encoding: gzip\r\n", br: "accept-encoding: br\r\n" };

describe.each(Object.entries(ENCODINGS))("%s", (encoding, headers) => {
  test.each([
    ["a new document", "{ many }"],
    ["a known one", "{ known: many }"],
  ])("%s", async (name, query) => {
    if (name === "a known one")
      for (let time = 0; time < 2; time += 1) await (await edge.post({ query })).text();
    ended = [];
    const leaving = [0, 1, 200_000].map((bytes, index) =>
      sendAndDisconnect(
        name === "a known one" ? query : `query ${encoding}${index} ${query}`,
        headers,
        bytes,
      ),
    );
    await Promise.all(leaving);
    while (ended.length < leaving.length) await new Promise(setImmediate);
    for (let next = 0; next < 20; next += 1) await new Promise(setImmediate);
    expect(edge.logged.filter(({ level }) => level === "error")).toEqual([]);
    expect(edge.logged.filter(({ aborted }) => aborted === true).length).toBeGreaterThanOrEqual(1);
  });
});
