import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";
import { sendRaw } from "./raw";

/** No cache hands one tenant's answer to another: each answer at the path says what it depends on. */
let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({ settings: { SNAPSHOT_FRESH_MS: "60000" } });
});
afterAll(() => gateway.stop());

const VARY = ["accept", "accept-encoding", "authorization", "origin", "x-api-key"];
const HOST = "host: localhost\r\n";
const post = (query: string, headers = "") => {
  const body = JSON.stringify({ query });
  return `POST /graphql HTTP/1.1\r\n${HOST}content-type: application/json\r\ncontent-length: ${body.length}\r\n${headers}\r\n${body}`;
};
const get = (query: string, headers = "", method = "GET") =>
  `${method} /graphql?query=${encodeURIComponent(query)} HTTP/1.1\r\n${HOST}${headers}connection: close\r\n\r\n`;
const chunked = (chunks: string) =>
  `POST /graphql HTTP/1.1\r\n${HOST}content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${chunks}`;
const LOCATIONS = "{ locations(first: 100) { nodes { locationCode } } }";

function variesBy(vary: string | undefined): string[] {
  const names = (vary ?? "").split(",").map((name) => name.trim().toLowerCase());
  return names.sort();
}

test.each([
  ["an answer", post(LOCATIONS), 200, "private, no-store"],
  ["the same, known", post(LOCATIONS), 200, "private, no-store"],
  ["the same, remembered", post(LOCATIONS), 200, "private, no-store"],
  ["a compressed one", post(LOCATIONS, "accept-encoding: gzip\r\n"), 200, "private, no-store"],
  ["a GET with an ETag", get("{ __typename }"), 200, "private, no-cache"],
  ["a HEAD with an ETag", get("{ __typename }", "", "HEAD"), 200, "private, no-cache"],
  ["a 304", get("{ __typename }", "if-none-match: *\r\n"), 304, "private, no-cache"],
  ["a GET without an ETag", get("{ locations(first: 0) { totalCount } }"), 200, "private, no-store"],
  ["a document that is not valid", post("{ nothing }"), 200, "private, no-store"],
  ["a document that is none", get("{"), 200, "private, no-store"],
  ["no JSON", post("").replace(/\{.*$/, "x".repeat(12)), 400, "private, no-store"],
  ["a mutation by GET", get("mutation { __typename }"), 405, "private, no-store"],
  ["a method that is not served", get("", "", "DELETE"), 405, "private, no-store"],
  ...["/%67raphql", "/graphq%6C", "http://localhost/graphql"].flatMap(
    (path): [string, string, number, string][] => [
      [`an answer at ${path}`, post(LOCATIONS).replace("/graphql", path), 200, "private, no-store"],
      [`a GET at ${path}`, get("{ __typename }").replace("/graphql", path), 200, "private, no-cache"],
      [`an error at ${path}`, post("{ nothing }").replace("/graphql", path), 200, "private, no-store"],
      [`a refusal at ${path}`, get("", "", "DELETE").replace("/graphql", path), 405, "private, no-store"],
    ],
  ),
  [
    "a hash that is not known",
    get("", "apollo-require-preflight: 1\r\n").replace(
      "query=",
      `extensions=${encodeURIComponent(JSON.stringify({ persistedQuery: { version: 1, sha256Hash: "a".repeat(64) } }))}`,
    ),
    200,
    "private, no-store",
  ],
  ["an unreadable chunk", chunked("zz\r\n"), 400, "private, no-store"],
  ["too long chunk extensions", chunked(`5;${"a".repeat(20_000)}\r\n`), 413, "private, no-store"],
  ["too long headers", get("", `x: ${"a".repeat(20_000)}\r\n`), 431, "private, no-store"],
  ["two lengths", get("", "content-length: 2\r\ncontent-length: 3\r\n"), 400, "private, no-store"],
  ["a fragment", get("").replace("?query=", "#a"), 400, "private, no-store"],
  [
    "an encoded path with a fragment",
    get("").replace("/graphql?query=", "/%67raphql#a"),
    400,
    "private, no-store",
  ],
  [
    "another host in the target",
    get("").replace("/graphql", "http://elsewhere/graphql"),
    400,
    "private, no-store",
  ],
  ["what is no HTTP", "POST /graphql HTTP/9\r\n\r\n", 400, "private, no-store"],
  ["a page", get("", "accept: text/html\r\n"), 200, "private, no-store"],
  ["another media type", post("{ __typename }", "accept: image/png\r\n"), 406, "private, no-store"],
])("%s", async (_name, bytes, status, cacheControl) => {
  const answer = await sendRaw(gateway.url, bytes);
  expect(answer.status).toBe(status);
  expect(answer.headers["cache-control"]).toBe(cacheControl);
  expect(variesBy(answer.headers["vary"])).toEqual(VARY);
});

test("a preflight", async () => {
  const { status, headers } = await sendRaw(
    gateway.url,
    `OPTIONS /graphql HTTP/1.1\r\n${HOST}origin: https://studio.apollographql.com\r\naccess-control-request-method: POST\r\naccess-control-request-headers: x-api-key\r\nconnection: close\r\n\r\n`,
  );
  expect(status).toBe(204);
  expect(headers["access-control-allow-headers"]).toBe("x-api-key");
  expect(headers["cache-control"]).toBe("private, no-store");
  expect(variesBy(headers["vary"])).toEqual([...VARY, "access-control-request-headers"].sort());
});
