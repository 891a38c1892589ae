import { buildSchema, type GraphQLSchema } from "graphql";
import type { HttpOptions } from "../../src/http/server";
import {
  BYTES_OF_A_MESSAGE,
  LONGEST_CONTROL,
  LONGEST_INIT,
  MESSAGES_AT_ONCE,
  MESSAGES_OF_THE_UNKNOWN,
  MESSAGES_PER_SECOND,
} from "../../src/http/limits/message-rate";
import { OPEN_CALLER } from "../../src/auth/caller";
import { UNKNOWN_SENDER } from "../../src/scheduling/fair-queue";
import { NO_METRICS } from "../../src/observability/metrics";
import { type Edge, type EdgeContext, startEdge, stopEdges } from "../http/edge";
import { RawSocket } from "./raw-sockets";
import { until } from "./subscribe";

/** What one client sends without end, by messages of a WebSocket, and what it leaves for others. */
const PING = { type: "ping", payload: { flood: true } };

const held: (() => void)[] = [];
const ended: (() => void)[] = [];
const limits: string[] = [];
const sockets: RawSocket[] = [];
let time = 0;
afterEach(async () => {
  for (const { socket } of sockets.splice(0)) socket.terminate();
  for (const end of [...held.splice(0), ...ended.splice(0)]) end();
  await stopEdges();
  limits.splice(0);
});

/** A query that is answered, and a subscription that goes on, until the test says so. */
function schema(): GraphQLSchema {
  const made = buildSchema(`
    type Query { hello: String held: String }
    type Subscription { numbers: Int }
  `);
  const { held: heldField } = made.getQueryType()?.getFields() ?? {};
  const { numbers } = made.getSubscriptionType()?.getFields() ?? {};
  Object.assign(heldField ?? {}, { resolve: () => new Promise<void>((resolve) => held.push(resolve)) });
  Object.assign(numbers ?? {}, {
    subscribe: async function* () {
      yield { numbers: 1 };
      await new Promise<void>((resolve) => ended.push(resolve));
    },
  });
  return made;
}

const start = (options: Partial<HttpOptions<EdgeContext>> = {}): Promise<Edge> =>
  startEdge({
    schema: schema(),
    now: () => time,
    metrics: { ...NO_METRICS, limitHit: (limit) => void limits.push(limit) },
    ...options,
  });

function open({ url }: Edge): RawSocket {
  const socket = new RawSocket(url);
  sockets.push(socket);
  return socket;
}

const EVENTS = { accept: "text/event-stream" };
const NUMBERS = { query: "subscription Numbers { numbers }" };

describe("an operation over a WebSocket is admitted as a request is", () => {
  test("MAX_REQUESTS bounds those that are opened, and not those that are open", async () => {
    const edge = await start({ overload: { maxRequests: 1, maxWait: 0 } });
    const socket = await open(edge).begin();
    const running = edge.post({ query: "{ held }" });
    await until(() => held.length === 1);
    await socket.subscribe("1", NUMBERS.query);
    const [error] = await socket.errorsOf("1");
    expect(error?.extensions).toEqual({ code: "OVERLOADED", retryable: true, retryAfter: 1 });
    expect((await edge.post(NUMBERS, EVENTS)).status).toBe(503); // as by any other form
    expect(await open(edge).status()).toBe(503);
    expect(limits).toEqual(["MAX_REQUESTS", "MAX_REQUESTS", "MAX_REQUESTS"]);
    const line = () => edge.logged.find(({ errorCodes }) => String(errorCodes) === "OVERLOADED");
    await until(() => line()?.["caller"] === OPEN_CALLER.name);
    held.splice(0).forEach((answer) => answer());
    expect((await running).status).toBe(200);

    await socket.subscribe("2", NUMBERS.query);
    await until(() => socket.ofType("next", "2").length === 1);
    const byEvents = await edge.post(NUMBERS, EVENTS);
    expect(byEvents.status).toBe(200);
    expect((await edge.post({ query: "{ hello }" })).status).toBe(200);
    await byEvents.body?.cancel();
  });

  test("more than may wait by MAX_WAIT_MS are refused, and the others are opened", async () => {
    const edge = await start({ overload: { maxRequests: 1_000, maxWait: 1 } });
    const socket = await open(edge).begin();
    const ids = Array.from({ length: 100 }, (_, index) => String(index));
    await socket.send(...ids.map((id) => ({ id, type: "subscribe", payload: NUMBERS })));
    const ofEach = () => ids.flatMap((id) => [socket.ofType("next", id), socket.ofType("error", id)].flat());
    await until(() => ofEach().length === ids.length);
    const refused = socket.ofType("error");
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThan(ids.length);
    expect(limits).toEqual(refused.map(() => "MAX_WAIT_MS"));
  });

  test("one that its client completes while it waits is not opened, and takes no slot", async () => {
    const edge = await start({ overload: { maxRequests: 1, maxWait: 60_000 } });
    const socket = await open(edge).begin();
    await socket.send({ id: "1", type: "subscribe", payload: NUMBERS }, { id: "1", type: "complete" });
    const line = () => edge.logged.find(({ requestId }) => String(requestId).endsWith("/1"));
    await until(() => line() !== undefined);
    expect(line()).toMatchObject({ status: 101, aborted: true });
    expect(line()).not.toHaveProperty("operationType");
    expect((await edge.post({ query: "{ hello }" })).status).toBe(200);
    await socket.send(PING);
    await until(() => socket.ofType("pong").length > 0); // the connection goes on
    expect(socket.received.map(({ type }) => type)).toEqual(["connection_ack", "pong"]);
  });

  test("one that is completed together with others leaves these as they are", async () => {
    const edge = await start();
    const socket = await open(edge).begin();
    const subscribe = (id: string) => ({ id, type: "subscribe", payload: NUMBERS });
    await socket.send(subscribe("1"), subscribe("2"), { id: "2", type: "complete" }, subscribe("3"));
    await until(() => ["1", "3"].every((id) => socket.ofType("next", id).length === 1));
    expect(socket.ofType("error")).toEqual([]);
    expect(edge.logged.filter(({ level }) => level === "error")).toEqual([]);
  });
});

