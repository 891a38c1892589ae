import { makeApiKey } from "../../../src/auth/api-keys";
import { ERROR_CODES } from "../../../src/errors";
import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";

/** A client's mistake has a code of its own: it is no INTERNAL_SERVER_ERROR, no HTTP 500, and no error line in the log. */

const { key, stored } = makeApiKey(new Date(Date.now() + 3_600_000));
const caller = {
  name: "reader",
  roles: ["reader"],
  accounts: "all",
  apiKeys: [stored],
  limits: { batch: 2 },
};

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({
    access: { callers: [caller], roles: { reader: ["read", "update"] } },
  });
});
afterAll(() => gateway.stop());

interface Sent {
  readonly query?: unknown;
  readonly variables?: unknown;
  readonly operationName?: unknown;
  readonly extensions?: unknown;
}

const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
const members = (levels: number): unknown => (levels === 0 ? 1 : { a: members(levels - 1) });
const persistedQuery = { version: 1, sha256Hash: "0".repeat(64) };

const mistakes: Readonly<Record<string, readonly [sent: Sent, code: string]>> = {
  "null for a non-null argument, by a default": [
    { query: 'query ($id: ID = "x") { connection(connectionId: $id) { id } }', variables: { id: null } },
    "BAD_USER_INPUT",
  ],
  "null for a non-null argument of a mutation, by a default": [
    {
      query: `mutation ($input: UpdateConnectionInput = { connectionId: "x" }) { updateConnection(input: $input) { id } }`,
      variables: { input: null },
    },
    "BAD_USER_INPUT",
  ],
  "null for a non-null member, by a default": [
    {
      query: `mutation ($id: ID = "x") { updateConnection(input: { connectionId: $id, connectionName: "x" }) { id } }`,
      variables: { id: null },
    },
    "BAD_USER_INPUT",
  ],
  "null in a list of non-null items, by a default": [
    { query: 'query ($id: ID = "x") { resiliency(ids: [$id]) { redundancyLost } }', variables: { id: null } },
    "BAD_USER_INPUT",
  ],
  "null for @include at the root, by a default": [
    { query: "query ($on: Boolean = true) { viewer @include(if: $on) { name } }", variables: { on: null } },
    "BAD_USER_INPUT",
  ],
  "null for @skip below the root, by a default": [
    { query: "query ($on: Boolean = true) { viewer { name @skip(if: $on) } }", variables: { on: null } },
    "BAD_USER_INPUT",
  ],
  "null for a non-null variable": [
    { query: "query ($id: ID!) { connection(connectionId: $id) { id } }", variables: { id: null } },
    "BAD_USER_INPUT",
  ],
  "a deep list in a variable": [
    { query: "query ($n: Int) { connections(first: $n) { totalCount } }", variables: { n: nested(10) } },
    "BAD_USER_INPUT",
  ],
  "a list in a variable deeper than the limit": [
    { query: "query ($n: Int) { connections(first: $n) { totalCount } }", variables: { n: nested(2_000) } },
    "LIMIT_EXCEEDED",
  ],
  "an object in a variable deeper than the limit": [
    {
      query: "query ($f: ConnectionFilter) { connections(filter: $f) { totalCount } }",
      variables: { f: members(2_000) },
    },
    "LIMIT_EXCEEDED",
  ],
  "a deep variable for a condition": [
    { query: "query ($b: Boolean!) { viewer { name @include(if: $b) } }", variables: { b: nested(15) } },
    "BAD_USER_INPUT",
  ],
  "the schema, without the permission": [{ query: "{ __schema { queryType { name } } }" }, "FORBIDDEN"],
  "a type of the schema, without the permission": [
    { query: '{ __type(name: "Query") { name } }' },
    "FORBIDDEN",
  ],
  "a subscription": [{ query: "subscription { viewer { name } }" }, "GRAPHQL_VALIDATION_FAILED"],
  "a persisted query whose hash is another's": [
    { query: "{ viewer { name } }", extensions: { persistedQuery } },
    "BAD_REQUEST",
  ],
  "a persisted query of another version": [
    { query: "{ viewer { name } }", extensions: { persistedQuery: { ...persistedQuery, version: 2 } } },
    "BAD_REQUEST",
  ],
  "a persisted query that is a text": [
    { query: "{ viewer { name } }", extensions: { persistedQuery: JSON.stringify(persistedQuery) } },
    "BAD_REQUEST",
  ],
  "a persisted query that is not known": [{ extensions: { persistedQuery } }, "PERSISTED_QUERY_NOT_FOUND"],
  "variables that are a list": [{ query: "{ viewer { name } }", variables: [1] }, "BAD_REQUEST"],
  "a document that is a number": [{ query: 1 }, "BAD_REQUEST"],
  "a name of an operation that is a number": [
    { query: "query A { viewer { name } }", operationName: 1 },
    "BAD_REQUEST",
  ],
  "an unknown operation": [
    { query: "query A { viewer { name } }", operationName: "B" },
    "OPERATION_RESOLUTION_FAILURE",
  ],
};

