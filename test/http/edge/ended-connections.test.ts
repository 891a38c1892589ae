import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { buildSchema } from "graphql";
import { type Edge, HELD, heldBegan, releaseHeld, startEdge, stopEdges } from "../edge";

const CONNECT = "CONNECT a:1 HTTP/1.1\r\nhost: a:1\r\n\r\n";
const WEB_SOCKET = `GET /graphql HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${"A".repeat(22)}==\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n`;
const H2C = "connection: upgrade, close\r\nupgrade: h2c\r\n";
const opened: Socket[] = [];

afterEach(async () => {
  for (const socket of opened.splice(0)) socket.destroy();
  releaseHeld();
  await stopEdges();
});

/** Opens a connection whose side stays open when the other one ends, and sends a text. */
async function send({ url }: Edge, text: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  opened.push(socket);
  socket.on("error", () => undefined);
  await once(socket, "connect");
  socket.write(text);
  return socket;
}

/** The statuses of the answers in a text. */
function statusesIn(text: string): number[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d+) /g)].map((match) => Number(match[1]));
}

async function health({ url }: Edge): Promise<number> {
  const response = await fetch(`${url}/healthz`, { headers: { connection: "close" } });
  await response.text();
  return response.status;
}

test("a client that resets its connection after CONNECT affects no other", async () => {
  const edge = await startEdge();
  for (let time = 0; time < 20; time += 1) (await send(edge, CONNECT)).resetAndDestroy();
  for (let time = 0; time < 3; time += 1) expect(await health(edge)).toBe(200);
  expect(edge.logged.filter(({ level }) => level === "error" || level === "fatal")).toEqual([]);
});

