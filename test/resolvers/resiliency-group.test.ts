import { makeApiKey } from "../../src/auth/api-keys";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { aMarker } from "../marker";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

const minute = 60_000;
const ashburn = fixtureIds["ashburn-group"];
const arn = `arn:aws:directconnect::555555555555:dx-resiliency-group/${ashburn}`;
const INTENDED = "directconnect-graphql:intended-resiliency-model";
const HERE = 'account: "enterprise", region: "us-east-1"';

let gateway: GatewayUnderTest;
beforeEach(async () => {
  gateway = await startGatewayUnderTest();
});
afterEach(() => gateway.stop());

const create = (input: string, key = "one") =>
  gateway.ask(`mutation {
    createResiliencyGroup(${HERE}, idempotencyKey: "${key}", input: { ${input} }) {
      id resiliencyGroupId state resiliencyGroupType tags { key value } intended { intendedResiliencyModel isMet missing }
    }
  }`);
const sent = (operation: string) =>
  gateway.emulator.requests.list().filter((request) => request.operation === operation);

test("every bad field of a new group is refused in one error, before AWS is asked", async () => {
  const { data, errors } = await create(
    'resiliencyGroupName: "a pair", intendedResiliencyModel: HIGH_RESILIENCY, tags: [{ key: "aws:a" }]',
  );
  expect(data).toBeNull();
  expect(errors).toMatchObject([
    {
      extensions: {
        code: "BAD_USER_INPUT",
        fields: [
          {
            argument: "input.resiliencyGroupName",
            allowed: "1 to 255 letters, digits and the characters - _",
          },
          { argument: "input.tags.0.key" },
        ],
      },
    },
  ]);
  expect(gateway.calls()).toEqual([]);
});

test.each(["associateConnectionsTo", "disassociateConnectionsFrom"])(
  "%s: what is no group and what is no connection is refused in one error, before AWS is asked",
  async (field) => {
    const { errors } = await gateway.ask(`mutation {
      ${field}ResiliencyGroup(${HERE}, input: { resiliencyGroupId: "dxrg-1", connectionIdentifiers: ["foo"] }) {
        resiliencyGroupId
      }
    }`);
    expect(errors).toMatchObject([
      {
        extensions: {
          code: "BAD_USER_INPUT",
          fields: [
            { argument: "input.resiliencyGroupId", sent: '"dxrg-1"' },
            { argument: "input.connectionIdentifiers", sent: '["foo"]' },
          ],
        },
      },
    ]);
    expect(gateway.calls()).toEqual([]);
  },
);

test("two of the tags that AWS takes are the gateway's own", async () => {
  const tags = Array.from({ length: 49 }, (_, index) => `{ key: "k${index}" }`).join(" ");
  const { errors } = await create(
    `resiliencyGroupName: "pair", intendedResiliencyModel: HIGH_RESILIENCY, tags: [${tags}]`,
  );
  expect(errors).toMatchObject([
    { extensions: { fields: [{ argument: "input.tags", allowed: "1 to 48 items" }] } },
  ]);
  expect(gateway.calls()).toEqual([]);
});

test("AWS's LimitExceededException is QUOTA_EXCEEDED, by its name alone", async () => {
  gateway.emulator.faults.add({
    kind: "error",
    operation: "CreateResiliencyGroup",
    error: { name: "LimitExceededException", message: "Too many.", status: 400 },
  });
  const { errors } = await create('resiliencyGroupName: "pair", intendedResiliencyModel: HIGH_RESILIENCY');
  expect(errors).toMatchObject([{ extensions: { code: "QUOTA_EXCEEDED", retryable: false } }]);
});

