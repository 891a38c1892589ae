import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { hasRegionForm, isKnownRegion } from "../../src/directconnect/accounts/regions";
import { emulatedAccounts } from "../../src/config/emulated-accounts";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

/** Every region of the SDK's partition data, as its own types list them; the pseudo regions end with `-global`. */
const data = readFileSync(
  join(
    dirname(require.resolve("@aws-sdk/core/package.json")),
    "dist-types/submodules/client/util-endpoints/lib/aws/partitions.d.ts",
  ),
  "utf8",
);
const codes = [
  ...new Set([...data.matchAll(/"([a-z]+(?:-[a-z]+)*-(?:\d+|global))"/g)].map(([, code = ""]) => code)),
];
const REGIONS = codes.filter((code) => !code.endsWith("-global"));
const PSEUDO_REGIONS = codes.filter((code) => code.endsWith("-global"));

const UNKNOWN = [
  ...PSEUDO_REGIONS,
  ...[
    "mars",
    "us-east-99",
    "xx-nowhere-1",
    "US-EAST-1",
    "us-east-1 ",
    "us-east-1.evil.example",
    "",
    "__proto__",
  ],
  "us-east-1@evil.example",
];

let gateway: GatewayUnderTest;
const [first, ...others] = emulatedAccounts();
beforeAll(async () => {
  if (first === undefined) throw new Error("The emulator has accounts.");
  gateway = await startGatewayUnderTest({
    // a region that AWS opened after this SDK was made
    accounts: [
      first,
      ...others.map((one) =>
        one.alias === "acme" ? { ...one, regions: [...one.regions, "us-north-1"] } : one,
      ),
    ],
  });
});
afterAll(() => gateway.stop());

test("the SDK's data was found", () => {
  expect(REGIONS).toEqual(expect.arrayContaining(["us-east-1", "eusc-de-east-1", "us-isob-east-1"]));
  expect(REGIONS.length).toBeGreaterThan(40);
  expect(PSEUDO_REGIONS).toEqual(expect.arrayContaining(["aws-global", "aws-iso-global"]));
});

describe("what is no region of AWS is refused before AWS is asked", () => {
  const WAYS: [way: string, argument: string, document: string][] = [
    [
      "a list",
      "regions",
      'query ($r: String!) { asked: connections(regions: ["us-east-1", $r]) { totalCount } }',
    ],
    ["the inbox", "regions", "query ($r: String!) { asked: acceptanceInbox(regions: [$r]) { __typename } }"],
    [
      "a single resource",
      "region",
      `query ($r: String!) { asked: connection(connectionId: "dxcon-ffacdc2a", region: $r) { id } }`,
    ],
    [
      "a mutation",
      "region",
      `mutation ($r: String!) { asked: updateConnection(input: { connectionId: "dxcon-ffacdc2a", connectionName: "x" }, region: $r) { id } }`,
    ],
  ];

  test.each(
    WAYS.flatMap(([way, argument, document]) =>
      UNKNOWN.map((region) => ({ way, argument, document, region })),
    ),
  )("$way: $region", async ({ argument, document, region }) => {
    const { errors } = await gateway.ask(document, { r: region });
    expect(errors).toMatchObject([
      {
        path: ["asked"],
        extensions: {
          code: "BAD_USER_INPUT",
          retryable: false,
          fields: [{ argument, sent: JSON.stringify(region) }],
        },
      },
    ]);
    expect(errors[0]?.message).toContain("allowed is a region of AWS, such as us-east-1");
    expect(gateway.calls()).toEqual([]);
  });

  test.each(UNKNOWN.filter((region) => /^[\w-]+$/.test(region)))(
    "a letter of authorization: %s",
    async (region) => {
      gateway.emulator.requests.clear();
      const { status } = await fetch(`${gateway.url}/loa/111111111111/${region}/dxcon-fgdc2000`);
      expect(status).toBe(400);
      expect(gateway.calls()).toEqual([]);
    },
  );

  test.each(["dxcon/dxcon-ffacdc2a", "dxlag/dxlag-fedc2000", "dxvif/dxvif-ffacdc2a"])(
    "the ARN of %s",
    async (resource) => {
      for (const account of ["222222222222", "999999999999"]) {
        const arn = `arn:aws:directconnect:us-east-99:${account}:${resource}`;
        const { data: answer } = await gateway.ask(`query ($id: ID!) { node(id: $id) { id } }`, { id: arn });
        expect(answer).toEqual({ node: null });
        expect(gateway.calls()).toEqual([]);
        const { errors } = await gateway.ask(
          `query ($id: ID!) { resourceTags(resourceArns: [$id]) { resourceArn } }`,
          { id: arn },
        );
        expect(errors).toMatchObject([
          { extensions: { code: "BAD_USER_INPUT", fields: [{ argument: "resourceArns" }] } },
        ]);
        expect(gateway.calls()).toEqual([]);
      }
    },
  );

  test("what was sent is shortened", async () => {
    const { errors } = await gateway.ask(
      `query ($r: String!) { connections(regions: [$r]) { totalCount } }`,
      {
        r: `us-east-${"1".repeat(50_000)}`,
      },
    );
    expect(JSON.stringify(errors).length).toBeLessThan(2_000);
  });
});

