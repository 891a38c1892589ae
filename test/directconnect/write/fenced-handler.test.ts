import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { HttpRequest } from "@smithy/core/protocols";
import { GatewayError } from "../../../src/errors";
import { Attempt, type Fence } from "../../../src/directconnect/write/attempt";
import { FencedHandler } from "../../../src/directconnect/write/fenced-handler";
import { LOCALHOST } from "../../localhost-certificate";

const ANSWER = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";

const servers: Server[] = [];
afterEach(() => {
  jest.restoreAllMocks();
  for (const server of servers.splice(0)) server.close();
});

/** A server that sees what comes above TLS, and what becomes of the TCP connection beneath it. */
async function serve(protocol: string, answer: string | undefined) {
  const observed = { connections: 0, text: "", end: "" };
  let ended = (): void => undefined;
  const end = new Promise<void>((resolve) => (ended = resolve));
  const take = (socket: Socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      observed.text += chunk.toString();
      if (answer !== undefined && observed.text.endsWith("}")) socket.end(answer);
    });
  };
  const inner = protocol === "https:" ? createTlsServer(LOCALHOST, take) : createServer(take);
  const innerPort = await listen(inner);
  const port = await listen(
    createServer((tcp) => {
      observed.connections += 1;
      const onwards = connect(innerPort, "127.0.0.1");
      onwards.on("error", () => undefined).on("data", (chunk) => tcp.write(chunk));
      onwards.on("end", () => tcp.end());
      tcp.on("data", (chunk) => onwards.write(chunk));
      tcp.once("end", () => (observed.end ||= "end"));
      tcp.once("error", (error: NodeJS.ErrnoException) => (observed.end ||= error.code ?? ""));
      tcp.once("close", () => onwards.destroy());
      tcp.once("close", ended);
    }),
  );
  return { port, seen: observed, end };
}

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

const fenceOf = (pass: () => void): Fence => ({ pass, nothingDone: () => undefined });

function send(protocol: string, port: number, attempt: Attempt, milliseconds: number, body = "{}") {
  const handler = new FencedHandler({ bytes: 1_000, milliseconds }, { ca: LOCALHOST.cert });
  const request = new HttpRequest({
    ...{ protocol, hostname: "localhost", port, method: "POST", path: "/", body },
    headers: { "content-length": String(body.length) },
  });
  return handler.handle(request, { attempt });
}

describe.each(["http:", "https:"])("with %s", (protocol) => {
  test("what does not pass the fence connects, and sends nothing", async () => {
    const { port, seen: observed, end } = await serve(protocol, ANSWER);
    const refusal = new GatewayError("UPSTREAM_TIMEOUT", "Too late.");
    const attempt = new Attempt(
      fenceOf(() => {
        throw refusal;
      }),
    );
    const sending = send(protocol, port, attempt, 60_000);
    await expect(sending.catch((error: unknown) => attempt.failure(error))).resolves.toBe(refusal);
    await end;
    expect(observed).toMatchObject({ connections: 1, text: "" });
  });

  test("a whole request passes the fence at once, however long it is", async () => {
    const { port, seen: observed } = await serve(protocol, ANSWER);
    const pass = jest.fn();
    const begin = jest.spyOn(Attempt.prototype, "begin");
    const body = `{"text":"${"x".repeat(300_000)}"}`;
    const { response } = await send(protocol, port, new Attempt(fenceOf(pass)), 60_000, body);
    expect(response.statusCode).toBe(200);
    expect(observed.text.split("\r\n\r\n")[1]).toBe(body);
    expect(begin).toHaveBeenCalledTimes(1);
    expect(pass).toHaveBeenCalledTimes(1);
  });

  test("a request without an answer in time has its connection reset", async () => {
    const { port, seen: observed, end } = await serve(protocol, undefined);
    const attempt = new Attempt(fenceOf(() => undefined));
    await expect(send(protocol, port, attempt, 500)).rejects.toMatchObject({ name: "TimeoutError" });
    await end;
    expect(observed.end).toBe("ECONNRESET");
    expect(observed.text).toContain("{}");
  });
});

test("what waits for the handshake of TLS has not passed the fence yet", async () => {
  const { port, seen: observed } = await serve("http:", undefined); // which does not answer the handshake
  const pass = jest.fn();
  const sending = send("https:", port, new Attempt(fenceOf(pass)), 3_000);
  await expect(sending).rejects.toMatchObject({ name: "TimeoutError" });
  expect(observed.connections).toBe(1);
  expect(pass).not.toHaveBeenCalled();
});

test("no code sends a change without a fence", async () => {
  const { port, seen: observed } = await serve("http:", ANSWER);
  const request = new HttpRequest({ protocol: "http:", hostname: "localhost", port, method: "POST" });
  await expect(new FencedHandler({ bytes: 1_000, milliseconds: 60_000 }).handle(request)).rejects.toThrow(
    "behind a fence",
  );
  expect(observed.connections).toBe(0);
});
