import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
beforeEach(() => gateway.emulator.reset());
afterAll(() => gateway.stop());

const arn = (account: string, name: keyof typeof fixtureIds, region = "us-east-1") =>
  `arn:aws:directconnect:${region}:${account}:dxcon/${fixtureIds[name]}`;
const acmeDc2 = arn("222222222222", "acme-dc2");

const TAG = `mutation ($account: ID, $region: String, $idempotencyKey: String, $input: TagResourceInput!) {
  tagResource(account: $account, region: $region, idempotencyKey: $idempotencyKey, input: $input) { resourceArn tags { key value } }
}`;
const UNTAG = `mutation ($input: UntagResourceInput!) {
  untagResource(input: $input) { resourceArn tags { key value } }
}`;
const READ = `query ($arns: [ID!]!) { resourceTags(resourceArns: $arns) { resourceArn tags { key value } } }`;

describe("what is refused before AWS is asked", () => {
  test("a bad ARN and bad tags, in one error", async () => {
    const { errors } = await gateway.ask(TAG, {
      input: {
        resourceArn: "arn:aws:s3:::bucket",
        tags: [{ key: "", value: "x".repeat(257) }, { key: "fine" }],
      },
    });
    expect(errors).toHaveLength(1);
    const fields = errors[0]?.extensions["fields"] as { argument: string }[];
    expect(fields.map(({ argument }) => argument).sort()).toEqual([
      "input.resourceArn",
      "input.tags.0.key",
      "input.tags.0.value",
    ]);
    expect(gateway.calls()).toEqual([]);
  });

  test("no tags, and more than 50", async () => {
    for (const count of [0, 51]) {
      const tags = Array.from({ length: count }, (_, index) => ({ key: `k${index}` }));
      const { errors } = await gateway.ask(TAG, { input: { resourceArn: acmeDc2, tags } });
      expect(errors).toMatchObject([{ extensions: { fields: [{ argument: "input.tags" }] } }]);
    }
    expect(gateway.calls()).toEqual([]);
  });

  test("no keys to take off", async () => {
    const { errors } = await gateway.ask(UNTAG, { input: { resourceArn: acmeDc2, tagKeys: [] } });
    expect(errors).toMatchObject([{ extensions: { fields: [{ argument: "input.tagKeys" }] } }]);
    expect(gateway.calls()).toEqual([]);
  });

  test("an ARN of an account that the gateway cannot act as", async () => {
    const { errors } = await gateway.ask(READ, { arns: [arn("999999999999", "acme-dc2")] });
    expect(errors).toMatchObject([
      { extensions: { code: "BAD_USER_INPUT", fields: [{ argument: "resourceArns" }] } },
    ]);
    expect(gateway.calls()).toEqual([]);
  });
});

describe("what AWS refuses", () => {
  test("more tags than a resource may carry", async () => {
    const tags = Array.from({ length: 50 }, (_, index) => ({ key: `k${index}` }));
    const { errors } = await gateway.ask(TAG, { input: { resourceArn: acmeDc2, tags } });
    expect(errors).toMatchObject([
      {
        extensions: {
          code: "QUOTA_EXCEEDED",
          retryable: false,
          aws: {
            operation: "TagResource",
            error: "TooManyTagsException",
            requestId: expect.any(String) as string,
          },
        },
      },
    ]);
  });

  test("a resource that is not there", async () => {
    const { errors } = await gateway.ask(READ, { arns: [acmeDc2.replace("ffacdc2a", "ffnothere")] });
    expect(errors).toMatchObject([{ extensions: { code: "NOT_FOUND", aws: { operation: "DescribeTags" } } }]);
  });
});

test("tags are added and replaced, as the account and in the region of the ARN", async () => {
  const resourceArn = arn("555555555555", "enterprise-ld5", "eu-west-1");
  const tags = [
    { key: "site", value: "slough-2" },
    { key: "empty", value: "" },
  ];
  const { data, errors } = await gateway.ask(TAG, { input: { resourceArn, tags } });
  expect(errors).toEqual([]);
  expect(data.tagResource).toEqual({ resourceArn, tags });
  expect(gateway.emulator.requests.list("TagResource")).toMatchObject([{ input: { resourceArn, tags } }]);
  expect(gateway.calls()).toEqual([
    "555555555555 eu-west-1 DescribeTags",
    "555555555555 eu-west-1 TagResource",
  ]);
});

