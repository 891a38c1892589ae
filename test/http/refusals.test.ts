import { request as httpRequest } from "node:http";
import { type Edge, startEdge, stopEdges } from "./edge";
import { sendRaw } from "./edge/raw";

/** What the edge must not let through, and how it says so. */
let edge: Edge;
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(stopEdges);

interface Refusal {
  errors: { message: string; extensions: { code: string } }[];
  data?: unknown;
}

async function expectRefusal(response: Response, status: number, message: RegExp): Promise<void> {
  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toMatch(/json/);
  const { errors, data } = (await response.json()) as Refusal;
  expect(data).toBeUndefined();
  expect(errors).toHaveLength(1);
  expect(errors[0]?.message).toMatch(message);
  expect(errors[0]?.extensions).toEqual({ code: "BAD_REQUEST", retryable: false });
}

describe("cross-site request forgery", () => {
  test.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])(
    "a POST that a form of another site could send is not executed: %s",
    async (type) => {
      const response = await edge.post({ query: "{ hello }" }, { "content-type": type });
      await expectRefusal(response, 415, /media type/i);
    },
  );

  const get = (headers: string) =>
    sendRaw(edge.url, `GET /graphql?query=%7Bhello%7D HTTP/1.1\r\n${headers}connection: close\r\n\r\n`);

  test("a GET without a header that needs a preflight is not executed", async () => {
    // once where it is, so that there is an answer to remember
    for (let time = 0; time < 3; time += 1) expect((await get("host: localhost\r\n")).status).toBe(200);
    const { status, body } = await get("host: gateway.example\r\n");
    expect(status).toBe(400);
    expect(body).toMatch(/Cross-Site Request Forgery/);
  });

  test.each(["apollo-require-preflight: 1", "authorization: Bearer x", "x-api-key: x"])(
    "with one it is: %s",
    async (header) => {
      const { status, body } = await get(`host: gateway.example\r\n${header}\r\n`);
      expect(status).toBe(200);
      expect(JSON.parse(body)).toMatchObject({ data: { hello: "Hello, world" } });
    },
  );

  test("a mutation by GET is refused, whatever its headers", async () => {
    const query = encodeURIComponent('mutation { rename(to: "x") }');
    const response = await fetch(`${edge.url}/graphql?query=${query}`, {
      headers: { "apollo-require-preflight": "1" },
    });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST");
  });
});

describe("bodies", () => {
  test("malformed JSON", async () => {
    await expectRefusal(await edge.post('{"query": '), 400, /JSON/);
  });

  test("no body", async () => {
    await expectRefusal(await edge.post(""), 400, /body/i);
  });

  test("more than a megabyte", async () => {
    const response = await edge.post({ query: "{ hello }", padding: "x".repeat(1024 * 1024) });
    expect(response.status).toBe(413);
    const { errors } = (await response.json()) as { errors: object[] };
    const sent = Buffer.byteLength(JSON.stringify({ query: "{ hello }", padding: "x".repeat(1024 * 1024) }));
    const allowed = 1024 * 1024;
    expect(errors).toEqual([
      {
        message: `Too large: ${sent} bytes in the body; allowed are ${allowed}. Nothing was executed.`,
        extensions: {
          code: "LIMIT_EXCEEDED",
          retryable: false,
          limit: { name: "body", sent, allowed },
        },
      },
    ]);
  });

  test.each(["__proto__", "constructor"])("a key that would poison a prototype: %s", async (key) => {
    const body = `{"query":"{ hello }","variables":{"${key}":{"prototype":{"admin":true}}}}`;
    await expectRefusal(await edge.post(body), 400, /JSON|prototype/);
  });

  test("an empty batch", async () => {
    await expectRefusal(await edge.post([]), 400, /batch/i);
  });

  test.each(["gzip", "br", "deflate, gzip"])("a compressed body: %s", async (encoding) => {
    const response = await edge.post({ query: "{ hello }" }, { "content-encoding": encoding });
    await expectRefusal(response, 415, /Content-Encoding/);
  });
});

describe("the rest of a request", () => {
  test("other methods are answered with those allowed", async () => {
    const response = await fetch(`${edge.url}/graphql`, {
      method: "DELETE",
      headers: { "apollo-require-preflight": "1" },
    });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, HEAD, POST, OPTIONS");
  });

  test("an unknown path", async () => {
    await expectRefusal(await fetch(`${edge.url}/graphiql`), 404, /GraphQL is at \/graphql/);
  });

  test("headers of more than 16 KiB", async () => {
    const response = await edge.post({ query: "{ hello }" }, { "x-padding": "x".repeat(17_000) });
    expect(response.status).toBe(431);
  });

  test("a Host header that is no host", async () => {
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest(
        `${edge.url}/graphql?query=%7Bhello%7D`,
        { headers: { host: "a b|c", "apollo-require-preflight": "1" } },
        (response) => resolve(response.resume().statusCode),
      );
      request.on("error", reject).end();
    });
    expect(status).toBe(400);
  });

  test("an Accept header that GraphQL cannot serve", async () => {
    const response = await edge.post({ query: "{ hello }" }, { accept: "image/png" });
    expect(response.status).toBe(406);
  });
});

describe("cross-origin requests", () => {
  const preflight = (origin: string) =>
    fetch(`${edge.url}/graphql`, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type,apollographql-client-name",
      },
    });

  test("an origin that is not listed gets no permission", async () => {
    const calls = await preflight("https://evil.example");
    expect(calls.headers.get("access-control-allow-origin")).toBeNull();
    const sent = await edge.post({ query: "{ hello }" }, { origin: "https://evil.example" });
    expect(sent.headers.get("access-control-allow-origin")).toBeNull();
  });

  test("Sandbox's origin gets it, without credentials", async () => {
    const calls = await preflight("https://studio.apollographql.com");
    expect(calls.status).toBe(204);
    expect(calls.headers.get("access-control-allow-origin")).toBe("https://studio.apollographql.com");
    expect(calls.headers.get("access-control-allow-methods")).toBe("GET, POST");
    expect(calls.headers.get("access-control-allow-headers")).toMatch(/apollographql-client-name/);
    expect(calls.headers.get("access-control-allow-credentials")).toBeNull();
    const sent = await edge.post({ query: "{ hello }" }, { origin: "https://studio.apollographql.com" });
    expect(sent.headers.get("access-control-allow-origin")).toBe("https://studio.apollographql.com");
    expect(sent.headers.get("access-control-expose-headers")).toMatch(/deprecation/);
    const fromNoPage = await edge.post({ query: "{ hello }" });
    expect(fromNoPage.headers.get("access-control-expose-headers")).toBeNull();
    expect(fromNoPage.headers.get("vary")).toMatch(/origin/i);
  });
});
