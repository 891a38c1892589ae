import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { type Edge, HELD, heldBegan, releaseHeld, startEdge, stopEdges } from "../edge";

const CONNECT = "CONNECT a:1 HTTP/1.1\r\nhost: a:1\r\n\r\n";
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

test("CONNECT behind a request that is not answered yet is not taken for its answer", async () => {
  const edge = await startEdge();
  const body = JSON.stringify(HELD);
  const post = `POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  const socket = await send(edge, post);
  await heldBegan();
  let received = "";
  socket.on("data", (chunk) => (received += String(chunk)));
  socket.write(CONNECT);
  await once(socket, "end");
  expect(received).toBe("");
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

describe("what cannot be parsed behind requests that are not answered yet", () => {
  const body = JSON.stringify(HELD);
  const head = `POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n`;
  const held = (headers = "") => `${head}${headers}content-length: ${body.length}\r\n\r\n${body}`;
  const statusesIn = (text: string) =>
    [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map((match) => Number(match[1]));

  test.each<[string, string, string, number[]]>([
    ["what is no HTTP", held(), "GARBAGE\r\n\r\n", [200, 400]],
    ["the same behind several requests", held() + held() + held(), "GARBAGE\r\n\r\n", [200, 200, 200, 400]],
    ["an unknown method", held(), "FOO / HTTP/1.1\r\nhost: a\r\n\r\n", [200, 501]],
    ["a length that is no number", held(), `${head}content-length: -1\r\n\r\n{}`, [200, 400]],
    ["headers that are too long", held(), `${head}x: ${"x".repeat(17_000)}\r\n\r\n`, [200, 431]],
    ["a chunk that is none", held(), `${head}transfer-encoding: chunked\r\n\r\nzz\r\n`, [200, 400]],
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