test.each([
  ["222222222222", "us-east-1", "dxcon", "acme-dc2"],
  ["555555555555", "us-west-1", "dxlag", "lag-sv5"],
  ["555555555555", "us-east-1", "dxvif", "vif-301"],
  ["555555555555", "", "dx-gateway", "vpc-gw"],
  ["555555555555", "", "dx-resiliency-group", "ashburn-group"],
] as const)("in account %s, region %j, a %s is named by its id too", async (account, region, kind, name) => {
  const id = fixtureIds[name];
  const resourceArn = `arn:aws:directconnect:${region}:${account}:${kind}/${id}`;
  const change = { idempotencyKey: `tag-${name}`, input: { resourceArn: id, tags: [{ key: "k" }] } };
  const scope = { account, ...(region !== "" && { region }) };
  const { data, errors } = await gateway.ask(TAG, { ...scope, ...change });
  expect(errors).toEqual([]);
  expect(data.tagResource).toMatchObject({ resourceArn });
  const [sent] = gateway.emulator.requests.list();
  expect(sent).toMatchObject({ operation: "TagResource", account, input: { resourceArn } });
  const again = await gateway.ask(TAG, { ...change, input: { ...change.input, resourceArn } });
  expect(again.extensions).toMatchObject({ idempotency: [{ replayed: true }] });
  const read = await gateway.ask(
    `query ($account: ID, $region: String, $id: ID!) {
      resourceTags(account: $account, region: $region, resourceArns: [$id]) { resourceArn tags { key } }
    }`,
    { ...scope, id },
  );
  expect(read.data.resourceTags).toMatchObject([{ resourceArn }]);
  expect(JSON.stringify(read.data)).toContain('{"key":"k"}');
});

test("another account or region than the ARN's is an error that says so", async () => {
  const input = { resourceArn: acmeDc2, tags: [{ key: "k" }] };
  for (const [argument, value] of [
    ["account", "555555555555"],
    ["region", "us-west-1"],
  ] as const) {
    const { errors } = await gateway.ask(TAG, { input, [argument]: value });
    expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", fields: [{ argument }] } }]);
    expect(gateway.calls()).toEqual([]);
  }
});

test("tags are taken off; a key that is not there is no error", async () => {
  const { data, errors } = await gateway.ask(UNTAG, {
    input: { resourceArn: acmeDc2, tagKeys: ["env", "absent"] },
  });
  expect(errors).toEqual([]);
  expect(data.untagResource).toEqual({ resourceArn: acmeDc2, tags: [] });
});

test("an empty tag value stays empty wherever the tag is read", async () => {
  await gateway.ask(TAG, { input: { resourceArn: acmeDc2, tags: [{ key: "note", value: "" }] } });
  const { data } = await gateway.ask(
    `query ($id: ID!, $arns: [ID!]!) {
      connection(connectionId: $id, account: "acme") { tags { key value } }
      resourceTags(resourceArns: $arns) { tags { key value } }
    }`,
    { id: fixtureIds["acme-dc2"], arns: [acmeDc2] },
  );
  expect(data.connection.tags).toContainEqual({ key: "note", value: "" });
  expect(data.resourceTags[0].tags).toContainEqual({ key: "note", value: "" });
});

test("many ARNs are one call for each account and region, answered in the order asked", async () => {
  const arns = [
    arn("222222222222", "acme-va1"),
    arn("555555555555", "enterprise-ld5", "eu-west-1"),
    acmeDc2,
    arn("222222222222", "acme-va1"),
  ];
  const { data, errors } = await gateway.ask(READ, { arns });
  expect(errors).toEqual([]);
  expect((data.resourceTags as { resourceArn: string }[]).map(({ resourceArn }) => resourceArn)).toEqual(
    arns,
  );
  expect(data.resourceTags[1].tags).toEqual([{ key: "site", value: "slough" }]);
  expect(data.resourceTags[3]).toEqual(data.resourceTags[0]);
  expect(gateway.calls()).toEqual([
    "222222222222 us-east-1 DescribeTags",
    "555555555555 eu-west-1 DescribeTags",
  ]);
});

test("a change that was made but cannot be read back says so, and is not repeated", async () => {
  gateway.emulator.faults.add({
    kind: "error",
    operation: "DescribeTags",
    error: { name: "AccessDeniedException", message: "not allowed" },
  });
  const { data, errors } = await gateway.ask(TAG, { input: { resourceArn: acmeDc2, tags: [{ key: "k" }] } });
  expect(data).toBeNull();
  expect(errors).toMatchObject([{ extensions: { code: "APPLIED_BUT_UNREAD", retryable: false } }]);
  expect(errors[0]?.message).toContain("Do not repeat it");
  expect(gateway.emulator.requests.list("TagResource")).toHaveLength(1);
});
