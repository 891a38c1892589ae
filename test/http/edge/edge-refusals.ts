/** The edge's refusals, before the caller is known. */
export const ORIGIN = "https://studio.apollographql.com";
const HOST = `host: localhost\r\norigin: ${ORIGIN}\r\n`;

export const post = (headers: string, body = '{"query":"{ hello }"}', path = "/graphql") =>
  `POST ${path} HTTP/1.1\r\n${HOST}content-type: application/json\r\ncontent-length: ${body.length}\r\n${headers}\r\n${body}`;
const get = (path: string, headers = "") => `GET ${path} HTTP/1.1\r\n${HOST}${headers}\r\n`;

const longType = (whitespace: string, start = "application/json;a=b") =>
  `content-type: ${start}${whitespace.repeat(15_500 / whitespace.length)}x\r\n`;
const tooLong = (name: string, sent: number, allowed: number) =>
  [431, "LIMIT_EXCEEDED", { name, sent, allowed }] as const;

export type EdgeRefusal = readonly [bytes: string | Buffer, status: number, code?: string, limit?: object];
export const EDGE_REFUSALS: Record<string, EdgeRefusal> = {
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
  ...Object.fromEntries(
    ["/graphql?query=%7Bhello%7D", "/explorer", "/loa/111111111111/us-east-1/dxcon-00000000"].flatMap(
      (path): [string, EdgeRefusal][] => [
        ...[
          "",
          "localhost, evil.example",
          "localhost evil.example",
          "localhost/x",
          "me@localhost",
          "[::1",
          "[x]",
          "a:b",
          "\u00e4",
        ].map((host): [string, EdgeRefusal] => [
          `a Host line that names no host: "${host}" for ${path}`,
          [Buffer.from(get(path).replace("localhost", host), "latin1"), 400],
        ]),
        ...["2.0", "0.9"].map((version): [string, EdgeRefusal] => [
          `HTTP/${version} for ${path}`,
          [get(path).replace("1.1", version), 505],
        ]),
      ],
    ),
  ),
  "a stream by HTTP/2.0": [post("accept: text/event-stream\r\n").replace("1.1", "2.0"), 505],
  "a stream for two hosts": [
    post("accept: text/event-stream\r\n").replace("localhost", "localhost, evil.example"),
    400,
  ],
  "an empty Host line in HTTP/1.0": [
    get("/explorer").replace("1.1", "1.0").replace("host: localhost", "host:"),
    400,
  ],
  "two Host lines": [get("/graphql?query=%7Bhello%7D", "Host: evil.example\r\n"), 400],
  "two Host lines with a thousand others between them": [
    get("/graphql?query=%7Bhello%7D", `${"a:\r\n".repeat(1_100)}Host: evil.example\r\n`),
    400,
  ],
  "another Host than this machine, which it is for": [
    get("/graphql?query=%7Bhello%7D").replace("host: localhost", "host: evil.example"),
    421,
  ],
  "an expectation": [get("/graphql", "expect: a miracle\r\n"), 417],
  "an address that cannot be decoded": [get("/%c0%ae"), 400],
  "an unknown path": [get("/graphiql"), 404],
  ...Object.fromEntries(
    ["TRACE", "PROPFIND", "DELETE", "PATCH"].map((method): [string, EdgeRefusal] => [
      `${method}, which is not served`,
      [`${method} /graphql HTTP/1.1\r\n${HOST}\r\n`, 405],
    ]),
  ),
  ...Object.fromEntries(
    ["FOO", "get", "PUTX", "PU"].map((method): [string, EdgeRefusal] => [
      `${method}, which is no method that HTTP knows`,
      [`${method} /graphql HTTP/1.1\r\n${HOST}\r\n`, 501],
    ]),
  ),
  "PUT with a broken body": [post("", "{").replace("POST", "PUT"), 405],
  "DELETE of a page": [`DELETE / HTTP/1.1\r\n${HOST}\r\n`, 405],
  "POST to a page": [post("", "{}", "/explorer"), 405],
  "no GraphQL answer is accepted": [post("accept: image/png\r\n"), 406],
  "a charset that is not UTF-8": [
    post("").replace("application/json", "application/json; charset=ISO-8859-1"),
    415,
  ],
  ...Object.fromEntries(
    ["; charset=utf-8; charset=utf-7", "; a=b; A=b", '; a="; charset=utf-8"; charset=utf-7'].map(
      (parameters): [string, EdgeRefusal] => [
        `a media type with the parameters ${parameters}`,
        [post("").replace("application/json", `application/json${parameters}`), 415],
      ],
    ),
  ),
  "a form": [post("").replace("application/json", "text/plain"), 415],
  "a compressed body": [post("content-encoding: gzip\r\n"), 415],
  "malformed JSON": [post("", "{"), 400],
  ...Object.fromEntries(
    Object.entries({
      lists: "[".repeat(120_000) + "]".repeat(120_000),
      "lists that are not closed": "[".repeat(250_000),
      objects: '{"a":'.repeat(40_000) + "1" + "}".repeat(40_000),
      "lists in variables": `{"query":"{ hello }","variables":{"a":${"[".repeat(101)}${"]".repeat(101)}}}`,
      "lists in variables that are a text": JSON.stringify({ variables: '["\\u0061",'.repeat(400) }),
      "lists behind a text that ends with a backslash": `["\\\\",${"[".repeat(102)}${"]".repeat(102)}]`,
    }).map(([what, body]): [string, EdgeRefusal] => [
      `deep ${what}`,
      [post("", body), 400, "LIMIT_EXCEEDED", { name: "jsonDepth", allowed: 102 }],
    ]),
  ),
  "deep variables in the address": [
    get(`/graphql?query=%7Bhello%7D&variables=${"[".repeat(3_000)}`),
    400,
    "LIMIT_EXCEEDED",
    { name: "jsonDepth", allowed: 102 },
  ],
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
