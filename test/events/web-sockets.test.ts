import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";
import { makeApiKey } from "../../src/auth/api-keys";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { subscribeByWs } from "./live-clients";
import { until } from "./subscribe";
import { moment, WATCHING } from "./watching";

const PORTAL = "https://portal.example.com";
const PROTOCOL = "graphql-transport-ws";
const PORT = `arn:aws:directconnect:us-east-1:333333333333:dxcon/${fixtureIds["blue-pending"]}`;
const CHANGES = `subscription Stream {
  changes(filter: { accounts: ["blue-harbor"], regions: ["us-east-1"] }) { id }
}`;

const keys = [0, 1].map(() => makeApiKey(new Date(Date.now() + 3_600_000)));
const [KEY, OTHER] = keys.map(({ key }) => ({ "x-api-key": key }));
if (KEY === undefined || OTHER === undefined) throw new Error("There are two keys.");

function access(revoked = false, caller: object = {}) {
  const [one, other] = keys.map(({ stored }) => stored);
  return {
    callers: [
      {
        ...{ name: "viewer", roles: ["viewer"], accounts: "all", limits: { streams: 2, body: 2_000 } },
        apiKeys: [{ ...one, revoked }, other],
        ...caller,
      },
    ],
  };
}

let gateway: GatewayUnderTest;
beforeEach(async () => {
  gateway = await startGatewayUnderTest({
    settings: { ...WATCHING, CORS_ORIGINS: PORTAL },
    access: access(),
  });
});
afterEach(() => gateway.stop());

interface Message {
  readonly id?: string;
  readonly type: string;
  readonly payload?: { readonly extensions: { readonly code: string } }[];
}

/** A WebSocket as it is, with what it has received. */
class Raw {
  readonly socket: WebSocket;
  readonly received: Message[] = [];
  readonly closed: Promise<[number, string]>;

  constructor({ path = "/graphql", protocol = PROTOCOL, headers = {} }: RawOptions = {}) {
    this.socket = new WebSocket(`${gateway.url.replace("http", "ws")}${path}`, protocol, { headers });
    this.socket.on(
      "message",
      (data: Buffer) => void this.received.push(JSON.parse(data.toString()) as Message),
    );
    this.closed = new Promise((resolve) => {
      this.socket.once("close", (code, reason) => resolve([code, reason.toString()]));
    });
    this.socket.on("error", () => undefined);
  }

  async send(...messages: (object | string)[]): Promise<this> {
    if (this.socket.readyState !== WebSocket.OPEN) await once(this.socket, "open");
    for (const message of messages)
      this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
    return this;
  }

  async begin(payload: object = KEY ?? {}): Promise<this> {
    await this.send({ type: "connection_init", payload });
    await until(() => this.received.some(({ type }) => type === "connection_ack"));
    return this;
  }

  subscribe(id: string, query = CHANGES): Promise<this> {
    return this.send({ id, type: "subscribe", payload: { query } });
  }

  /** The code of the error that ends an operation. */
  async errorOf(id: string): Promise<string | undefined> {
    const error = () => this.received.find((message) => message.id === id && message.type === "error");
    await until(() => error() !== undefined);
    return error()?.payload?.[0]?.extensions.code;
  }
}

interface RawOptions {
  readonly path?: string;
  readonly protocol?: string | string[];
  readonly headers?: Record<string, string>;
}

/** The line of the log of the operation, once it is over. */
async function lineOfStream(): Promise<Record<string, unknown>> {
  const line = () => gateway.logged.find(({ operationName }) => operationName === "Stream");
  await until(() => line() !== undefined);
  return line() ?? {};
}

