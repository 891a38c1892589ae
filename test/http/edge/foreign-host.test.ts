import { startEmulator, type Emulator } from "../../../src/emulator/wire/server";
import { type MetricsServer, startMetricsServer } from "../../../src/observability/metrics-server";
import { sendRaw } from "./raw";

/** The ports of this machine alone, each with the paths that it serves. */
const PORTS = {
  emulator: [
    "POST /",
    "GET /",
    "GET /_emulator/requests",
    "POST /_emulator/reset",
    "POST /_emulator/faults",
    "OPTIONS /",
  ],
  metrics: ["GET /metrics", "GET /", "POST /metrics"],
} as const;
type Port = keyof typeof PORTS;

const LISTENS_ON = ["127.0.0.1", "::1"];
const FOREIGN = [
  "evil.example",
  "evil.example:4566",
  "localhost.evil.example",
  "127.0.0.1.evil.example",
  "10.0.0.1",
  "[::2]",
  "",
];
const OWN = ["localhost", "127.0.0.1", "[::1]", "LOCALHOST:80", "127.3.2.1:65000"];

let reads = 0;
const metricsOn = (host: string): Promise<MetricsServer> =>
  startMetricsServer({
    host,
    port: 0,
    contentType: "text/plain",
    render: () => Promise.resolve(`reads ${(reads += 1)}`),
  });
const emulatorOn = (host: string): Promise<Emulator> =>
  startEmulator({ host, clock: { mode: "manual" }, fixtures: false });
const START: Record<Port, (host: string) => Promise<{ url: string; close: () => Promise<void> }>> = {
  emulator: emulatorOn,
  metrics: metricsOn,
};

const send = (url: string, line: string, host: string | undefined) =>
  sendRaw(
    url,
    `${line} HTTP/1.1\r\n${host === undefined ? "" : `host: ${host}\r\n`}connection: close\r\ncontent-length: 0\r\n\r\n`,
  );

describe.each(Object.keys(PORTS) as Port[])("the %s port", (port) => {
  describe.each(LISTENS_ON)("on %s", (address) => {
    let server: Awaited<ReturnType<(typeof START)[Port]>>;
    beforeAll(async () => {
      server = await START[port](address);
    });
    afterAll(() => server.close());

    test.each(PORTS[port].flatMap((line) => FOREIGN.map((host) => [line, host] as const)))(
      "%s for %j is refused",
      async (line, host) => {
        const before = reads;
        expect(await send(server.url, line, host)).toMatchObject({
          status: 421,
          body: expect.stringMatching(/this machine alone/) as string,
        });
        expect(reads).toBe(before);
      },
    );

    test.each(OWN)("%s is served", async (host) => {
      const path = port === "metrics" ? "GET /metrics" : "GET /_emulator/requests";
      const { status, body } = await send(server.url, path, host);
      expect(status).toBe(200);
      expect(body).toMatch(port === "metrics" ? /reads \d+/ : /"requests"/);
    });
  });

  test("two Host lines are refused, whichever is first", async () => {
    const server = await START[port]("127.0.0.1");
    try {
      const path = port === "metrics" ? "GET /metrics" : "GET /_emulator/requests";
      for (const hosts of [
        "host: localhost\r\nHost: evil.example",
        "HOST: evil.example\r\nhost: localhost",
        `host: localhost\r\n${"a:\r\n".repeat(1_100)}Host: evil.example`,
      ])
        expect(
          await sendRaw(server.url, `${path} HTTP/1.1\r\n${hosts}\r\nconnection: close\r\n\r\n`),
        ).toMatchObject({ status: 400, body: expect.stringMatching(/one Host line/) as string });
    } finally {
      await server.close();
    }
  });

  test("on every address, any host is served", async () => {
    const server = await START[port]("0.0.0.0");
    try {
      const url = server.url.replace("0.0.0.0", "127.0.0.1");
      const path = port === "metrics" ? "GET /metrics" : "GET /_emulator/requests";
      expect((await send(url, path, "gateway.example")).status).toBe(200);
    } finally {
      await server.close();
    }
  });
});

test("a foreign host puts no fault into the emulator", async () => {
  const emulator = await emulatorOn("127.0.0.1");
  try {
    const body = JSON.stringify({ kind: "throttle" });
    const head = `POST /_emulator/faults HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n`;
    expect((await sendRaw(emulator.url, head + body)).status).toBe(421);
    expect(emulator.faults.list()).toEqual([]);
  } finally {
    await emulator.close();
  }
});
