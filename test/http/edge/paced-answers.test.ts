import { once } from "node:events";
import { ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { MOST_AT_ONCE } from "../../../src/http/edge/paced-answers";
import { MOST_PIPELINED } from "../../../src/http/edge/pipelined";
import { type Edge, startEdge, stopEdges } from "../edge";

/** Requests that do not wait in the queue are answered few at a time, so that others are served in between. */

const CONNECTIONS = 12;
const EACH = 200;

const sockets: Socket[] = [];
let isOver = false;
beforeEach(() => (isOver = false));
afterEach(async () => {
  isOver = true;
  jest.restoreAllMocks();
  for (const socket of sockets.splice(0)) socket.destroy();
  await stopEdges();
});

/** Opens a connection that the server has accepted: Node accepts one at each turn of the event loop. */
async function open({ url }: Edge): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  sockets.push(socket);
  socket.on("error", () => undefined);
  socket.write(get("/healthz"));
  await once(socket, "data");
  return socket;
}

/** Counts the answers of one status, and the most between two turns of the event loop. */
function countAnswers(status: number) {
  const counted = { all: 0, longest: 0 };
  let current = 0;
  const turn = () => {
    current = 0;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  // Restored after each test; it is called with its own `this`.

  const { writeHead } = ServerResponse.prototype;
  jest.spyOn(ServerResponse.prototype, "writeHead").mockImplementation(function (
    this: ServerResponse,
    ...args: unknown[]
  ) {
    if (args[0] === status) {
      counted.all += 1;
      current += 1;
      counted.longest = Math.max(counted.longest, current);
    }
    return Reflect.apply(writeHead, this, args) as ServerResponse;
  });
  return counted;
}

/** Resolves with what came by the time that so many answers of the status have. */
function answered(socket: Socket, status: number, count = 1): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      if (text.split(`HTTP/1.1 ${status}`).length > count) resolve(text);
    });
  });
}

const get = (path: string, headers = "host: localhost\r\n") => `GET ${path} HTTP/1.1\r\n${headers}\r\n`;
const BODY = JSON.stringify({ query: "{ hello }" });
const POST = `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`;

test.each([
  ["health checks", 200, get("/healthz")],
  ["checks of readiness", 200, get("/readyz")],
  ["requests by a method that is not served", 405, get("/graphql").replace("GET", "DELETE")],
  ["expectations that are not understood", 417, get("/healthz", "host: localhost\r\nexpect: more\r\n")],
  ["requests beyond the capacity", 503, POST],
])("few of many pipelined %s are answered at a time", async (_name, status, request) => {
  const isOverloaded = status === 503;
  const edge = await startEdge({
    ...(isOverloaded && { overload: { maxWait: 1, maxRequests: 1 } }),
  });
  const flood = await Promise.all(Array.from({ length: CONNECTIONS }, () => open(edge)));
  const probe = await open(edge);
  const counted = countAnswers(status);
  const least = isOverloaded ? EACH / 2 : EACH;
  const all = Promise.all(flood.map((socket) => answered(socket, status, least)));
  for (const socket of flood) socket.write(request.repeat(EACH));
  probe.write(get("/healthz"));
  await answered(probe, 200);
  expect(counted.all).toBeLessThanOrEqual(3 * MOST_AT_ONCE);
  await all;
  expect(counted.all).toBeGreaterThanOrEqual(CONNECTIONS * least);
  expect(counted.longest).toBeLessThanOrEqual(2 * MOST_AT_ONCE);
});

test("expectations count as requests of their connection", async () => {
  const edge = await startEdge();
  const socket = await open(edge);
  let text = "";
  socket.on("data", (chunk) => (text += chunk.toString("latin1")));
  socket.write(get("/healthz", "host: localhost\r\nexpect: more\r\n").repeat(2 * MOST_PIPELINED));
  await once(socket, "close");
  const statuses = (text.match(/HTTP\/1\.1 \d{3}/g) ?? []).map((found) => Number(found.slice(-3)));
  expect(statuses).toEqual([...Array<number>(MOST_PIPELINED).fill(417), 429]);
});