describe("what is no WebSocket for streams is answered over HTTP", () => {
  test.each([
    ["at another path", { path: "/elsewhere" }, 404],
    ["for a page of another site", { headers: { origin: "https://elsewhere.example.com" } }, 403],
    ["for a page without an address", { headers: { origin: "null" } }, 403],
  ])("%s", async (_what, options, status) => {
    const { socket } = new Raw(options);
    const [, response] = (await once(socket, "unexpected-response")) as [unknown, { statusCode: number }];
    expect(response.statusCode).toBe(status);
    socket.terminate();
  });

  const HANDSHAKE = `Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: ${PROTOCOL}\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n`;
  const BODY = JSON.stringify({ query: "{ __typename }" });
  test.each([
    ["in HTTP/1.0, which has no upgrades", "HTTP/1.0", "", ""],
    ["with a body", "HTTP/1.1", `Content-Length: ${BODY.length}\r\n`, BODY],
    ["with a body in chunks", "HTTP/1.1", "Transfer-Encoding: chunked\r\n", `1\r\n{\r\n0\r\n\r\n`],
  ])("a request %s is answered as without the header", async (_what, version, lines, body) => {
    const { hostname, port, host } = new URL(gateway.url);
    const answerTo = async (handshake: string) => {
      const socket = connect(Number(port), hostname);
      let text = "";
      socket.on("data", (bytes) => (text += bytes.toString()));
      socket.write(
        `GET /graphql?query={__typename} ${version}\r\nHost: ${host}\r\nX-Api-Key: ${KEY["x-api-key"]}\r\n${handshake}${lines}\r\n${body}`,
      );
      await until(() => text.includes("}}") || text.includes(" 101 "));
      socket.destroy();
      return text
        .replace(/^(date|x-request-id|connection|keep-alive|ratelimit): .*\r\n/gim, "")
        .replace(/"left":\d+/, "");
    };
    const answer = await answerTo(HANDSHAKE);
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
    expect(answer).toBe(await answerTo(""));
  });

  test("an upgrade to another protocol is no upgrade", async () => {
    const sent = request(`${gateway.url}/graphql?query={__typename}`, {
      headers: { ...KEY, connection: "Upgrade, HTTP2-Settings", upgrade: "h2c", "http2-settings": "" },
    }).end();
    const [response] = (await once(sent, "response")) as [{ statusCode: number; resume: () => void }];
    expect(response.statusCode).toBe(200);
    response.resume();
  });
});

test.each([
  ["of its own", () => gateway.url],
  ["that is configured", () => PORTAL],
])("a page of an origin %s opens one", async (_what, origin) => {
  const raw = await new Raw({ headers: { origin: origin() } }).begin();
  raw.socket.close();
});

describe("it is closed with the code of the protocol", () => {
  const init = { type: "connection_init", payload: KEY };
  const open = { id: "1", type: "subscribe", payload: { query: CHANGES } };
  test.each<[string, RawOptions, (object | string)[], number]>([
    ["for a client without this protocol", { protocol: [] }, [], 4406],
    ["for what is no message", {}, ["{"], 4400],
    ["for a message that names a prototype", {}, ['{"type":"ping","payload":{"__proto__":{}}}'], 4400],
    ["for a message of a server", {}, [{ type: "connection_ack" }], 4400],
    ["for an id of more than 256 characters", {}, [{ type: "complete", id: "i".repeat(257) }], 4400],
    ["for a stream before the first message", {}, [open], 4401],
    ["for a key that is not known", {}, [{ ...init, payload: { "X-Api-Key": "none" } }], 4403],
    ["for nobody", {}, [{ type: "connection_init" }], 4403],
    ["for a second first message", {}, [init, init], 4429],
    ["for a message that is longer than any may be", {}, ["x".repeat(1024 * 1024 + 1)], 1009],
  ])("%s", async (_what, options, messages, code) => {
    const raw = new Raw(options);
    if (messages.length > 0) await raw.send(...messages);
    expect((await raw.closed)[0]).toBe(code);
  });

  test("for an operation under an id that runs", async () => {
    const raw = await new Raw().begin();
    await raw.subscribe("1");
    await raw.subscribe("1");
    expect((await raw.closed)[0]).toBe(4409);
  });
});

test("a proof in the first message stands for those in headers, and is checked as these are", async () => {
  const raw = await new Raw({ headers: { "x-api-key": "none" } }).begin();
  raw.socket.close();
  const byHeader = await new Raw({ headers: KEY }).begin({});
  byHeader.socket.close();
});

describe("an operation ends with what refuses it, and others go on", () => {
  test.each([
    ["a query", "{ __typename }", "OPERATION_RESOLUTION_FAILURE"],
    ["what is not valid", "subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"],
    ["what is no document", "subscription {", "GRAPHQL_PARSE_FAILED"],
    ["one that is larger than its caller may send", `${CHANGES} ${"#".repeat(2_000)}`, "LIMIT_EXCEEDED"],
  ])("%s", async (_what, query, code) => {
    const raw = await new Raw().begin();
    await raw.subscribe("1", query);
    expect(await raw.errorOf("1")).toBe(code);
    await raw.send({ type: "ping" });
    await until(() => raw.received.some(({ type }) => type === "pong"));
    raw.socket.close();
  });
});

