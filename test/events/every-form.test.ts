import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeApiKey } from "../../src/auth/api-keys";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { Parser } from "../../src/libraries/graphql";
import { buildSchema } from "graphql";
import { startEdge, stopEdges } from "../http/edge";
import { sendRaw } from "../http/edge/raw";
import { RawSocket } from "./raw-sockets";
import { startIssuer } from "../auth/issuer";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { type FormName, FORMS, type OpenedForm, type StreamRequest } from "./stream-forms";
import { until } from "./subscribe";
import { WATCHING } from "./watching";

/** Each rule about streams holds in each form that a stream has. */
const PORT = `arn:aws:directconnect:us-east-1:333333333333:dxcon/${fixtureIds["blue-pending"]}`;
/** It is answered at once, and goes on. */
const SHOWN = `subscription Shown { resource(id: "${PORT}") { id } }`;
const REGISTERED = 'subscription Registered { resource(id: "x") { id } }';
const HOUR = 3_600_000;

const made = ["viewer", "other", "few", "small", "spent", "trusted"] as const;
const keys = Object.fromEntries(made.map((name) => [name, makeApiKey(new Date(Date.now() + HOUR))]));
type Name = (typeof made)[number];
const apiKeyNamed = (name: Name) => keys[name] ?? makeApiKey(new Date());
const by = (name: Name) => ({ "x-api-key": apiKeyNamed(name).key });

/** Root fields under a condition, which the specification forbids; graphql-js does not validate them without variables. */
const CONDITIONAL_ROOTS = [
  ["under a variable", "subscription ($b: Boolean!) { changes @include(if: $b) { id } }"],
  ["under a variable to skip it", "subscription ($b: Boolean!) { changes @skip(if: $b) { id } }"],
  ["that is always skipped", "subscription { changes @skip(if: true) { id } }"],
  ["that is never skipped", "subscription { changes @skip(if: false) { id } }"],
  [
    "in an inline fragment under a variable",
    "subscription ($b: Boolean!) { ... @include(if: $b) { changes { id } } }",
  ],
  [
    "in a fragment that is spread under a variable",
    "subscription ($b: Boolean!) { ...F @include(if: $b) } fragment F on Subscription { changes { id } }",
  ],
  [
    "under a variable in a fragment",
    "subscription ($b: Boolean!) { ...F } fragment F on Subscription { changes @ ,include(if: $b) { id } }",
  ],
  [
    "beside another operation",
    "query Q { __typename } subscription S($b: Boolean!) { changes @include(if: $b) { id } }",
  ],
] as const;

/** What `JSON.stringify` writes as lists in lists, as it would an object. */
class Deep {
  constructor(private readonly levels: number) {}
  toJSON(): unknown {
    let list: unknown = 0;
    for (let level = 0; level < this.levels; level += 1) list = [list];
    return { a: list };
  }
}

const folder = mkdtempSync(join(tmpdir(), "forms-"));
const manifest = join(folder, "manifest.json");
writeFileSync(manifest, JSON.stringify({ registered: REGISTERED }));

let issuer: Awaited<ReturnType<typeof startIssuer>>;
let gateway: GatewayUnderTest;

function access(viewer: object = {}) {
  const caller = (name: Name, limits: object = {}) => ({
    ...{ name, roles: ["viewer"], accounts: "all", limits, apiKeys: [apiKeyNamed(name).stored] },
  });
  return {
    roles: { nothing: ["introspect"] },
    issuers: [{ issuer: issuer.url, audience: "gateway", algorithms: ["RS256"] }],
    callers: [
      { ...caller("viewer"), ...viewer },
      caller("other", { concurrent: 1, batch: 2 }),
      caller("few", { streams: 1 }),
      caller("small", { depth: 2, cost: 5 }),
      caller("spent", { costPerMinute: 1 }),
      caller("trusted", { trustedDocumentsOnly: true }),
      {
        ...{ name: "portal", roles: ["viewer"], accounts: "all" },
        tokens: [{ issuer: issuer.url, claims: { azp: "portal" } }],
      },
    ],
    watch: { accounts: ["blue-harbor"], regions: ["us-east-1"] },
  };
}

