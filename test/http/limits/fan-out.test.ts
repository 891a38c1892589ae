import { createHash, randomBytes } from "node:crypto";
import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";

const id = randomBytes(8).toString("hex");
const key = `dxgql_${id}_${randomBytes(32).toString("base64url")}`;
const sha256 = createHash("sha256").update(key).digest("hex");
const narrow = { "x-api-key": key };
const openId = randomBytes(8).toString("hex");
const openKey = `dxgql_${openId}_${randomBytes(32).toString("base64url")}`;
const openSha256 = createHash("sha256").update(openKey).digest("hex");
const all = { "x-api-key": openKey };
const expires = "2099-01-01T00:00:00Z";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({
    access: {
      callers: [
        {
          name: "narrow",
          roles: ["viewer"],
          accounts: [{ account: "acme", regions: ["us-east-1", "eu-west-1"] }, { account: "cobalt" }],
          apiKeys: [{ id, sha256, expires }],
        },
        {
          name: "all",
          roles: ["viewer"],
          accounts: "all",
          apiKeys: [{ id: openId, sha256: openSha256, expires }],
          limits: { cost: 10_000 },
        },
      ],
    },
  });
});
afterAll(() => gateway.stop());

/** The cost of a page of one in so many places: the operation, the page, its item, and ten for each place. */
const costIn = (places: number) => 1 + 1 + 1 + 10 * places;

async function costOf(
  document: string,
  variables = {},
  headers: Record<string, string> = all,
): Promise<unknown> {
  const { extensions } = await gateway.ask(document, variables, headers);
  return (extensions["cost"] as { requested: number }).requested;
}

const page = (args: string, declared = "") =>
  `query ${declared} { connections(first: 1, ${args}) { nodes { connectionId } } }`;
const names = (count: number) => Array.from({ length: count }, (_, index) => `us-east-${index}`);

describe("what cannot be paid is refused, and nothing is asked", () => {
  test.each([
    ["very many invented names", { a: names(1_000), r: names(1_000) }],
    ["very many invented accounts", { a: names(10_000), r: ["us-east-1"] }],
  ])("%s", async (_what, variables) => {
    const { errors } = await gateway.ask(
      page("accounts: $a, regions: $r", "($a: [ID!], $r: [String!])"),
      variables,
      all,
    );
    expect(errors).toMatchObject([{ extensions: { code: "LIMIT_EXCEEDED", limit: { name: "cost" } } }]);
    expect(gateway.calls()).toEqual([]);
  });

  test("several fields that fan out are added up", async () => {
    const regions = JSON.stringify([
      "us-east-1",
      "us-east-2",
      "us-west-1",
      "us-west-2",
      "eu-west-1",
      "eu-west-2",
    ]);
    const fields = Array.from(
      { length: 28 },
      (_, index) => `a${index}: connections(first: 1, regions: ${regions}) { totalCount }`,
    );
    const { errors } = await gateway.ask(`{ ${fields.join(" ")} }`, {}, all);
    expect(errors).toMatchObject([
      {
        extensions: {
          code: "LIMIT_EXCEEDED",
          limit: { name: "cost", sent: 1 + 28 * (1 + 10 * 36), allowed: 10_000 },
        },
      },
    ]);
    expect(gateway.calls()).toEqual([]);
  });
});