test("a caller has as many streams as it may, over however many connections; one that it completes leaves its place", async () => {
  const raw = await new Raw().begin();
  await raw.subscribe("1");
  await raw.subscribe("2");
  const other = await new Raw().begin();
  await other.subscribe("3");
  expect(await other.errorOf("3")).toBe("RATE_LIMITED");
  await raw.send({ id: "1", type: "complete" });
  expect(await lineOfStream()).toMatchObject({
    operationType: "subscription",
    caller: "viewer",
    status: 101,
  });
  await other.subscribe("4", `subscription { resource(id: "${PORT}") { id } }`);
  await until(() => other.received.some(({ id, type }) => id === "4" && type === "next"));
  const third = new Raw();
  await third.send({ type: "connection_init", payload: KEY });
  expect((await third.closed)[0]).toBe(1013); // as many connections as streams
  raw.socket.close();
  other.socket.close();
});

test("a key that is revoked closes it with 4403, and its client goes on with a new one", async () => {
  const used: (number | undefined)[] = [];
  const codes: unknown[] = [];
  const params = [KEY, OTHER];
  const client = createClient({
    url: `${gateway.url.replace("http", "ws")}/graphql`,
    webSocketImpl: WebSocket,
    lazy: false,
    retryWait: () => moment().then(() => undefined),
    connectionParams: () => params[used.push(used.length) - 1] ?? {},
    on: { closed: (event) => void codes.push((event as { code: number }).code) },
    onNonLazyError: () => undefined,
  });
  let isRefused = false;
  const end = client.subscribe(
    { query: CHANGES },
    { next: () => undefined, error: () => (isRefused = true), complete: () => undefined },
  );
  await until(() => gateway.emulator.requests.list().length > 0); // what the stream has watched
  gateway.configure(access(true));
  gateway.reload();
  await until(() => used.length === 2);
  expect(codes).toEqual([4403]);
  expect(isRefused).toBe(false);
  end();
  await client.dispose();
});

test("a gateway that stops closes it with 1012", async () => {
  const raw = await new Raw().begin();
  await raw.subscribe("1");
  await gateway.stopGateway();
  expect(await raw.closed).toEqual([1012, "Service restart"]);
  expect(raw.received.map(({ type }) => type)).toEqual(["connection_ack"]); // and no word that the stream is complete
});

test("a request for one that comes whole while the gateway stops holds nothing up", async () => {
  const { hostname, port, host } = new URL(gateway.url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  socket.write(`GET /graphql HTTP/1.1\r\nHost: ${host}\r\n`);
  await moment();
  const stopped = gateway.stopGateway();
  await moment();
  socket.write(
    `Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: ${PROTOCOL}\r\n` +
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
  );
  await stopped;
  socket.destroy();
});

describe("a client that does not read is not read either, and is answered when it reads", () => {
  const PADDING = "x".repeat(4_000);
  test.each<[string, number, (socket: WebSocket) => void, "message" | "pong"]>([
    [
      "messages",
      5_000,
      (socket) => socket.send(JSON.stringify({ type: "ping", payload: { PADDING } })),
      "message",
    ],
    ["pings of WebSocket itself", 120_000, (socket) => socket.ping("x".repeat(125)), "pong"],
  ])("%s", async (_what, count, ping, answer) => {
    // Otherwise it would be closed for their number.
    gateway.configure(access(false, { limits: { streams: 100_000 } }));
    gateway.reload();
    const { socket } = await new Raw().begin();
    let answers = 0;
    socket.on(answer, () => (answers += 1));
    socket.pause();
    for (let sent = 0; sent < count; sent += 1) ping(socket);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(socket.bufferedAmount).toBeGreaterThan(5_000_000);
    socket.resume();
    await until(() => answers === count);
    socket.close();
  });
});

test("graphql-ws's client is told errors with their codes", async () => {
  const { state } = subscribeByWs(gateway.url, { query: "subscription { nothing }" }, KEY);
  await until(() => state.ended !== undefined);
  expect(state.error).toMatchObject([{ extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }]);
});