beforeAll(async () => {
  issuer = await startIssuer();
  gateway = await startGatewayUnderTest({
    access: access(),
    settings: { ...WATCHING, TRUSTED_DOCUMENTS: manifest, INTROSPECTION: "false" },
  });
});
const opened: OpenedForm[] = [];
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});
afterAll(async () => {
  await gateway.stop();
  await issuer.stop();
  rmSync(folder, { recursive: true });
});

function open(form: FormName, request: StreamRequest, headers: Record<string, string> = by("viewer")) {
  const stream = FORMS[form](gateway.url, request, headers);
  opened.push(stream);
  return stream;
}

async function isShown(stream: OpenedForm): Promise<void> {
  await until(() => stream.answers.length > 0 || stream.end() !== undefined);
  expect(stream.answers[0]).toMatchObject({ data: { resource: { id: PORT } } });
}

const codesOf = ({ answers }: OpenedForm) =>
  answers.flatMap(({ errors = [] }) => errors.map(({ extensions }) => extensions.code));

/** How a stream ends whose caller may not have it any more: never as one that is complete. */
async function isCut(form: FormName, stream: OpenedForm, code: string): Promise<void> {
  await until(() => stream.end() !== undefined);
  if (form === "WebSocket") expect(stream.end()).toEqual({ isComplete: false, closeCode: 4403 });
  else {
    expect(stream.end()).toEqual({ isComplete: false });
    expect(codesOf(stream)).toEqual([code]);
  }
}

