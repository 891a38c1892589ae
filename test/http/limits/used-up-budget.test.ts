import { createHash } from "node:crypto";
import { makeApiKey } from "../../../src/auth/api-keys";
import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";

/** Who has nothing left to spend is refused before a document is validated, however wrong that is. */
const poor = makeApiKey(new Date(Date.now() + 3_600_000));
const INVALID = `{ ${"nothing ".repeat(30)} }`;

let gateway: GatewayUnderTest;
beforeEach(async () => {
  const caller = { name: "poor", roles: ["viewer"], accounts: "all", apiKeys: [poor.stored] };
  gateway = await startGatewayUnderTest({
    access: { callers: [{ ...caller, limits: { costPerMinute: 100, batch: 2 } }] },
    store: {},
  });
});
afterEach(() => gateway.stop());

interface Answered {
  errors?: { message: string; extensions: { code: string } }[];
}

async function send(
  path: string,
  init: RequestInit,
): Promise<{ status: number; code?: string; body: Answered }> {
  const response = await fetch(`${gateway.url}/graphql${path}`, {
    ...init,
    headers: { "content-type": "application/json", "x-api-key": poor.key },
  });
  const body = (await response.json()) as Answered | [Answered];
  const [first] = [body].flat();
  return { status: response.status, code: first?.errors?.[0]?.extensions.code, body: first ?? {} };
}
const post = (body: unknown) => send("", { method: "POST", body: JSON.stringify(body) });

const ways: Record<string, (query: string) => ReturnType<typeof post>> = {
  POST: (query) => post({ query }),
  GET: (query) => send(`?${new URLSearchParams({ query }).toString()}`, {}),
  "a batch": (query) => post([{ query }, { query }]),
  "a persisted query": (query) => {
    const sha256Hash = createHash("sha256").update(query).digest("hex");
    return post({ query, extensions: { persistedQuery: { version: 1, sha256Hash } } });
  },
};

test.each(Object.entries(ways))("a syntax error costs the tokens before it: %s", async (_way, execute) => {
  const codes: (string | undefined)[] = [];
  for (let time = 0; time < 6; time += 1) codes.push((await execute(`{ ${"nothing ".repeat(30)}`)).code);
  expect(codes).toEqual([
    ...Array<string>(codes.indexOf("RATE_LIMITED")).fill("GRAPHQL_PARSE_FAILED"),
    ...Array<string>(6 - codes.indexOf("RATE_LIMITED")).fill("RATE_LIMITED"),
  ]);
  // 32 tokens each time, and twice as many in a batch of two
  expect(codes.indexOf("RATE_LIMITED")).toBe(_way === "a batch" ? 2 : 4);
});

test.each(Object.entries(ways))("%s", async (_way, execute) => {
  // each invalid document costs its tokens and comparisons, until nothing is left
  const codes = new Set<string | undefined>();
  for (let time = 0; time < 6; time += 1) codes.add((await execute(INVALID)).code);
  expect([...codes]).toEqual(["GRAPHQL_VALIDATION_FAILED", "RATE_LIMITED"]);
  const { status, body } = await execute(INVALID);
  expect({ status, body }).toEqual({
    status: 429,
    body: {
      errors: [
        {
          message: expect.stringMatching(
            /^Of the 100 that poor may spend in a minute nothing is left\. Nothing was executed; ask again in \d+ s\.$/,
          ) as string,
          extensions: {
            code: "RATE_LIMITED",
            retryable: true,
            retryAfter: expect.any(Number) as number,
            limit: { name: "costPerMinute", allowed: 100 },
          },
        },
      ],
    },
  });
  expect((await execute("{ viewer { name } }")).code).toBe("RATE_LIMITED");
});
