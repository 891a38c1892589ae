import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { aMarker } from "../marker";

const enterprise = "555555555555";
const partner = "111111111111";

let gateway: GatewayUnderTest;
beforeEach(async () => {
  gateway = await startGatewayUnderTest();
});
afterEach(() => gateway.stop());

const advanceDay = () => gateway.emulator.clock.advance(24 * 60 * 60_000);
const messagesOf = (errors: { message: string }[]) => errors.map(({ message }) => message);

describe("refused", () => {
  test("a LAG of too many members of its bandwidth, with every other bad field, before AWS is asked", async () => {
    const { data, errors } = await gateway.ask(`mutation {
      createLag(input: {
        lagName: "", location: "EqDC2", connectionsBandwidth: "400Gbps", numberOfConnections: 3, connectionId: "dxlag-x"
      }) { lagId }
    }`);
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
    expect(errors[0]?.extensions["fields"]).toMatchObject([
      {
        argument: "input.numberOfConnections",
        sent: "3",
        allowed: "1 to 4 members of 1Gbps or 10Gbps, 1 or 2 of 100Gbps or 400Gbps",
      },
      { argument: "input.lagName" },
      { argument: "input.connectionId" },
    ]);
    expect(gateway.calls()).toEqual([]);
  });

  test("a LAG that still carries something is not deleted", async () => {
    const { data, errors } = await gateway.ask(`mutation {
      deleteLag(account: "enterprise", input: { lagId: "${fixtureIds["lag-dc2"]}" }) { lagState }
    }`);
    expect(data).toBeNull();
    expect(messagesOf(errors)).toEqual([
      `Lag ${fixtureIds["lag-dc2"]} has virtual interfaces and cannot be deleted.`,
    ]);
    expect(gateway.calls()).toEqual([`${enterprise} us-east-1 DeleteLag`]);
  });

  test("another account's LAG is not there", async () => {
    const { data, errors } = await gateway.ask(`{
      lag(account: "acme", lagId: "${fixtureIds["lag-dc2"]}") { lagId }
    }`);
    expect(errors).toEqual([]);
    expect(data.lag).toBeNull();
  });

  test("a member that the LAG needs does not leave it", async () => {
    const { errors } = await gateway.ask(`mutation {
      disassociateConnectionFromLag(account: "enterprise", region: "us-west-1", input: {
        lagId: "${fixtureIds["lag-sv5"]}", connectionId: "${fixtureIds["lag-sv5-a"]}"
      }) { id }
    }`);
    expect(errors).toHaveLength(1);
    expect(gateway.calls()).toEqual([`${enterprise} us-west-1 DisassociateConnectionFromLag`]);
  });
});

test("LAGs of all accounts, filtered and ordered, with their members: one read for each collection and place", async () => {
  const { data, errors } = await gateway.ask(`{
    lags(accounts: ["partner", "enterprise"], regions: ["us-east-1"], orderBy: { field: BANDWIDTH, direction: DESC }) {
      totalCount
      nodes {
        id lagName lagState connectionsBandwidth numberOfConnections minimumLinks allowsHostedConnections
        connections { connectionId }
        members { __typename id ... on Connection { connectionState } ... on Interconnect { interconnectState } lag { lagName } }
        hostedConnections { nodes { connectionName vlan ownerAccount } }
      }
    }
  }`);
  expect(errors).toEqual([]);
  const ids = (name: "lag-dc2-100" | "lag-dc2") => [fixtureIds[`${name}-a`], fixtureIds[`${name}-b`]];
  expect(data.lags).toEqual({
    totalCount: 2,
    nodes: [
      {
        id: `arn:aws:directconnect:us-east-1:${partner}:dxlag/${fixtureIds["lag-dc2-100"]}`,
        lagName: "lag-dc2-100",
        lagState: "AVAILABLE",
        connectionsBandwidth: "100Gbps",
        numberOfConnections: 2,
        minimumLinks: 1,
        allowsHostedConnections: true,
        connections: ids("lag-dc2-100").map((connectionId) => ({ connectionId })),
        members: ids("lag-dc2-100").map((id) => ({
          __typename: "Interconnect",
          id: `arn:aws:directconnect:us-east-1:${partner}:dxcon/${id}`,
          interconnectState: "AVAILABLE",
          lag: { lagName: "lag-dc2-100" },
        })),
        hostedConnections: {
          nodes: [
            { connectionName: "acme-lag", vlan: 220, ownerAccount: "222222222222" },
            { connectionName: "blue-lag", vlan: 230, ownerAccount: "333333333333" },
          ],
        },
      },
      {
        id: `arn:aws:directconnect:us-east-1:${enterprise}:dxlag/${fixtureIds["lag-dc2"]}`,
        lagName: "lag-dc2",
        lagState: "AVAILABLE",
        connectionsBandwidth: "10Gbps",
        numberOfConnections: 2,
        minimumLinks: 1,
        allowsHostedConnections: false,
        connections: ids("lag-dc2").map((connectionId) => ({ connectionId })),
        members: ids("lag-dc2").map((id, index) => ({
          __typename: "Connection",
          id: `arn:aws:directconnect:us-east-1:${enterprise}:dxcon/${id}`,
          connectionState: index === 0 ? "AVAILABLE" : "DOWN",
          lag: { lagName: "lag-dc2" },
        })),
        hostedConnections: { nodes: [] },
      },
    ],
  });
  expect(gateway.calls()).toEqual([
    `${partner} us-east-1 DescribeHostedConnections`,
    `${partner} us-east-1 DescribeInterconnects`,
    `${partner} us-east-1 DescribeLags`,
    `${enterprise} us-east-1 DescribeLags`,
  ]);
});

