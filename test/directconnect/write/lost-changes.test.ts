import { setTimeout as wait } from "node:timers/promises";
import {
  CreateConnectionCommand,
  DescribeConnectionsCommand,
  DirectConnectClient,
  UntagResourceCommand,
} from "@aws-sdk/client-direct-connect";
import { accounts } from "../../../src/emulator/fixtures/accounts";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { resiliencyGroups } from "../../../src/emulator/records/resiliency-groups";
import { HandClocks } from "../../clocks";
import { type GatewayUnderTest, startGatewayUnderTest, type TestOptions } from "../../gateway";
import { borrowSharedDatabase } from "../../runner/databases";

/** Nothing can be said to be not made as long as the consistency window lasts. */
const LONG = {
  AWS_TIMEOUT_MS: "1000",
  CHANGE_DEADLINE_MS: "2000",
  CONSISTENCY_WINDOW_MS: "600000",
  WRITE_ATTEMPTS: "1",
};
/** It can about when the call can no longer be executed. */
const SHORT = { ...LONG, CHANGE_DEADLINE_MS: "30000", CONSISTENCY_WINDOW_MS: "1" };

const running: GatewayUnderTest[] = [];
afterAll(() => Promise.all(running.map((gateway) => gateway.stop())));

async function start(settings: Record<string, string>, options?: TestOptions): Promise<GatewayUnderTest> {
  const gateway = await startGatewayUnderTest({ settings, ...options });
  running.unshift(gateway); // the one whose emulator it shares is stopped after it
  return gateway;
}

const create = (gateway: GatewayUnderTest, key: string, connectionName = "one more") =>
  gateway.ask(
    `mutation ($key: String, $connectionName: String!) {
      change: createConnection(account: "enterprise", idempotencyKey: $key, input: { location: "EqDC2", bandwidth: "1Gbps", connectionName: $connectionName }) {
        connectionId
      }
    }`,
    { key, connectionName },
  );

const allocate = (gateway: GatewayUnderTest, key: string, vlan = 310) =>
  gateway.ask(
    `mutation ($key: String, $input: AllocateHostedConnectionInput!) {
      change: allocateHostedConnection(input: $input, idempotencyKey: $key) { connectionId }
    }`,
    {
      key,
      input: {
        ...{ connectionId: fixtureIds["ic-va1"], ownerAccount: accounts.acme, vlan },
        ...{ connectionName: "acme-branch", bandwidth: "50Mbps" },
      },
    },
  );

const createGateway = (gateway: GatewayUnderTest) =>
  gateway.ask(`mutation {
    change: createDirectConnectGateway(account: "acme", input: { directConnectGatewayName: "fresh" }) {
      directConnectGatewayId
    }
  }`);

const deleteGateway = (gateway: GatewayUnderTest, directConnectGatewayId: string, key: string) =>
  gateway.ask(
    `mutation ($key: String, $input: DirectConnectGatewayIdInput!) {
      change: deleteDirectConnectGateway(account: "acme", input: $input, idempotencyKey: $key) { __typename }
    }`,
    { key, input: { directConnectGatewayId } },
  );

const deletePeer = (gateway: GatewayUnderTest, key: string) =>
  gateway.ask(
    `mutation ($key: String, $input: DeleteBGPPeerInput!) {
      change: deleteBGPPeer(account: "enterprise", input: $input, idempotencyKey: $key) { __typename }
    }`,
    {
      key,
      input: { virtualInterfaceId: fixtureIds["vif-301"], customerAddress: "2001:db8:301::2/125" },
    },
  );

const codeOf = ({ errors }: Awaited<ReturnType<typeof create>>) => errors[0]?.extensions["code"];

/** Repeats a change, which sends nothing, until its outcome is known: a busy machine may need more than one deadline. */
async function settled(execute: () => ReturnType<typeof create>): ReturnType<typeof create> {
  let answer = await execute();
  while (codeOf(answer) === "OUTCOME_UNKNOWN") {
    await wait(250); // while its lists could not be read in time, it is answered at once
    answer = await execute();
  }
  return answer;
}

const stateOf = async (gateway: GatewayUnderTest, key: string) =>
  (await gateway.ask(`query ($key: String!) { mutationOutcome(key: $key) { state } }`, { key })).data
    .mutationOutcome.state;

