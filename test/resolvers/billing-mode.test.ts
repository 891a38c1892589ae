import { accounts } from "../../src/emulator/fixtures/accounts";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { memberships } from "../../src/emulator/records/resiliency-groups";
import { ports } from "../../src/emulator/records/ports";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { makeApiKey } from "../../src/auth/api-keys";

const { enterprise } = accounts;
const a = fixtureIds["lag-dc2-a"];
const b = fixtureIds["lag-dc2-b"];
const hundred = fixtureIds["enterprise-100g"];
/** All that the enterprise has at EqDC2: there it is billed in one way. */
const ALL = [a, b, hundred];

const CHANGE = `mutation ($input: UpdateConnectionsBillingModeInput!, $key: String) {
  updateConnectionsBillingMode(account: "enterprise", idempotencyKey: $key, input: $input) {
    billingMode
    connections { connectionId outcome connection { billingMode requestedBillingMode } }
  }
}`;

const change = (
  to: GatewayUnderTest,
  connectionIds: readonly string[],
  billingMode: string,
  key: string | null = null,
) => to.ask(CHANGE, { key, input: { connectionIds, billingMode } });

const sentTo = (gateway: GatewayUnderTest) =>
  gateway.emulator.requests.list("UpdateConnectionsBillingMode").length;

/** Makes of the LAG one port, and puts it and the port of 100 Gbps on two devices at one speed. */
function pairUp({ emulator: { store } }: GatewayUnderTest): void {
  const table = store.table(ports);
  table.update(hundred, { bandwidth: "10Gbps", awsDeviceV2: "EqDC2-another" });
  table.remove(b);
  expect(store.table(memberships).by("group", fixtureIds["ashburn-group"])).toHaveLength(2);
}

describe("refused", () => {
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    gateway = await startGatewayUnderTest();
  });
  afterAll(() => gateway.stop());

  test("a caller who may only look", async () => {
    const { key, stored } = makeApiKey(new Date(Date.now() + 3_600_000));
    const caller = {
      name: "noc",
      roles: ["viewer"],
      accounts: [{ account: "enterprise" }],
      apiKeys: [stored],
    };
    const held = await startGatewayUnderTest({ access: { callers: [caller] } });
    const { data, errors } = await held.ask(
      CHANGE,
      { input: { connectionIds: ALL, billingMode: "FLAT_RATE_TIER2" } },
      { "x-api-key": key },
    );
    expect([data, errors[0]?.extensions["code"], sentTo(held)]).toEqual([null, "FORBIDDEN", 0]);
    await held.stop();
  });

  test("a mode of pairs, which AWS alone sets: the schema has no such value", async () => {
    const { errors } = await change(gateway, ALL, "PORT_PAIR_FLAT_RATE_TIER2");
    expect(errors[0]?.message).toMatch(/does not exist in "RequestBillingMode" enum/);
    expect(sentTo(gateway)).toBe(0);
  });

  test.each([
    ["none", [], /1 to 200/],
    ["more than AWS takes", Array.from({ length: 201 }, (_, index) => `dxcon-${10_000_000 + index}`), /200/],
    ["one twice", [a, a], /each item once/],
    ["what is no connection", ["dxlag-fedc2000"], /an id such as dxcon-ffabc123/],
  ])("%s", async (_what, ids, message) => {
    const { errors } = await change(gateway, ids, "FLAT_RATE_TIER2");
    expect(errors[0]).toMatchObject({ extensions: { code: "BAD_USER_INPUT" } });
    expect(errors[0]?.message).toMatch(message);
    expect(sentTo(gateway)).toBe(0);
  });

  test.each([
    ["a hosted connection of the account", "acme", fixtureIds["acme-dc2"], /hosted connection/],
    ["one of another account", "enterprise", fixtureIds["acme-dc2"], /Could not find Connection/],
  ])("%s, by AWS", async (_what, account, id, message) => {
    const { errors } = await gateway.ask(CHANGE.replace('"enterprise"', JSON.stringify(account)), {
      input: { connectionIds: [id], billingMode: "FLAT_RATE_TIER2" },
    });
    expect(errors[0]?.message).toMatch(message);
  });
});

