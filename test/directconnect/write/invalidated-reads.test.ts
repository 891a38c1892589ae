import { accounts } from "../../../src/emulator/fixtures/accounts";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../../gateway";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({ settings: { SNAPSHOT_FRESH_MS: "3600000" }, now: () => 0 });
});
afterAll(() => gateway.stop());

const ROUTER = "CiscoSystemsInc-Nexus9KSeriesSwitches-NXOS93";
const CONFIGURATION = `{
  routerConfiguration(account: "enterprise", virtualInterfaceId: "${fixtureIds["vif-301"]}", routerTypeIdentifier: "${ROUTER}") {
    customerRouterConfig
  }
}`;
const VIRTUAL_INTERFACE = `virtualInterfaceId: "${fixtureIds["vif-301"]}"`;
const EAST = `accounts: ["enterprise"], regions: ["us-east-1"]`;
const lag = `arn:aws:directconnect:us-east-1:${accounts.enterprise}:dxlag/${fixtureIds["lag-dc2"]}`;
const membership = (id: string) =>
  `account: "enterprise", input: { resiliencyGroupId: "${fixtureIds["ashburn-group"]}", connectionIdentifiers: ["${id}"] }`;
const ASSOCIATIONS = `{
  resiliencyGroupAssociations(account: "enterprise", resiliencyGroupId: "${fixtureIds["ashburn-group"]}") {
    nodes { connectionArn state }
  }
}`;
const ATTACHMENTS = `{
  directConnectGateway(account: "enterprise", directConnectGatewayId: "${fixtureIds["vpc-gw"]}") {
    attachments { nodes { virtualInterfaceId } }
  }
}`;

/**
 * What the table of invalidated reads says of reads that lists of the same account do not show: a change, what is asked
 * before and after it, and the operation of AWS that must be called again.
 */
test.each([
  [
    "the attributes of a virtual interface",
    `updateVirtualInterfaceAttributes(account: "enterprise", input: { ${VIRTUAL_INTERFACE}, virtualInterfaceName: "renamed" }) { id }`,
    CONFIGURATION,
    "DescribeRouterConfiguration",
  ],
  [
    "a BGP peer of it that is deleted",
    `deleteBGPPeer(account: "enterprise", input: { ${VIRTUAL_INTERFACE}, customerAddress: "2001:db8:301::2/125" }) { id }`,
    CONFIGURATION,
    "DescribeRouterConfiguration",
  ],
  [
    "a tag that a LAG is given",
    `tagResource(input: { resourceArn: "${lag}", tags: [{ key: "rack", value: "7" }] }) { __typename }`,
    `{ lags(${EAST}) { nodes { lagId tags { key value } } } }`,
    "DescribeLags",
  ],
  [
    "a tag that is taken from it",
    `untagResource(input: { resourceArn: "${lag}", tagKeys: ["rack"] }) { __typename }`,
    `{ lags(${EAST}) { nodes { lagId tags { key value } } } }`,
    "DescribeLags",
  ],
  [
    "the name of a Direct Connect gateway",
    `updateDirectConnectGateway(
      account: "enterprise", input: { directConnectGatewayId: "${fixtureIds["vpc-gw"]}", newDirectConnectGatewayName: "renamed" }
    ) { id }`,
    ATTACHMENTS,
    "DescribeDirectConnectGatewayAttachments",
  ],
  [
    "a LAG that leaves a resiliency group",
    `disassociateConnectionsFromResiliencyGroup(${membership(fixtureIds["lag-dc2"])}) { resiliencyGroupId }`,
    ASSOCIATIONS,
    "ListResiliencyGroupAssociations",
  ],
  [
    "a connection that joins one, whose ports can be billed in another way then",
    `associateConnectionsToResiliencyGroup(${membership(fixtureIds["enterprise-ld5"])}) { resiliencyGroupId }`,
    `{ lags(${EAST}) { nodes { lagId billingMode } } }`,
    "DescribeLags",
  ],
])("%s: what it concerns is read once more", async (_what, mutation, query, operation) => {
  const reads = () => gateway.calls().filter((call) => call.endsWith(` ${operation}`)).length;
  const execute = async (document: string) => {
    const { errors, data } = await gateway.ask(document);
    expect(errors).toEqual([]);
    return data as unknown;
  };
  await execute(query);
  await execute(query);
  expect(reads()).toBe(0);
  await execute(`mutation { ${mutation} }`);
  await execute(query);
  expect(reads()).toBe(1);
  await execute(query);
  expect(reads()).toBe(0);
});
