import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway.stop());

test("a page that cannot be is refused before AWS is asked", async () => {
  const { errors } = await gateway.ask(
    `{ directConnectGatewayAttachments(first: 1, last: 1) { totalCount } }`,
  );
  expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
  expect(gateway.calls()).toEqual([]);
});

test("all attachments of an account: one call for its gateways, one for each of them", async () => {
  const { data, errors } = await gateway.ask(`{
    directConnectGatewayAttachments(
      accounts: ["acme"]
      filter: { attachmentType: [PRIVATE_VIRTUAL_INTERFACE] }
      orderBy: { field: VIRTUAL_INTERFACE }
    ) {
      nodes {
        directConnectGatewayId virtualInterfaceId virtualInterfaceRegion virtualInterfaceOwnerAccount
        attachmentState stateChangeError
        directConnectGateway { directConnectGatewayName }
      }
    }
  }`);
  expect(errors).toEqual([]);
  const attached = {
    directConnectGatewayId: fixtureIds["acme-gw"],
    virtualInterfaceRegion: "us-east-1",
    virtualInterfaceOwnerAccount: "222222222222",
    attachmentState: "ATTACHED",
    stateChangeError: null,
    directConnectGateway: { directConnectGatewayName: "acme-gw" },
  };
  const ids = [fixtureIds["vif-acme-dc2"], fixtureIds["vif-acme-va1"]].sort();
  expect(data.directConnectGatewayAttachments.nodes).toEqual(
    ids.map((virtualInterfaceId) => ({ ...attached, virtualInterfaceId })),
  );
  expect(gateway.calls()).toEqual([
    "222222222222 us-east-1 DescribeDirectConnectGatewayAttachments",
    "222222222222 us-east-1 DescribeDirectConnectGatewayAttachments",
    "222222222222 us-east-1 DescribeDirectConnectGateways",
  ]);
});

test("that of one virtual interface: one call", async () => {
  const { data } = await gateway.ask(`{
    directConnectGatewayAttachments(accounts: ["acme"], virtualInterfaceId: "${fixtureIds["vif-acme-lag"]}") {
      nodes { directConnectGatewayId attachmentType }
    }
  }`);
  expect(data.directConnectGatewayAttachments.nodes).toEqual([
    { directConnectGatewayId: fixtureIds["acme-transit"], attachmentType: "TRANSIT_VIRTUAL_INTERFACE" },
  ]);
  expect(gateway.calls()).toEqual(["222222222222 us-east-1 DescribeDirectConnectGatewayAttachments"]);
});
