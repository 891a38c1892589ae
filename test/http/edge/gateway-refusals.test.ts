import { writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeApiKey } from "../../../src/auth/api-keys";
import { type Issuer, startIssuer } from "../../auth/issuer";
import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";
import { DOCUMENTED_REFUSALS, expectDocumented } from "./documented-refusals";
import { EDGE_REFUSALS } from "./edge-refusals";
import { SAFE_HEADERS } from "./safe-headers";

/** The refusals of the layers behind the edge: by caller, and by size. `refusal-form.test.ts` has the edge itself. */

const ORIGIN = "https://studio.apollographql.com";
const ALL_ACCOUNTS = "all";
const named = (name: string, limits: object = {}) => {
  const { key, stored } = makeApiKey(new Date(Date.now() + 3_600_000));
  return { key, caller: { name, roles: ["viewer"], accounts: ALL_ACCOUNTS, apiKeys: [stored], limits } };
};
const callers = {
  usual: named("usual"),
  poor: named("poor", { costPerMinute: 1 }),
  trusted: named("trusted", { trustedDocumentsOnly: true }),
  alone: named("alone", { concurrent: 1 }),
  together: named("together", { concurrent: null, callerConcurrent: 1 }),
};

let down: Issuer;
let keyless: Issuer;
let good: Issuer;
let gateway: GatewayUnderTest;
const folder = mkdtempSync(join(tmpdir(), "manifest-"));
beforeAll(async () => {
  [down, keyless, good] = await Promise.all([startIssuer(), startIssuer({ keysFail: true }), startIssuer()]);
  down.breakDown();
  const manifest = join(folder, "manifest.json");
  writeFileSync(manifest, JSON.stringify({ known: "{ accounts { alias } }" }));
  const issuers = [down, keyless, good].map(({ url }) => ({ issuer: url, audience: "gateway" }));
  const tokens = issuers.map(({ issuer }) => ({ issuer, claims: { sub: "someone" } }));
  const holder = { name: "holder", roles: ["viewer"], accounts: ALL_ACCOUNTS, tokens };
  gateway = await startGatewayUnderTest({
    access: { issuers, callers: [holder, ...Object.values(callers).map(({ caller }) => caller)] },
    settings: { METRICS_PORT: "0", TRUSTED_DOCUMENTS: manifest },
  });
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all([down.stop(), keyless.stop(), good.stop()]);
  rmSync(folder, { recursive: true });
});

type Headers = Record<string, string>;
const key = (name: keyof typeof callers): Headers => ({ "x-api-key": callers[name].key });
const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` });
const LIST = { query: "{ accounts { alias } }" };

interface Refusal {
  readonly headers: () => Headers | Promise<Headers>;
  readonly body?: unknown;
  /** Whether another request of the caller is running meanwhile. */
  readonly meanwhile?: boolean;
  readonly status: number;
  readonly code: string;
}
const refusals: Readonly<Record<string, Refusal>> = {
  "no credentials": { headers: () => ({}), status: 401, code: "UNAUTHENTICATED" },
  "an API key of no caller": {
    headers: () => ({ "x-api-key": "dxgql_x" }),
    status: 401,
    code: "UNAUTHENTICATED",
  },
  "what is no token": { headers: () => bearer("x"), status: 401, code: "UNAUTHENTICATED" },
  "two proofs": {
    headers: async () => ({ ...key("usual"), ...bearer(await good.token()) }),
    status: 400,
    code: "UNAUTHENTICATED",
  },
  "a token of no caller": {
    headers: async () => bearer(await good.token({ sub: "nobody" })),
    status: 403,
    code: "FORBIDDEN",
  },
  "an issuer whose discovery cannot be reached": {
    headers: async () => bearer(await down.token()),
    status: 503,
    code: "UPSTREAM_UNAVAILABLE",
  },
  "an issuer whose keys cannot be reached": {
    headers: async () => bearer(await keyless.token()),
    status: 503,
    code: "UPSTREAM_UNAVAILABLE",
  },
  "a document over a limit": {
    headers: () => key("usual"),
    body: { query: `{ ${"accounts { alias } ".repeat(31)} }` },
    status: 400,
    code: "LIMIT_EXCEEDED",
  },
  "a body over the caller's limit": {
    headers: () => key("usual"),
    body: { query: `{ accounts { alias } } #${"x".repeat(300_000)}` },
    status: 413,
    code: "LIMIT_EXCEEDED",
  },
  "a batch where there may be none": {
    headers: () => key("usual"),
    body: [LIST, LIST],
    status: 400,
    code: "LIMIT_EXCEEDED",
  },
  "a budget that is used up": {
    headers: () => key("poor"),
    body: { query: "{ connections(first: 50) { nodes { connectionId } } }" },
    status: 429,
    code: "RATE_LIMITED",
  },
  "more requests at the same time than a person may have": {
    headers: () => key("alone"),
    meanwhile: true,
    status: 429,
    code: "RATE_LIMITED",
  },
  "more requests at the same time than all persons of a caller may have": {
    headers: () => key("together"),
    meanwhile: true,
    status: 429,
    code: "RATE_LIMITED",
  },
  "a document that is not registered": {
    headers: () => key("trusted"),
    body: { query: "{ viewer { name } }" },
    status: 403,
    code: "UNTRUSTED_DOCUMENT",
  },
  "an id under which nothing is registered": {
    headers: () => key("trusted"),
    body: { documentId: "nothing" },
    status: 404,
    code: "UNTRUSTED_DOCUMENT",
  },
};