test("a LAG by its ARN, and one by its id in its region", async () => {
  const { data } = await gateway.ask(`{
    node(id: "arn:aws:directconnect:us-east-1:${enterprise}:dxlag/${fixtureIds["lag-dc2"]}") { ... on Lag { lagName } }
    lag(account: "enterprise", region: "us-west-1", lagId: "${fixtureIds["lag-sv5"]}") { lagState minimumLinks }
    nobodys: node(id: "arn:aws:directconnect:us-east-1:999999999999:dxlag/dxlag-00000000") { id }
  }`);
  expect(data).toEqual({
    node: { lagName: "lag-dc2" },
    lag: { lagState: "DOWN", minimumLinks: 2 },
    nobodys: null,
  });
  expect(gateway.calls()).toEqual([
    `${enterprise} us-east-1 DescribeLags`,
    `${enterprise} us-west-1 DescribeLags`,
  ]);
});

test("a customer's hosted connection finds the partner's LAG, and no interconnect", async () => {
  const { data, errors } = await gateway.ask(`{
    connection(account: "acme", connectionId: "${fixtureIds["acme-lag"]}") {
      lagId lag { lagName } parentLag { lagName account } parentInterconnect { id }
    }
    hostedConnections(connectionId: "${fixtureIds["lag-dc2-100"]}", first: 1) { nodes { parentLag { lagName } } }
  }`);
  expect(errors).toEqual([]);
  expect(data).toEqual({
    connection: {
      lagId: fixtureIds["lag-dc2-100"],
      lag: { lagName: "lag-dc2-100" },
      parentLag: { lagName: "lag-dc2-100", account: partner },
      parentInterconnect: null,
    },
    hostedConnections: { nodes: [{ parentLag: { lagName: "lag-dc2-100" } }] },
  });
  const lagReads = gateway.calls().filter((call) => call.includes("DescribeLags"));
  expect(lagReads.length).toBeLessThanOrEqual(7); // once in each account, and the parent that is known, by its id
  expect(gateway.calls()).not.toContainEqual(expect.stringContaining("DescribeInterconnects"));
});

test("the life of an enterprise's LAG: made, changed, a member leaves as a connection, deleted twice", async () => {
  const made = await gateway.ask(`mutation {
    createLag(account: "enterprise", input: {
      lagName: "backbone", location: "EqDC2", connectionsBandwidth: "10Gbps", numberOfConnections: 2,
      tags: [{ key: "team", value: "core" }], childConnectionTags: [{ key: "team", value: "ports" }]
    }) { lagId lagState tags { key value } connections { connectionId connectionName tags { value } } }
  }`);
  expect(made.errors).toEqual([]);
  const { lagId, connections } = made.data.createLag;
  expect(made.data.createLag).toMatchObject({
    lagState: "REQUESTED",
    tags: [{ key: "team", value: "core" }, aMarker],
    connections: [
      { connectionName: `Requested Connection 1 for Lag ${lagId}`, tags: [{ value: "ports" }] },
      { connectionName: `Requested Connection 2 for Lag ${lagId}` },
    ],
  });
  expect(gateway.calls()).toEqual([`${enterprise} us-east-1 CreateLag`]);
  advanceDay();
  advanceDay();
  advanceDay();
  advanceDay();

  const changed = await gateway.ask(
    `mutation ($lagId: ID!) {
      updateLag(account: "enterprise", input: { lagId: $lagId, lagName: "spine", minimumLinks: 1 }) {
        lagName minimumLinks lagState
      }
    }`,
    { lagId },
  );
  expect(changed.data.updateLag).toEqual({ lagName: "spine", minimumLinks: 1, lagState: "AVAILABLE" });

  const variables = { input: { lagId, connectionId: connections[0].connectionId } };
  const left = await gateway.ask(
    `mutation ($input: LagMembershipInput!) {
      disassociateConnectionFromLag(account: "enterprise", input: $input) { __typename lagId lag { id } }
    }`,
    variables,
  );
  expect(left.data).toEqual({
    disassociateConnectionFromLag: { __typename: "Connection", lagId: null, lag: null },
  });
  expect(gateway.calls()).toEqual([
    `${enterprise} us-east-1 DescribeInterconnects`,
    `${enterprise} us-east-1 DisassociateConnectionFromLag`,
  ]);
  const back = await gateway.ask(
    `mutation ($input: LagMembershipInput!) {
      associateConnectionWithLag(account: "enterprise", input: $input) { __typename lag { lagName members { id } } }
    }`,
    variables,
  );
  expect(back.data.associateConnectionWithLag).toMatchObject({
    __typename: "Connection",
    lag: { lagName: "spine", members: [{}, {}] },
  });

  const remove = `mutation ($lagId: ID!) {
    deleteLag(account: "enterprise", input: { lagId: $lagId }) { lagId lagState alreadyGone lag { lagName } }
  }`;
  expect((await gateway.ask(remove, { lagId })).data).toEqual({
    deleteLag: { lagId, lagState: "DELETED", alreadyGone: false, lag: { lagName: "spine" } },
  });
  expect((await gateway.ask(remove, { lagId })).data).toEqual({
    deleteLag: { lagId, lagState: "DELETED", alreadyGone: true, lag: null },
  });
});

test("what leaves a partner's LAG is answered as the interconnect that it is", async () => {
  const { data, errors } = await gateway.ask(`mutation {
    disassociateConnectionFromLag(input: {
      lagId: "${fixtureIds["lag-dc2-100"]}", connectionId: "${fixtureIds["lag-dc2-100-b"]}"
    }) { __typename ... on Interconnect { interconnectName lagId } }
  }`);
  expect(errors).toEqual([]);
  expect(data.disassociateConnectionFromLag).toEqual({
    __typename: "Interconnect",
    interconnectName: "lag-dc2-100-b",
    lagId: null,
  });
});
