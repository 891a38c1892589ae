import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

const minute = 60_000;

let gateway: GatewayUnderTest;
beforeAll(async () => {
  // The emulator is made new for each test: what the one before changed is not to be seen any more.
  gateway = await startGatewayUnderTest({ settings: { CONSISTENCY_WINDOW_MS: "0" } });
});
beforeEach(() => gateway.emulator.reset());
afterAll(() => gateway.stop());

const order = {
  connectionId: fixtureIds["ic-dc2"],
  ownerAccount: "222222222222",
  connectionName: "acme-branch",
  bandwidth: "50Mbps",
  vlan: 310,
};
const { connectionId: interconnectId, ...oldOrder } = { ...order };

const ALLOCATE = `mutation Allocate($input: AllocateHostedConnectionInput!, $account: ID) {
  allocateHostedConnection(input: $input, account: $account) {
    connectionId connectionState tags { key value } parentInterconnect { interconnectName }
  }
}`;

describe("what is refused before AWS is asked", () => {
  test("one error names every bad field, with what was sent and what is allowed", async () => {
    const { data, errors } = await gateway.ask(ALLOCATE, {
      input: {
        connectionId: "dxvif-fgdc2000",
        ownerAccount: "12345",
        connectionName: "no <angles>",
        bandwidth: "3Gbps",
        vlan: 4095,
      },
    });
    expect(data).toBeNull();
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({
      path: ["allocateHostedConnection"],
      extensions: { code: "BAD_USER_INPUT", retryable: false },
    });
    expect(errors[0]?.extensions["fields"]).toEqual(
      expect.arrayContaining([
        { argument: "input.vlan", sent: "4095", allowed: "a VLAN from 1 to 4094" },
        { argument: "input.ownerAccount", sent: '"12345"', allowed: "an AWS account: 12 digits" },
        expect.objectContaining({ argument: "input.connectionName", sent: '"no <angles>"' }),
        expect.objectContaining({ argument: "input.bandwidth", sent: '"3Gbps"' }),
        expect.objectContaining({ argument: "input.connectionId", sent: '"dxvif-fgdc2000"' }),
      ]),
    );
    expect(errors[0]?.extensions["fields"]).toHaveLength(5);
    for (const field of ["vlan", "ownerAccount", "connectionName", "bandwidth", "connectionId"]) {
      expect(errors[0]?.message).toContain(`input.${field}: `);
    }
    expect(gateway.calls()).toEqual([]);
  });

  test.each([0, -1, 4095])("VLAN %i", async (vlan) => {
    const { errors } = await gateway.ask(ALLOCATE, { input: { ...order, vlan } });
    expect(errors).toMatchObject([{ extensions: { fields: [{ argument: "input.vlan" }] } }]);
    expect(gateway.calls()).toEqual([]);
  });

  test("bad tags, named with their place in the list", async () => {
    const { errors } = await gateway.ask(ALLOCATE, {
      input: { ...order, tags: [{ key: "fine" }, { key: "aws:not", value: "x" }] },
    });
    expect(errors).toMatchObject([
      { extensions: { fields: [{ argument: "input.tags.1.key", sent: '"aws:not"' }] } },
    ]);
    expect(gateway.calls()).toEqual([]);
  });

  test("the same tag key twice", async () => {
    const { errors } = await gateway.ask(ALLOCATE, {
      input: { ...order, tags: [{ key: "env" }, { key: "env", value: "test" }] },
    });
    expect(errors).toMatchObject([
      { extensions: { fields: [{ argument: "input.tags", allowed: "items with distinct key" }] } },
    ]);
    expect(gateway.calls()).toEqual([]);
  });

  test("25Gbps in the old form, which does not have it", async () => {
    const { errors } = await gateway.ask(
      `mutation ($input: AllocateConnectionOnInterconnectInput!) {
        allocateConnectionOnInterconnect(input: $input) { id }
      }`,
      { input: { ...oldOrder, interconnectId, bandwidth: "25Gbps" } },
    );
    expect(errors).toMatchObject([{ extensions: { fields: [{ argument: "input.bandwidth" }] } }]);
    expect(gateway.calls()).toEqual([]);
  });

  test("an account that the gateway cannot act as, with those it can", async () => {
    const { errors } = await gateway.ask(ALLOCATE, { input: order, account: "999999999999" });
    expect(errors).toMatchObject([
      { extensions: { code: "BAD_USER_INPUT", fields: [{ argument: "account", sent: '"999999999999"' }] } },
    ]);
    expect(errors[0]?.message).toContain("111111111111 (partner)");
    expect(gateway.calls()).toEqual([]);
  });
});