/** How many requests were counted, whatever became of them. */
async function counted(): Promise<number> {
  const text = await (await fetch(gateway.metricsUrl ?? "")).text();
  return text
    .split("\n")
    .filter((line) => line.startsWith("dxgraphql_requests_total{"))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
}

/** Has a request wait for AWS, and returns what ends that. */
async function running(headers: Headers): Promise<() => Promise<void>> {
  const { faults } = gateway.emulator;
  faults.add({ kind: "held", operation: "DescribeLocations" });
  const send = () =>
    fetch(`${gateway.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({
        query: '{ locations(accounts: "enterprise", regions: "us-east-1", first: 1) { totalCount } }',
      }),
    });
  const both = [send(), send()];
  expect((await Promise.race(both)).status).toBe(429); // so the other one is running
  return async () => {
    faults.clear();
    expect((await Promise.all(both)).map(({ status }) => status).sort()).toEqual([200, 429]);
  };
}

test("docs/errors.md lists each refusal, and no other", () => {
  const tested = [
    ...Object.values(EDGE_REFUSALS).map(([, status, code = "BAD_REQUEST"]) => `${status} ${code}`),
    ...Object.values(refusals).map(({ status, code }) => `${status} ${code}`),
    "503 OVERLOADED", // refusal-form.test.ts, under overload
  ];
  expect([...DOCUMENTED_REFUSALS.keys()].sort()).toEqual([...new Set(tested)].sort());
});

test.each(Object.entries(refusals))(
  "%s",
  async (_name, { headers, body = LIST, meanwhile, status, code }) => {
    const sentHeaders = await headers();
    const release = meanwhile === true ? await running(sentHeaders) : undefined;
    const before = await counted();
    gateway.logged.splice(0);
    gateway.emulator.requests.clear();
    const response = await fetch(`${gateway.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: ORIGIN, ...sentHeaders },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    expect([response.status, text]).toEqual([status, expect.stringMatching(code)]);
    // but for the request that runs meanwhile
    expect(gateway.calls().filter((call) => !call.endsWith(" DescribeLocations"))).toEqual([]);
    expectDocumented(status, code, [...response.headers.keys()]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": expect.stringMatching(/^application\/json; ?charset=utf-8$/) as string,
      "cache-control": "private, no-store",
      "x-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      ...SAFE_HEADERS,
      "access-control-allow-origin": ORIGIN,
      "access-control-expose-headers": expect.stringMatching(/retry-after/i) as string,
      vary: "authorization, x-api-key, origin, accept, accept-encoding",
    });
    const { errors, ...rest } = JSON.parse(text) as {
      errors: { message: string; extensions: { code: string; retryable: boolean; retryAfter?: number } }[];
    };
    expect(rest).toEqual({});
    expect(errors).toHaveLength(1);
    const extensions = errors[0]?.extensions;
    expect(extensions).toMatchObject({ code, retryable: status === 429 || status === 503 });
    // the time for a retry is in the body, too
    const retryAfter = response.headers.get("retry-after");
    expect(retryAfter === null).toBe(status !== 429 && status !== 503);
    expect(extensions?.retryAfter).toBe(retryAfter === null ? undefined : Number(retryAfter));
    expect(response.headers.has("www-authenticate")).toBe(code === "UNAUTHENTICATED" || code === "FORBIDDEN");
    expect(await counted()).toBe(before + 1);
    const lines = gateway.logged.filter((line) => line["status"] !== undefined);
    expect(lines).toEqual([
      expect.objectContaining({
        level: "info",
        requestId: response.headers.get("x-request-id"),
        status,
        errorCodes: [code],
      }),
    ]);
    expect(gateway.logged.filter(({ level }) => level === "error")).toEqual([]);
    await release?.();
  },
);