describe.each(Object.keys(FORMS) as FormName[])("in the form %s", (form) => {
  test.each([
    ["new", `subscription New${form} { resource(id: "${PORT}") { id } }`, 1],
    ["known", SHOWN, 0],
    ["not valid", "subscription { nothing }", 1],
    ["no document", "subscription {", 1],
  ])("a text that is %s is parsed as often as necessary", async (what, query, times) => {
    if (what === "known") await isShown(open(form, { query }));
    const parse = jest.spyOn(Parser.prototype, "parseDocument");
    const stream = open(form, { query });
    await until(() => stream.answers.length > 0 || stream.end() !== undefined);
    const calls = parse.mock.calls.length;
    parse.mockRestore();
    expect(codesOf(stream)).toHaveLength(what === "new" || what === "known" ? 0 : 1);
    expect(calls).toBe(times);
  });

  test("a token that expires ends it", async () => {
    // On a slow machine a token may have expired before its stream was opened.
    for (let seconds = 4; ; seconds *= 2) {
      const token = await issuer.token({ azp: "portal", exp: Math.floor(Date.now() / 1_000) + seconds });
      const stream = open(form, { query: SHOWN }, { authorization: `Bearer ${token}` });
      await until(() => stream.answers.length > 0 || stream.end() !== undefined);
      if (stream.answers[0]?.data === undefined) continue;
      await isCut(form, stream, "UNAUTHENTICATED");
      return;
    }
  });

  test.each<[string, object, string]>([
    [
      "a key that is revoked",
      { apiKeys: [{ ...apiKeyNamed("viewer").stored, revoked: true }] },
      "UNAUTHENTICATED",
    ],
    [
      "a key that is replaced",
      { apiKeys: [makeApiKey(new Date(Date.now() + HOUR)).stored] },
      "UNAUTHENTICATED",
    ],
    ["a permission that is taken away", { roles: ["nothing"] }, "FORBIDDEN"],
  ])("%s ends it", async (_what, changed, code) => {
    const stream = open(form, { query: SHOWN });
    await isShown(stream);
    gateway.configure(access(changed));
    gateway.reload();
    await isCut(form, stream, code);
    gateway.configure(access());
    gateway.reload();
  });

  const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
  test.each<[string, Name, StreamRequest, string]>([
    ["a document that is not registered", "trusted", { query: SHOWN }, "UNTRUSTED_DOCUMENT"],
    [
      "the schema as a root",
      "viewer",
      { query: "subscription { __schema { types { name } } }" },
      "GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "more depth than its caller may have",
      "small",
      { query: `subscription { resource(id: "${PORT}") { ... on Connection { lag { lagId } } } }` },
      "LIMIT_EXCEEDED",
    ],
    [
      "more cost than its caller may have",
      "small",
      { query: "subscription { changes { resource { id } } }" },
      "LIMIT_EXCEEDED",
    ],
    [
      "variables that are nested more deeply than its caller may send",
      "viewer",
      { query: SHOWN, variables: { a: JSON.parse(nested(50)) as unknown } },
      "LIMIT_EXCEEDED",
    ],
    [
      "variables of another type",
      "viewer",
      { query: "subscription ($a: String!) { changes(after: $a) { id } }", variables: { a: {} } },
      "BAD_USER_INPUT",
    ],
    [
      "a null by way of a variable with a default",
      "viewer",
      { query: 'subscription ($id: ID = "x") { resource(id: $id) { id } }', variables: { id: null } },
      "BAD_USER_INPUT",
    ],
    ...CONDITIONAL_ROOTS.map(([what, query]): [string, Name, StreamRequest, string] => [
      `a root field ${what}`,
      "viewer",
      { query, ...(query.includes("$b") && { variables: { b: true } }) },
      "GRAPHQL_VALIDATION_FAILED",
    ]),
    [
      "a mutation",
      "viewer",
      { query: "mutation subscription { createLag(input: {}) { lagId } }" },
      "GRAPHQL_VALIDATION_FAILED",
    ],
  ])("%s is refused, with its code", async (_what, name, request, code) => {
    const stream = open(form, request, by(name));
    await until(() => stream.end() !== undefined);
    if (code === "GRAPHQL_VALIDATION_FAILED" && stream.status() === 406) return; // it is no subscription
    expect(new Set(codesOf(stream))).toEqual(new Set([code]));
    expect(stream.end()?.closeCode).toBeUndefined();
  });

  test("a field below the root may have a condition", async () => {
    const query = `subscription ($b: Boolean!) { resource(id: "${PORT}") { id @include(if: $b) } }`;
    await isShown(open(form, { query, variables: { b: true } }));
  });

  test("a registered document is found by its id", async () => {
    const stream = open(form, { documentId: "registered" }, by("trusted"));
    await until(() => stream.end() !== undefined);
    expect(codesOf(stream)).toEqual(["BAD_USER_INPUT"]);
  });

  test("no refusal names what the schema has, or is longer than 4 KB", async () => {
    const fields = Array.from({ length: 90 }, (_, index) => `a${index}: changess`).join(" ");
    const stream = open(form, { query: `subscription { changes { ${fields} } }` });
    await until(() => stream.end() !== undefined);
    const text = JSON.stringify(stream.answers);
    expect(text).toContain("85 more errors");
    expect(text).not.toMatch(/Did you mean|"changes"/);
    expect(text.length).toBeLessThan(4_096);
  });

  test("its caller has a number of streams of its own, and an open one is no running request", async () => {
    const first = open(form, { query: SHOWN }, by("few"));
    await isShown(first);
    const second = open(form, { query: SHOWN }, by("few"));
    await until(() => second.end() !== undefined);
    if (form === "WebSocket") expect(second.end()?.closeCode).toBe(1013);
    else expect([second.status(), ...codesOf(second)]).toEqual([429, "RATE_LIMITED"]);
    const other = open(form, { query: SHOWN }, by("other"));
    await isShown(other);
    expect((await gateway.ask("{ __typename }", {}, by("other"))).status).toBe(200);
  });

  test("each answer says what it cost, and a budget that is used up says so at the end", async () => {
    const stream = open(form, { query: SHOWN });
    await isShown(stream);
    expect(stream.answers[0]?.extensions).toMatchObject({
      cost: { requested: expect.any(Number) as number },
    });
    const spent = open(form, { query: SHOWN }, by("spent"));
    await until(() => spent.end() !== undefined);
    expect(codesOf(spent)).toEqual(["RATE_LIMITED"]);
    expect(spent.answers[0]?.errors?.[0]?.extensions["retryAfter"]).toEqual(expect.any(Number));
  });

  test("deprecated elements are named with each answer", async () => {
    const stream = open(form, {
      query: `subscription { resource(id: "${PORT}") { ... on Connection { awsDevice } } }`,
    });
    await until(() => stream.answers.length > 0);
    expect(stream.answers[0]?.extensions).toMatchObject({
      deprecations: [{ coordinate: "Connection.awsDevice" }],
    });
  });

  test("it has one line in the log, under the id of its request", async () => {
    gateway.logged.splice(0);
    const stream = open(form, { query: SHOWN }, { ...by("viewer"), "x-request-id": `of-${form}` });
    await isShown(stream);
    expect(stream.headers()["x-request-id"]).toBe(`of-${form}`);
    stream.close();
    const lines = () => gateway.logged.filter(({ operationName }) => operationName === "Shown");
    await until(() => lines().length > 0);
    expect(lines()).toEqual([
      expect.objectContaining({
        requestId: form === "WebSocket" ? "of-WebSocket/1" : `of-${form}`,
        ...{ operationType: "subscription", caller: "viewer", aborted: true },
      }),
    ]);
  });

  test("its answer has the headers of every answer, and no cache stores it", async () => {
    const stream = open(form, { query: SHOWN });
    await isShown(stream);
    if (form === "WebSocket") return; // there is no answer that could be stored
    expect(stream.headers()).toMatchObject({
      "cache-control": expect.stringMatching(/no-cache|no-store/) as string,
      vary: "authorization, x-api-key, origin, accept, accept-encoding",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none';frame-ancestors 'none'",
    });
  });

  test("a message with variables that are nested more deeply than any may be is refused", async () => {
    const stream = FORMS[form](gateway.url, { query: SHOWN, variables: new Deep(2_000) }, by("viewer"));
    opened.push(stream);
    await until(() => stream.end() !== undefined);
    if (form === "WebSocket") expect(stream.end()?.closeCode).toBe(4400);
    else expect([stream.status(), ...codesOf(stream)]).toEqual([400, "LIMIT_EXCEEDED"]);
    expect(gateway.logged.filter(({ level }) => level === "error")).toEqual([]);
  });
});

