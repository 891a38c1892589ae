import { readFileSync } from "node:fs";
import { join } from "node:path";
import { OPEN_CALLER } from "../../../src/auth/caller";
import { ERROR_CODES, GatewayError, isRetryable } from "../../../src/errors";
import { type Edge, startEdge, stopEdges } from "../edge";

/** A client's mistake is reported as one: with a code, and without a line of the log that wakes an operator. */
let edge: Edge;
beforeAll(async () => {
  const limits = { ...OPEN_CALLER.limits, batch: 2 };
  edge = await startEdge({ authenticate: () => ({ ...OPEN_CALLER, limits }) });
});
afterAll(stopEdges);

const persisted = (persistedQuery: unknown) => ({ query: "{ hello }", extensions: { persistedQuery } });
const WRONG_HASH = persisted({ version: 1, sha256Hash: "0".repeat(64) });

const mistakes: Record<string, [body: unknown, code: string, message: RegExp]> = {
  "a wrong hash": [WRONG_HASH, "BAD_REQUEST", /^provided sha does not match query$/],
  "another version": [persisted({ version: 2 }), "BAD_REQUEST", /^Unsupported persisted query version$/],
  "a persisted query that is text": [persisted("x"), "BAD_REQUEST", /^Unsupported persisted query version$/],
  "extensions that are text": [{ query: "{ hello }", extensions: "{}" }, "BAD_REQUEST", /extensions/],
  "a hash that is not known": [
    { extensions: { persistedQuery: { version: 1, sha256Hash: "0".repeat(64) } } },
    "PERSISTED_QUERY_NOT_FOUND",
    /PersistedQueryNotFound/,
  ],
  "no GraphQL": [{ query: "{" }, "GRAPHQL_PARSE_FAILED", /Syntax Error/],
  "an unknown field": [{ query: "{ nothing }" }, "GRAPHQL_VALIDATION_FAILED", /nothing/],
  "a subscription, which there is none of": [
    { query: "subscription { hello }" },
    "GRAPHQL_VALIDATION_FAILED",
    /subscription/,
  ],
  "an unknown operation": [
    { query: "query A { hello }", operationName: "B" },
    "OPERATION_RESOLUTION_FAILURE",
    /"B"/,
  ],
};

describe.each(["alone", "in a batch"])("%s", (way) => {
  test.each(Object.entries(mistakes))("%s", async (_name, [body, code, message]) => {
    edge.logged.splice(0);
    const response = await edge.post(way === "alone" ? body : [body, { query: "{ hello }" }]);
    expect(response.status).toBeLessThan(500);
    const answer: unknown = await response.json();
    const [own] = [answer].flat() as { errors?: { message: string; extensions: object }[] }[];
    expect(own?.errors).toEqual([
      expect.objectContaining({
        message: expect.stringMatching(message) as string,
        extensions: { code, retryable: isRetryable(code) },
      }),
    ]);
    expect(edge.logged.filter(({ level }) => level !== "info")).toEqual([]);
  });
});

test("what is unexpected is masked, and logged", async () => {
  edge.logged.splice(0);
  const response = await edge.post({ query: "{ fails }" });
  expect(await response.json()).toMatchObject({
    errors: [{ extensions: { code: "INTERNAL_SERVER_ERROR", retryable: false } }],
  });
  expect(edge.logged.filter(({ level }) => level === "error")).toHaveLength(1);
});

describe("docs/errors.md", () => {
  const page = readFileSync(join(__dirname, "../../../docs/errors.md"), "utf8");
  const rows = new Map(
    [...page.matchAll(/^\| `([A-Z_]+)`\s*\|.*\|([^|]+)\|$/gm)].map(([, code = "", reported = ""]) => [
      code,
      reported.trim(),
    ]),
  );

  test("has a row for each code, and no other", () => {
    expect([...rows.keys()].sort()).toEqual([...ERROR_CODES].sort());
  });

  test.each(ERROR_CODES)("says whether %s is retryable, as the error does", (code) => {
    const { retryable } = new GatewayError(code, "x").extensions;
    const reported = rows.get(code);
    // Where it depends, an error says it of itself.
    expect(
      reported === "yes" ? true : reported === "no" || reported?.startsWith("when ") ? false : reported,
    ).toBe(retryable);
  });
});
