import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { aMarker } from "../marker";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
beforeEach(() => gateway.emulator.reset());
afterAll(() => gateway.stop());

const CREATE = `mutation ($account: ID, $input: CreateInterconnectInput!) {
  createInterconnect(account: $account, input: $input) {
    id interconnectId interconnectName interconnectState bandwidth location tags { key value }
  }
}`;
const DELETE = `mutation ($id: ID!) {
  deleteInterconnect(input: { interconnectId: $id }) { interconnectId interconnectState alreadyGone }
}`;
const order = { location: "EqDC2", bandwidth: "10Gbps", interconnectName: "ic-dc2-second" };

describe("what is refused", () => {
  test("an order with several bad fields, in one error and before AWS is asked", async () => {
    const { errors } = await gateway.ask(CREATE, {
      input: { location: "", bandwidth: "400Gbps", interconnectName: "x".repeat(201), lagId: "lag" },
    });
    expect(errors).toHaveLength(1);
    const fields = errors[0]?.extensions["fields"] as { argument: string; sent: string }[];
    expect(fields.map(({ argument }) => argument).sort()).toEqual([
      "input.bandwidth",
      "input.interconnectName",
      "input.lagId",
      "input.location",
    ]);
    expect(gateway.calls()).toEqual([]);
  });

  test("an order by an account that is no partner, by AWS", async () => {
    const { data, errors } = await gateway.ask(CREATE, { account: "enterprise", input: order });
    expect(data).toBeNull();
    expect(errors).toMatchObject([
      {
        extensions: {
          code: "FORBIDDEN",
          retryable: false,
          aws: {
            operation: "CreateInterconnect",
            account: "555555555555",
            error: "DirectConnectClientException",
            requestId: expect.any(String) as string,
          },
        },
      },
    ]);
  });

  test("the deletion of one that carries hosted connections, by AWS", async () => {
    const { errors } = await gateway.ask(DELETE, { id: fixtureIds["ic-dc2"] });
    expect(errors).toMatchObject([{ extensions: { aws: { operation: "DeleteInterconnect" } } }]);
    expect(errors[0]?.message).toContain("has hosted connections and cannot be deleted");
  });
});

test("an order is one request and gives the interconnect, REQUESTED", async () => {
  const tags = [{ key: "site", value: "ashburn" }];
  const { data, errors } = await gateway.ask(CREATE, { input: { ...order, tags } });
  expect(errors).toEqual([]);
  const { interconnectId } = data.createInterconnect as { interconnectId: string };
  expect(data.createInterconnect).toEqual({
    ...order,
    interconnectId,
    id: `arn:aws:directconnect:us-east-1:111111111111:dxcon/${interconnectId}`,
    interconnectState: "REQUESTED",
    tags: [...tags, aMarker],
  });
  expect(gateway.emulator.requests.list()).toMatchObject([
    {
      operation: "CreateInterconnect",
      account: "111111111111",
      input: { ...order, tags: [...tags, aMarker] },
    },
  ]);
});

test("a deletion gives the state; that it is gone already is success", async () => {
  const id = fixtureIds["ic-new"];
  const { data } = await gateway.ask(DELETE, { id });
  expect(data.deleteInterconnect).toEqual({
    interconnectId: id,
    interconnectState: "DELETING",
    alreadyGone: false,
  });
  gateway.emulator.clock.advance(10 * 60_000);
  const { data: again, errors } = await gateway.ask(DELETE, { id });
  expect(errors).toEqual([]);
  expect(again.deleteInterconnect).toEqual({
    interconnectId: id,
    interconnectState: "DELETED",
    alreadyGone: true,
  });
});

test("one by its id, with every field; null where the account has none", async () => {
  const { data, errors } = await gateway.ask(
    `query ($id: ID!) {
      interconnect(interconnectId: $id) {
        id account interconnectId interconnectName interconnectState region location bandwidth loaIssueTime lagId
        awsDevice awsDeviceV2 awsLogicalDeviceId jumboFrameCapable hasLogicalRedundancy providerName
        macSecCapable encryptionMode portEncryptionStatus macSecKeys { ckn } tags { key value }
        locationDetails { locationCode region }
      }
      absent: interconnect(interconnectId: "dxcon-ffnothere") { id }
      foreign: interconnect(interconnectId: $id, account: "acme") { id }
    }`,
    { id: fixtureIds["ic-dc2"] },
  );
  expect(errors).toEqual([]);
  expect(data.absent).toBeNull();
  expect(data.foreign).toBeNull();
  expect(data.interconnect).toMatchObject({
    id: `arn:aws:directconnect:us-east-1:111111111111:dxcon/${fixtureIds["ic-dc2"]}`,
    account: "111111111111",
    interconnectName: "ic-dc2",
    interconnectState: "AVAILABLE",
    location: "EqDC2",
    bandwidth: "10Gbps",
    loaIssueTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
    lagId: null,
    providerName: "Equinix, Inc.",
    macSecKeys: [],
    tags: [{ key: "site", value: "ashburn" }],
    locationDetails: { locationCode: "EqDC2", region: "us-east-1" },
  });
});