const headers = { "content-type": "application/json", "x-api-key": key };
const post = (body: unknown) =>
  fetch(`${gateway.url}/graphql`, { method: "POST", headers, body: JSON.stringify(body) });
const texts = (sent: Sent) =>
  Object.entries(sent).map(([name, value]) => [
    name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);

type Way = (sent: Sent) => Promise<{ status: number; answer: unknown }>;
const WAYS: Readonly<Record<string, Way>> = {
  alone: async (sent) => {
    const response = await post(sent);
    return { status: response.status, answer: await response.json() };
  },
  "in a batch": async (sent) => {
    const response = await post([{ query: "{ viewer { name } }" }, sent]);
    const answers: unknown = await response.json();
    return { status: response.status, answer: Array.isArray(answers) ? answers[1] : answers };
  },
  "as texts, by GET": async (sent) => {
    const search = new URLSearchParams(texts(sent));
    const response = await fetch(`${gateway.url}/graphql?${search.toString()}`, {
      headers: { "x-api-key": key },
    });
    return { status: response.status, answer: await response.json() };
  },
  "with variables and extensions as texts": async (sent) => {
    const { variables, extensions, ...same } = sent;
    const response = await post({
      ...same,
      ...(variables !== undefined && { variables: JSON.stringify(variables) }),
      ...(extensions !== undefined && { extensions: JSON.stringify(extensions) }),
    });
    return { status: response.status, answer: await response.json() };
  },
  "a third time": async (sent) => {
    for (let time = 0; time < 2; time += 1) await (await post(sent)).text();
    const response = await post(sent);
    return { status: response.status, answer: await response.json() };
  },
};

describe.each(Object.entries(WAYS))("%s", (way, send) => {
  test.each(Object.entries(mistakes))("%s", async (_name, [sent, code]) => {
    gateway.logged.splice(0);
    gateway.emulator.requests.clear();
    const { status, answer } = await send(sent);
    const { errors } = answer as { errors: { extensions: { code: string; retryable: boolean } }[] };
    expect(status).toBeLessThan(500);
    if (code === "FORBIDDEN" && way !== "in a batch") expect(status).toBe(403);
    expect(errors.length).toBeGreaterThan(0);
    const codes = errors.map(({ extensions }) => extensions.code);
    // texts in place of objects are mistakes of their own, and what GET may not do is none of the document's
    if (!way.includes("texts")) expect(codes).toEqual(codes.map(() => code));
    for (const { extensions } of errors) {
      expect(ERROR_CODES).toContain(extensions.code);
      expect(extensions.code).not.toBe("INTERNAL_SERVER_ERROR");
      expect(typeof extensions.retryable).toBe("boolean");
    }
    expect(gateway.calls().filter((call) => !call.includes(" Describe"))).toEqual([]);
    expect(gateway.logged.filter(({ level }) => level === "error")).toEqual([]);
  });
});
