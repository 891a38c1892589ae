import { connect, type Socket } from "node:net";
import { MOST_PIPELINED } from "../../../src/http/edge/pipelined";
import { type Edge, startEdge, stopEdges } from "../edge";

/** Senders who take their time, or send without waiting for answers, delay no other client. */
let edge: Edge;
let contexts = 0;
beforeAll(async () => {
  edge = await startEdge({
    senders: { requestTimeout: 900 },
    context: () => {
      contexts += 1;
      return {};
    },
  });
});
afterAll(stopEdges);
beforeEach(() => (contexts = 0));

/** Opens a connection; `answer` is what came until it was closed. */
function open(): Promise<{ socket: Socket; answer: Promise<string> }> {
  const { hostname, port } = new URL(edge.url);
  return new Promise((resolve) => {
    let text = "";
    const socket = connect(Number(port), hostname);
    const answer = new Promise<string>((ended) => {
      socket.on("data", (chunk) => (text += chunk.toString("latin1")));
      socket.on("error", () => undefined).on("close", () => ended(text));
    });
    socket.on("connect", () => resolve({ socket, answer }));
  });
}

const HEAD = "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";
const TRICKLES = {
  "headers that come letter by letter": [HEAD, "x-slow: ", "x"],
  "a body that comes letter by letter": [HEAD, 'content-length: 10000\r\n\r\n{"query":"', "x"],
  "a body that comes chunk by chunk": [HEAD, "transfer-encoding: chunked\r\n\r\n", "1\r\nx\r\n"],
} as const;

test.each(Object.entries(TRICKLES))("%s: 408, however long it goes on", async (_name, [head, rest, more]) => {
  const slow = await Promise.all(Array.from({ length: 20 }, open));
  for (const { socket } of slow) socket.write(head + rest);
  const sending = setInterval(() => {
    for (const { socket } of slow) if (socket.writable && socket.bytesRead === 0) socket.write(more);
  }, 20);
  expect((await edge.post({ query: "{ hello }" })).status).toBe(200);
  const answers = await Promise.all(slow.map(({ answer }) => answer));
  clearInterval(sending);
  expect(answers.map((answer) => answer.slice(0, 12))).toEqual(answers.map(() => "HTTP/1.1 408"));
  expect(contexts).toBe(1); // of the honest one
});

const pipelined = (count: number) => {
  const body = JSON.stringify({ query: "{ slow(milliseconds: 50) }" });
  return `${HEAD}content-length: ${body.length}\r\n\r\n${body}`.repeat(count);
};
const statusesIn = (answers: string) =>
  [...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));

test("as many as are allowed without waiting for an answer are answered, in a row and again", async () => {
  const { socket, answer } = await open();
  let answered = 0;
  const all = new Promise<void>((resolve) => {
    socket.on("data", (chunk) => {
      answered += statusesIn(chunk.toString("latin1")).length;
      if (answered === MOST_PIPELINED) socket.write(pipelined(1).replace("POST", "DELETE"));
      if (answered > MOST_PIPELINED) resolve();
    });
  });
  socket.write(pipelined(MOST_PIPELINED));
  await all;
  socket.end();
  expect(statusesIn(await answer)).toEqual([...Array.from({ length: MOST_PIPELINED }, () => 200), 405]);
});

test("beyond them, one refusal ends the connection, and the rest is not read", async () => {
  edge.logged.splice(0);
  const { socket, answer } = await open();
  socket.write(pipelined(MOST_PIPELINED + 200));
  const answers = await answer;
  expect(statusesIn(answers)).toEqual([...Array.from({ length: MOST_PIPELINED }, () => 200), 429]);
  expect(answers).toMatch(
    /"code":"RATE_LIMITED","retryable":true,"limit":\{"name":"pipelined","allowed":256\},"retryAfter":1/,
  );
  expect(contexts).toBe(MOST_PIPELINED);
  expect(edge.logged.filter(({ status }) => status === 429)).toHaveLength(1);
  expect((await edge.post({ query: "{ hello }" })).status).toBe(200);
});
