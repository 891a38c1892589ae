import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway.stop());

test("an account that may not read its virtual private gateways is named beside those of the others", async () => {
  gateway.emulator.faults.add({
    kind: "error",
    count: 1,
    account: "222222222222",
    error: { name: "AccessDeniedException", message: "not for you" },
  });
  const { data, errors } = await gateway.ask(`{
    virtualGateways(accounts: ["acme", "enterprise"], regions: ["us-east-1"]) {
      totalCount unavailable { account region code }
    }
  }`);
  expect(errors).toEqual([]);
  expect(data.virtualGateways).toEqual({
    totalCount: 5,
    unavailable: [{ account: "222222222222", region: "us-east-1", code: "FORBIDDEN" }],
  });
});

test("virtual private gateways with their associations and Direct Connect gateways", async () => {
  const { data, errors } = await gateway.ask(`{
    virtualGateways(accounts: ["subsidiary"], regions: ["us-east-1", "us-west-2"]) {
      nodes {
        virtualGatewayId virtualGatewayState account region
        associations { nodes { associationState directConnectGatewayOwnerAccount } }
        directConnectGateways { nodes { directConnectGatewayName } }
      }
    }
  }`);
  expect(errors).toEqual([]);
  expect(data.virtualGateways.nodes).toHaveLength(3);
  expect(data.virtualGateways.nodes).toContainEqual({
    virtualGatewayId: fixtureIds["vgw-accepted"],
    virtualGatewayState: "AVAILABLE",
    account: "666666666666",
    region: "us-west-2",
    associations: {
      nodes: [{ associationState: "ASSOCIATED", directConnectGatewayOwnerAccount: "555555555555" }],
    },
    directConnectGateways: { nodes: [{ directConnectGatewayName: "vpc-gw" }] },
  });
  const perGateway = "666666666666 us-east-1 DescribeDirectConnectGatewayAssociations";
  expect(gateway.calls()).toEqual([
    "555555555555 us-east-1 DescribeDirectConnectGateways",
    perGateway,
    perGateway,
    perGateway,
    "666666666666 us-east-1 DescribeVirtualGateways",
    "666666666666 us-west-2 DescribeVirtualGateways",
  ]);
});
