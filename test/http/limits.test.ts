import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { expectPromptly } from "../promptly";

/** What one request may be, and what all of a caller's may cost together. After each refusal the next one is answered. */
let gateway: GatewayUnderTest;
const GOOD = "{ __typename }";

interface Refused {
  errors: { message: string; extensions: { code: string; limit?: object; retryAfter?: number } }[];
  data?: unknown;
}

const post = (body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${gateway.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

async function expectRefused(
  response: Response,
  status: number,
  code: string,
  limit?: object,
): Promise<void> {
  const { errors, data } = (await response.json()) as Refused;
  expect({ status: response.status, code: errors[0]?.extensions.code, data }).toEqual({
    status,
    code,
    data: undefined,
  });
  if (limit !== undefined) expect(errors[0]?.extensions.limit).toEqual(limit);
  expect((await post({ query: GOOD })).status).toBe(200);
}

describe("documents", () => {
  beforeAll(async () => {
    const limits = {
      body: 20_000,
      tokens: 500,
      depth: 8,
      aliases: 5,
      rootFields: 4,
      directives: 3,
      directivesAtOnePlace: 2,
      pageSize: 100,
      cost: 2000,
      batch: 3,
    };
    gateway = await startGatewayUnderTest({ access: { limits } });
  });
  afterAll(() => gateway.stop());
  afterEach(() => expect(gateway.calls()).toEqual([]));

  const inFragments = (depth: number) =>
    `{ ...F0 } ${Array.from({ length: depth }, (_, at) => `fragment F${at} on Query { ...F${at + 1} ...F${at + 1} }`).join(" ")} fragment F${depth} on Query { a: __typename }`;

  test.each([
    ["a body", JSON.stringify({ query: GOOD, padding: "x".repeat(20_000) }), 413, "body"],
    ["a body of few characters with many bytes", { query: GOOD, padding: "é".repeat(11_000) }, 413, "body"],
    ["lines", { query: `{ viewer { name } }${"\n\r\n".repeat(2_500)}` }, 400, "lines"],
    ["tokens", { query: `{ ${"__typename @skip(if: false) ".repeat(72)} }` }, 400, "tokens"],
    [
      "levels",
      {
        query:
          "{ accounts { accountId } } fragment Deep on Query { connections { nodes { lag { members { lag { members { lag { members { __typename } } } } } } } } }".replace(
            "accounts { accountId }",
            "...Deep",
          ),
      },
      400,
      "depth",
    ],
    [
      "aliases",
      {
        query: "{ a: __typename b: __typename c: __typename d: __typename }".replace(
          "d:",
          "e: __typename f: __typename d:",
        ),
      },
      400,
      "rootFields",
    ],
    [
      "aliases below the root",
      {
        query:
          "{ accounts { a: accountId b: accountId c: accountId d: accountId e: accountId f: accountId } }",
      },
      400,
      "aliases",
    ],
    [
      "aliases of __typename below the root",
      {
        query:
          "{ accounts { a: __typename b: __typename c: __typename d: __typename e: __typename f: __typename } }",
      },
      400,
      "aliases",
    ],
    ["repeated fields", { query: `{ accounts { ${"accountId ".repeat(7)} } }` }, 400, "aliases"],
    [
      "root fields",
      {
        query:
          "{ __typename } query Other { accounts { alias } lags { totalCount } connections { totalCount } locations { totalCount } interconnects { totalCount } }",
        operationName: "Other",
      },
      400,
      "rootFields",
    ],
    [
      "directives",
      {
        query: `{ accounts { ${["a", "b"].map((name) => `${name}: accountId ${"@include(if: true) ".repeat(2)}`).join(" ")} } }`,
      },
      400,
      "directives",
    ],
    [
      "directives at one field",
      { query: `{ accounts { accountId ${"@unknown ".repeat(3)} } }` },
      400,
      "directivesAtOnePlace",
    ],
    [
      "directives at an operation",
      { query: `query Q ${"@unknown ".repeat(3)} { __typename }` },
      400,
      "directivesAtOnePlace",
    ],
    [
      "directives at a variable",
      { query: `query Q($n: Int ${"@unknown ".repeat(3)}) { connections(first: $n) { totalCount } }` },
      400,
      "directivesAtOnePlace",
    ],
    [
      "directives at an inline fragment",
      { query: `{ ... ${"@include(if: true) ".repeat(3)} { __typename } }` },
      400,
      "directivesAtOnePlace",
    ],
    [
      "directives where a fragment is spread",
      { query: `{ ...F ${"@include(if: true) ".repeat(3)} } fragment F on Query { __typename }` },
      400,
      "directivesAtOnePlace",
    ],
    [
      "directives at a fragment that nothing uses",
      { query: `{ __typename } fragment F on Query ${"@unknown ".repeat(3)} { __typename }` },
      400,
      "directivesAtOnePlace",
    ],
    ["a page", { query: "{ connections(first: 101) { totalCount } }" }, 400, "pageSize"],
    [
      "a page in a variable",
      { query: "query Q($n: Int) { connections(last: $n) { totalCount } }", variables: { n: 101 } },
      400,
      "pageSize",
    ],
    [
      "a cost",
      {
        query:
          "{ connections(first: 100) { nodes { virtualInterfaces(first: 50) { nodes { virtualInterfaceId } } } } }",
      },
      400,
      "cost",
    ],
    ["fragments that multiply", { query: inFragments(40) }, 400, "rootFields"],
    ["a batch", [{ query: GOOD }, { query: GOOD }, { query: GOOD }, { query: GOOD }], 400, "batch"],
  ])("too many or too large: %s", async (_, body, status, name) => {
    const response = await post(body);
    const copy = response.clone();
    await expectRefused(response, status, "LIMIT_EXCEEDED");
    expect(((await copy.json()) as Refused).errors[0]?.extensions.limit).toMatchObject({ name });
  });

  test("the same document is refused as well when it comes as a hash", async () => {
    const query =
      "{ accounts { accountId @include(if: true) @include(if: true) @include(if: true) @include(if: true) } }";
    const sha256Hash = createHash("sha256").update(query).digest("hex");
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    await expectRefused(await post({ query, extensions }), 400, "LIMIT_EXCEEDED");
    const again = await post({ extensions });
    expect(((await again.json()) as Refused).errors[0]?.extensions.code).toMatch(
      /LIMIT_EXCEEDED|PERSISTED_QUERY_NOT_FOUND/,
    );
  });

  test("fragments in a circle are refused by validation, and counting them ends", async () => {
    const response = await post({
      query: "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
    });
    const { errors } = (await response.json()) as Refused;
    expect(errors[0]?.extensions.code).toBe("GRAPHQL_VALIDATION_FAILED");
  });

  test("an operation within the limits says what it costs", async () => {
    const { errors, extensions } = await gateway.ask("{ accounts { accountId } }");
    expect(errors).toEqual([]);
    // one for the operation, and the accounts as a plain list
    expect(extensions["cost"]).toEqual({ requested: 4, allowed: 2000 });
  });

  test("a page costs what it may hold, by variables and defaults", async () => {
    const query =
      "query Q($n: Int, $with: Boolean = false) { accounts { accountId } locations(first: $n) { nodes { locationCode } pageInfo @include(if: $with) { hasNextPage } } }";
    const cost = async (variables: object) => {
      const { extensions } = await gateway.ask(query, { ...variables });
      gateway.emulator.requests.clear();
      return (extensions["cost"] as { requested: number }).requested;
    };
    const ten = await cost({ n: 10 });
    expect(await cost({ n: 20 })).toBe(ten + 10);
    expect(await cost({})).toBe(ten + 40);
    // what a page has beside its items is there once
    expect(await cost({ n: 10, with: true })).toBe(ten + 1);
  });

  test("a batch is answered in its order, each with its own errors", async () => {
    const response = await post([
      { query: "{ accounts { alias } }" },
      { query: "{ nothing }" },
      { query: GOOD },
    ]);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject([
      { data: { accounts: expect.any(Array) } },
      { errors: [{ extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }] },
      { data: { __typename: "Query" } },
    ]);
  });
});

describe("callers", () => {
  afterEach(() => gateway.stop());

  test("batches are off until a caller's limits allow them, and the refusal says so", async () => {
    gateway = await startGatewayUnderTest({ access: {} });
    const batch = (count: number) => post(Array.from({ length: count }, () => ({ query: GOOD })));
    const refused = await batch(2);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({
      errors: [
        {
          message: expect.stringMatching(/Batching is off .* 2 requests .* `limits.batch`/),
          extensions: { code: "LIMIT_EXCEEDED", limit: { name: "batch", sent: 2, allowed: 1 } },
        },
      ],
    });
    // Its members are not read before: one of them would be refused for itself.
    const forbidden = { query: GOOD, variables: '{"__proto__":{}}' };
    for (const accept of ["application/json", "application/json, text/event-stream"]) {
      const unexamined = await post([forbidden, forbidden], { accept });
      expect(((await unexamined.json()) as Refused).errors[0]?.extensions.code).toBe("LIMIT_EXCEEDED");
    }
    expect(((await (await post([forbidden])).json()) as Refused).errors[0]?.extensions.code).toBe(
      "BAD_REQUEST",
    );
    expect((await batch(1)).status).toBe(200);
    gateway.configure({ limits: { batch: 2 } });
    gateway.reload();
    expect((await batch(2)).status).toBe(200);
    expect((await batch(3)).status).toBe(400);
  });

  test("what a caller may spend in a minute ends with 429, and others go on", async () => {
    gateway = await startGatewayUnderTest({ store: {}, access: { limits: { costPerMinute: 10, cost: 10 } } });
    const first = await gateway.ask("{ accounts { accountId } }");
    expect(first.extensions["cost"]).toMatchObject({ requested: 4, perMinute: { allowed: 10, left: 6 } });
    await gateway.ask("{ accounts { accountId } }");
    const refused = await gateway.ask("{ accounts { accountId } }");
    expect(refused.status).toBe(429);
    expect(refused.errors[0]?.extensions).toMatchObject({
      code: "RATE_LIMITED",
      retryable: true,
      limit: { name: "costPerMinute", sent: 4, allowed: 10 },
    });
    expect(Number(refused.headers.get("retry-after"))).toBe(refused.errors[0]?.extensions["retryAfter"]);
    // what costs less than what is left is still answered
    expect((await gateway.ask(GOOD)).status).toBe(200);
  });

  test("a letter that is downloaded, and a field that asks AWS each time, cost more", async () => {
    gateway = await startGatewayUnderTest({ store: {}, access: { limits: { costPerMinute: 25, cost: 25 } } });
    const field = await gateway.ask(
      `{ interconnect(interconnectId: "dxcon-fgdc2000") { loa { loaContentType } } }`,
    );
    // the operation, the interconnect, and the letter
    expect(field.extensions["cost"]).toMatchObject({ requested: 12, perMinute: { left: 13 } });
    const download = () => fetch(`${gateway.url}/loa/111111111111/us-east-1/dxcon-fgdc2000`);
    expect((await download()).status).toBe(200);
    gateway.emulator.requests.clear();
    const refused = await download();
    expect([refused.status, refused.headers.has("retry-after")]).toEqual([429, true]);
    expect(gateway.calls()).toEqual([]);
  });

  test("requests at the same time", async () => {
    gateway = await startGatewayUnderTest({ access: { limits: { concurrent: 3 } } });
    gateway.emulator.faults.add({ kind: "latency", milliseconds: 300 });
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => post({ query: "{ locations(first: 1) { totalCount } }" })),
    );
    // the third place is for changes
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 429, 429, 429]);
    expect((await post({ query: GOOD })).status).toBe(200);
  });
});