test("a group is made with its model as a tag, and a client token that is a hash of caller and key", async () => {
  const { data, errors } = await create(
    'resiliencyGroupName: "pair", intendedResiliencyModel: MAXIMUM_RESILIENCY, tags: [{ key: "team", value: "core" }]',
    "x".repeat(255),
  );
  expect(errors).toEqual([]);
  const { id, resiliencyGroupId, ...made } = data.createResiliencyGroup;
  expect(id).toBe(`arn:aws:directconnect::555555555555:dx-resiliency-group/${String(resiliencyGroupId)}`);
  expect(made).toMatchObject({
    state: "PENDING",
    resiliencyGroupType: "MANAGED",
    intended: {
      intendedResiliencyModel: "MAXIMUM_RESILIENCY",
      isMet: false,
      missing: ["Connections on 2 devices at a site.", "Connections on 2 devices at another site."],
    },
  });
  expect(made.tags).toEqual(
    expect.arrayContaining([
      { key: "team", value: "core" },
      { key: INTENDED, value: "maximum-resiliency" },
    ]),
  );
  const [request] = sent("CreateResiliencyGroup");
  expect(request?.input).toMatchObject({ clientToken: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
});

test("tags that were copied from another group name its model and its change, and are replaced", async () => {
  const copied = `[{ key: "${INTENDED}", value: "basic-resiliency" }, { key: "${aMarker.key}", value: "of another" }]`;
  const { data, errors } = await create(
    `resiliencyGroupName: "pair", intendedResiliencyModel: HIGH_RESILIENCY, tags: ${copied}`,
  );
  expect(errors).toEqual([]);
  expect(data.createResiliencyGroup.tags).toEqual([{ key: INTENDED, value: "high-resiliency" }, aMarker]);
});

test("the client token is the same in repeats, and another's for another key", async () => {
  const tokens: unknown[] = [];
  const order = 'resiliencyGroupName: "pair", intendedResiliencyModel: HIGH_RESILIENCY';
  for (const key of ["one", "one", "two"]) {
    gateway.emulator.faults.add({ kind: "throttle", operation: "CreateResiliencyGroup", count: 4 });
    await create(order, key);
    tokens.push(
      ...sent("CreateResiliencyGroup").map(({ input }) => (input as { clientToken: string }).clientToken),
    );
    gateway.emulator.faults.clear();
  }
  expect(new Set(tokens).size).toBe(2);
});

test("two callers who send one key send two client tokens", async () => {
  const keys = [makeApiKey(new Date(Date.now() + 3_600_000)), makeApiKey(new Date(Date.now() + 3_600_000))];
  const callers = keys.map(({ stored }, index) => ({
    ...{ name: `caller-${index}`, roles: ["admin"], accounts: "all", apiKeys: [stored] },
  }));
  await gateway.stop();
  gateway = await startGatewayUnderTest({ access: { callers } });
  const tokens: unknown[] = [];
  for (const { key } of keys) {
    const { errors } = await gateway.ask(
      `mutation { createResiliencyGroup(account: "enterprise", idempotencyKey: "one-key", input: {
        resiliencyGroupName: "pair", intendedResiliencyModel: HIGH_RESILIENCY
      }) { id } }`,
      {},
      { "x-api-key": key },
    );
    expect(errors).toEqual([]);
    tokens.push(
      ...sent("CreateResiliencyGroup").map(({ input }) => (input as { clientToken: string }).clientToken),
    );
  }
  expect(tokens).toHaveLength(2);
  expect(new Set(tokens).size).toBe(2);
});

test("a group shows its connections, their associations, and what is missing for what it is meant to be", async () => {
  const { data, errors } = await gateway.ask(`{
    resiliencyGroup(${HERE}, resiliencyGroupId: "${ashburn}") {
      id resiliencyGroupArn resiliencyGroupName ownerAccount
      tags { key value }
      associations { totalCount nodes { connectionArn connectionId state connection { id } resiliencyGroup { id } } }
      connections { __typename id }
      resiliency { asBuilt { tier } }
      intended { intendedResiliencyModel isMet isMetNow missing }
    }
  }`);
  expect(errors).toEqual([]);
  const port = `arn:aws:directconnect:us-east-1:555555555555:dxcon/${fixtureIds["enterprise-100g"]}`;
  const lag = `arn:aws:directconnect:us-east-1:555555555555:dxlag/${fixtureIds["lag-dc2"]}`;
  expect(data.resiliencyGroup).toMatchObject({
    ...{ id: arn, resiliencyGroupArn: arn, resiliencyGroupName: "ashburn", ownerAccount: "555555555555" },
    tags: [
      { key: "team", value: "netops" },
      { key: INTENDED, value: "high-resiliency" },
    ],
    associations: {
      totalCount: 2,
      nodes: [
        { connectionArn: port, state: "ASSOCIATED", connection: { id: port }, resiliencyGroup: { id: arn } },
        { connectionArn: lag, connectionId: fixtureIds["lag-dc2"], connection: { id: lag } },
      ],
    },
    connections: [
      { __typename: "Connection", id: port },
      { __typename: "Lag", id: lag },
    ],
  });
  const { resiliency, intended } = data.resiliencyGroup;
  expect(intended.intendedResiliencyModel).toBe("HIGH_RESILIENCY");
  expect([intended.isMet, intended.missing.length > 0]).toEqual(
    ["HIGH", "MAXIMUM"].includes(resiliency.asBuilt.tier as string) ? [true, false] : [false, true],
  );
});

test("where GetResiliencyGroup is denied, the lists and the tags have the group", async () => {
  gateway.emulator.faults.add({
    kind: "error",
    operation: "GetResiliencyGroup",
    error: { name: "AccessDeniedException", message: "not authorized", status: 400 },
  });
  const document = `{ node(id: "${arn}") { id ... on ResiliencyGroup { resiliencyGroupName tags { key } } } }`;
  const { data, errors } = await gateway.ask(document);
  expect(errors).toEqual([]);
  expect(data.node).toMatchObject({ id: arn, resiliencyGroupName: "ashburn" });
  expect(data.node.tags).toHaveLength(2);
});

test("lists read all regions, and the tags of all groups together", async () => {
  await create('resiliencyGroupName: "pair", intendedResiliencyModel: HIGH_RESILIENCY');
  gateway.emulator.clock.advance(minute);
  const { data, errors } = await gateway.ask(`{
    resiliencyGroups(accounts: ["enterprise"], orderBy: { field: NAME }) {
      totalCount nodes { resiliencyGroupName region tags { key } }
    }
  }`);
  expect(errors).toEqual([]);
  expect(data.resiliencyGroups.nodes).toMatchObject([
    { resiliencyGroupName: "ashburn", region: "us-east-1" },
    { resiliencyGroupName: "pair", region: "us-east-1" },
  ]);
  expect(sent("DescribeTags")).toHaveLength(1);
  expect(sent("GetResiliencyGroup")).toHaveLength(0);
});

test("a member in another region is repeated by its id and its ARN as the same change", async () => {
  const id = fixtureIds["enterprise-ld5"];
  const join = (member: string) =>
    gateway.ask(
      `mutation ($member: ID!) {
        associateConnectionsToResiliencyGroup(${HERE}, idempotencyKey: "member-in-eu-west-1", input: {
          resiliencyGroupId: "${ashburn}", connectionIdentifiers: [$member]
        }) { resiliencyGroupAssociations { connectionId } }
      }`,
      { member },
    );
  expect((await join(id)).errors).toEqual([]);
  expect(gateway.calls()).toContain("555555555555 us-east-1 AssociateConnectionsToResiliencyGroup");
  const { data, errors } = await join(`arn:aws:directconnect:eu-west-1:555555555555:dxcon/${id}`);
  expect(errors).toEqual([]);
  expect(data.associateConnectionsToResiliencyGroup.resiliencyGroupAssociations).toEqual([
    { connectionId: id },
  ]);
  expect(gateway.calls()).toEqual([]); // of the repeat
});

test("connections join and leave, all or none, and show their groups", async () => {
  const change = (field: string) =>
    gateway.ask(`mutation {
      change: ${field}ResiliencyGroup(${HERE}, input: {
        resiliencyGroupId: "${ashburn}", connectionIdentifiers: ["${fixtureIds["enterprise-ld5"]}"]
      }) { resiliencyGroupId resiliencyGroupAssociations { connectionId state } }
    }`);
  const groupsOf = async () => {
    const { data, errors } = await gateway.ask(`{
      connection(account: "enterprise", region: "eu-west-1", connectionId: "${fixtureIds["enterprise-ld5"]}") {
        resiliencyGroups { resiliencyGroupName }
      }
    }`);
    expect(errors).toEqual([]);
    return data.connection.resiliencyGroups;
  };
  expect(await groupsOf()).toEqual([]);
  const joined = await change("associateConnectionsTo");
  expect(joined.data.change).toEqual({
    resiliencyGroupId: ashburn,
    resiliencyGroupAssociations: [{ connectionId: fixtureIds["enterprise-ld5"], state: "ASSOCIATING" }],
  });
  expect(await groupsOf()).toEqual([{ resiliencyGroupName: "ashburn" }]);
  const left = await change("disassociateConnectionsFrom");
  expect(left.data.change.resiliencyGroupAssociations).toMatchObject([{ state: "DISASSOCIATING" }]);
  expect(await groupsOf()).toEqual([]);
});

test("a group is renamed, and deleted as its plan says", async () => {
  const renamed = await gateway.ask(`mutation {
    updateResiliencyGroup(${HERE}, input: { resiliencyGroupId: "${ashburn}", resiliencyGroupName: "virginia" }) {
      resiliencyGroupName
    }
  }`);
  expect(renamed.data.updateResiliencyGroup).toEqual({ resiliencyGroupName: "virginia" });
  const remove = () =>
    gateway.ask(`mutation {
      deleteResiliencyGroup(${HERE}, input: { resiliencyGroupId: "${ashburn}" }) { state alreadyGone }
    }`);
  expect((await remove()).errors).toMatchObject([{ extensions: { code: "REJECTED" } }]);

  const plan = await gateway.ask(
    `{ deletionPlan(id: "${arn}") { steps { mutation arguments waitFor } obstacles } }`,
  );
  expect(plan.data.deletionPlan).toMatchObject({
    steps: [
      { mutation: "disassociateConnectionsFromResiliencyGroup" },
      { mutation: "deleteResiliencyGroup", waitFor: null },
    ],
    obstacles: [],
  });
  const [step] = plan.data.deletionPlan.steps;
  const done = await gateway.ask(
    `mutation ($input: ResiliencyGroupMembersInput!, $account: ID, $region: String) {
      ${String(step.mutation)}(input: $input, account: $account, region: $region) { resiliencyGroupId }
    }`,
    step.arguments,
  );
  expect(done.errors).toEqual([]);
  gateway.emulator.clock.advance(minute);
  expect((await remove()).data.deleteResiliencyGroup).toEqual({ state: "DELETING", alreadyGone: false });
  gateway.emulator.clock.advance(20 * minute);
  expect((await remove()).data.deleteResiliencyGroup).toEqual({ state: "DELETED", alreadyGone: true });
});