describe("made", () => {
  let gateway: GatewayUnderTest;
  beforeEach(async () => {
    gateway = await startGatewayUnderTest();
  });
  afterEach(() => gateway.stop());

  test("several connections in one call to AWS, with an outcome for each", async () => {
    const { data, errors } = await change(gateway, ALL, "FLAT_RATE_TIER2");
    expect(errors).toEqual([]);
    expect(data.updateConnectionsBillingMode).toEqual({
      billingMode: "FLAT_RATE_TIER2",
      connections: ALL.map((connectionId) => ({
        connectionId,
        outcome: "APPLIED",
        connection: { billingMode: "FLAT_RATE_TIER2", requestedBillingMode: "FLAT_RATE_TIER2" },
      })),
    });
    expect(gateway.emulator.requests.list("UpdateConnectionsBillingMode").map(({ input }) => input)).toEqual([
      { connectionIds: ALL, billingMode: "FlatRateTier2" },
    ]);
  });

  test("is one change: a repeat is answered from one entry of the journal, and nothing is sent", async () => {
    const first = await change(gateway, ALL, "FLAT_RATE_TIER2", "flat");
    const again = await change(gateway, ALL, "FLAT_RATE_TIER2", "flat");
    expect([again.data, sentTo(gateway)]).toEqual([first.data, 0]);
    expect(again.extensions["idempotency"]).toEqual([
      { path: ["updateConnectionsBillingMode"], key: "flat", replayed: true },
    ]);
    const entries = await gateway.ask("{ auditEntries(first: 10) { nodes { operation key } } }");
    expect(entries.data?.auditEntries.nodes).toEqual([
      { operation: "UpdateConnectionsBillingMode", key: "flat" },
    ]);
    const other = await change(gateway, ALL, "FLAT_RATE_TIER3", "flat");
    expect(other.errors[0]?.extensions["code"]).toBe("IDEMPOTENCY_KEY_REUSED");
  });

  test("a mode that is read of a pair can be sent again by its other name", async () => {
    pairUp(gateway);
    await change(gateway, [a, hundred], "FLAT_RATE_TIER2");
    const read = async () => {
      const { data } = await gateway.ask(`{
        connection(account: "enterprise", connectionId: "${hundred}") { billingMode requestedBillingMode }
        lag(account: "enterprise", lagId: "${fixtureIds["lag-dc2"]}") { billingMode requestedBillingMode }
      }`);
      return data as Record<"connection" | "lag", { requestedBillingMode: string }>;
    };
    const paired = {
      billingMode: "PORT_PAIR_FLAT_RATE_TIER2",
      requestedBillingMode: "FLAT_RATE_TIER2",
    };
    const shown = await read();
    expect(shown).toEqual({ connection: paired, lag: paired });
    const again = await change(gateway, [a, hundred], shown.connection.requestedBillingMode);
    expect(again.data.updateConnectionsBillingMode.connections).toEqual([
      { connectionId: a, outcome: "APPLIED", connection: paired },
      { connectionId: hundred, outcome: "APPLIED", connection: paired },
    ]);
  });

  test("what was read before is not shown any more", async () => {
    const held = await startGatewayUnderTest({
      upstream: gateway.emulator,
      settings: { SNAPSHOT_FRESH_MS: "600000" },
    });
    const modes = async () => {
      const { data } = await held.ask(`{
        connections(accounts: ["enterprise"], regions: ["us-east-1"]) { nodes { billingMode } }
        lags(accounts: ["enterprise"], regions: ["us-east-1"]) { nodes { billingMode } }
      }`);
      return JSON.stringify(data).match(/[A-Z]+_[A-Z0-9_]+/g);
    };
    expect(new Set(await modes())).toEqual(new Set(["PAY_AS_YOU_GO"]));
    await change(held, ALL, "FLAT_RATE_TIER2");
    expect(new Set(await modes())).toEqual(new Set(["FLAT_RATE_TIER2"]));
    await held.stop();
  });
});