describe("registered documents", () => {
  const TEXT = "query Accounts { accounts { alias } }";
  const HASH = createHash("sha256").update(TEXT).digest("hex");
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "manifest-"))));
  afterAll(() => rmSync(folder, { recursive: true }));
  afterEach(() => gateway.stop());

  const MANIFESTS = {
    Apollo: {
      format: "apollo-persisted-query-manifest",
      version: 1,
      operations: [{ id: HASH, name: "Accounts", type: "query", body: TEXT }],
    },
    Relay: { abc123: TEXT },
  };

  async function start(manifest: object, trustedDocumentsOnly: boolean): Promise<void> {
    const path = join(folder, "manifest.json");
    writeFileSync(path, JSON.stringify(manifest));
    gateway = await startGatewayUnderTest({
      access: { limits: { trustedDocumentsOnly } },
      settings: { TRUSTED_DOCUMENTS: path },
    });
  }

  test.each(Object.entries(MANIFESTS))(
    "a caller held to them may send nothing else: %s",
    async (_, manifest) => {
      await start(manifest, true);
      const codeOf = async (body: object) => {
        const response = await post(body);
        const { errors } = (await response.json()) as Partial<Refused>;
        return [response.status, errors?.[0]?.extensions.code];
      };
      expect(await codeOf({ query: GOOD })).toEqual([403, "UNTRUSTED_DOCUMENT"]);
      expect(await codeOf({ query: `${TEXT} ` })).toEqual([403, "UNTRUSTED_DOCUMENT"]);
      expect(await codeOf({ documentId: "other" })).toEqual([404, "UNTRUSTED_DOCUMENT"]);
      expect(
        await codeOf({ extensions: { persistedQuery: { version: 1, sha256Hash: "f".repeat(64) } } }),
      ).toEqual([403, "UNTRUSTED_DOCUMENT"]);
      expect(await codeOf({ query: TEXT })).toEqual([200, undefined]);
      expect(await codeOf({ extensions: { persistedQuery: { version: 1, sha256Hash: HASH } } })).toEqual([
        200,
        undefined,
      ]);
      expect(await codeOf({ documentId: `sha256:${HASH}` })).toEqual([200, undefined]);
    },
  );

  test("any other caller may name them as well, by POST and GET, and send its own", async () => {
    await start(MANIFESTS.Relay, false);
    for (const member of ["documentId", "doc_id", "id"]) {
      expect(await (await post({ [member]: "abc123" })).json()).toMatchObject({
        data: { accounts: expect.any(Array) },
      });
    }
    const got = await fetch(`${gateway.url}/graphql?documentId=abc123`, {
      headers: { "apollo-require-preflight": "1" },
    });
    expect(await got.json()).toMatchObject({ data: { accounts: expect.any(Array) } });
    expect((await post({ query: GOOD })).status).toBe(200);
  });
});

