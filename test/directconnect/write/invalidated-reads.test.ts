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
    "the name of a Direct Connect gateway",
    `updateDirectConnectGateway(
      account: "enterprise", input: { directConnectGatewayId: "${fixtureIds["vpc-gw"]}", newDirectConnectGatewayName: "renamed" }
    ) { id }`,
    ATTACHMENTS,
    "DescribeDirectConnectGatewayAttachments",
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

/** AWS's answer says all that these lists show of the change. */
test.each([
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
    "a LAG that leaves a resiliency group",
    `disassociateConnectionsFromResiliencyGroup(${membership(fixtureIds["lag-dc2"])}) { resiliencyGroupId }`,
    ASSOCIATIONS,
    "ListResiliencyGroupAssociations",
  ],
])("%s: it is shown, and nothing is read once more", async (_what, mutation, query, operation) => {
  const data = async (document: string) => {
    const { errors, data } = await gateway.ask(document);
    expect(errors).toEqual([]);
    expect(gateway.calls().filter((call) => call.endsWith(` ${operation}`))).toEqual([]);
    return data as unknown;
  };
  await gateway.ask(query);
  const before = await data(query);
  await data(`mutation { ${mutation} }`);
  expect(await data(query)).not.toEqual(before);
});

test("a change that AWS refuses: what it concerns is read once more, since that may be the reason", async () => {
  const LAGS = `{ lags(${EAST}) { totalCount } }`;
  await gateway.ask(LAGS);
  await gateway.ask(LAGS);
  expect(gateway.calls()).toEqual([]);
  const error = {
    name: "DirectConnectClientException",
    message: "The LAG is in state deleted.",
    status: 400,
  };
  gateway.emulator.faults.add({ kind: "error", operation: "UpdateLag", error, count: 1 });
  const { errors } = await gateway.ask(`mutation {
    updateLag(account: "enterprise", input: { lagId: "${fixtureIds["lag-dc2"]}", lagName: "late" }) { id } }`);
  expect(errors).toMatchObject([{ extensions: { code: "CONFLICT" } }]);
  await gateway.ask(LAGS);
  expect(gateway.calls()).toEqual([`${accounts.enterprise} us-east-1 DescribeLags`]);
  await gateway.ask(LAGS);
  expect(gateway.calls()).toEqual([]);
});