test.each(REGIONS)("%s is known, and asked", async (region) => {
  expect([isKnownRegion(region), hasRegionForm(region)]).toEqual([true, true]);
  const { errors } = await gateway.ask(
    `query ($r: [String!]) { connections(accounts: ["acme"], regions: $r) { totalCount } }`,
    { r: [region] },
  );
  expect(errors).toEqual([]);
  expect(gateway.calls()).toEqual([`222222222222 ${region} DescribeConnections`]);
});

test("a caller may not be granted a region that an account cannot have", async () => {
  const access = {
    callers: [
      {
        name: "acme",
        roles: ["viewer"],
        accounts: [{ account: "acme", regions: ["eusc-de-east-1", "us-north-1"] }],
        apiKeys: [{ id: "0".repeat(16), sha256: "0".repeat(64), expires: "2099-01-01T00:00:00Z" }],
      },
    ],
  };
  await expect(startGatewayUnderTest({ access, store: {} })).rejects.toThrow(
    "callers.0.accounts.0.regions.1: must be a region of the AWS SDK's partition data, or one that the account is configured with",
  );
});

describe("a region that is only in the configuration of an account", () => {
  const list = (args: string) => `{ connections(${args}) { totalCount } }`;

  test("is refused for another account", async () => {
    const { errors } = await gateway.ask(list(`accounts: ["cobalt"], regions: ["us-north-1"]`));
    expect(errors).toMatchObject([
      { extensions: { code: "BAD_USER_INPUT", fields: [{ argument: "regions", sent: '"us-north-1"' }] } },
    ]);
    expect(gateway.calls()).toEqual([]);
  });

  test("is asked as that account alone", async () => {
    const { errors } = await gateway.ask(list(`regions: ["us-north-1"]`));
    expect(errors).toEqual([]);
    expect(gateway.calls()).toEqual(["222222222222 us-north-1 DescribeConnections"]);
  });

  test("is reported at the start", () => {
    expect(gateway.logged.filter(({ level }) => level === "warn")).toContainEqual(
      expect.objectContaining({ accountId: "222222222222", regions: ["us-north-1"] }),
    );
  });
});

describe("one field names", () => {
  const QUERY = `query ($a: [ID!], $r: [String!]) { connections(accounts: $a, regions: $r) { totalCount } }`;

  test.each([
    [
      "900 regions that there are not",
      { r: Array.from({ length: 900 }, (_, index) => `us-east-${index}`) },
      "regions",
      900,
    ],
    ["41 regions", { a: ["acme"], r: REGIONS.slice(0, 41) }, "regions", 41],
  ])("no more than 40 regions: %s", async (_what, variables, argument, count) => {
    const { errors } = await gateway.ask(QUERY, variables);
    expect(errors).toMatchObject([
      {
        extensions: {
          code: "BAD_USER_INPUT",
          fields: [{ argument, sent: `a list of ${count}`, allowed: "a list of at most 40" }],
        },
      },
    ]);
    expect(gateway.calls()).toEqual([]);
  });

  test("40 regions, each once however often it is named", async () => {
    const regions = REGIONS.slice(0, 40);
    const { errors } = await gateway.ask(QUERY, {
      a: ["acme", "222222222222", "acme"],
      r: [...regions, ...regions],
    });
    expect(errors).toEqual([]);
    expect(gateway.calls()).toEqual(
      regions.map((region) => `222222222222 ${region} DescribeConnections`).sort(),
    );
  });

  test("no more than 100 accounts, and 100", async () => {
    const many = Array.from({ length: 101 }, (_, index) => ({
      alias: `account-${index}`,
      accountId: String(500_000_000_000 + index),
      regions: ["us-east-1"],
      credentials: { accessKeyId: String(500_000_000_000 + index), secretAccessKey: "emulated" },
    }));
    const large = await startGatewayUnderTest({ accounts: many });
    try {
      const a = many.map(({ alias }) => alias);
      const { errors } = await large.ask(QUERY, { a });
      expect(errors).toMatchObject([
        {
          extensions: {
            fields: [{ argument: "accounts", sent: "a list of 101", allowed: "a list of at most 100" }],
          },
        },
      ]);
      expect(large.calls()).toEqual([]);
      expect((await large.ask(QUERY, { a: a.slice(1) })).errors).toEqual([]);
      expect(large.calls()).toHaveLength(100);
      // all that are configured are no list
      expect((await large.ask(QUERY, {})).errors).toEqual([]);
      expect(large.calls()).toHaveLength(101);
      // an error names some of them
      const { errors: unknown } = await large.ask(QUERY, { a: ["nobody"] });
      expect(unknown[0]?.extensions["fields"]).toEqual([
        {
          argument: "accounts",
          sent: '"nobody"',
          allowed: expect.stringMatching(/^one of .{100,200} and 96 more$/),
        },
      ]);
    } finally {
      await large.stop();
    }
  });

  test("no more than 1,000 resources", async () => {
    const arns = Array.from(
      { length: 1_001 },
      (_, index) => `arn:aws:directconnect:us-east-1:222222222222:dxcon/dxcon-${index}`,
    );
    const { errors } = await gateway.ask(
      `query ($a: [ID!]!) { resourceTags(resourceArns: $a) { resourceArn } }`,
      { a: arns },
    );
    expect(errors).toMatchObject([
      {
        extensions: {
          code: "BAD_USER_INPUT",
          fields: [
            { argument: "resourceArns", allowed: "at most 1000 values in all arguments of a field together" },
          ],
        },
      },
    ]);
    expect(gateway.calls()).toEqual([]);
  });
});
