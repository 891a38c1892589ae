import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { WebSocket } from "ws";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { subscribeBySse, until } from "../events/subscribe";
import { WATCHING } from "../events/watching";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

const BASE = "/network/direct.connect";
const SCRIPT = "explorer();".repeat(100);

let folder: string;
let gateway: GatewayUnderTest;
let base: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "base-path-"));
  writeFileSync(join(folder, "manifest.json"), JSON.stringify({ script: "main-1.js", style: "main-1.css" }));
  writeFileSync(join(folder, "main-1.js.br"), brotliCompressSync(SCRIPT));
  writeFileSync(join(folder, "main-1.css.br"), brotliCompressSync("main {}"));
  gateway = await startGatewayUnderTest({
    explorerDirectory: folder,
    settings: { ...WATCHING, BASE_PATH: BASE },
  });
  base = gateway.url + BASE;
});
afterAll(async () => {
  await gateway.stop();
  rmSync(folder, { recursive: true });
});

const post = (url: string, query: string) =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });

test.each([
  "/",
  "/graphql",
  "/explorer",
  "/page.css",
  "/docs/deprecations",
  "/loa/111111111111/us-east-1/dxcon-fgdc2000",
  `${BASE}2/graphql`,
  `${BASE}graphql`,
  "/network",
])("nothing is served at %s", async (path) => {
  const response = await fetch(gateway.url + path);
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({
    errors: [{ message: `Nothing is served at this path. GraphQL is at ${BASE}/graphql.` }],
  });
});

test("nothing is served at a path that does not exist below it", async () => {
  const response = await fetch(`${base}/nothing`);
  expect(response.status).toBe(404);
  expect(await response.text()).toContain(`GraphQL is at ${BASE}/graphql.`);
});

test("a change that is posted beside it is not made", async () => {
  gateway.emulator.requests.clear();
  const rename = `mutation { updateConnection(account: "acme", input: { connectionId: "${fixtureIds["acme-dc2"]}", connectionName: "new" }) { connectionId } }`;
  expect((await post(`${gateway.url}/graphql`, rename)).status).toBe(404);
  expect(gateway.emulator.requests.list("UpdateConnection")).toEqual([]);
});

test.each([BASE, BASE.replace("n", "%6e")])("GraphQL is at %s/graphql", async (path) => {
  const response = await post(
    `${gateway.url}${path}/graphql`,
    '{ locations(accounts: ["partner"]) { totalCount } }',
  );
  expect(await response.json()).toMatchObject({
    data: { locations: { totalCount: expect.any(Number) as number } },
  });
  expect(response.headers.get("vary")).toContain("authorization");
});

test.each(["/healthz", "/readyz"])("%s is served below it, and for probes without it", async (path) => {
  expect([(await fetch(base + path)).status, (await fetch(gateway.url + path)).status]).toEqual([200, 200]);
});

test("it leads to its page, where relative addresses hold", async () => {
  const response = await fetch(base, { redirect: "manual" });
  expect([response.status, response.headers.get("location")]).toEqual([308, `${BASE}/`]);
  expect((await fetch(base)).headers.get("content-type")).toContain("text/html");
});

/** The addresses of what a page loads and leads to. */
async function addressesIn(page: string): Promise<string[]> {
  const response = await fetch(page, { headers: { accept: "text/html" } });
  const html = await response.text();
  const found = [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, address]) => address ?? "");
  return found.map((address) => new URL(address, response.url).href);
}

test.each(["/", "/graphql", "/explorer", "/docs/deprecations"])(
  "all that the page at %s loads and leads to is below it",
  async (path) => {
    const addresses = await addressesIn(base + path);
    expect(addresses.length).toBeGreaterThan(2);
    for (const address of addresses) {
      expect(address).toMatch(new RegExp(`^${base}/`));
      expect([address, (await fetch(address)).status]).toEqual([address, 200]);
    }
  },
);

test("a file of the explorer is sent as it is stored, or decompressed for those who cannot do it", async () => {
  const get = (encoding: string) =>
    new Promise<{ encoding: unknown; vary: unknown; type: unknown; body: Buffer }>((resolve, reject) => {
      const sent = request(
        `${base}/explorer/main-1.js`,
        { headers: { "accept-encoding": encoding } },
        (response) => {
          const chunks: Buffer[] = [];
          const { "content-encoding": coding, vary, "content-type": type } = response.headers;
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("end", () => resolve({ encoding: coding, vary, type, body: Buffer.concat(chunks) }));
        },
      );
      sent.on("error", reject).end();
    });
  const headers = { vary: "origin, accept-encoding", type: "text/javascript; charset=utf-8" };
  expect(await get("gzip, br")).toEqual({ ...headers, encoding: "br", body: brotliCompressSync(SCRIPT) });
  for (const encoding of ["gzip", "identity", "br;q=0"])
    expect(await get(encoding)).toEqual({ ...headers, encoding: undefined, body: Buffer.from(SCRIPT) });
  expect((await fetch(`${base}/explorer/main-2.js`)).status).toBe(404);
  expect((await fetch(`${base}/explorer/main-1.js.br`)).status).toBe(404);
});

test("the graph names the path of a letter of authorization with it", async () => {
  const answer = await post(
    `${base}/graphql`,
    `{ loa(connectionId: "${fixtureIds["ic-dc2"]}") { downloadPath } }`,
  );
  const { data } = (await answer.json()) as { data: { loa: { downloadPath: string } } };
  expect(data.loa.downloadPath).toBe(`${BASE}/loa/111111111111/us-east-1/${fixtureIds["ic-dc2"]}`);
  const file = await fetch(gateway.url + data.loa.downloadPath);
  expect([file.status, file.headers.get("content-type")]).toEqual([200, "application/pdf"]);
  await file.arrayBuffer();
});

test("the link to the page of deprecations has it", async () => {
  const { headers } = await post(
    `${base}/graphql`,
    `{ connectionLoa(connectionId: "${fixtureIds["enterprise-ld5"]}", account: "enterprise", region: "eu-west-1") { resourceId } }`,
  );
  expect(headers.get("link")).toBe(`<${BASE}/docs/deprecations>; rel="deprecation"; type="text/html"`);
});

test("streams are below it, by Server-Sent Events and WebSockets", async () => {
  const query = `subscription { resource(id: "arn:aws:directconnect:us-east-1:111111111111:dxcon/${fixtureIds["ic-dc2"]}") { __typename } }`;
  const stream = subscribeBySse(base, { query });
  await until(() => stream.results.length > 0 || stream.state.ended !== undefined);
  expect(stream.results[0]?.errors).toBeUndefined();
  stream.unsubscribe();
  const opened = (path: string) =>
    new Promise<string>((resolve) => {
      const socket = new WebSocket(`${gateway.url.replace("http", "ws")}${path}`, "graphql-transport-ws");
      socket.on("open", () => {
        socket.close();
        resolve("open");
      });
      socket.on("error", (error) => resolve(error.message));
    });
  expect(await opened(`${BASE}/graphql`)).toBe("open");
  expect(await opened("/graphql")).toContain("404");
});