/** What the enterprise's ports of a name are, as the emulator has them. */
async function atDirectConnect<Result>(
  { emulator }: GatewayUnderTest,
  use: (client: DirectConnectClient) => Promise<Result>,
): Promise<Result> {
  const credentials = { accessKeyId: accounts.enterprise, secretAccessKey: "x" };
  const client = new DirectConnectClient({ endpoint: emulator.url, region: "us-east-1", credentials });
  return use(client).finally(() => client.destroy());
}
const portsNamed = (gateway: GatewayUnderTest, name: string) =>
  atDirectConnect(gateway, async (client) => {
    const { connections = [] } = await client.send(new DescribeConnectionsCommand({}));
    return connections.filter(({ connectionName }) => connectionName === name);
  });

/** A person removes the tag that identifies the change that made the ports of a name. */
const takeTagOff = (gateway: GatewayUnderTest, name: string) =>
  atDirectConnect(gateway, async (client) => {
    for (const { connectionId = "" } of await portsNamed(gateway, name)) {
      const resourceArn = `arn:aws:directconnect:us-east-1:${accounts.enterprise}:dxcon/${connectionId}`;
      await client.send(new UntagResourceCommand({ resourceArn, tagKeys: ["directconnect-graphql:change"] }));
    }
  });

describe("as long as lists may lag behind", () => {
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    gateway = await start(LONG);
  });
  beforeEach(() => gateway.emulator.reset());

  test("a port that was not made is unknown, says when to ask again, and is not made by a repeat", async () => {
    gateway.emulator.faults.add({ kind: "reset", operation: "CreateConnection", count: 1 });
    const first = await create(gateway, "not-made");
    expect(first.errors).toMatchObject([
      { extensions: { code: "OUTCOME_UNKNOWN", idempotencyKey: "not-made" } },
    ]);
    // On a machine so slow that the list could not be read in time, the next check comes sooner.
    let retryAfter = Number(first.errors[0]?.extensions["retryAfter"]);
    while (retryAfter <= 5) {
      const { errors } = await create(gateway, "not-made");
      retryAfter = Number(errors[0]?.extensions["retryAfter"]);
    }
    expect(retryAfter).toBeGreaterThan(500);
    expect(retryAfter).toBeLessThan(610);
    expect(await stateOf(gateway, "not-made")).toBe("UNKNOWN");
    expect(codeOf(await create(gateway, "not-made"))).toBe("OUTCOME_UNKNOWN");
    expect(gateway.emulator.requests.list("CreateConnection")).toEqual([]);
  });

  test("a port that a list shows only later is found, and made once", async () => {
    gateway.emulator.faults.add({ kind: "resetAfterExecution", operation: "CreateConnection", count: 1 });
    gateway.emulator.faults.add({ kind: "lag", operation: "DescribeConnections", seconds: 20 });
    expect(codeOf(await create(gateway, "lagging", "lagging"))).toBe("OUTCOME_UNKNOWN");
    gateway.emulator.clock.advance(20_000);
    const again = await settled(() => create(gateway, "lagging", "lagging"));
    expect(again.errors).toEqual([]);
    expect(gateway.emulator.requests.list("CreateConnection")).toEqual([]);
    const ports = await portsNamed(gateway, "lagging");
    expect(ports.map(({ connectionId }) => connectionId)).toEqual([again.data.change.connectionId]);
  });

  test("what AWS itself would refuse a second time is unknown as well, and found once a list shows it", async () => {
    const { faults, clock, requests } = gateway.emulator;
    faults.add({ kind: "resetAfterExecution", operation: "AllocateHostedConnection", count: 1 });
    faults.add({ kind: "lag", operation: "DescribeHostedConnections", seconds: 20 });
    expect(codeOf(await allocate(gateway, "itself", 311))).toBe("OUTCOME_UNKNOWN");
    clock.advance(20_000);
    expect(codeOf(await allocate(gateway, "itself", 311))).toBe("OUTCOME_UNKNOWN"); // it may be from before
    expect(requests.list("AllocateHostedConnection")).toEqual([]);
  });

  test("a repeat that AWS refuses for what its change made before is answered with that", async () => {
    // One after the other on the same journal: lists lag for longer than the first takes for possible.
    const store = { postgres: await borrowSharedDatabase() };
    const first = await start(SHORT, { store });
    const { faults, clock, requests } = first.emulator;
    faults.add({ kind: "resetAfterExecution", operation: "AllocateHostedConnection", count: 1 });
    faults.add({ kind: "lag", operation: "DescribeHostedConnections", seconds: 20 });
    expect(codeOf(await settled(() => allocate(first, "itself", 311)))).toBe("NOT_APPLIED");
    await first.stopGateway();
    const second = await start(LONG, { store, upstream: first.emulator });
    expect(codeOf(await allocate(second, "itself", 311))).toBe("OUTCOME_UNKNOWN");
    expect(requests.list("AllocateHostedConnection")).toMatchObject([{ executed: 400 }]);
    // In the background it stays unknown, until lists must show it.
    const read = requests.list("DescribeHostedConnections").length;
    while (requests.list("DescribeHostedConnections").length < read + 2) await wait(50);
    expect(await stateOf(second, "itself")).toBe("UNKNOWN");
    await second.stopGateway();
    clock.advance(20_000);
    const third = await start(SHORT, { store, upstream: first.emulator });
    expect((await settled(() => allocate(third, "itself", 311))).errors).toEqual([]);
    expect(requests.list("AllocateHostedConnection")).toEqual([]);
  });

  test("what lists do not show yet is not taken for gone", async () => {
    const { faults, clock } = gateway.emulator;
    faults.add({ kind: "lag", operation: "DescribeDirectConnectGateways", seconds: 20 });
    const { directConnectGatewayId: id } = (await createGateway(gateway)).data.change;
    faults.add({ kind: "reset", operation: "DeleteDirectConnectGateway", count: 1 });
    expect(codeOf(await deleteGateway(gateway, id, "unseen"))).toBe("OUTCOME_UNKNOWN");
    expect(codeOf(await deleteGateway(gateway, id, "unseen"))).toBe("OUTCOME_UNKNOWN");
    clock.advance(20_000);
    // It is there, which a list that lags would show after its deletion, too.
    expect(codeOf(await deleteGateway(gateway, id, "unseen"))).toBe("OUTCOME_UNKNOWN");
    expect(await stateOf(gateway, "unseen")).toBe("UNKNOWN");
  });

  test("a repeated deletion that AWS refuses as there is nothing to delete is answered with what it did before", async () => {
    // One after the other on the same journal: lists lag for longer than the first and the last take for possible.
    const store = { postgres: await borrowSharedDatabase() };
    const first = await start(SHORT, { store });
    const { faults, clock, requests } = first.emulator;
    faults.add({ kind: "resetAfterExecution", operation: "DeleteBGPPeer", count: 1 });
    faults.add({ kind: "lag", operation: "DescribeVirtualInterfaces", seconds: 20 });
    expect(codeOf(await settled(() => deletePeer(first, "peer")))).toBe("NOT_APPLIED");
    await first.stopGateway();
    const second = await start(LONG, { store, upstream: first.emulator });
    expect(codeOf(await deletePeer(second, "peer"))).toBe("OUTCOME_UNKNOWN");
    expect(requests.list("DeleteBGPPeer")).toMatchObject([{ executed: 400 }]);
    await second.stopGateway();
    clock.advance(20_000);
    const third = await start(SHORT, { store, upstream: first.emulator });
    expect((await settled(() => deletePeer(third, "peer"))).errors).toEqual([]);
    expect(requests.list("DeleteBGPPeer")).toEqual([]);
    expect(await stateOf(third, "peer")).toBe("APPLIED");
  });

  test("checks are few while they are throttled", async () => {
    gateway.emulator.faults.add({ kind: "reset", operation: "CreateConnection", count: 1 });
    gateway.emulator.faults.add({ kind: "throttle", operation: "DescribeConnections" });
    expect(codeOf(await create(gateway, "throttled"))).toBe("OUTCOME_UNKNOWN");
    expect(gateway.emulator.requests.list("DescribeConnections").length).toBeLessThanOrEqual(2);
  });
});

