import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { type GatewayUnderTest, startGatewayUnderTest } from "./gateway";
import { expectPromptly } from "./promptly";

/*
 * What is sent to harm, each with the refusal that it gets. Forged tokens are in test/auth/tokens.test.ts, other
 * tenants' ids in every argument in test/auth/isolation.test.ts, senders that never finish in test/http/limits.test.ts.
 */

const id = randomBytes(8).toString("hex");
const key = `dxgql_${id}_${randomBytes(32).toString("base64url")}`;
const honest = { "x-api-key": key };

/** What lies beside the explorer's files must not be served with them. */
const folder = mkdtempSync(join(tmpdir(), "attacks-"));
const explorerDirectory = join(folder, "explorer");

let gateway: GatewayUnderTest;
beforeAll(async () => {
  mkdirSync(explorerDirectory);
  writeFileSync(join(explorerDirectory, "manifest.json"), '{"script":"main.js","style":"main.css"}');
  writeFileSync(join(folder, "package.json"), "{}");
  const sha256 = createHash("sha256").update(key).digest("hex");
  gateway = await startGatewayUnderTest({
    explorerDirectory,
    access: {
      callers: [
        {
          name: "acme",
          roles: ["operator"],
          accounts: [{ account: "acme" }],
          apiKeys: [{ id, sha256, expires: "2099-01-01T00:00:00Z" }],
        },
      ],
    },
  });
});
afterAll(async () => {
  await gateway.stop();
  rmSync(folder, { recursive: true });
});

interface Refusal {
  status: number;
  code?: unknown;
}

/** Sends a request unchanged, by a client that accepts GraphQL's own statuses. */
async function post(
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Refusal> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/graphql-response+json",
      ...honest,
      ...headers,
    },
    body,
  });
  return refusalOf(response.status, await response.text());
}

async function get(path: string, headers: Record<string, string> = {}): Promise<Refusal> {
  const response = await fetch(`${gateway.url}${path}`, { headers: { ...honest, ...headers } });
  return refusalOf(response.status, await response.text());
}

/** Sends bytes; the answer is read until the connection ends. */
async function raw(bytes: string): Promise<Refusal> {
  const { port, hostname } = new URL(gateway.url);
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes.replaceAll("\n", "\r\n")));
    let answer = "";
    socket.on("data", (chunk) => (answer += chunk.toString("latin1")));
    socket.on("error", reject);
    socket.on("close", () => resolve(answer));
    socket.setTimeout(5_000, () => socket.destroy());
  });
  return refusalOf(Number(answer.slice(9, 12)), answer);
}

function refusalOf(status: number, text: string): Refusal {
  expect(text).not.toMatch(/\n\s+at |node_modules|127\.0\.0\.1/); // no stack, no address of ours
  const code = /"code":"(\w+)"/.exec(text)?.[1];
  return { status, ...(code !== undefined && { code }) };
}

const execute = (query: string, rest: object = {}) => post(JSON.stringify({ query, ...rest }));
const times = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(" ");
const nested = (depth: number, open: string, inside: string, close: string) =>
  open.repeat(depth) + inside + close.repeat(depth);

const TOO_MUCH = { status: 400, code: "LIMIT_EXCEEDED" };
/** A field's own error is beside the data of the others, in an answer with status 200. */
const NOT_ACCEPTED = { status: 200, code: "BAD_USER_INPUT" };
const NAMES = `query ($ids: [ID!]) { connections(accounts: $ids) { nodes { connectionId } } }`;
const REGIONS = `query ($r: [String!]) { connections(regions: $r) { nodes { connectionId } } }`;
const HEAD = `POST /graphql HTTP/1.1\nhost: 127.0.0.1\nconnection: close\nx-api-key: ${key}\ncontent-type: application/json\n`;