describe("a client that sends too many messages is closed with 1008", () => {
  const pings = (count: number) => Array.from({ length: count }, () => PING);

  test("once its caller is known, by their number in a time", async () => {
    const edge = await start();
    const socket = await open(edge).begin();
    await socket.send(...pings(MESSAGES_AT_ONCE));
    await until(() => socket.ofType("pong").length === MESSAGES_AT_ONCE);
    time += 1_000;
    await socket.send(...pings(MESSAGES_PER_SECOND));
    await until(() => socket.ofType("pong").length === MESSAGES_AT_ONCE + MESSAGES_PER_SECOND);
    await socket.send(PING, { id: "1", type: "subscribe", payload: NUMBERS });
    expect(await socket.closed).toEqual([1008, "Too many messages"]);
    expect(limits).toEqual(["webSocketMessages"]);
    expect(edge.logged.filter(({ operationName }) => operationName === "Numbers")).toEqual([]);
    expect(edge.logged.filter(({ msg }) => msg === "request refused")).toMatchObject([
      { status: 1008, errorCodes: ["RATE_LIMITED"], reason: "Too many messages" },
    ]);
  });

  test("by their length too", async () => {
    const socket = await open(await start()).begin();
    const payload = { query: `subscription { nothing } #${"x".repeat(BYTES_OF_A_MESSAGE * 99)}` }; // counts as 100
    const ids = Array.from({ length: MESSAGES_AT_ONCE / 100 }, (_, index) => String(index));
    await socket.send(...ids.map((id) => ({ id, type: "subscribe", payload })));
    await until(() => socket.ofType("error").length === ids.length);
    await socket.send(PING);
    expect((await socket.closed)[0]).toBe(1008);
  });

  test.each<[string, (socket: RawSocket) => void]>([
    ["pings", ({ socket }) => socket.ping()],
    ["pongs", ({ socket }) => socket.pong()],
  ])("by %s of WebSocket itself", async (_what, send) => {
    const socket = await open(await start()).begin();
    for (let count = 0; count < MESSAGES_AT_ONCE; count += 1) send(socket);
    await socket.send({ type: "ping" });
    expect((await socket.closed)[0]).toBe(1008);
  });

  test("by those of all connections of its caller together, and a refused one takes nothing from the others", async () => {
    const edge = await start();
    const one = await open(edge).begin();
    const other = await open(edge).begin();
    for (const socket of [one, other]) {
      await socket.send(...pings(MESSAGES_AT_ONCE / 2));
      await until(() => socket.ofType("pong").length === MESSAGES_AT_ONCE / 2);
    }
    await one.send(PING);
    expect((await one.closed)[0]).toBe(1008);
    time += 1_000;
    await other.send(...pings(MESSAGES_PER_SECOND));
    await until(() => other.ofType("pong").length === MESSAGES_AT_ONCE / 2 + MESSAGES_PER_SECOND);
  });

  test("by those of an address while the callers are not known", async () => {
    const edge = await start();
    const each = MESSAGES_OF_THE_UNKNOWN;
    for (let count = 0; count < MESSAGES_AT_ONCE / each; count += 1) {
      const socket = await open(edge).send(...pings(each));
      await until(() => socket.ofType("pong").length === each);
      socket.socket.close();
      await socket.closed;
    }
    expect((await (await open(edge).send(PING)).closed)[0]).toBe(1008);
    time += 1_000;
    const later = await open(edge).send(PING);
    await until(() => later.ofType("pong").length === 1);
  });

  test("sooner while its caller is not known", async () => {
    const socket = await open(await start()).send(...pings(MESSAGES_OF_THE_UNKNOWN));
    await until(() => socket.ofType("pong").length === MESSAGES_OF_THE_UNKNOWN);
    await socket.send(PING);
    expect((await socket.closed)[0]).toBe(1008);
  });

  test("later where its caller may have more streams", async () => {
    const streams = MESSAGES_AT_ONCE;
    const edge = await start({ authenticate: () => ({ ...OPEN_CALLER, limits: { streams } }) });
    const socket = await open(edge).begin();
    await socket.send(...pings(2 * streams));
    await until(() => socket.ofType("pong").length === 2 * streams);
    await socket.send(PING);
    expect((await socket.closed)[0]).toBe(1008);
  });
});

