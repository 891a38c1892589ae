import { once } from "node:events";
import { connect } from "node:net";
import type { Readiness } from "../../src/http/pages/health";
import { refusesConnections } from "../program";
import { HELD, heldBegan, releaseHeld, startEdge, stopEdges } from "./edge";

afterEach(stopEdges);

const statusOf = async (url: string) => (await fetch(url)).status;

describe("health", () => {
  test("alive whatever the upstream does; ready with it", async () => {
    const edge = await startEdge();
    expect(await statusOf(`${edge.url}/healthz`)).toBe(200);
    expect(await statusOf(`${edge.url}/readyz`)).toBe(200);
  });

  test.each<[string, () => Promise<Readiness>, RegExp]>([
    [
      "says why not",
      () => Promise.resolve({ ok: false, reason: "Direct Connect does not answer" }),
      /does not answer/,
    ],
    [
      "counts a failed check as not ready",
      () => Promise.reject(new Error("no route")),
      /^the upstream check failed$/,
    ],
  ])("not ready: %s", async (_name, ready, reason) => {
    const edge = await startEdge({ ready });
    const response = await fetch(`${edge.url}/readyz`);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({
      status: "not ready",
      reason: expect.stringMatching(reason) as string,
      components: { upstream: { status: "not ready", reason: expect.stringMatching(reason) as string } },
    });
    expect(await statusOf(`${edge.url}/healthz`)).toBe(200);
  });

  describe("components", () => {
    const upstream = { status: "ready" };
    const down = { status: "not ready", reason: "the store does not answer" };
    const noJournal = () => Promise.resolve<Readiness>({ ok: false, reason: down.reason });
    const read = async (url: string) => {
      const response = await fetch(url);
      return { status: response.status, body: (await response.json()) as unknown };
    };

    test("a journal that accepts nothing is reported, and is no reason to send no queries", async () => {
      const { url } = await startEdge({ journal: noJournal });
      expect(await read(`${url}/readyz`)).toEqual({
        status: 200,
        body: { status: "ready", components: { upstream, journal: down } },
      });
    });

    test.each(["journal", "upstream,journal"])("is one where %s is required", async (required) => {
      const { url } = await startEdge({ journal: noJournal });
      expect(await read(`${url}/readyz?require=${required}`)).toEqual({
        status: 503,
        body: { ...down, components: { upstream, journal: down } },
      });
    });

    test("all ready", async () => {
      const { url } = await startEdge({ journal: () => Promise.resolve({ ok: true }) });
      expect(await read(`${url}/readyz?require=journal`)).toEqual({
        status: 200,
        body: { status: "ready", components: { upstream, journal: upstream } },
      });
    });

    test("one that there is not is refused, naming those that there are", async () => {
      const { url } = await startEdge({ journal: noJournal });
      expect(await read(`${url}/readyz?require=jornal`)).toEqual({
        status: 400,
        body: { status: "bad request", reason: 'require: "jornal" was sent, allowed is upstream, journal' },
      });
    });
  });

  test("the upstream is asked once, however many ask", async () => {
    const ready = jest.fn(
      () => new Promise<Readiness>((resolve) => setTimeout(() => resolve({ ok: true }), 30)),
    );
    const edge = await startEdge({ ready });
    await Promise.all(Array.from({ length: 10 }, () => statusOf(`${edge.url}/readyz`)));
    await statusOf(`${edge.url}/readyz`);
    expect(ready).toHaveBeenCalledTimes(1);
  });
});

