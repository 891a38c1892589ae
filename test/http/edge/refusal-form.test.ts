import { NO_METRICS } from "../../../src/observability/metrics";
import { GatewayError } from "../../../src/errors";
import { type Edge, startEdge, stopEdges } from "../edge";
import { sendRaw } from "./raw";
import { SAFE_HEADERS } from "./safe-headers";

/** Every refusal of every layer has one form, one line of the log and one count. */
const ORIGIN = "https://studio.apollographql.com";
const HOST = `host: localhost\r\norigin: ${ORIGIN}\r\n`;
const refused: string[] = [];

let edge: Edge;
beforeAll(async () => {
  const metrics = {
    ...NO_METRICS,
    requestRefused: (status: number, code: string) => void refused.push(`${status} ${code}`),
    requestEnded: (ended: Parameters<typeof NO_METRICS.requestEnded>[0]) => {
      if (ended) refused.push(`${ended.status} ${ended.errorCodes.join()}`);
    },
  };
  edge = await startEdge({
    metrics,
    senders: { requestTimeout: 1_500 },
    loa: () => Promise.reject(new GatewayError("THROTTLED", "Too many calls.")),
  });
});
afterAll(stopEdges);

const post = (headers: string, body = '{"query":"{ hello }"}', path = "/graphql") =>
  `POST ${path} HTTP/1.1\r\n${HOST}content-type: application/json\r\ncontent-length: ${body.length}\r\n${headers}\r\n${body}`;
const get = (path: string, headers = "") => `GET ${path} HTTP/1.1\r\n${HOST}${headers}\r\n`;

const longType = (whitespace: string, start = "application/json;a=b") =>
  `content-type: ${start}${whitespace.repeat(15_500 / whitespace.length)}x\r\n`;
const tooLong = (name: string, sent: number, allowed: number) =>
  [431, "LIMIT_EXCEEDED", { name, sent, allowed }] as const;

type Refusal = readonly [bytes: string | Buffer, status: number, code?: string, limit?: object];
const refusals: Record<string, Refusal> = {
  "no HTTP": [`nonsense\r\norigin: ${ORIGIN}\r\n\r\n`, 400],
  "a length that is no number": [
    `POST /graphql HTTP/1.1\r\n${HOST}x: y\r\ncontent-length: -1\r\n\r\n{}`,
    400,
  ],
  "headers that are too long": [
    `GET /graphql HTTP/1.1\r\n${HOST}x-padding: ${"x".repeat(17_000)}\r\n\r\n`,
    431,
    "LIMIT_EXCEEDED",
    { name: "headers", allowed: 16_384 },
  ],
  "a media type with a run of spaces": [
    `POST /graphql HTTP/1.1\r\n${HOST}${longType(" ")}content-length: 2\r\n\r\n{}`,
    ...tooLong("content-type", 15_521, 256),
  ],
  "a media type with a run of tabs": [
    `POST /graphql HTTP/1.1\r\n${HOST}${longType("\t")}content-length: 2\r\n\r\n{}`,
    ...tooLong("content-type", 15_521, 256),
  ],
  "a media type without a subtype, by GET": [
    get("/graphql?query=%7Bhello%7D", longType(" ", "application/")),
    ...tooLong("content-type", 15_513, 256),
  ],
  "an open quotation in what is accepted": [
    get("/graphql?query=%7Bhello%7D", `accept: a/b;c="${",".repeat(15_000)}\r\n`),
    ...tooLong("accept", 15_007, 1_024),
  ],
  "an unknown transfer coding": [
    `POST /graphql HTTP/1.1\r\n${HOST}content-type: application/json\r\ntransfer-encoding: x, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    501,
  ],
  "chunked twice": [
    `POST /graphql HTTP/1.1\r\n${HOST}content-type: application/json\r\ntransfer-encoding: chunked, chunked\r\n\r\n0\r\n\r\n`,
    400,
  ],
  "a transfer coding in HTTP/1.0": [
    `POST /graphql HTTP/1.0\r\n${HOST}content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
    400,
  ],
  "an address with a fragment": [get("/graphql#?query=%7Bhello%7D"), 400],
  "an address of another host": [get("http://evil.example/graphql?query=%7Bhello%7D"), 400],
  "an address with a user": [get("http://me@localhost/graphql?query=%7Bhello%7D"), 400],
  "an address of another scheme": [get("ftp://localhost/graphql?query=%7Bhello%7D"), 400],
  "a request that does not come whole": [`POST /graphql HTTP/1.1\r\n${HOST}x-slow: 1\r\n`, 408],
  "no Host line": [`GET /graphql HTTP/1.1\r\norigin: ${ORIGIN}\r\n\r\n`, 400],
  "two Host lines": [get("/graphql?query=%7Bhello%7D", "Host: evil.example\r\n"), 400],
  "an expectation": [get("/graphql", "expect: a miracle\r\n"), 417],
  "an address that cannot be decoded": [get("/%c0%ae"), 400],
  "an unknown path": [get("/graphiql"), 404],
  ...Object.fromEntries(
    ["TRACE", "PROPFIND", "DELETE", "PATCH"].map((method): [string, Refusal] => [
      `${method}, which is not served`,
      [`${method} /graphql HTTP/1.1\r\n${HOST}\r\n`, 405],
    ]),
  ),
  "PUT with a broken body": [post("", "{").replace("POST", "PUT"), 405],
  "DELETE of a page": [`DELETE / HTTP/1.1\r\n${HOST}\r\n`, 405],
  "no GraphQL answer is accepted": [post("accept: image/png\r\n"), 406],
  "a charset that is not UTF-8": [
    post("").replace("application/json", "application/json; charset=ISO-8859-1"),
    415,
  ],
  "a form": [post("").replace("application/json", "text/plain"), 415],
  "a compressed body": [post("content-encoding: gzip\r\n"), 415],
  "malformed JSON": [post("", "{"), 400],
  "bytes that are no UTF-8": [
    Buffer.from(post("", JSON.stringify({ query: "{ hello } # \u00ff" })), "latin1"),
    400,
  ],
  "no document": [post("", '{"a":1}'), 400],
  "a body that is too large": [
    post("", JSON.stringify({ query: "x".repeat(2_000_000) })),
    413,
    "LIMIT_EXCEEDED",
    { name: "body", sent: 2_000_012, allowed: 1_048_576 },
  ],
  "a file that AWS is too busy for": [get("/loa/111111111111/us-east-1/dxcon-00000000"), 503, "THROTTLED"],
};

