import { request as httpRequest } from "node:http";
import { LIMITED_CALLER } from "./limited-caller";
import { type Edge, startEdge, stopEdges } from "../edge";
import { sendRaw } from "./raw";

/** What HTTP requires of a server beside its answers to GET and POST. */
let edge: Edge;
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(stopEdges);

const HOST = "host: localhost\r\n";
const QUERY = "/graphql?query=%7Bhello%7D";
const get = (path: string, headers = "", method = "GET") =>
  sendRaw(edge.url, `${method} ${path} HTTP/1.1\r\n${HOST}${headers}connection: close\r\n\r\n`);

describe("conditional requests", () => {
  let etag = "";
  beforeAll(async () => {
    etag = (await get(QUERY)).headers["etag"] ?? "";
  });

  test("a GET has a weak tag", () => expect(etag).toMatch(/^W\/"[\w-]+"$/));

  test.each<[string, (tag: string) => string]>([
    ["the tag", (tag) => tag],
    ["the tag as a strong one", (tag) => tag.replace("W/", "")],
    ["one of a list", (tag) => `"a", W/"b,c",${tag}, "d"`],
    ["a star", () => "*"],
  ])("304: %s", async (_name, existing) => {
    const { status, headers, body } = await get(QUERY, `if-none-match: ${existing(etag)}\r\n`);
    expect({ status, etag: headers["etag"], body }).toEqual({ status: 304, etag, body: "" });
  });

  test.each<[string, (tag: string) => string]>([
    ["another tag", () => 'W/"other"'],
    ["the tag within another", (tag) => `"a,${tag.slice(3, -1)}"`],
    ["the tag without quotes", (tag) => tag.slice(3, -1)],
    ["a star within a tag", () => '"*"'],
  ])("200: %s", async (_name, existing) => {
    expect((await get(QUERY, `if-none-match: ${existing(etag)}\r\n`)).status).toBe(200);
  });
});

test.each([QUERY, "/healthz", "/"])("HEAD is GET without a body: %s", async (path) => {
  const calls = await get(path);
  const { status, headers, body } = await get(path, "", "HEAD");
  expect({ status, body }).toEqual({ status: 200, body: "" });
  for (const name of ["content-type", "content-length", "etag", "cache-control", "vary"])
    expect([name, headers[name]]).toEqual([name, calls.headers[name]]);
});

test.each([
  ["/graphql", "GET, HEAD, POST, OPTIONS"],
  ["/healthz", "GET, HEAD, OPTIONS"],
])("OPTIONS says what is allowed: %s", async (path, allowed) => {
  const { status, headers, body } = await get(path, "", "OPTIONS");
  expect({ status, allow: headers["allow"], body }).toEqual({ status: 204, allow: allowed, body: "" });
});

test("empty parameters are as absent", async () => {
  const { status, body } = await get(`${QUERY}&operationName=&variables=&extensions=`);
  expect(status).toBe(200);
  expect(JSON.parse(body)).toMatchObject({ data: { hello: "Hello, world" } });
  const without = await get("/graphql?query=&variables=");
  expect(without.status).toBe(400);
  expect(without.body).toMatch(/non-empty `query`/);
});

test.each(["utf-8", '"UTF-8"', "utf8"])("a body may say that it is UTF-8: %s", async (charset) => {
  const type = `application/json; charset=${charset}`;
  expect((await edge.post({ query: "{ hello }" }, { "content-type": type })).status).toBe(200);
});

test.each([true, false])(
  "a body over the limit gets its 413, not a reset; its length told: %s",
  async (reported) => {
    const body = JSON.stringify({ query: "x".repeat(6_000_000) });
    const status = await new Promise((resolve, reject) => {
      const headers = {
        "content-type": "application/json",
        ...(reported ? { "content-length": body.length } : { "transfer-encoding": "chunked" }),
      };
      const request = httpRequest(`${edge.url}/graphql`, { method: "POST", headers }, (response) => {
        response.resume().on("end", () => resolve(response.statusCode));
      });
      request.on("error", reject);
      // Little by little, so that the refusal comes while there is more to send.
      const send = (from: number): void => {
        if (from >= body.length) request.end();
        else request.write(body.slice(from, from + 500_000), () => setImmediate(send, from + 500_000));
      };
      send(0);
    });
    expect(status).toBe(413);
  },
);