test("checks of a change are few while they are throttled, however often it is repeated", async () => {
  const clocks = new HandClocks();
  const gateway = await start(LONG, { clocks });
  const readsOf = async (times: number) => {
    let reads = 0;
    for (let repeat = 0; repeat < times; repeat += 1) {
      expect(codeOf(await create(gateway, "repeated"))).toBe("OUTCOME_UNKNOWN");
      reads += gateway.emulator.requests.list("DescribeConnections").length;
    }
    return reads;
  };
  gateway.emulator.faults.add({ kind: "reset", operation: "CreateConnection", count: 1 });
  gateway.emulator.faults.add({ kind: "throttle", operation: "DescribeConnections" });
  expect(await readsOf(1)).toBe(1);
  expect(await readsOf(5)).toBe(0);
  clocks.pass(5_000);
  expect(await readsOf(5)).toBe(1);
});

describe("once lists must show what was made", () => {
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    gateway = await start(SHORT);
  });
  beforeEach(() => gateway.emulator.reset());

  test("a port that was not made is not made, on two checks, and a repeat makes it", async () => {
    gateway.emulator.faults.add({ kind: "reset", operation: "CreateConnection", count: 1 });
    expect(codeOf(await create(gateway, "not-made", "made later"))).toBe("NOT_APPLIED");
    expect(gateway.emulator.requests.list("DescribeConnections").length).toBeGreaterThanOrEqual(2);
    expect((await create(gateway, "not-made", "made later")).errors).toEqual([]);
    expect(gateway.emulator.requests.list("CreateConnection")).toHaveLength(1);
    expect(await portsNamed(gateway, "made later")).toHaveLength(1);
  });

  test("what AWS refused for a quota, in an answer that is lost, is not made, and a repeat says why", async () => {
    const operation = "CreateResiliencyGroup";
    const table = gateway.emulator.store.table(resiliencyGroups);
    const [group] = table.by("owner", accounts.enterprise);
    if (group === undefined) throw new Error("The enterprise has no group.");
    const quota = 100;
    for (let count = 1; count < quota; count += 1)
      table.insert({ ...group, resiliencyGroupId: `dxrg-${String(count).padStart(17, "0")}` });
    const createGroup = (key = "one-too-many") =>
      gateway.ask(`mutation { change: createResiliencyGroup(
        account: "enterprise", idempotencyKey: "${key}"
        input: { resiliencyGroupName: "one-too-many", intendedResiliencyModel: HIGH_RESILIENCY }
      ) { id } }`);
    gateway.emulator.faults.add({ kind: "resetAfterExecution", operation, count: 1 });
    const lost = await settled(createGroup);
    expect(lost.errors).toMatchObject([{ extensions: { code: "NOT_APPLIED" } }]);
    const repeated = await createGroup();
    expect(repeated.errors).toMatchObject([
      {
        message: expect.stringContaining("reached the limit of 100 resiliency groups") as string,
        extensions: { code: "QUOTA_EXCEEDED", retryable: false, aws: { error: "LimitExceededException" } },
      },
    ]);
    expect(gateway.emulator.requests.list(operation)).toHaveLength(1);
    expect(table.by("owner", accounts.enterprise)).toHaveLength(quota);
    table.remove(`dxrg-${String(1).padStart(17, "0")}`); // a group can be made again
    expect((await createGroup()).errors).toMatchObject([{ extensions: { code: "QUOTA_EXCEEDED" } }]); // the key's outcome
    expect((await createGroup("another-key")).errors).toEqual([]);
  });

  test("a port that lists showed later still is found before a repeat is sent, also after a throttled one", async () => {
    gateway.emulator.faults.add({ kind: "resetAfterExecution", operation: "CreateConnection", count: 1 });
    gateway.emulator.faults.add({ kind: "lag", operation: "DescribeConnections", seconds: 3_600 });
    expect(codeOf(await create(gateway, "very-late", "very late"))).toBe("NOT_APPLIED");
    gateway.emulator.faults.add({ kind: "throttle", operation: "CreateConnection", count: 1 });
    expect(codeOf(await create(gateway, "very-late", "very late"))).toBe("THROTTLED");
    expect(await stateOf(gateway, "very-late")).toBe("NOT_APPLIED");
    gateway.emulator.clock.advance(3_600_000);
    const found = await create(gateway, "very-late", "very late");
    expect(found.errors).toEqual([]);
    expect(found.extensions["idempotency"]).toMatchObject([{ replayed: true }]);
    expect(gateway.emulator.requests.list("CreateConnection")).toEqual([]);
    expect(await portsNamed(gateway, "very late")).toHaveLength(1);
    expect(await stateOf(gateway, "very-late")).toBe("APPLIED");
  });

  test("a hosted connection that shows itself later is found, though its VLAN is taken now", async () => {
    gateway.emulator.faults.add({
      kind: "resetAfterExecution",
      operation: "AllocateHostedConnection",
      count: 1,
    });
    gateway.emulator.faults.add({ kind: "lag", operation: "DescribeHostedConnections", seconds: 60 });
    expect(codeOf(await allocate(gateway, "vlan", 312))).toBe("NOT_APPLIED");
    gateway.emulator.clock.advance(60_000);
    expect((await allocate(gateway, "vlan", 312)).errors).toEqual([]);
    expect(gateway.emulator.requests.list("AllocateHostedConnection")).toEqual([]);
  });

  test("a repeat that would be refused for a taken VLAN is unknown where it cannot be read who has it", async () => {
    const { faults, clock } = gateway.emulator;
    const operation = "DescribeHostedConnections";
    faults.add({ kind: "resetAfterExecution", operation: "AllocateHostedConnection", count: 1 });
    faults.add({ kind: "lag", operation, seconds: 20 });
    expect(codeOf(await settled(() => allocate(gateway, "unread-vlan", 313)))).toBe("NOT_APPLIED");
    clock.advance(20_000);
    faults.clear();
    faults.add({ kind: "emptyObject", operation });
    expect(codeOf(await allocate(gateway, "unread-vlan", 313))).toBe("UPSTREAM_UNAVAILABLE");
    faults.clear();
    expect((await allocate(gateway, "unread-vlan", 313)).errors).toEqual([]);
    expect(await stateOf(gateway, "unread-vlan")).toBe("APPLIED");
  });

  test("a check before a repeat that cannot be made says so, and sends nothing", async () => {
    gateway.emulator.faults.add({ kind: "reset", operation: "CreateConnection", count: 1 });
    expect(codeOf(await create(gateway, "unread", "unread"))).toBe("NOT_APPLIED");
    gateway.emulator.faults.add({ kind: "emptyObject", operation: "DescribeConnections", count: 1 });
    const { errors } = await create(gateway, "unread", "unread");
    expect(errors).toMatchObject([{ extensions: { code: "UPSTREAM_UNAVAILABLE", retryable: true } }]);
    expect(gateway.emulator.requests.list("CreateConnection")).toEqual([]);
    expect(await stateOf(gateway, "unread")).toBe("NOT_APPLIED");
  });
});