describe("senders", () => {
  beforeAll(async () => {
    gateway = await startGatewayUnderTest({ settings: { REQUEST_TIMEOUT_MS: "900", MAX_CONNECTIONS: "20" } });
  });
  afterAll(() => gateway.stop());

  afterEach(() => expectPromptly(async () => expect((await post({ query: GOOD })).status).toBe(200)));

  /** Opens a connection, sends a text, and returns what arrived until the other side closed it. */
  function raw(text: string): Promise<string> {
    const { hostname, port } = new URL(gateway.url);
    return new Promise((resolve) => {
      let answer = "";
      const socket = connect(Number(port), hostname, () => socket.write(text));
      socket.on("data", (chunk) => (answer += String(chunk)));
      socket.on("error", () => undefined);
      socket.on("close", () => resolve(answer));
    });
  }

  test("a body that does not come to its end is given up", async () => {
    const answer = await raw(
      'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"query":',
    );
    expect(answer).toMatch(/^HTTP\/1.1 408/);
  });

  test("so are headers", async () => {
    expect(await raw("POST /graphql HTTP/1.1\r\nhost: localhost\r\nx-slow: ")).toMatch(/^HTTP\/1.1 408/);
  });

  test("more connections than are held are closed, and those that are held are answered", async () => {
    const closed = Promise.all(
      Array.from({ length: 60 }, () => raw("POST /graphql HTTP/1.1\r\nhost: localhost\r\nx-slow: ")),
    );
    const answers = await closed;
    expect(answers.filter((answer) => answer === "").length).toBeGreaterThanOrEqual(40);
  });
});

describe("overload", () => {
  afterEach(() => gateway.stop());

  test("beyond the maximum of requests in progress, the next are refused at once, except health checks", async () => {
    gateway = await startGatewayUnderTest({ settings: { MAX_REQUESTS: "3" } });
    gateway.emulator.faults.add({ kind: "latency", milliseconds: 400, operation: "DescribeLocations" });
    const slow = Array.from({ length: 3 }, () => post({ query: "{ locations(first: 1) { totalCount } }" }));
    await until(() => gateway.emulator.requests.list().length > 0);
    const refused = await post({ query: GOOD });
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(((await refused.json()) as Refused).errors[0]?.extensions.code).toBe("OVERLOADED");
    expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
    expect((await Promise.all(slow)).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await post({ query: GOOD })).status).toBe(200);
  });
});

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 20));
}
