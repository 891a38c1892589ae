import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

const enterprise = "555555555555";
let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway.stop());

test("from a virtual interface to its gateways and back, one read of each collection", async () => {
  const { data, errors } = await gateway.ask(`{
    virtualInterfaces(
      accounts: ["enterprise"]
      regions: ["us-east-1"]
      filter: { virtualInterfaceId: ["${fixtureIds["vif-301"]}", "${fixtureIds["vif-308"]}", "${fixtureIds["vif-303"]}"] }
      orderBy: { field: VLAN }
    ) {
      nodes {
        vlan
        virtualGateway { virtualGatewayId virtualInterfaces { totalCount nodes { virtualGatewayId } } }
        directConnectGateway { directConnectGatewayName }
        attachments { nodes { attachmentState virtualInterface { vlan } } }
      }
    }
  }`);
  expect(errors).toEqual([]);
  const [onGateway, isPublic, onVirtualGateway] = data.virtualInterfaces.nodes as Record<string, unknown>[];
  expect(onGateway).toEqual({
    vlan: 301,
    virtualGateway: null,
    directConnectGateway: { directConnectGatewayName: "vpc-gw" },
    attachments: { nodes: [{ attachmentState: "ATTACHED", virtualInterface: { vlan: 301 } }] },
  });
  expect(isPublic).toEqual({
    vlan: 303,
    virtualGateway: null,
    directConnectGateway: null,
    attachments: { nodes: [] },
  });
  expect(onVirtualGateway).toMatchObject({
    vlan: 308,
    virtualGateway: { virtualGatewayId: fixtureIds["vgw-free"] },
    directConnectGateway: null,
  });
  expect(gateway.calls()).toEqual([
    `${enterprise} us-east-1 DescribeDirectConnectGatewayAttachments`,
    `${enterprise} us-east-1 DescribeDirectConnectGateways`,
    `${enterprise} us-east-1 DescribeVirtualGateways`,
    `${enterprise} us-east-1 DescribeVirtualInterfaces`,
  ]);
});

test("the virtual interfaces of a Direct Connect gateway, in whichever region they are", async () => {
  const { data, errors } = await gateway.ask(`{
    directConnectGateways(accounts: ["enterprise"], filter: { nameContains: "transit" }) {
      nodes {
        virtualInterfaces(orderBy: { field: REGION }) {
          nodes { virtualInterfaceId region directConnectGateway { directConnectGatewayId } }
          unavailable { code }
        }
      }
    }
  }`);
  expect(errors).toEqual([]);
  const directConnectGateway = { directConnectGatewayId: fixtureIds["global-transit"] };
  expect(data.directConnectGateways.nodes[0].virtualInterfaces).toEqual({
    nodes: [
      { virtualInterfaceId: fixtureIds["vif-302"], region: "us-east-1", directConnectGateway },
      { virtualInterfaceId: fixtureIds["vif-302-sv5"], region: "us-west-1", directConnectGateway },
    ],
    unavailable: [],
  });
  const regions = ["eu-west-1", "sa-east-1", "us-east-1", "us-west-1", "us-west-2"];
  expect(gateway.calls()).toEqual([
    `${enterprise} eu-west-1 DescribeVirtualInterfaces`,
    `${enterprise} sa-east-1 DescribeVirtualInterfaces`,
    `${enterprise} us-east-1 DescribeDirectConnectGateways`,
    ...regions.slice(2).map((region) => `${enterprise} ${region} DescribeVirtualInterfaces`),
  ]);
});