test.each(Object.entries(refusals))("%s", async (_name, [bytes, status, code = "BAD_REQUEST", limit]) => {
  edge.logged.splice(0);
  refused.splice(0);
  const answer = await sendRaw(edge.url, bytes);
  expect(answer.status).toBe(status);
  expect(answer.headers).toMatchObject({
    "content-type": expect.stringMatching(
      /^application\/(graphql-response\+)?json; charset=utf-8$/,
    ) as string,
    "content-length": String(answer.body.length),
    "x-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    ...SAFE_HEADERS,
    // Of what did not come whole, Node does not tell the origin.
    ...(status !== 408 && {
      "access-control-allow-origin": ORIGIN,
      "access-control-expose-headers": expect.stringMatching(/retry-after/) as string,
    }),
    "cache-control": "private, no-store",
    ...(status === 405 && { allow: expect.stringMatching(/^GET, HEAD, (POST, )?OPTIONS$/) as string }),
    vary: expect.stringMatching(/origin/) as string,
  });
  const { errors, ...rest } = JSON.parse(answer.body) as {
    errors: { extensions: { retryAfter?: number } }[];
  };
  expect(rest).toEqual({});
  expect(errors).toEqual([
    {
      message: expect.any(String) as string,
      extensions: {
        code,
        retryable: status === 503,
        ...(limit && { limit }),
        ...(status === 503 && { retryAfter: Number(answer.headers["retry-after"]) }),
      },
    },
  ]);
  await new Promise(setImmediate);
  expect(edge.logged.filter(({ status: logged }) => logged !== undefined)).toEqual([
    expect.objectContaining({
      level: "info",
      msg: "request refused",
      requestId: answer.headers["x-request-id"],
      status,
      errorCodes: [code],
    }),
  ]);
  expect(refused).toEqual([`${status} ${code}`]);
});

test("what CONNECT asks for is refused in the same form", async () => {
  const { status, headers, body } = await sendRaw(edge.url, `CONNECT a:1 HTTP/1.1\r\nhost: a:1\r\n\r\n`);
  expect(status).toBe(405);
  expect(headers).toMatchObject({
    allow: expect.stringMatching(/POST/) as string,
    "x-frame-options": "SAMEORIGIN",
  });
  expect(JSON.parse(body)).toMatchObject({
    errors: [{ extensions: { code: "BAD_REQUEST", retryable: false } }],
  });
});

describe("under overload", () => {
  test("the same form; one line tells how many there were", async () => {
    const busy = await startEdge({ overload: { maxWait: 0, maxRequests: 0 } });
    for (let time = 0; time < 3; time += 1) {
      const { status, headers, body } = await sendRaw(busy.url, post("x-request-id: mine\r\n"));
      expect(status).toBe(503);
      expect(headers).toMatchObject({
        "retry-after": "1",
        "x-request-id": "mine",
        "x-frame-options": "SAMEORIGIN",
        "access-control-allow-origin": ORIGIN,
        "cache-control": "private, no-store",
        vary: "authorization, x-api-key, origin, accept, accept-encoding",
      });
      expect(JSON.parse(body)).toMatchObject({
        errors: [{ extensions: { code: "OVERLOADED", retryable: true, retryAfter: 1 } }],
      });
    }
    await busy.close();
    const lines = busy.logged.filter(({ msg }) => msg === "requests refused");
    expect(lines.reduce((sum, { requests }) => sum + Number(requests), 0)).toBe(3);
    expect(lines.length).toBeLessThanOrEqual(3);
    expect(lines[0]).toMatchObject({ limit: "MAX_REQUESTS", status: 503, errorCodes: ["OVERLOADED"] });
  });
});