test.each([
  ["CONNECT", CONNECT],
  [
    "a request for a WebSocket where there is none",
    "GET /elsewhere HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n",
  ],
  ["what is no HTTP", "NO HTTP\r\n\r\n"],
  ["nothing", ""],
  ["headers that do not come whole", "GET / HTTP/1.1\r\nx-slow: "],
  [
    "a body that does not come whole",
    "POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{",
  ],
])(
  "a connection that was refused for %s is closed, though its client leaves it open",
  async (_what, text) => {
    const edge = await startEdge({ senders: { maxConnections: 3, requestTimeout: 600 } });
    for (let time = 0; time < 3; time += 1) {
      const socket = await send(edge, text);
      socket.resume();
      await once(socket, "end");
    }
    let status: number | undefined;
    while (status === undefined) {
      status = await health(edge).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(status).toBe(200);
  },
);

describe("what comes behind requests that are not answered yet", () => {
  const body = JSON.stringify(HELD);
  const head = `POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n`;
  const held = (headers = "") => `${head}${headers}content-length: ${body.length}\r\n\r\n${body}`;

  test.each<[string, string, string, number[]]>([
    ["what is no HTTP", held(), "GARBAGE\r\n\r\n", [200, 400]],
    ["the same behind several requests", held() + held() + held(), "GARBAGE\r\n\r\n", [200, 200, 200, 400]],
    ["an unknown method", held(), "FOO / HTTP/1.1\r\nhost: a\r\n\r\n", [200, 501]],
    ["a length that is no number", held(), `${head}content-length: -1\r\n\r\n{}`, [200, 400]],
    ["headers that are too long", held(), `${head}x: ${"x".repeat(17_000)}\r\n\r\n`, [200, 431]],
    ["a chunk that is none", held(), `${head}transfer-encoding: chunked\r\n\r\nzz\r\n`, [200, 400]],
    ["CONNECT", held(), CONNECT, [200, 405]],
    ["CONNECT behind several requests", held() + held() + held(), CONNECT, [200, 200, 200, 405]],
    ["a WebSocket", held(), WEB_SOCKET, [200, 400]],
    ["a WebSocket behind several requests", held() + held(), WEB_SOCKET, [200, 200, 400]],
    ["a WebSocket where there is none", held(), WEB_SOCKET.replace("graphql", "elsewhere"), [200, 400]],
    ["a WebSocket of another version", held(), WEB_SOCKET.replace("13", "7"), [200, 400]],
    ["a request for another protocol", held(), `${head}${H2C}content-length: 0\r\n\r\n`, [200, 400]],
    ["two Host lines", held(), `GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n`, [200, 400]],
    ["an unknown coding", held(), `${head}transfer-encoding: x, chunked\r\n\r\n0\r\n\r\n`, [200, 501]],
    ["another version of HTTP", held(), `GET / HTTP/2.0\r\nhost: a\r\n\r\n`, [200, 505]],
    ["more behind the last request of a connection", held("connection: close\r\n"), "GARBAGE\r\n\r\n", [200]],
  ])("%s: their answers come first", async (_what, requests, rest, statuses) => {
    const edge = await startEdge();
    let received = "";
    const socket = await send(edge, requests + rest);
    socket.on("data", (chunk) => (received += String(chunk)));
    const count = requests.split(head).length - 1;
    await heldBegan(count);
    // More of it neither takes the place of an answer, nor ends the connection before it.
    socket.write("MORE\r\n\r\n");
    expect((await edge.post({ query: "{ hello }" })).status).toBe(200);
    expect(received).toBe("");
    releaseHeld();
    await once(socket, "end");
    expect(statusesIn(received)).toEqual(statuses);
    expect(received.split('"held":"at last"')).toHaveLength(count + 1);
  });

  test("answers to requests without a body come first, too", async () => {
    const edge = await startEdge();
    const get = `GET /graphql?query=%7Bhello%7D HTTP/1.1\r\nhost: localhost\r\n\r\n`;
    let received = "";
    const socket = await send(edge, `${get}${get}GARBAGE\r\n\r\n`);
    socket.on("data", (chunk) => (received += String(chunk)));
    await once(socket, "end");
    expect(statusesIn(received)).toEqual([200, 200, 400]);
  });
});

describe("what comes behind the last request of a connection", () => {
  const change = JSON.stringify({ query: "mutation { change }" });
  const post = (body: string, headers = "") =>
    `POST /graphql HTTP/1.1\r\nhost: a\r\n${headers}content-length: ${body.length}\r\n\r\n${body}`;
  const CHANGE = post(change, "content-type: application/json\r\n");
  const QUERY = "GET /graphql?query=%7Bhello%7D HTTP/1.1\r\nhost: localhost\r\n";

  /** Sends texts, one after the other, and resolves when the connection has ended. */
  async function exchange(texts: string[]): Promise<{ received: string; changes: number }> {
    const counts = { changes: 0 };
    const schema = buildSchema("type Query { hello: String } type Mutation { change: Int! }");
    Object.assign(schema.getMutationType()?.getFields()["change"] ?? {}, {
      resolve: () => (counts.changes += 1),
    });
    const edge = await startEdge({ schema });
    let received = "";
    const socket = await send(edge, texts[0] ?? "");
    socket.on("data", (chunk) => (received += String(chunk)));
    for (const text of texts.slice(1)) {
      await once(socket, "data");
      socket.write(text);
    }
    await once(socket, "end");
    await edge.post({ query: "{ hello }" }); // later than what was received before
    return { received, ...counts };
  }

  test.each<[string, string, RegExp]>([
    ["one that wants it", `${QUERY}connection: close\r\n\r\n`, /^HTTP\/1.1 200 /],
    ["CONNECT", CONNECT, /^HTTP\/1.1 405 /],
    ["two Host lines", `${QUERY}host: b\r\n\r\n`, /^HTTP\/1.1 400 /],
    ["no Host line", QUERY.replace("host: localhost\r\n", "\r\n"), /^HTTP\/1.1 400 /],
    ["another version", QUERY.replace("1.1", "2.0") + "\r\n", /^HTTP\/1.1 505 /],
    ["an unknown coding", `${QUERY}transfer-encoding: x, chunked\r\n\r\n0\r\n\r\n`, /^HTTP\/1.1 501 /],
  ])("a change behind %s is not made", async (_what, last, status) => {
    for (const texts of [[last + CHANGE], [last, CHANGE]]) {
      const { received, changes } = await exchange(texts);
      expect(received).toMatch(status);
      expect(statusesIn(received)).toHaveLength(1);
      expect(received).toMatch(/connection: close/i);
      expect(changes).toBe(0);
    }
  });

  test("a change behind a body that was refused before its end is not made", async () => {
    const refused = post("text", "content-type: text/plain\r\n");
    const { received, changes } = await exchange([refused.slice(0, -2), refused.slice(-2) + CHANGE]);
    expect(statusesIn(received)).toEqual([415]);
    expect(changes).toBe(0);
  });

  test("a change behind a body that was refused and has come to its end is made and answered", async () => {
    const refused = post("text", "content-type: text/plain\r\n");
    const last = CHANGE.replace("host: a", "host: a\r\nconnection: close");
    const { received, changes } = await exchange([refused + last]);
    expect(statusesIn(received)).toEqual([415, 200]);
    expect(changes).toBe(1);
  });
});

describe("while the gateway ends", () => {
  const get = (query: string) =>
    `GET /graphql?query=${encodeURIComponent(query)} HTTP/1.1\r\nhost: localhost\r\n\r\n`;

  test.each([
    ["waits, too", [get("{ held }"), get("{ held }")]],
    ["was answered first", [get("{ held }"), get("{ hello }")]],
  ])("all requests that a connection sent are answered, where the second %s", async (_what, requests) => {
    const edge = await startEdge({ drainMilliseconds: 600_000 }); // longer than a test may take
    let received = "";
    const socket = await send(edge, requests.join(""));
    socket.on("data", (chunk) => (received += String(chunk)));
    await heldBegan(requests.filter((text) => text.includes("held")).length);
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    const ended = once(socket, "end");
    const closed = edge.close();
    releaseHeld();
    await ended;
    expect(received.match(/"(at last|Hello, world)"/g)).toHaveLength(2);
    expect(received.match(/HTTP\/1.1 200/g)).toHaveLength(2);
    socket.destroy();
    await closed;
  });
});