test("the partner's interconnects over its regions, filtered and ordered", async () => {
  const { data, errors } = await gateway.ask(
    `{ interconnects(
        accounts: ["partner"], filter: { bandwidth: ["10Gbps"], interconnectState: [AVAILABLE, PENDING] },
        orderBy: { field: NAME, direction: DESC }
      ) { nodes { interconnectName interconnectState region } totalCount unavailable { code } } }`,
  );
  expect(errors).toEqual([]);
  expect(data.interconnects).toEqual({
    nodes: [
      { interconnectName: "ic-va1", interconnectState: "AVAILABLE", region: "us-east-1" },
      { interconnectName: "ic-gru", interconnectState: "PENDING", region: "sa-east-1" },
      { interconnectName: "ic-dc2", interconnectState: "AVAILABLE", region: "us-east-1" },
    ],
    totalCount: 3,
    unavailable: [],
  });
  expect(gateway.calls()).toHaveLength(5);
});

describe("the hosted connections of interconnects", () => {
  test("are one paged read for each interconnect, and the locations one for all", async () => {
    const { data, errors } = await gateway.ask(
      `{ interconnects(accounts: ["partner"], regions: ["us-east-1"], filter: { location: ["EqDC2", "CSVA1"] }) {
        nodes {
          interconnectName
          locationDetails { locationName }
          hostedConnections(first: 2, orderBy: { field: VLAN }) {
            nodes { connectionName vlan locationDetails { locationName } } totalCount pageInfo { hasNextPage }
          }
        }
      } }`,
    );
    expect(errors).toEqual([]);
    const found = (data.interconnects.nodes as { interconnectName: string }[]).find(
      ({ interconnectName }) => interconnectName === "ic-dc2",
    );
    const locationDetails = { locationName: "Equinix DC2/DC11, Ashburn, VA" };
    expect(found).toEqual({
      interconnectName: "ic-dc2",
      locationDetails,
      hostedConnections: {
        nodes: [
          { connectionName: "acme-dc2", vlan: 101, locationDetails },
          { connectionName: "blue-ordering", vlan: 102, locationDetails },
        ],
        totalCount: 164,
        pageInfo: { hasNextPage: true },
      },
    });
    const requested = data.interconnects.nodes.length as number;
    expect(gateway.emulator.requests.list("DescribeLocations")).toHaveLength(1);
    expect(gateway.emulator.requests.list("DescribeInterconnects")).toHaveLength(1);
    // one each, and the second page of the fillers
    expect(gateway.emulator.requests.list("DescribeHostedConnections")).toHaveLength(requested + 1);
  });

  test("take filters of their own", async () => {
    const { data } = await gateway.ask(
      `query ($id: ID!) {
        interconnect(interconnectId: $id) {
          hostedConnections(filter: { ownerAccount: ["333333333333"] }, orderBy: { field: BANDWIDTH, direction: DESC }) {
            nodes { connectionName bandwidth }
          }
        }
      }`,
      { id: fixtureIds["ic-dc2"] },
    );
    expect(data.interconnect.hostedConnections.nodes).toEqual([
      { connectionName: "blue-pending", bandwidth: "1Gbps" },
      { connectionName: "blue-ordering", bandwidth: "50Mbps" },
    ]);
  });

  test("show no tags of their owners", async () => {
    const { data } = await gateway.ask(
      `query ($id: ID!) {
        interconnect(interconnectId: $id) {
          hostedConnections(filter: { vlan: [101] }) { nodes { ownerAccount tags { key } } }
        }
      }`,
      { id: fixtureIds["ic-dc2"] },
    );
    expect(data.interconnect.hostedConnections.nodes).toEqual([{ ownerAccount: "222222222222", tags: [] }]);
  });
});

test("an interconnect in a LAG has no capacity beside that of its LAG", async () => {
  const { data, errors } = await gateway.ask(`{
    interconnects(accounts: ["partner"], regions: ["us-east-1"]) {
      nodes { interconnectId lagId capacity { totalBitsPerSecond } }
    }
    lag(lagId: "${fixtureIds["lag-dc2-100"]}") { capacity { totalBitsPerSecond } }
  }`);
  expect(errors).toEqual([]);
  expect(data.lag).toEqual({ capacity: { totalBitsPerSecond: 200_000_000_000 } });
  const rows = data.interconnects.nodes as { lagId: string | null; capacity: object | null }[];
  expect(rows.filter(({ lagId }) => lagId !== null).map(({ capacity }) => capacity)).toEqual([null, null]);
  expect(rows.filter(({ lagId, capacity }) => lagId === null && capacity === null)).toEqual([]);
});