describe("what AWS refuses, with its own words and facts", () => {
  const refusal = (code: string) => ({
    code,
    retryable: false,
    aws: {
      operation: "AllocateHostedConnection",
      account: "111111111111",
      region: "us-east-1",
      error: "DirectConnectClientException",
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    },
  });

  test.each([
    ["a parent that is not there", { connectionId: "dxcon-ffnothere" }, "NOT_FOUND", /Could not find/],
    ["more bandwidth than is left", { bandwidth: "500Mbps" }, "QUOTA_EXCEEDED", /exceeds the available/],
    ["the partner as its own customer", { ownerAccount: "111111111111" }, "REJECTED", /Cannot allocate/],
    ["a parent that is not up yet", { connectionId: fixtureIds["ic-new"] }, "CONFLICT", /is not available$/],
  ])("%s", async (_what, change, code, message) => {
    const { data, errors } = await gateway.ask(ALLOCATE, { input: { ...order, ...change } });
    expect(data).toBeNull();
    expect(errors).toEqual([expect.objectContaining({ extensions: refusal(code) })]);
    expect(errors[0]?.message).toMatch(message);
    expect(gateway.emulator.requests.list("AllocateHostedConnection")).toHaveLength(1);
  });

  test("an account that is no partner", async () => {
    const { errors } = await gateway.ask(ALLOCATE, {
      account: "acme",
      input: { ...order, ownerAccount: "333333333333" },
    });
    expect(errors).toMatchObject([{ extensions: { code: "FORBIDDEN", aws: { account: "222222222222" } } }]);
    expect(errors[0]?.message).toContain("not an authorized Direct Connect partner");
  });

  test("the parent of a list that is no parent", async () => {
    const { data, errors } = await gateway.ask(
      `{ hostedConnections(connectionId: "dxcon-ffnothere") { totalCount } }`,
    );
    expect(data).toEqual({ hostedConnections: null });
    expect(errors).toMatchObject([
      { extensions: { code: "NOT_FOUND", aws: { operation: "DescribeHostedConnections" } } },
    ]);
  });
});

test.each([
  ["allocateHostedConnection", "AllocateHostedConnectionInput", "connectionId"],
  ["allocateConnectionOnInterconnect", "AllocateConnectionOnInterconnectInput", "interconnectId"],
])(
  "%s on a taken VLAN is refused before it is sent, naming the holder and a free one",
  async (field, type, id) => {
    const { connectionId, ...rest } = order;
    const { data, errors } = await gateway.ask(
      `mutation ($input: ${type}!) { ${field}(input: $input) { connectionId } }`,
      { input: { ...rest, [id]: connectionId, vlan: 101 } },
    );
    expect(data).toBeNull();
    expect(errors).toMatchObject([
      {
        message: `VLAN 101 on ${fixtureIds["ic-dc2"]} is taken by ${fixtureIds["acme-dc2"]} (acme-dc2, account 222222222222); 104 is free. Nothing was sent.`,
        extensions: { code: "CONFLICT", retryable: false },
      },
    ]);
    expect(errors[0]?.extensions).not.toHaveProperty("aws");
    expect(new Set(gateway.calls())).toEqual(new Set(["111111111111 us-east-1 DescribeHostedConnections"]));
  },
);

test("an allocation on a held port is one request, with the input's members as they are", async () => {
  const tags = [{ key: "env", value: "" }];
  const { data, errors } = await gateway.ask(ALLOCATE, { input: { ...order, tags } });
  expect(errors).toEqual([]);
  expect(data.allocateHostedConnection).toMatchObject({
    connectionState: "ORDERING",
    parentInterconnect: { interconnectName: "ic-dc2" },
  });
  expect(gateway.emulator.requests.list("AllocateHostedConnection")).toMatchObject([
    { account: "111111111111", region: "us-east-1", input: { ...order, tags } },
  ]);
  expect(gateway.calls()).toEqual([
    "111111111111 us-east-1 AllocateHostedConnection",
    "111111111111 us-east-1 DescribeInterconnects",
  ]);
});

