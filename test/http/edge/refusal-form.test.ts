import { NO_METRICS } from "../../../src/observability/metrics";
import { GatewayError } from "../../../src/errors";
import { type Edge, startEdge, stopEdges } from "../edge";
import { expectDocumented } from "./documented-refusals";
import { EDGE_REFUSALS, ORIGIN, post } from "./edge-refusals";
import { sendRaw } from "./raw";
import { SAFE_HEADERS } from "./safe-headers";

/** Every refusal of every layer has one form, one line of the log and one count. */
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
    loopbackOnly: () => true,
    loa: () => Promise.reject(new GatewayError("THROTTLED", "Too many calls.")),
  });
});
afterAll(stopEdges);

test.each(Object.entries(EDGE_REFUSALS))(
  "%s",
  async (_name, [bytes, status, code = "BAD_REQUEST", limit]) => {
    edge.logged.splice(0);
    refused.splice(0);
    const answer = await sendRaw(edge.url, bytes);
    expect(answer.status).toBe(status);
    expectDocumented(status, code, Object.keys(answer.headers));
    expect(answer.headers).toMatchObject({
      "content-type": expect.stringMatching(
        /^application\/(graphql-response\+)?json; charset=utf-8$/,
      ) as string,
      "content-length": String(answer.body.length),
      "x-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      ...SAFE_HEADERS,
      // Node does not expose the origin of an incomplete request.
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
  },
);

test("CONNECT is refused in the same form", async () => {
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
  test("health checks are answered; what comes to their paths with a body counts like any request", async () => {
    const busy = await startEdge({ overload: { maxWait: 0, maxRequests: 0 } });
    expect((await fetch(`${busy.url}/healthz`)).status).toBe(200);
    for (const path of ["/healthz", "/readyz?require=journal"])
      expect((await sendRaw(busy.url, post("", "{", path).replace("POST", "GET"))).status).toBe(503);
  });

  test("the same form; one line has their number", async () => {
    const busy = await startEdge({ overload: { maxWait: 0, maxRequests: 0 } });
    for (let time = 0; time < 3; time += 1) {
      const { status, headers, body } = await sendRaw(busy.url, post("x-request-id: mine\r\n"));
      expect(status).toBe(503);
      expectDocumented(503, "OVERLOADED", Object.keys(headers));
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