describe.each([false, true])("by POST, in a batch: %s", (isBatch) => {
  test.each(CONDITIONAL_ROOTS)("a root field %s is not valid", async (_what, query) => {
    gateway.logged.splice(0);
    const one = { query, operationName: query.includes(" S(") ? "S" : undefined, variables: { b: true } };
    const response = await fetch(`${gateway.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-request-id": "conditional", ...by("other") },
      body: JSON.stringify(isBatch ? [one, { query: "{ __typename }" }] : one),
    });
    const answer: unknown = await response.json();
    const refused = {
      errors: [
        {
          message: expect.stringContaining("must not have @skip or @include at its root field") as string,
          locations: expect.any(Array) as unknown[],
          extensions: { code: "GRAPHQL_VALIDATION_FAILED", retryable: false },
        },
      ],
    };
    expect([response.status, answer]).toEqual([
      200,
      isBatch ? [refused, expect.objectContaining({ data: { __typename: "Query" } })] : refused,
    ]);
    const lines = () => gateway.logged.filter(({ requestId }) => requestId === "conditional");
    await until(() => lines().length > 0);
    expect(lines()).toMatchObject([{ level: "info", errorCodes: ["GRAPHQL_VALIDATION_FAILED"] }]);
  });
});

describe.each(Object.keys(FORMS) as FormName[])("in the form %s of a gateway of its own", (form) => {
  let own: GatewayUnderTest;
  beforeEach(async () => {
    own = await startGatewayUnderTest({ settings: WATCHING });
  });
  afterEach(() => own.stop());

  test("a gateway that stops ends it as one that is not complete", async () => {
    const stream = FORMS[form](own.url, { query: SHOWN }, {});
    await isShown(stream);
    await own.stopGateway();
    await until(() => stream.end() !== undefined);
    expect(stream.end()).toEqual({
      isComplete: false,
      ...(form === "WebSocket" && { closeCode: 1012 }),
    });
    expect(codesOf(stream)).toEqual([]);
  });

  test("a page that has a name resolved to this machine opens none", async () => {
    const accept = form === "events" ? "text/event-stream" : "multipart/mixed;subscriptionSpec=1.0";
    const body = JSON.stringify({ query: SHOWN });
    const lines =
      form === "WebSocket"
        ? "GET /graphql HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nHost: rebound.example.com\r\n\r\n"
        : `POST /graphql HTTP/1.1\r\nContent-Type: application/json\r\nAccept: ${accept}\r\nContent-Length: ${body.length}\r\nHost: rebound.example.com\r\n\r\n${body}`;
    expect((await sendRaw(own.url, lines)).status).toBe(421);
  });
});

describe.each(Object.keys(FORMS) as FormName[])("in the form %s of a small schema", (form) => {
  afterEach(() => stopEdges());

  function schema() {
    const built = buildSchema("type Query { a: Int } type Subscription { fails: Int waits: Int }");
    const { fails, waits } = built.getSubscriptionType()?.getFields() ?? {};
    Object.assign(fails ?? {}, { subscribe: () => Promise.reject(new Error("inside at 10.0.0.1")) });
    Object.assign(waits ?? {}, {
      subscribe: async function* () {
        yield { waits: await new Promise(() => undefined) };
      },
    });
    return built;
  }

  test("what fails unexpectedly is masked, and logged under the id that its client is told", async () => {
    const edge = await startEdge({ schema: schema() });
    const stream = FORMS[form](edge.url, { query: "subscription { fails }" }, {});
    await until(() => stream.end() !== undefined);
    expect(codesOf(stream)).toEqual(["INTERNAL_SERVER_ERROR"]);
    const { message = "", extensions } = stream.answers[0]?.errors?.[0] ?? {};
    expect(message).not.toContain("10.0.0.1");
    const logged = edge.logged.find(({ errorId }) => errorId !== undefined);
    expect(logged?.["errorId"]).toBe(extensions?.["errorId"]);
    stream.close();
  });

  test("something is sent while nothing happens", async () => {
    if (form === "events") return; // by its library alone: stream-steps.test.ts
    const edge = await startEdge({ schema: schema(), heartbeatMilliseconds: 10 });
    const stream = FORMS[form](edge.url, { query: "subscription { waits }" }, {});
    await until(() => stream.heartbeats() > (form === "multipart" ? 1 : 0)); // its first part is one, too
    stream.close();
  });
});

test("a WebSocket whose client does not answer a ping is ended", async () => {
  const edge = await startEdge({ heartbeatMilliseconds: 50, firstMessageMilliseconds: 600_000 });
  expect((await new RawSocket(edge.url, { autoPong: false }).closed)[0]).toBe(1006);
  await stopEdges();
});

test("a WebSocket without a first message is closed with 4408", async () => {
  const edge = await startEdge({ firstMessageMilliseconds: 20 });
  expect((await new RawSocket(edge.url).closed)[0]).toBe(4408);
  const refused = () => edge.logged.filter(({ msg }) => msg === "request refused");
  expect(refused()).toMatchObject([{ status: 4408, errorCodes: ["BAD_REQUEST"] }]);
  await stopEdges();
});