describe("a VLAN that was taken after the port was read", () => {
  const held = () => startGatewayUnderTest({ settings: { SNAPSHOT_FRESH_MS: "600000" } });
  const allocate = (
    one: GatewayUnderTest,
    vlan: number,
    idempotencyKey = "taken",
    connectionId: string = order.connectionId,
  ) =>
    one.ask(
      `mutation ($input: AllocateHostedConnectionInput!, $idempotencyKey: String) {
        allocateHostedConnection(input: $input, idempotencyKey: $idempotencyKey) { connectionId } }`,
      { input: { ...order, connectionId, vlan }, idempotencyKey },
    );
  const HOLD = `{ hostedConnections(connectionId: "${order.connectionId}") { totalCount } }`;

  test("is refused by AWS, and the error names the holder and a free one; a repeat calls nothing", async () => {
    const one = await held();
    expect((await one.ask(HOLD)).errors).toEqual([]);
    const other = await startGatewayUnderTest({ upstream: one.emulator });
    const { data } = await allocate(other, 310);
    const holder = data.allocateHostedConnection.connectionId as string;
    const { errors } = await allocate(one, 310);
    expect(errors).toMatchObject([
      {
        message: `VLAN 310 is already in use. VLAN 310 on ${order.connectionId} is taken by ${holder} (acme-branch, account 222222222222); 311 is free.`,
        extensions: { code: "CONFLICT", aws: { operation: "AllocateHostedConnection" } },
      },
    ]);
    expect((await allocate(one, 310)).errors).toMatchObject([
      { message: "VLAN 310 is already in use", extensions: { code: "CONFLICT" } },
    ]);
    expect(one.calls()).toEqual([]);
    await other.stop();
    await one.stop();
  });

  test("by an allocation of this gateway, which a query has shown, is refused without being sent", async () => {
    const one = await held();
    await one.ask(HOLD);
    expect((await allocate(one, 310, "first")).errors).toEqual([]);
    expect(one.calls()).toEqual(["111111111111 us-east-1 AllocateHostedConnection"]);
    await one.ask(HOLD);
    expect(one.calls()).toEqual([]);
    const { errors } = await allocate(one, 310, "second");
    expect(errors).toMatchObject([{ extensions: { code: "CONFLICT" } }]);
    expect(errors[0]?.message).toMatch(/ is taken by .*; 311 is free. Nothing was sent.$/);
    expect(one.emulator.requests.list("AllocateHostedConnection")).toEqual([]);
    await one.stop();
  });

  test("ten allocations on a held port list it no more, and every query between them shows them", async () => {
    const one = await held();
    const onLag = HOLD.replace(order.connectionId, fixtureIds["lag-dc2-100"]);
    const { data } = await one.ask(onLag);
    const before = data.hostedConnections.totalCount as number;
    for (let number = 1; number <= 10; number += 1) {
      expect((await allocate(one, 310 + number, `ten-${number}`, fixtureIds["lag-dc2-100"])).errors).toEqual(
        [],
      );
      expect(one.calls()).toEqual(["111111111111 us-east-1 AllocateHostedConnection"]);
      expect((await one.ask(onLag)).data.hostedConnections.totalCount).toBe(before + number);
      expect(one.calls()).toEqual([]);
    }
    await one.stop();
  });
});

test("25Gbps can be allocated on a LAG; a LAG is no parent interconnect", async () => {
  const { data, errors } = await gateway.ask(ALLOCATE, {
    input: { ...order, connectionId: fixtureIds["lag-dc2-100"], bandwidth: "25Gbps" },
  });
  expect(errors).toEqual([]);
  expect(data.allocateHostedConnection).toMatchObject({
    connectionState: "ORDERING",
    parentInterconnect: null,
  });
});