describe("an answer that is lost", () => {
  let gateway: GatewayUnderTest;
  beforeEach(async () => {
    gateway = await startGatewayUnderTest({ settings: { AWS_TIMEOUT_MS: "300" } });
  });
  afterEach(() => gateway.stop());

  test("after AWS made the change: each connection's mode is read, and nothing is sent again", async () => {
    gateway.emulator.faults.add({
      kind: "resetAfterExecution",
      operation: "UpdateConnectionsBillingMode",
      count: 1,
    });
    const { data, errors } = await change(gateway, ALL, "FLAT_RATE_TIER2");
    expect(errors).toEqual([]);
    expect(
      data.updateConnectionsBillingMode.connections.map(({ outcome }: { outcome: string }) => outcome),
    ).toEqual(["APPLIED", "APPLIED", "APPLIED"]);
    expect(sentTo(gateway)).toBe(1);
  });

  test("after AWS billed two of them as a pair: they are billed as wanted", async () => {
    pairUp(gateway);
    gateway.emulator.faults.add({
      kind: "resetAfterExecution",
      operation: "UpdateConnectionsBillingMode",
      count: 1,
    });
    const { data, errors } = await change(gateway, [a, hundred], "FLAT_RATE_TIER2");
    expect(errors).toEqual([]);
    const connection = { billingMode: "PORT_PAIR_FLAT_RATE_TIER2", requestedBillingMode: "FLAT_RATE_TIER2" };
    expect(data.updateConnectionsBillingMode.connections).toEqual([
      { connectionId: a, outcome: "APPLIED", connection },
      { connectionId: hundred, outcome: "APPLIED", connection },
    ]);
    expect(sentTo(gateway)).toBe(1);
  });

  test("where some are billed so and others not: both are stated, and nothing is sent again", async () => {
    await gateway.stop();
    // Long enough that nothing is concluded before AWS has made a part.
    gateway = await startGatewayUnderTest({ settings: { CONSISTENCY_WINDOW_MS: "2000" } });
    gateway.emulator.faults.add({ kind: "reset", operation: "UpdateConnectionsBillingMode", count: 1 });
    // As if AWS had made a part of it.
    const whenRead = gateway.emulator.requests.list.bind(gateway.emulator.requests);
    const made = change(gateway, ALL, "FLAT_RATE_TIER2", "half");
    while (whenRead("UpdateConnectionsBillingMode").length === 0)
      await new Promise((resolve) => setTimeout(resolve, 5));
    gateway.emulator.store.table(ports).update(hundred, { requestedBillingMode: "FlatRateTier2" });
    const { data, errors } = await made;
    expect(errors).toEqual([]);
    expect(data.updateConnectionsBillingMode.connections).toMatchObject([
      { connectionId: a, outcome: "NOT_APPLIED", connection: { billingMode: "PAY_AS_YOU_GO" } },
      { connectionId: b, outcome: "NOT_APPLIED", connection: { billingMode: "PAY_AS_YOU_GO" } },
      { connectionId: hundred, outcome: "APPLIED", connection: { billingMode: "FLAT_RATE_TIER2" } },
    ]);
    expect(sentTo(gateway)).toBe(1);
    expect((await change(gateway, ALL, "FLAT_RATE_TIER2", "half")).data).toEqual(data);
    expect(sentTo(gateway)).toBe(0);
  });

  test("where none is billed so: it was not made, and a repeat sends it", async () => {
    gateway.emulator.faults.add({ kind: "reset", operation: "UpdateConnectionsBillingMode", count: 1 });
    const { errors } = await change(gateway, ALL, "FLAT_RATE_TIER2", "none");
    expect(["NOT_APPLIED", "OUTCOME_UNKNOWN"]).toContain(errors[0]?.extensions["code"]);
    let repeat = await change(gateway, ALL, "FLAT_RATE_TIER2", "none");
    for (let again = 0; again < 20 && repeat.errors.length > 0; again += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      repeat = await change(gateway, ALL, "FLAT_RATE_TIER2", "none");
    }
    expect(repeat.errors).toEqual([]);
    expect(gateway.emulator.store.table(ports).get(hundred)?.billingModeChanges).toHaveLength(1);
  });
});

