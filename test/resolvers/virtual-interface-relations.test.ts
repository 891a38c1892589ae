import { emulatedAccounts } from "../../src/config/emulated-accounts";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
beforeEach(() => gateway.emulator.reset());
afterAll(() => gateway.stop());

test("what an owner of neither side is denied is null, with its error, beside the rest", async () => {
  gateway.emulator.faults.add({
    kind: "error",
    operation: "DescribeLags",
    error: { name: "AccessDeniedException", message: "not for you" },
  });
  const { data, errors } = await gateway.ask(
    `query ($id: ID!) {
      virtualInterface(virtualInterfaceId: $id, account: "enterprise") { virtualInterfaceName lag { lagId } }
    }`,
    { id: fixtureIds["vif-301"] },
  );
  expect(data.virtualInterface).toEqual({ virtualInterfaceName: "vif-301", lag: null });
  expect(errors).toMatchObject([{ path: ["virtualInterface", "lag"], extensions: { code: "FORBIDDEN" } }]);
});

test("down and back again for a whole account, with one read of each collection", async () => {
  const { data, errors } = await gateway.ask(`{
    virtualInterfaces(accounts: ["enterprise"], regions: ["us-east-1"], orderBy: { field: VLAN }) {
      nodes {
        virtualInterfaceName
        connection { connectionId }
        lag { lagId virtualInterfaces { totalCount } }
        directConnectGateway { directConnectGatewayName virtualInterfaces(filter: { vlan: [301] }) { totalCount } }
        attachments { nodes { attachmentState virtualInterface { virtualInterfaceName } } }
        virtualGateway { virtualGatewayId virtualInterfaces { totalCount } }
        failoverTests(orderBy: { field: START_TIME }) { nodes { status virtualInterface { vlan } } }
      }
    }
  }`);
  expect(errors).toEqual([]);
  const lag = { lagId: fixtureIds["lag-dc2"], virtualInterfaces: { totalCount: 8 } };
  const nodes = data.virtualInterfaces.nodes as { virtualInterfaceName: string }[];
  expect(nodes.find(({ virtualInterfaceName }) => virtualInterfaceName === "vif-301")).toEqual({
    virtualInterfaceName: "vif-301",
    connection: null,
    lag,
    directConnectGateway: { directConnectGatewayName: "vpc-gw", virtualInterfaces: { totalCount: 1 } },
    attachments: {
      nodes: [{ attachmentState: "ATTACHED", virtualInterface: { virtualInterfaceName: "vif-301" } }],
    },
    virtualGateway: null,
    failoverTests: {
      nodes: [
        { status: "COMPLETED", virtualInterface: { vlan: 301 } },
        { status: "CANCELLED", virtualInterface: { vlan: 301 } },
      ],
    },
  });
  expect(nodes.find(({ virtualInterfaceName }) => virtualInterfaceName === "vif-308")).toMatchObject({
    lag,
    directConnectGateway: null,
    attachments: { nodes: [] },
    virtualGateway: { virtualGatewayId: fixtureIds["vgw-free"], virtualInterfaces: { totalCount: 3 } },
    failoverTests: { nodes: [] },
  });
  const regions = ["eu-west-1", "sa-east-1", "us-east-1", "us-west-1", "us-west-2"];
  // A Direct Connect gateway's virtual interfaces can be in any region; one allocated to another account has that
  // account calls for its tests; attachments are listed for one gateway at a time.
  expect(gateway.calls()).toEqual(
    [
      ...regions.map((region) => `555555555555 ${region} DescribeVirtualInterfaces`),
      "555555555555 us-east-1 DescribeDirectConnectGatewayAttachments",
      "555555555555 us-east-1 DescribeDirectConnectGatewayAttachments",
      "555555555555 us-east-1 DescribeDirectConnectGateways",
      "555555555555 us-east-1 DescribeLags",
      "555555555555 us-east-1 DescribeVirtualGateways",
      "555555555555 us-east-1 ListVirtualInterfaceTestHistory",
      "666666666666 us-east-1 ListVirtualInterfaceTestHistory",
    ].sort(),
  );
});

test("connections and their virtual interfaces, read once for all", async () => {
  const { data, errors } = await gateway.ask(`{
    connections(accounts: ["acme"], regions: ["us-east-1"]) {
      nodes {
        connectionName
        virtualInterfaces { nodes { vlan virtualInterfaceType connection { connectionName } } }
      }
    }
  }`);
  expect(errors).toEqual([]);
  expect(data.connections.nodes).toContainEqual({
    connectionName: "acme-lag",
    virtualInterfaces: {
      nodes: [{ vlan: 220, virtualInterfaceType: "TRANSIT", connection: { connectionName: "acme-lag" } }],
    },
  });
  expect(gateway.calls()).toEqual([
    "222222222222 us-east-1 DescribeConnections",
    "222222222222 us-east-1 DescribeVirtualInterfaces",
  ]);
});

test("a partner's view of a hosted connection shows its virtual interfaces where the gateway has the customer", async () => {
  const { data } = await gateway.ask(
    `query ($id: ID!) {
      hostedConnections(connectionId: $id, filter: { ownerAccount: ["222222222222"] }) {
        nodes { account virtualInterfaces { nodes { virtualInterfaceName } } }
      }
    }`,
    { id: fixtureIds["ic-dc2"] },
  );
  expect(data.hostedConnections.nodes).toEqual([
    { account: "111111111111", virtualInterfaces: { nodes: [{ virtualInterfaceName: "vif-acme-dc2" }] } },
  ]);
});

test("an allocated one's LAG is found with its owner, or is null where the gateway does not have that", async () => {
  const HOSTED = `query ($id: ID!) {
    virtualInterface(virtualInterfaceId: $id, account: "subsidiary") { lag { lagId account } }
  }`;
  const { data } = await gateway.ask(HOSTED, { id: fixtureIds["vif-305"] });
  expect(data.virtualInterface.lag).toEqual({ lagId: fixtureIds["lag-dc2"], account: "555555555555" });

  const narrow = await startGatewayUnderTest({
    accounts: emulatedAccounts().filter(({ alias }) => alias === "subsidiary"),
  });
  const { data: alone, errors } = await narrow.ask(HOSTED, { id: fixtureIds["vif-305"] });
  await narrow.stop();
  expect([alone.virtualInterface, errors]).toEqual([{ lag: null }, []]);
});