describe("closing", () => {
  afterEach(releaseHeld);
  const whenever = { drainMilliseconds: 50_000 };

  test("a running request finishes, new connections are refused", async () => {
    const edge = await startEdge(whenever);
    const running = edge.post(HELD);
    await heldBegan();
    const closed = edge.close();
    expect(await refusesConnections(edge.url)).toBe(true);
    releaseHeld();
    const response = await running;
    expect(await response.json()).toMatchObject({ data: { held: "at last" } });
    expect(response.headers.get("connection")).toBe("close");
    await closed; // the keep-alive time-out of the connection is 72 seconds, longer than a test may take
  });

  test.each([
    ["/readyz", 503, /"not ready","reason":"shutting down"/],
    ["/healthz", 200, /alive/],
    ["/graphql?query=%7Bhello%7D", 200, /"hello":/],
  ])("a connection that was there before is answered once more: %s", async (path, status, body) => {
    const edge = await startEdge(whenever);
    const socket = connect(Number(new URL(edge.url).port), "127.0.0.1");
    await once(socket, "connect");
    const running = edge.post(HELD);
    await heldBegan();
    const closing = edge.close();
    socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\napollo-require-preflight: 1\r\n\r\n`);
    let answer = "";
    socket.on("data", (chunk: Buffer) => (answer += chunk.toString()));
    while (!body.test(answer)) await once(socket, "data");
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toMatch(/connection: close/i);
    await once(socket, "end");
    releaseHeld();
    await running;
    await closing;
  });

  test("while it gives notice all is served as before, but for /readyz", async () => {
    const edge = await startEdge();
    const socket = connect(Number(new URL(edge.url).port), "127.0.0.1");
    await once(socket, "connect");
    let answers = "";
    socket.on("data", (chunk: Buffer) => (answers += chunk.toString()));
    const execute = async (path: string) => {
      answers = "";
      socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\napollo-require-preflight: 1\r\n\r\n`);
      while (!answers.includes("}")) await once(socket, "data");
      return answers;
    };
    expect(await execute("/readyz")).toMatch(/^HTTP\/1.1 200 /);
    const closing = edge.close(1_500);
    for (const answer of [await execute("/readyz"), await execute("/readyz")]) {
      expect(answer).toMatch(/^HTTP\/1.1 503 [^]*"reason":"shutting down"/);
      expect(answer).not.toMatch(/connection: close/i);
    }
    expect(await execute("/graphql?query=%7Bhello%7D")).toMatch(/^HTTP\/1.1 200 [^]*"hello":/);
    expect(await statusOf(`${edge.url}/readyz`)).toBe(503); // on a new connection
    expect((await edge.post({ query: "{ hello }" })).status).toBe(200);
    await closing;
    await expect(fetch(`${edge.url}/healthz`)).rejects.toThrow();
  });

  test("what does not finish in time is cut", async () => {
    const edge = await startEdge({ drainMilliseconds: 100 });
    const running = edge.post(HELD);
    running.catch(() => undefined);
    await heldBegan();
    const released = setTimeout(releaseHeld, 20_000); // it would finish then where it is not cut
    await edge.close();
    await expect(running).rejects.toThrow();
    clearTimeout(released);
  });

  test("twice is once", async () => {
    const edge = await startEdge();
    await Promise.all([edge.close(), edge.close()]);
    await edge.close();
  });
});

describe("listening", () => {
  test("a port in use is named, with its host", async () => {
    const { url } = await startEdge();
    const port = Number(new URL(url).port);
    await expect(startEdge({ port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is in use`);
  });

  test("an address of another machine is named", async () => {
    await expect(startEdge({ host: "192.0.2.1" })).rejects.toThrow(
      /192\.0\.2\.1 is not an address of this machine/,
    );
  });
});

describe("request ids", () => {
  test("the caller's own is kept, returned and logged", async () => {
    const edge = await startEdge();
    const response = await edge.post({ query: "{ hello }" }, { "x-request-id": "trace:42/a" });
    expect(response.headers.get("x-request-id")).toBe("trace:42/a");
    expect(edge.logged).toContainEqual(expect.objectContaining({ requestId: "trace:42/a" }));
  });

  test.each(["has space", "x".repeat(129), 'quote"'])(
    "one that is not sane is replaced: %s",
    async (input) => {
      const edge = await startEdge();
      const response = await edge.post({ query: "{ hello }" }, { "x-request-id": input });
      expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    },
  );
});

describe("the log", () => {
  const requests = (logged: Record<string, unknown>[]) => logged.filter(({ status }) => status !== undefined);

  test("one line per request: operation, caller, outcome", async () => {
    const edge = await startEdge();
    await edge.post(
      { query: "query Greet($name: String) { hello(name: $name) }", variables: { name: "hunter2" } },
      {
        "apollographql-client-name": "portal",
        "apollographql-client-version": "1.2",
        authorization: "Bearer hunter3",
        "x-request-id": "r1",
      },
    );
    expect(requests(edge.logged)).toEqual([
      {
        level: "info",
        time: expect.stringMatching(/Z$/) as string,
        requestId: "r1",
        operationName: "Greet",
        operationType: "query",
        caller: "anyone",
        cost: 1,
        clientName: "portal",
        clientVersion: "1.2",
        status: 200,
        durationMs: expect.any(Number) as number,
        msg: "query Greet",
      },
    ]);
    expect(JSON.stringify(edge.logged)).not.toMatch(/hunter/);
  });

  test.each([
    ["a failing resolver", { query: "{ fails }" }, 200, "INTERNAL_SERVER_ERROR"],
    ["an invalid document", { query: "{ nothing }" }, 200, "GRAPHQL_VALIDATION_FAILED"],
    ["no document", { other: 1 }, 400, "BAD_REQUEST"],
    ["malformed JSON", "{", 400, "BAD_REQUEST"],
  ])("error codes: %s", async (_name, body, status, code) => {
    const edge = await startEdge();
    await edge.post(body);
    expect(requests(edge.logged)).toEqual([expect.objectContaining({ status, errorCodes: [code] })]);
  });

  test("a failure of our own shows no stack", async () => {
    const edge = await startEdge({
      context: () => {
        throw new Error("kaboom");
      },
    });
    const response = await edge.post({ query: "{ hello }" });
    expect(response.status).toBe(500);
    expect(await response.text()).not.toMatch(/at .*\.ts/);
  });
});

test("the context has the caller", async () => {
  const edge = await startEdge();
  const response = await edge.post({ query: "{ who }" }, { "apollographql-client-name": "portal" });
  expect(await response.json()).toMatchObject({ data: { who: "portal" } });
});
