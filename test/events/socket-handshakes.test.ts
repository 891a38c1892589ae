import { NO_METRICS } from "../../src/observability/metrics";
import { startEdge, stopEdges } from "../http/edge";
import { sendRaw } from "../http/edge/raw";

/** Requests that open no WebSocket are refused in the form of all refusals. */
const KEY = "dGhlIHNhbXBsZSBub25jZQ==";

const refused: [number, string][] = [];
afterEach(async () => {
  await stopEdges();
  refused.splice(0);
});

test.each<[string, readonly string[], RegExp]>([
  ["without a key", ["Sec-WebSocket-Version: 13"], /Sec-WebSocket-Key/],
  [
    "with a key of another length",
    ["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: short"],
    /Sec-WebSocket-Key/,
  ],
  ["without a version", [`Sec-WebSocket-Key: ${KEY}`], /Sec-WebSocket-Version/],
  ["of another version", ["Sec-WebSocket-Version: 7", `Sec-WebSocket-Key: ${KEY}`], /Sec-WebSocket-Version/],
  [
    "with a list of protocols that is none",
    ["Sec-WebSocket-Version: 13", `Sec-WebSocket-Key: ${KEY}`, "Sec-WebSocket-Protocol: a b"],
    /Sec-WebSocket-Protocol/,
  ],
])("a handshake %s is refused as other requests are", async (_what, lines, message) => {
  const edge = await startEdge({
    metrics: { ...NO_METRICS, requestRefused: (...args) => void refused.push(args) },
  });
  const request = [
    "GET /graphql HTTP/1.1",
    `Host: ${new URL(edge.url).host}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "X-Request-Id: of-the-handshake",
    ...lines,
  ];
  const { status, headers, body } = await sendRaw(edge.url, `${request.join("\r\n")}\r\n\r\n`);
  expect(status).toBe(400);
  expect(JSON.parse(body)).toEqual({
    errors: [
      {
        message: expect.stringMatching(message) as string,
        extensions: { code: "BAD_REQUEST", retryable: false },
      },
    ],
  });
  expect(headers).toMatchObject({
    "content-type": "application/json; charset=utf-8",
    "x-request-id": "of-the-handshake",
    "x-content-type-options": "nosniff",
    ...(message.source.includes("Version") && { "sec-websocket-version": "13, 8" }),
  });
  expect(refused).toEqual([[400, "BAD_REQUEST"]]);
  expect(edge.logged.filter(({ msg }) => msg === "request refused")).toMatchObject([
    { requestId: "of-the-handshake", status: 400, errorCodes: ["BAD_REQUEST"] },
  ]);
});