describe("a person removes the tag of a change before the check", () => {
  /** Loses the answer to an order that was executed, and removes the tag; returns the answer to a repeat. */
  async function repeated(gateway: GatewayUnderTest, name: string) {
    const { faults } = gateway.emulator;
    faults.add({ kind: "resetAfterExecution", operation: "CreateConnection", count: 1 });
    faults.add({ kind: "throttle", operation: "DescribeConnections" });
    expect(codeOf(await create(gateway, name, name))).toBe("OUTCOME_UNKNOWN");
    faults.clear();
    await takeTagOff(gateway, name);
    return create(gateway, name, name);
  }

  test("its port may be any equal one, so what became of it is unknown", async () => {
    const gateway = await start({ ...SHORT, CHANGE_DEADLINE_MS: "2500" });
    const again = await repeated(gateway, "bare");
    expect(codeOf(again)).toBe("OUTCOME_UNKNOWN");
    expect(gateway.emulator.requests.list("CreateConnection")).toEqual([]);
    expect(await portsNamed(gateway, "bare")).toHaveLength(1);
  });

  test("an equal one that was held from before the call is not taken for it", async () => {
    const gateway = await start({ ...SHORT, SNAPSHOT_FRESH_MS: "60000" });
    expect((await create(gateway, "first", "twin")).errors).toEqual([]);
    await takeTagOff(gateway, "twin");
    await gateway.ask(`{ connections(accounts: ["enterprise"], regions: ["us-east-1"]) { totalCount } }`);
    gateway.emulator.faults.add({ kind: "reset", operation: "CreateConnection", count: 1 });
    expect(codeOf(await create(gateway, "second", "twin"))).toBe("NOT_APPLIED");
  });

  test("without a listing from before the call it may be", async () => {
    const gateway = await start({ ...SHORT, CHANGE_DEADLINE_MS: "2500" });
    const twin = { location: "EqDC2", bandwidth: "1Gbps", connectionName: "twin" };
    await atDirectConnect(gateway, (client) => client.send(new CreateConnectionCommand(twin)));
    gateway.emulator.faults.add({ kind: "reset", operation: "CreateConnection", count: 1 });
    expect(codeOf(await create(gateway, "second", "twin"))).toBe("OUTCOME_UNKNOWN");
  });

  test("one that another change of the journal made is not taken for it", async () => {
    const gateway = await start(SHORT);
    expect((await create(gateway, "first", "twin")).errors).toEqual([]);
    await takeTagOff(gateway, "twin");
    gateway.emulator.faults.add({ kind: "reset", operation: "CreateConnection", count: 1 });
    expect(codeOf(await settled(() => create(gateway, "second", "twin")))).toBe("NOT_APPLIED");
    expect((await create(gateway, "second", "twin")).errors).toEqual([]);
    expect(await portsNamed(gateway, "twin")).toHaveLength(2);
  });
});