describe("what is left of a budget", () => {
  const fields = (headers: Headers) => [headers.get("ratelimit-policy"), headers.get("ratelimit")];

  test("is in every answer, on every path, for both budgets", async () => {
    const limited = await startEdge({ authenticate: () => LIMITED_CALLER });
    const execute = async (query: string) => fields((await limited.post({ query })).headers);
    const policy = '"costPerMinute";q=10;w=60, "callerCostPerMinute";q=20;w=60';
    const left = (one: number, all: number) =>
      expect.stringMatching(
        new RegExp(`^"costPerMinute";r=${one};t=\\d+, "callerCostPerMinute";r=${all};t=\\d+$`),
      ) as string;
    expect(await execute("{")).toEqual([policy, left(9, 19)]); // a token was read before the error
    // Apollo Server, direct answers, and a batch
    for (let spent = 2; spent <= 5; spent += 1)
      expect(await execute("{ hello }")).toEqual([policy, left(10 - spent, 20 - spent)]);
    const batch = await limited.post([{ query: "{ hello }" }, { query: "{ hello }" }]);
    expect(fields(batch.headers)).toEqual([policy, left(3, 13)]);
    for (let time = 0; time < 3; time += 1) await execute("{ hello }");
    const refused = await limited.post({ query: "{ hello }" });
    expect(refused.status).toBe(429);
    expect(fields(refused.headers)).toEqual([policy, left(0, 10)]);
  });

  test("a document that is not valid costs 1 for each token and comparison", async () => {
    const limited = await startEdge({ authenticate: () => LIMITED_CALLER });
    const execute = async (query: string) => {
      const { status, headers } = await limited.post({ query });
      return [status, headers.get("ratelimit")?.match(/r=(\d+)/)?.[1]];
    };
    expect(await execute("{ nothing }")).toEqual([200, "7"]); // three tokens
    expect(await execute("{ x x }")).toEqual([200, "2"]); // four tokens and a pair
    expect(await execute("{ y y }")).toEqual([200, "0"]);
    expect(await execute("{ hello }")).toEqual([429, "0"]);
  });

  test("is not sent to a caller without one", async () => {
    expect(fields((await edge.post({ query: "{ hello }" })).headers)).toEqual([null, null]);
  });
});

test("a page of an allowed origin may read the fields that say when and how to go on", async () => {
  const { headers } = await edge.post({ query: "{ hello }" }, { origin: "https://studio.apollographql.com" });
  const exposed = headers.get("access-control-expose-headers")?.split(", ");
  expect(exposed).toEqual(
    expect.arrayContaining([
      "retry-after",
      "idempotency-key",
      "idempotency-replayed",
      "etag",
      "ratelimit",
      "ratelimit-policy",
    ]),
  );
});

describe("a member that names an object's prototype is refused whichever way it comes", () => {
  const TEXT = '{"__proto__":{"a":1}}';
  const ESCAPED = '{"a":[{"\\u005f_proto__":1}]}';
  const CONSTRUCTOR = '{"constructor":{"prototype":{"a":1}}}';

  test.each([TEXT, ESCAPED, CONSTRUCTOR])("%s", async (text) => {
    const answers: { status: number; body: string }[] = [];
    for (const member of ["variables", "extensions"]) {
      answers.push(await get(`${QUERY}&${member}=${encodeURIComponent(text)}`));
      for (const body of [`"${member}":${text}`, `"${member}":${JSON.stringify(text)}`]) {
        const response = await edge.post(`{"query":"{hello}",${body}}`);
        answers.push({ status: response.status, body: await response.text() });
      }
    }
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 400]);
    for (const { body } of answers) {
      expect(body).toContain('"code":"BAD_REQUEST"');
      expect(body).toContain("has a member `__proto__`, or `constructor` with a member `prototype`");
      expect(body).not.toContain("is not JSON");
    }
  });

  test("what is no JSON is said to be none", async () => {
    const response = await edge.post('{"query":"{hello}","__proto__":');
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("The body is not JSON. Nothing was executed.");
  });

  test("the words alone are no such members", async () => {
    const variables = JSON.stringify({ name: "__proto__ constructor" });
    const document = encodeURIComponent("query($name:String){hello(name:$name)}");
    const { status, body } = await get(
      `/graphql?query=${document}&variables=${encodeURIComponent(variables)}`,
    );
    expect([status, body]).toEqual([200, expect.stringContaining("Hello, __proto__ constructor")]);
  });
});