describe("a message that is longer than its type may be is not parsed, and closes the connection with 4400", () => {
  const long = (bytes: number) => ({ flood: "x".repeat(bytes) });
  const subscribeIn = { ...long(LONGEST_CONTROL), type: "subscribe" };
  test.each<[string, object | string]>([
    ["a ping", { type: "ping", payload: long(LONGEST_CONTROL) }],
    ["a pong", { type: "pong", payload: long(LONGEST_CONTROL) }],
    ["a complete", { id: "1", type: "complete", more: long(LONGEST_CONTROL) }],
    ["a first message", { type: "connection_init", payload: long(LONGEST_INIT) }],
    ["a ping with another type within its payload", { type: "ping", payload: subscribeIn }],
    ["a ping with its type at the end", { payload: subscribeIn, type: "ping" }],
    ["a ping in a text", JSON.stringify({ text: '"type":"subscribe"', payload: subscribeIn, type: "ping" })],
    ["what is no object", JSON.stringify([subscribeIn])],
  ])("%s", async (_what, message) => {
    const edge = await start();
    const socket = await open(edge).begin();
    const parsed = jest.spyOn(JSON, "parse");
    if (typeof message === "string") socket.socket.send(message);
    else await socket.send(message);
    const [code] = await socket.closed;
    const floods = parsed.mock.calls.filter(([text]) => text.includes("flood"));
    parsed.mockRestore();
    expect([code, floods.length]).toEqual([4400, 0]);
  });

  test.each([
    [
      "its type first",
      (padding: string) => ({ type: "subscribe", id: "1", payload: { padding, ...NUMBERS } }),
    ],
    [
      "its type last",
      (padding: string) => ({ payload: { ...NUMBERS, padding }, id: "1", type: "subscribe" }),
    ],
  ])("a subscribe with %s may be longer", async (_what, message) => {
    const socket = await open(await start()).begin();
    await socket.send(message('"\\{['.repeat(LONGEST_CONTROL)));
    await until(() => socket.ofType("next", "1").length === 1);
  });

  test("a last `type` that is not the first one counts", async () => {
    const socket = await open(await start()).begin();
    const padding = JSON.stringify("x".repeat(LONGEST_CONTROL));
    socket.socket.send(`{"type":"subscribe","id":"1","payload":${padding},"type":"ping"}`);
    expect((await socket.closed)[0]).toBe(4400);
  });
});

test.each([1, 10])(
  "of messages that come together over %d connections, one is handled in each turn of the event loop, so that others go between them",
  async (connections) => {
    const edge = await start();
    let pongs = 0;
    const flooding: RawSocket[] = [];
    for (let count = 0; count < connections; count += 1) {
      const socket = await open(edge).begin();
      socket.socket.removeAllListeners("message"); // the client parses nothing
      socket.socket.on("message", () => (pongs += 1));
      flooding.push(socket);
    }
    let turn = 0;
    let isCounting = true;
    const count = () => {
      turn += 1;
      if (isCounting) setImmediate(count);
    };
    setImmediate(count);
    const turns = new Set<number>();
    const parse = JSON.parse;
    const spied = jest.spyOn(JSON, "parse").mockImplementation((text: string, reviver) => {
      if (text.includes("flood")) turns.add(turn);
      return parse(text, reviver) as unknown;
    });
    const messages = 500;
    const each = Array.from({ length: messages / connections }, () => PING);
    await Promise.all(flooding.map((socket) => socket.send(...each)));
    await until(() => pongs === messages);
    isCounting = false;
    spied.mockRestore();
    expect(turns.size).toBe(messages);
  },
);

// Of the loopback addresses, others than the first are Linux's.
(process.platform === "linux" ? test : test.skip)(
  "an address that opens WebSockets without end, and says nothing, leaves some for others",
  async () => {
    const edge = await start({
      senders: { maxConnections: 50 },
      senderOf: () => UNKNOWN_SENDER,
      overload: { maxRequests: 1_000, maxWait: 0 },
    });
    const from = async (localAddress: string) => {
      const socket = new RawSocket(edge.url, { localAddress });
      sockets.push(socket);
      return await socket.status();
    };
    const flood: number[] = [];
    for (let count = 0; count < 40; count += 1) flood.push(await from("127.0.0.1"));
    expect([flood[0], flood.at(-1)]).toEqual([101, 503]);
    expect(await from("127.0.0.2")).toBe(101);
  },
);
