import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";
import { freePort } from "../../bench/free-port";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { LOCALHOST } from "../localhost-certificate";
import { DEPLOY, readDeployed } from "./manifests";

const isThere = spawnSync("nginx", ["-v"]).error === undefined;
if (!isThere && process.env["CI"] === "true") throw new Error("CI tests the configuration of nginx.");
if (!isThere) console.warn("Skipped: nginx, of Debian's package `nginx-light`, is not there.");

interface Proxy {
  readonly url: string;
  readonly secureUrl: string;
  stop(): Promise<void>;
}

/**
 * nginx with the configuration of compose; only its addresses and paths are of this machine. The block for TLS is that of
 * docs/operations/proxies.md.
 */
async function startNginx(upstreams: readonly number[]): Promise<Proxy> {
  const folder = mkdtempSync(join(tmpdir(), "nginx-"));
  const [port, securePort] = [await freePort(), await freePort()];
  const servers = upstreams.map((to) => `server 127.0.0.1:${to} max_fails=1 fail_timeout=5s;`).join("\n");
  writeFileSync(join(folder, "certificate.pem"), LOCALHOST.cert);
  writeFileSync(join(folder, "key.pem"), LOCALHOST.key);
  const text = readDeployed("compose/nginx.conf")
    .replace(/server gateway-1:.*\n\s*server gateway-2:.*/, servers)
    .replace("listen 8080;", `listen 127.0.0.1:${port};\n${tlsLines(securePort)}`)
    .replace("include gateway.conf", `include ${join(DEPLOY, "nginx/gateway.conf")}`)
    .replace("pid /tmp/nginx.pid", `pid ${join(folder, "nginx.pid")}`);
  expect(text).not.toContain("gateway-1");
  writeFileSync(join(folder, "nginx.conf"), text);
  const child = spawn("nginx", ["-p", folder, "-c", join(folder, "nginx.conf"), "-g", "daemon off;"]);
  let errors = "";
  child.stderr.on("data", (data: Buffer) => (errors += data.toString()));
  const url = `http://127.0.0.1:${port}`;
  await untilServing(child, url, () => errors);
  return {
    url,
    secureUrl: `https://localhost:${securePort}`,
    stop: async () => {
      const ended = once(child, "close");
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

function tlsLines(port: number): string {
  return `listen 127.0.0.1:${port} ssl; ssl_certificate certificate.pem; ssl_certificate_key key.pem;`;
}

async function untilServing(child: ChildProcess, url: string, errors: () => string): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`nginx ended: ${errors()}`);
    const isServing = await fetch(url, { method: "HEAD" }).then(
      () => true,
      () => false,
    );
    if (isServing) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const post = (url: string, body: object, headers: Record<string, string> = {}) =>
  fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

const QUERY = "{ accounts { alias } }";
const FIRST_EVENT = `"data":{"acceptanceInbox":{`;
const STREAM = `subscription { acceptanceInbox(accounts: ["acme"], regions: ["us-east-1"]) { __typename } }`;

(isThere ? describe : describe.skip)("nginx in front of the gateway", () => {
  let gateway: GatewayUnderTest;
  let proxy: Proxy;
  beforeAll(async () => {
    gateway = await startGatewayUnderTest();
    proxy = await startNginx([Number(new URL(gateway.url).port)]);
  });
  afterAll(async () => {
    await proxy.stop();
    await gateway.stop();
  });

  test("passes queries, pages and health checks", async () => {
    expect(await (await post(proxy.url, { query: QUERY })).json()).toHaveProperty("data.accounts");
    expect((await fetch(`${proxy.url}/healthz`)).status).toBe(200);
    expect(await (await fetch(proxy.url, { headers: { accept: "text/html" } })).text()).toContain("<html");
  });

  test("passes an event of a stream while the stream is open", async () => {
    const stop = new AbortController();
    const response = await fetch(`${proxy.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "text/event-stream" },
      body: JSON.stringify({ query: STREAM }),
      signal: stop.signal,
    });
    let text = "";
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk as Uint8Array).toString();
      if (text.includes(FIRST_EVENT)) break;
    }
    expect(text).toContain(FIRST_EVENT);
    stop.abort();
  });

  test("passes WebSockets", async () => {
    const client = createClient({
      url: `${proxy.url.replace("http", "ws")}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
    });
    const results = client.iterate({ query: STREAM });
    const first = await results.next();
    expect(first.value).toHaveProperty("data.acceptanceInbox");
    await results.return?.();
    await client.dispose();
  });

  test("leaves it to the gateway to refuse a body that is too large", async () => {
    const refused = await post(proxy.url, { query: `${QUERY} #${"x".repeat(1024 * 1024)}` });
    expect(refused.status).toBe(413);
    expect(await refused.json()).toHaveProperty("errors.0.extensions.code", "LIMIT_EXCEEDED");
  });

  test("is believed nothing about where a request came from", async () => {
    const page = async (headers: Record<string, string>) =>
      (await fetch(proxy.url, { headers: { accept: "text/html", ...headers } })).text();
    const forged = {
      "x-forwarded-host": "evil.example",
      "x-forwarded-proto": "gopher",
      forwarded: "host=evil.example",
    };
    const text = await page(forged);
    expect(text).not.toContain("evil.example");
    expect(text).not.toContain("gopher");
    expect(text.length).toBe((await page({})).length);
  });

  test("speaks TLS", async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request(`${proxy.secureUrl}/healthz`, { ca: LOCALHOST.cert, agent: false }, (answer) => {
        answer.resume();
        answer.on("end", () => resolve(answer.statusCode));
      })
        .on("error", reject)
        .end();
    });
    expect(status).toBe(200);
  });
});

(isThere ? test : test.skip)("nginx repeats no change that may have reached a gateway", async () => {
  const gateway = await startGatewayUnderTest();
  let received = 0;
  const broken = createServer((socket) => {
    socket.once("data", () => {
      received += 1;
      socket.destroy();
    });
    socket.on("error", () => undefined);
  }).listen(0, "127.0.0.1");
  await once(broken, "listening");
  const proxy = await startNginx([(broken.address() as AddressInfo).port, Number(new URL(gateway.url).port)]);
  gateway.emulator.requests.clear();
  const mutation = `mutation { updateConnection(input: { connectionId: "dxcon-fgdc2000", connectionName: "x" }) { connectionId } }`;
  // nginx tries the servers in turn, and the first check that it serves went to one of them.
  const statuses: number[] = [];
  const before = received;
  while (received === before) statuses.push((await post(proxy.url, { query: mutation })).status);
  expect(statuses.at(-1)).toBe(502);
  expect(statuses.slice(0, -1).every((status) => status === 200)).toBe(true);
  const sent = gateway.emulator.requests.list().filter(({ operation }) => operation === "UpdateConnection");
  expect(sent).toHaveLength(statuses.length - 1);
  await proxy.stop();
  await gateway.stop();
  broken.close();
  await once(broken, "close");
});