const attacks: Record<string, [attack: () => Promise<Refusal>, refusal: Refusal]> = {
  "no proof": [() => post('{"query":"{ accounts { alias } }"}', { "x-api-key": "" }), { status: 401 }],
  "a key of another": [
    () => post("{}", { "x-api-key": key.replace(/.$/, (last) => (last === "A" ? "B" : "A")) }),
    { status: 401 },
  ],
  "deep JSON without credentials": [
    () => post(nested(500_000, "[", "", "]"), { "x-api-key": "" }),
    { status: 401, code: "UNAUTHENTICATED" },
  ],
  "invalid JSON, without credentials": [
    () => post("{".repeat(1_000_000), { "x-api-key": "" }),
    { status: 401, code: "UNAUTHENTICATED" },
  ],
  "invalid JSON, without credentials, as a stream": [
    () => post("{", { "x-api-key": "", accept: "text/event-stream" }),
    { status: 401, code: "UNAUTHENTICATED" },
  ],

  "deep JSON": [() => post(nested(120_000, "[", "", "]")), TOO_MUCH],
  "deep JSON in a text": [
    () => post(JSON.stringify({ query: "{ __typename }", variables: nested(120_000, "[", "", "]") })),
    TOO_MUCH,
  ],
  "HTTP/2.0 in a request line": [
    () => raw(`${HEAD.replace("HTTP/1.1", "HTTP/2.0")}content-length: 26\n\n{"query":"{ __typename }"}`),
    { status: 505, code: "BAD_REQUEST" },
  ],
  ...Object.fromEntries(
    ["", "127.0.0.1, gateway.example", "127.0.0.1 gateway.example"].map(
      (host): [string, [() => Promise<Refusal>, Refusal]] => [
        `the host "${host}"`,
        [
          () =>
            raw(
              `${HEAD.replace("host: 127.0.0.1", `host: ${host}`)}content-length: 26\n\n{"query":"{ __typename }"}`,
            ),
          { status: 400, code: "BAD_REQUEST" },
        ],
      ],
    ),
  ),

  "a deep document": [() => execute(nested(3_000, "{ a ", "b", "}")), TOO_MUCH],
  "a deep document, within the tokens": [
    () => execute(`{ node(id: "x") ${nested(60, "{ ... on Lag { location ", "{ region }", "} }")} }`),
    TOO_MUCH,
  ],
  "a deep list as an argument": [
    () => execute(`{ connections(accounts: ${nested(5_000, "[", "1", "]")}) { totalCount } }`),
    TOO_MUCH,
  ],
  "a wide document": [
    () => execute(`{ ${times(2_000, (index) => `a${index}: accounts { alias }`)} }`),
    TOO_MUCH,
  ],
  "many aliases": [() => execute(`{ accounts { ${times(500, (index) => `a${index}: alias`)} } }`), TOO_MUCH],
  "many aliases of __typename": [
    () => execute(`{ ${times(500, (index) => `a${index}: __typename`)} }`),
    TOO_MUCH,
  ],
  "six directives at one place": [
    () => execute(`{ __typename ${"@include(if: true) ".repeat(6)} }`),
    TOO_MUCH,
  ],
  "many directives": [() => execute(`{ __typename ${"@skip(if: false) ".repeat(500)} }`), TOO_MUCH],
  "fragments in a circle": [
    () => execute("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"),
    { status: 400, code: "GRAPHQL_VALIDATION_FAILED" },
  ],
  "fragments that double": [
    () =>
      execute(
        `{ ...F0 } ${times(25, (index) => `fragment F${index} on Query { a: __typename ...F${index + 1} ...F${index + 1} }`)} fragment F25 on Query { __typename }`,
      ),
    TOO_MUCH,
  ],
  "fragments that are all spread in one place": [
    () =>
      execute(
        `{ connections { nodes { ${times(330, (index) => `...F${index}`)} } } } ${times(330, (index) => `fragment F${index} on Connection { lag { lagId } }`)}`,
      ),
    TOO_MUCH,
  ],
  "a flood of introspection": [
    () =>
      execute(
        `{ ${times(25, (index) => `s${index}: __schema { types { fields { type { fields { type { fields { name } } } } } } }`)} }`,
      ),
    TOO_MUCH,
  ],
  "introspection that goes in circles": [
    () =>
      execute(
        "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }",
      ),
    { status: 400, code: "GRAPHQL_VALIDATION_FAILED" },
  ],
  "a page of a billion": [() => execute("{ connections(first: 1000000000) { totalCount } }"), NOT_ACCEPTED],
  "a batch of two": [() => post('[{"query":"{ __typename }"},{"query":"{ __typename }"}]'), TOO_MUCH],
  "a batch of thousands": [
    () => post(JSON.stringify(Array.from({ length: 3_000 }, () => ({ query: "{ __typename }" })))),
    TOO_MUCH,
  ],

  "lists without pages within each other": [
    () =>
      execute(
        `{ interconnect(interconnectId: "dxcon-fgdc2000") ${nested(4, "{ vlanPlan { used { connection { parentInterconnect ", "{ interconnectId }", "} } } }")} }`,
      ),
    TOO_MUCH,
  ],
  ...Object.fromEntries(
    Object.entries({
      alias: (name: string) => `{ ${name}: __typename }`,
      "field's": (name: string) => `{ ${name} }`,
      "operation's": (name: string) => `query ${name} { __typename }`,
      "fragment's": (name: string) => `{ ...${name} } fragment ${name} on Query { __typename }`,
      "variable's": (name: string) => `query ($${name}: Int) { __typename }`,
      "alias in the schema": (name: string) => `{ __schema { types { fields { ${name}: name } } } }`,
    }).map(([whose, documentOf]): [string, [() => Promise<Refusal>, Refusal]] => [
      `a name without an end: ${whose}`,
      [() => execute(documentOf("a".repeat(20_000))), TOO_MUCH],
    ]),
  ),

  "huge variables": [
    () => execute(NAMES, { variables: { ids: ["x".repeat(300_000)] } }),
    { status: 413, code: "LIMIT_EXCEEDED" },
  ],
  "a body of megabytes": [
    () => execute(NAMES, { variables: { ids: ["x".repeat(3_000_000)] } }),
    { status: 413, code: "LIMIT_EXCEEDED" },
  ],
  "deep variables": [
    () => post(`{"query":${JSON.stringify(NAMES)},"variables":{"ids":${nested(50_000, "[", "", "]")}}}`),
    { status: 400 },
  ],
  "deep variables of a document that is known": [
    async () => {
      const query = "query ($b: Boolean!) { viewer { name @include(if: $b) roles } }";
      for (let time = 0; time < 3; time += 1)
        expect(await execute(query, { variables: { b: true } })).toEqual({ status: 200 });
      return post(`{"query":${JSON.stringify(query)},"variables":{"b":${nested(12_000, "[", "", "]")}}}`);
    },
    TOO_MUCH,
  ],
  "deep variables by GET": [
    () => {
      const query = encodeURIComponent("query ($b: Boolean!) { viewer { name @include(if: $b) roles } }");
      const variables = `{"b":${nested(3_000, "[", "", "]")}}`;
      return get(`/graphql?query=${query}&variables=${variables}`, { "apollo-require-preflight": "1" });
    },
    TOO_MUCH,
  ],
  "deep variables that nothing declares": [
    () => post(`{"query":"{ __typename }","variables":{"a":${nested(12_000, '{"a":', "1", "}")}}}`),
    TOO_MUCH,
  ],
  "variables of very many values": [
    () => execute(NAMES, { variables: { ids: Array.from({ length: 25_000 }, () => 1) } }),
    TOO_MUCH,
  ],
  "many ids": [
    () => execute(NAMES, { variables: { ids: Array.from({ length: 10_000 }, (_, index) => String(index)) } }),
    NOT_ACCEPTED,
  ],
  "thousands of invented regions": [
    () =>
      execute(REGIONS, { variables: { r: Array.from({ length: 3_000 }, (_, index) => `us-east-${index}`) } }),
    NOT_ACCEPTED,
  ],
  "an invented region": [() => execute(REGIONS, { variables: { r: ["us-east-99"] } }), NOT_ACCEPTED],
  "a region that leads to another host": [
    () => execute(REGIONS, { variables: { r: ["us-east-1.evil.example/"] } }),
    NOT_ACCEPTED,
  ],
  "an invented region in an ARN": [
    () =>
      execute(`{ node(id: "arn:aws:directconnect:us-east-99:222222222222:dxcon/dxcon-ffacdc2a") { id } }`),
    { status: 200 },
  ],
  "the accounts of others, guessed": [
    async () => {
      const refusal = execute(`{ connections(accounts: ["enterprise"]) { totalCount } }`);
      const response = await fetch(`${gateway.url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", ...honest },
        body: JSON.stringify({ query: `{ connections(accounts: ["nobody"]) { totalCount } }` }),
      });
      expect(await response.text()).toContain("one of 222222222222 (acme).");
      return refusal;
    },
    NOT_ACCEPTED,
  ],
  ...Object.fromEntries(
    Object.entries({
      "a filter by very many values": { location: Array.from({ length: 19_000 }, (_, index) => `L${index}`) },
      "a filter by a tag with very many values": {
        tags: [{ key: "team", values: Array.from({ length: 19_000 }, (_, index) => `L${index}`) }],
      },
      "a filter by very many tags": {
        tags: Array.from({ length: 4_000 }, (_, index) => ({ key: `k${index}` })),
      },
      "a filter by an endless text": { nameContains: "x".repeat(200_000) },
    }).map(([what, filter]): [string, [() => Promise<Refusal>, Refusal]] => [
      what,
      [
        () =>
          execute(
            "query ($filter: ConnectionFilter) { connections(first: 1, filter: $filter) { totalCount } }",
            {
              variables: { filter },
            },
          ),
        NOT_ACCEPTED,
      ],
    ]),
  ),
  "an endless cursor": [
    () =>
      execute("query ($after: String) { connections(first: 1, after: $after) { totalCount } }", {
        variables: { after: "x".repeat(200_000) },
      }),
    NOT_ACCEPTED,
  ],
  "an endless text in the document": [
    () => execute(`{ connections(filter: { nameContains: "${"x".repeat(200_000)}" }) { totalCount } }`),
    NOT_ACCEPTED,
  ],
  "a prototype in the body": [
    () => post('{"query":"{ __typename }","__proto__":{"isAdmin":true}}'),
    { status: 400, code: "BAD_REQUEST" },
  ],
  "a prototype in variables": [
    () => post(`{"query":${JSON.stringify(NAMES)},"variables":{"ids":[],"__proto__":{"a":1}}}`),
    { status: 400, code: "BAD_REQUEST" },
  ],
  "a constructor in extensions": [
    () => post('{"query":"{ __typename }","extensions":{"constructor":{"prototype":{"a":1}}}}'),
    { status: 400, code: "BAD_REQUEST" },
  ],
  "a prototype as an input's member": [
    () =>
      execute(
        `mutation { updateConnection(input: { connectionId: "dxcon-ffacdc2a", __proto__: "x" }) { connectionId } }`,
      ),
    { status: 400, code: "GRAPHQL_VALIDATION_FAILED" },
  ],

  "a form": [
    () => post("query={__typename}", { "content-type": "application/x-www-form-urlencoded" }),
    { status: 415, code: "BAD_REQUEST" },
  ],
  "plain text": [
    () => post('{"query":"{ __typename }"}', { "content-type": "text/plain" }),
    { status: 415, code: "BAD_REQUEST" },
  ],
  "a compressed bomb": [
    () => post(new Uint8Array(gzipSync(Buffer.alloc(10_000_000, " "))), { "content-encoding": "gzip" }),
    { status: 415, code: "BAD_REQUEST" },
  ],
  "a mutation by GET": [
    () =>
      get(`/graphql?query=${encodeURIComponent("mutation { __typename }")}`, {
        "apollo-require-preflight": "1",
      }),
    { status: 405 },
  ],
  "a GET that a page could make": [
    () => raw(`GET /graphql?query=%7B__typename%7D HTTP/1.1\nhost: gateway.example\nconnection: close\n\n`),
    { status: 400, code: "BAD_REQUEST" },
  ],
  "two hosts": [
    () => raw(`${HEAD}Host: gateway.example\ncontent-length: 2\n\n{}`),
    { status: 400, code: "BAD_REQUEST" },
  ],
  "an address without an end": [() => get(`/graphql?query=${"a".repeat(20_000)}`), { status: 431 }],
  "a path that leads out": [
    () => raw(`GET /explorer/../package.json HTTP/1.1\nhost: a\nconnection: close\n\n`),
    { status: 403 },
  ],
  "the same path, encoded": [() => get("/explorer/%2e%2e%2fpackage.json"), { status: 403 }],
  "a flood of headers": [
    () => raw(`${HEAD}${Array.from({ length: 2_000 }, (_, index) => `x-${index}: ${index}\n`).join("")}\n`),
    { status: 431 },
  ],
  "two lengths": [
    () => raw(`${HEAD}content-length: 4\ntransfer-encoding: chunked\n\n0\n\nGET /graphql HTTP/1.1\n\n`),
    { status: 400 },
  ],
  "a length that is no number": [() => raw(`${HEAD}content-length: -1\n\n{}`), { status: 400 }],
  "no HTTP at all": [() => raw("\u0016\u0003\u0001\u0002\u0000\n\n"), { status: 400 }],
  "a method of no use": [
    () => raw(`TRACE /graphql HTTP/1.1\nhost: a\nconnection: close\n\n`),
    { status: 405, code: "BAD_REQUEST" },
  ],
  "a media type with a run of spaces": [
    () => post("{}", { "content-type": `application/json;a=b${" ".repeat(15_500)}x`, "x-api-key": "" }),
    { status: 431, code: "LIMIT_EXCEEDED" },
  ],
  "a media type with a run of tabs, by GET": [
    () => get("/graphql?query={__typename}", { "content-type": `application/${"\t".repeat(15_500)}x` }),
    { status: 431, code: "LIMIT_EXCEEDED" },
  ],
  "an unknown transfer coding": [
    () => raw(`${HEAD}transfer-encoding: x, chunked\n\n2\n{}\n0\n\n`),
    { status: 501, code: "BAD_REQUEST" },
  ],
  "more prefixes than a virtual interface takes": [
    () =>
      execute(
        `mutation ($list: [RouteFilterPrefixInput!]!) { createPublicVirtualInterface(input: { connectionId: "dxcon-ffacdc2a", newPublicVirtualInterface: { virtualInterfaceName: "a", vlan: 101, asn: 65000, routeFilterPrefixes: $list } }) { virtualInterfaceId } }`,
        { variables: { list: Array.from({ length: 9_000 }, () => ({ cidr: "x" })) } },
      ),
    NOT_ACCEPTED,
  ],
  "more tags than a resource takes": [
    () =>
      execute(
        `mutation ($tags: [TagInput!]!) { tagResource(input: { resourceArn: "arn:aws:directconnect:us-east-1:111111111111:dxcon/dxcon-ffacdc2a", tags: $tags }) { resourceArn } }`,
        { variables: { tags: Array.from({ length: 6_000 }, () => ({ key: "aws:no", value: "v" })) } },
      ),
    NOT_ACCEPTED,
  ],
  "a filter of very many values": [
    () =>
      execute("query ($ids: [ID!]) { connections(filter: { connectionId: $ids }) { totalCount } }", {
        variables: { ids: Array.from({ length: 1_001 }, (_, index) => `dxcon-${index}`) },
      }),
    NOT_ACCEPTED,
  ],
  "an audit filter of very many texts": [
    () => {
      const fields = times(
        30,
        (index) => `a${index}: auditEntries(first: 1, filter: { caller: $t, operation: $t }) { totalCount }`,
      );
      const t = Array.from({ length: 17_000 }, (_, index) => String(index));
      return execute(`query ($t: [String!]) { ${fields} }`, { variables: { t } });
    },
    NOT_ACCEPTED,
  ],
  "bytes that are no UTF-8": [
    () => post(new Uint8Array([...Buffer.from('{"query":"{ a'), 0xc0, 0xae, ...Buffer.from('"}')])),
    { status: 400, code: "BAD_REQUEST" },
  ],
};

test.each(Object.entries(attacks))("%s", async (_name, [attack, refusal]) => {
  gateway.emulator.requests.clear();
  expect(await attack()).toMatchObject(refusal);
  expect(gateway.calls()).toEqual([]);
  expect(({} as Record<string, unknown>)["isAdmin"]).toBeUndefined();
  await expectPromptly(nextRequest, attack);
});

async function nextRequest(): Promise<void> {
  const { data } = await gateway.ask("{ accounts { alias } }", {}, honest);
  expect(data).toEqual({ accounts: [{ alias: "acme" }] });
}

test("what a caller names cannot break a line of the log", async () => {
  const ugly = 'x\n{"level":"error","msg":"forged"}\u001b[31m\u0000';
  gateway.logged.splice(0);
  await execute("query A { __typename }", { operationName: ugly });
  await execute(
    `mutation ($name: String!) { updateConnection(input: { connectionId: "dxcon-ffacdc2a", connectionName: $name }) { connectionId } }`,
    { variables: { name: ugly } },
  );
  await post('{"query":"{ __typename }"}', { "apollographql-client-name": "\u001b[31mred" }).catch(
    () => undefined,
  );
  expect(gateway.logged.length).toBeGreaterThan(1);
  // one line each, which was parsed as JSON: nothing of it became a line of its own
  expect(gateway.logged.map(({ msg }) => msg)).not.toContain("forged");
  expect(gateway.logged.filter(({ level }) => level === "error")).toEqual([]);
});

/**
 * What full collections leave, at the least: what is resident goes up and down with V8's own plans, and bodies that are
 * still on their way are held a moment longer.
 */
async function heldBytes(): Promise<number> {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  let least = Infinity;
  for (let round = 0; round < 10; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    collect();
    const { heapUsed, external } = process.memoryUsage();
    least = Math.min(least, heapUsed + external);
  }
  return least;
}

test("all of them, again and again, leave no memory behind", async () => {
  const all = async () => {
    for (const [attack] of Object.values(attacks)) await attack();
    gateway.logged.splice(0);
  };
  await all();
  const before = await heldBytes();
  for (let round = 0; round < 5; round += 1) await all();
  expect(((await heldBytes()) - before) / 2 ** 20).toBeLessThan(20);
});
