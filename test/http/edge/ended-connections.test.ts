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