describe("the old form, allocateConnectionOnInterconnect", () => {
  const OLD = `mutation AllocateOld($input: AllocateConnectionOnInterconnectInput!) {
    allocateConnectionOnInterconnect(input: $input) {
      id account connectionId connectionName connectionState ownerAccount region location bandwidth vlan
      partnerName loaIssueTime lagId awsDevice awsDeviceV2 awsLogicalDeviceId hasLogicalRedundancy
      jumboFrameCapable providerName macSecCapable partnerInterconnectMacSecCapable portEncryptionStatus
      encryptionMode macSecKeys { ckn secretARN state startOn } tags { key value }
      locationDetails { locationName }
      parentInterconnect { interconnectId }
    }
  }`;
  const allocate = () =>
    gateway.ask(
      OLD,
      { input: { ...oldOrder, interconnectId } },
      { "apollographql-client-name": "partner-portal", "apollographql-client-version": "7" },
    );

  test("returns a Connection with every field", async () => {
    const { data, errors } = await allocate();
    expect(errors).toEqual([]);
    const { connectionId } = data.allocateConnectionOnInterconnect as { connectionId: string };
    expect(connectionId).toMatch(/^dxcon-[a-z0-9]{8}$/);
    expect(data.allocateConnectionOnInterconnect).toEqual({
      ...oldOrder,
      connectionId,
      id: `arn:aws:directconnect:us-east-1:222222222222:dxcon/${connectionId}`,
      account: "111111111111",
      connectionState: "ORDERING",
      region: "us-east-1",
      location: "EqDC2",
      partnerName: "Northgate Fabric",
      loaIssueTime: null,
      lagId: null,
      awsDevice: expect.stringMatching(/^EqDC2-/) as string,
      awsDeviceV2: expect.stringMatching(/^EqDC2-/) as string,
      awsLogicalDeviceId: expect.stringMatching(/^EqDC2-/) as string,
      hasLogicalRedundancy: "UNKNOWN",
      jumboFrameCapable: true,
      providerName: "Equinix, Inc.",
      macSecCapable: false,
      partnerInterconnectMacSecCapable: false,
      portEncryptionStatus: null,
      encryptionMode: null,
      macSecKeys: [],
      tags: [],
      locationDetails: { locationName: "Equinix DC2/DC11, Ashburn, VA" },
      parentInterconnect: { interconnectId },
    });
  });

  test("says in the answer what is deprecated, why, since when and what to use", async () => {
    const { extensions, headers } = await allocate();
    expect(extensions["deprecations"]).toEqual([
      {
        coordinate: "Mutation.allocateConnectionOnInterconnect",
        reason: expect.stringMatching(
          /^Use Mutation\.allocateHostedConnection instead\. `interconnectId` becomes/,
        ) as string,
        replacement: "Mutation.allocateHostedConnection",
        since: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as string,
      },
      expect.objectContaining({ coordinate: "Connection.awsDevice", replacement: "Port.awsDeviceV2" }),
    ]);
    expect(headers.get("deprecation")).toMatch(/^@\d{10}$/);
    expect(headers.get("link")).toMatch(/^<\/\S+>; rel="deprecation"; type="text\/html"$/);
  });

  test("is logged with the caller's name, and without what was sent", async () => {
    await allocate();
    const line = gateway.logged.findLast(({ operationName }) => operationName === "AllocateOld");
    expect(line).toMatchObject({
      clientName: "partner-portal",
      operationType: "mutation",
      status: 200,
      deprecations: ["Mutation.allocateConnectionOnInterconnect", "Connection.awsDevice"],
    });
    expect(JSON.stringify(line)).not.toContain("acme-branch");
  });

  test("lists the same as the new form, with a deprecation of its own", async () => {
    const { data, errors, extensions } = await gateway.ask(
      `query ($id: ID!) {
        old: connectionsOnInterconnect(interconnectId: $id, first: 1000) { nodes { connectionId } totalCount }
        new: hostedConnections(connectionId: $id, first: 1000) { nodes { connectionId } totalCount }
      }`,
      { id: interconnectId },
    );
    expect(errors).toEqual([]);
    expect(data.old).toEqual(data.new);
    expect(data.old.totalCount).toBe(164);
    expect(extensions["deprecations"]).toMatchObject([{ coordinate: "Query.connectionsOnInterconnect" }]);
  });
});

test("from the order to traffic: the customer sees ORDERING, confirms, PENDING, AVAILABLE", async () => {
  const { data: allocated } = await gateway.ask(ALLOCATE, { input: order });
  const { connectionId } = allocated.allocateHostedConnection as { connectionId: string };
  const observed = async () => {
    const { data } = await gateway.ask(
      `query ($connectionId: ID!) {
        connection(connectionId: $connectionId, account: "acme") {
          connectionState partnerName vlan ownerAccount parentInterconnect { interconnectName }
        }
      }`,
      { connectionId },
    );
    return data.connection as { connectionState: string };
  };
  expect(await observed()).toEqual({
    connectionState: "ORDERING",
    partnerName: "Northgate Fabric",
    vlan: 310,
    ownerAccount: "222222222222",
    parentInterconnect: { interconnectName: "ic-dc2" },
  });

  const { data: confirmed, errors } = await gateway.ask(
    `mutation ($connectionId: ID!) {
      confirmConnection(account: "acme", input: { connectionId: $connectionId }) { connectionId connectionState }
    }`,
    { connectionId },
  );
  expect(errors).toEqual([]);
  expect(confirmed.confirmConnection).toEqual({ connectionId, connectionState: "PENDING" });
  expect(gateway.calls()).toEqual([
    "222222222222 us-east-1 ConfirmConnection",
    "222222222222 us-east-1 DescribeConnections",
  ]);

  gateway.emulator.clock.advance(10 * minute);
  expect((await observed()).connectionState).toBe("AVAILABLE");
});

test("a hosted connection moves to another interconnect", async () => {
  const { data, errors } = await gateway.ask(
    `mutation ($input: AssociateHostedConnectionInput!) {
      associateHostedConnection(input: $input) { connectionId location parentInterconnect { interconnectName } }
    }`,
    { input: { connectionId: fixtureIds["blue-pending"], parentConnectionId: fixtureIds["ic-va1"] } },
  );
  expect(errors).toEqual([]);
  expect(data.associateHostedConnection).toEqual({
    connectionId: fixtureIds["blue-pending"],
    location: "CSVA1",
    parentInterconnect: { interconnectName: "ic-va1" },
  });
  expect(gateway.emulator.requests.list("AssociateHostedConnection")).toHaveLength(1);
});