describe("accounts times regions are counted", () => {
  test.each<[what: string, places: number, document: string, variables?: object]>([
    [
      "that are named",
      6,
      page(`accounts: ["acme", "cobalt"], regions: ["us-east-1", "us-west-1", "eu-west-1"]`),
    ],
    ["each once", 1, page(`accounts: ["acme", "222222222222", "acme"], regions: ["us-east-1", "us-east-1"]`)],
    ["one that is no list", 1, page(`accounts: "acme", regions: "us-east-1"`)],
    ["none", 0, page(`accounts: []`)],
    ["all accounts where none is named", 6, page(`regions: ["us-east-1"]`)],
    ["all regions where none is named", 5, page(`accounts: ["acme"]`)],
    ["all where neither is named", 30, page("")],
    ["all where both are null", 30, page("accounts: null, regions: null")],
    [
      "by variables",
      4,
      page("accounts: $a, regions: $r", "($a: [ID!], $r: [String!])"),
      { a: ["acme", "cobalt"], r: ["us-east-1", "us-west-1"] },
    ],
    [
      "by variables in lists",
      4,
      page('accounts: [$a, "acme"], regions: [$r, "us-east-1"]', "($a: ID!, $r: String!)"),
      { a: "cobalt", r: "us-west-1" },
    ],
    [
      "by variables that are null",
      30,
      page("accounts: $a, regions: $r", "($a: [ID!], $r: [String!])"),
      { a: null, r: null },
    ],
    ["by variables that are absent", 30, page("accounts: $a, regions: $r", "($a: [ID!], $r: [String!])")],
    [
      "by defaults",
      1,
      page("accounts: $a, regions: $r", `($a: [ID!] = ["acme"], $r: [String!] = "us-east-1")`),
    ],
    [
      "by null in place of a default",
      30,
      page("accounts: $a, regions: $r", `($a: [ID!] = ["acme"], $r: [String!] = "us-east-1")`),
      { a: null, r: null },
    ],
    [
      "what is not known, as one each",
      2 * 3,
      page(`accounts: ["acme", "nobody"], regions: ["us-east-1", "mars", "venus"]`),
    ],
    [
      "regions that cannot be coerced, as the most",
      1 * 40,
      page(`accounts: ["acme"], regions: [$r]`, `($r: String = "x")`),
      { r: null },
    ],
    [
      "accounts that cannot be coerced, as the most",
      100 * 1,
      page(`accounts: [$a], regions: ["us-east-1"]`, `($a: ID = "x")`),
      { a: null },
    ],
    [
      "accounts that cannot be coerced, in all regions",
      100 * 5,
      page(`accounts: [$a]`, `($a: ID = "x")`),
      { a: null },
    ],
    [
      "where one is asked after the other",
      1,
      page("accounts: $a, regions: $r", "($a: [ID!], $r: [String!])"),
      { a: ["acme"], r: ["us-east-1"] },
    ],
  ])("%s: %d", async (_what, places, document, variables = {}) => {
    expect(await costOf(document, variables)).toBe(costIn(places));
  });

  test("those that a caller is granted", async () => {
    expect(await costOf(page(""), {}, narrow)).toBe(costIn(2 + 5));
    expect(await costOf(page(""), {}, all)).toBe(costIn(30)); // also where the document is known
    expect(await costOf(page(`regions: ["us-east-1"]`), {}, narrow)).toBe(costIn(2));
    expect(await costOf(page(`accounts: ["acme"]`), {}, narrow)).toBe(costIn(2));
  });

  test("of the acceptance inbox", async () => {
    expect(
      await costOf(`{ acceptanceInbox(accounts: ["acme"], regions: ["us-east-1"]) { __typename } }`),
    ).toBe(1 + 1 + 10);
  });

  test("resources that are named by their ARNs", async () => {
    const tags = "query ($a: [ID!]!) { resourceTags(resourceArns: $a) { resourceArn tags { key } } }";
    const arns = Array.from(
      { length: 20 },
      (_, index) => `arn:aws:directconnect:us-east-1:222222222222:dxcon/dxcon-${index}`,
    );
    // 50 tags cost as much as five objects, and ten values of an argument as much as one
    expect(await costOf(tags, { a: arns })).toBe(1 + 2 + 20 * (1 + 5));
    expect(await costOf(tags, { a: [...arns, ...arns] })).toBe(1 + 4 + 20 * (1 + 5));
    expect(await costOf(tags, { a: [] })).toBe(1 + 1 * (1 + 5));
  });
});