test("billing modes in orders of connections and LAGs, and on what is read", async () => {
  const gateway = await startGatewayUnderTest();
  const { data, errors } = await gateway.ask(`mutation {
    createConnection(account: "enterprise", region: "us-west-1", input: {
      location: "EqSV5", bandwidth: "10Gbps", connectionName: "flat", billingMode: FLAT_RATE_TIER3
    }) { billingMode requestedBillingMode }
    createLag(account: "enterprise", region: "us-west-1", input: {
      location: "EqSV5", connectionsBandwidth: "10Gbps", numberOfConnections: 1, lagName: "flat"
      billingMode: FLAT_RATE_TIER1
    }) { billingMode connections { billingMode } }
  }`);
  expect(errors).toEqual([]);
  expect(data).toEqual({
    createConnection: { billingMode: "FLAT_RATE_TIER3", requestedBillingMode: "FLAT_RATE_TIER3" },
    createLag: { billingMode: "FLAT_RATE_TIER1", connections: [{ billingMode: "FLAT_RATE_TIER1" }] },
  });
  const read = await gateway.ask(`{
    hosted: connection(account: "acme", connectionId: "${fixtureIds["acme-dc2"]}") { billingMode requestedBillingMode }
    partners: lag(lagId: "${fixtureIds["lag-dc2-100"]}") { billingMode connections { billingMode } }
    flat: lag(account: "enterprise", region: "us-west-1", lagId: "${fixtureIds["lag-sv5"]}") { billingMode }
    node(id: "arn:aws:directconnect:us-east-1:${enterprise}:dxcon/${hundred}") {
      ... on VirtualInterfaceCarrier { billingMode }
    }
  }`);
  expect(read.data).toEqual({
    hosted: { billingMode: null, requestedBillingMode: null },
    partners: { billingMode: null, connections: [{ billingMode: null }, { billingMode: null }] },
    flat: { billingMode: "FLAT_RATE_TIER3" },
    node: { billingMode: "PAY_AS_YOU_GO" },
  });
  await gateway.stop();
});

test("the fixtures hold a pair of ports, whose group meets its model", async () => {
  const gateway = await startGatewayUnderTest();
  const { data, errors } = await gateway.ask(`{
    connections(accounts: ["subsidiary"], regions: ["us-west-2"]) { nodes {
      connectionName bandwidth awsDeviceV2 billingMode requestedBillingMode resiliencyGroups { resiliencyGroupName }
    } }
    resiliencyGroup(account: "subsidiary", resiliencyGroupId: "${fixtureIds["seattle-group"]}") {
      intended { intendedResiliencyModel isMet missing } resiliency { asBuilt { tier } }
    }
  }`);
  expect(errors).toEqual([]);
  const { nodes } = data.connections;
  const pair = {
    ...{ bandwidth: "10Gbps", billingMode: "PORT_PAIR_FLAT_RATE_TIER2" },
    ...{ requestedBillingMode: "FLAT_RATE_TIER2", resiliencyGroups: [{ resiliencyGroupName: "seattle" }] },
  };
  expect(nodes).toMatchObject([
    { connectionName: "pair-a", ...pair },
    { connectionName: "pair-b", ...pair },
  ]);
  expect(nodes[0].awsDeviceV2).not.toBe(nodes[1].awsDeviceV2);
  expect(data.resiliencyGroup).toEqual({
    intended: { intendedResiliencyModel: "BASIC_RESILIENCY", isMet: true, missing: [] },
    resiliency: { asBuilt: { tier: "DEVELOPMENT_AND_TEST" } },
  });
  await gateway.stop();
});
