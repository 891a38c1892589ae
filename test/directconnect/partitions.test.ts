import { fixtureIds } from "../../src/emulator/fixtures/names";
import { directConnectGateways } from "../../src/emulator/records/direct-connect-gateways";
import { lags } from "../../src/emulator/records/lags";
import { ports } from "../../src/emulator/records/ports";
import { virtualInterfaces } from "../../src/emulator/records/virtual-interfaces";
import type { Emulator } from "../../src/emulator/wire/server";
import type { TableDefinition } from "../../src/emulator/state/table";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

/** One region of each partition. */
const PARTITIONS = [
  ["aws", "mx-central-1"],
  ["aws-cn", "cn-north-1"],
  ["aws-us-gov", "us-gov-west-1"],
  ["aws-eusc", "eusc-de-east-1"],
  ["aws-iso", "us-iso-east-1"],
  ["aws-iso-b", "us-isob-east-1"],
  ["aws-iso-e", "eu-isoe-west-1"],
  ["aws-iso-f", "us-isof-south-1"],
] as const;

/** The resources with an ARN: their list, and the replacement of their id in the fixtures. */
const KINDS = [
  ["connections", "Connection", "dxcon", "dxcon-fe00000"],
  ["interconnects", "Interconnect", "dxcon", "dxcon-fg00000"],
  ["lags", "Lag", "dxlag", "dxlag-fe00000"],
  ["virtualInterfaces", "VirtualInterface", "dxvif", "dxvif-fe00000"],
  ["directConnectGateways", "DirectConnectGateway", "dx-gateway", "dc600000-0000-4000-8000-00000000f00"],
] as const;

/** Each partition's account: its resources are copies of the fixtures'. */
const accounts = PARTITIONS.map(([partition, region], index) => ({
  alias: partition,
  accountId: `90000000000${index}`,
  regions: [region],
  credentials: { accessKeyId: `90000000000${index}`, secretAccessKey: "emulated" },
}));

const CASES = PARTITIONS.flatMap(([partition, region], index) =>
  KINDS.map(([list, typename, kind, id]) => {
    const place = `${kind === "dx-gateway" ? "" : region}:90000000000${index}`;
    const arn = (of: string = partition) => `arn:${of}:directconnect:${place}:${kind}/${id}${index}`;
    return { partition, region, list, typename, arn, account: `90000000000${index}` };
  }),
);
const title = "$typename in $partition";

function populate(emulator: Emulator): void {
  const copy = <Row extends object, Index extends string>(
    table: TableDefinition<Row, Index>,
    id: string,
    change: Partial<Row>,
  ) => {
    const row = emulator.store.table(table).get(id);
    if (row === undefined) throw new Error(`There is no ${id} to copy.`);
    emulator.store.table(table).insert({ ...row, tags: [], ...change });
  };
  accounts.forEach(({ accountId: ownerAccount, regions: [region = ""] }, index) => {
    const [connectionId, interconnectId, lagId, virtualInterfaceId, directConnectGatewayId] = KINDS.map(
      ([, , , id]) => `${id}${index}`,
    ) as [string, string, string, string, string]; // one for each kind
    const mine = { ownerAccount, region };
    copy(ports, fixtureIds["enterprise-100g"], { ...mine, connectionId });
    copy(ports, fixtureIds["ic-dc2"], { ...mine, connectionId: interconnectId });
    copy(lags, fixtureIds["lag-dc2"], { ...mine, lagId });
    const [vif] = emulator.store.table(virtualInterfaces).all();
    const carried = { connectionId, connectionOwner: ownerAccount, directConnectGatewayId };
    copy(virtualInterfaces, vif?.virtualInterfaceId ?? "", { ...mine, ...carried, virtualInterfaceId });
    copy(directConnectGateways, fixtureIds["vpc-gw"], { ownerAccount, directConnectGatewayId });
  });
}

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({ accounts, settings: { AWS_REGION: "us-gov-west-1" } });
  populate(gateway.emulator);
});
afterAll(() => gateway.stop());

const NODE = "query ($id: ID!) { node(id: $id) { __typename id } }";
const TAGS = "query ($id: ID!) { resourceTags(resourceArns: [$id]) { resourceArn tags { key } } }";

/** Another partition than the resource's. */
const foreign = (partition: string) => (partition === "aws" ? "aws-cn" : "aws");

test.each(CASES)(`no node has the id of a $typename of $partition in another partition`, async (one) => {
  const { data, errors } = await gateway.ask(NODE, { id: one.arn(foreign(one.partition)) });
  expect(errors).toEqual([]);
  expect(data).toEqual({ node: null });
  expect(gateway.calls()).toEqual([]);
});

test.each(CASES)(`no tags are read of a $typename of $partition in another partition`, async (one) => {
  const { errors } = await gateway.ask(TAGS, { id: one.arn(foreign(one.partition)) });
  expect(errors).toMatchObject([
    { extensions: { code: "BAD_USER_INPUT", fields: [{ argument: "resourceArns" }] } },
  ]);
  expect(gateway.calls()).toEqual([]);
});

test.each([
  ["a gateway with a region", "arn:aws:directconnect:mx-central-1:900000000000:dx-gateway/dc600000"],
  ["a connection without one", "arn:aws:directconnect::900000000000:dxcon/dxcon-fe000000"],
  ["a LAG under a connection's name", "arn:aws:directconnect:mx-central-1:900000000000:dxcon/dxlag-fe000000"],
  ["a region that does not exist", "arn:aws:directconnect:mx-central-77:900000000000:dxcon/dxcon-fe000000"],
  ["what is no region", "arn:aws:directconnect:aws-global:900000000000:dxcon/dxcon-fe000000"],
])("null for %s", async (_what, id) => {
  const { data, errors } = await gateway.ask(NODE, { id });
  expect(errors).toEqual([]);
  expect(data).toEqual({ node: null });
});

test.each(CASES)(`the id of a ${title} names it`, async ({ list, partition, arn, region, account }) => {
  const { data } = await gateway.ask(`query ($in: [ID!]) { ${list}(accounts: $in) { nodes { id } } }`, {
    in: [partition],
  });
  expect(data[list].nodes).toEqual([{ id: arn() }]);
  expect(gateway.calls()).toEqual([expect.stringMatching(`^${account} ${region} `)]); // signed for that region
});

test.each(CASES)(`node gives back the very id of a ${title}`, async ({ typename, arn, account, region }) => {
  const { data, errors } = await gateway.ask(NODE, { id: arn() });
  expect(errors).toEqual([]);
  expect(data).toEqual({ node: { __typename: typename, id: arn() } });
  for (const call of gateway.calls()) expect(call).toMatch(`${account} ${region} `);
});

test.each(CASES)(`a ${title} is tagged by its id`, async ({ arn }) => {
  const { data, errors } = await gateway.ask(
    `mutation ($id: ID!) { tagResource(input: { resourceArn: $id, tags: [{ key: "k", value: "v" }] }) { resourceArn tags { key } } }`,
    { id: arn() },
  );
  expect(errors).toEqual([]);
  expect(data.tagResource).toEqual({ resourceArn: arn(), tags: [{ key: "k" }] });
});

test("each partition's region is asked where only the caller's accounts are named", async () => {
  await gateway.ask("{ connections(first: 1) { totalCount } }");
  expect(gateway.calls()).toEqual(
    accounts.map(({ accountId, regions: [region] }) => `${accountId} ${region} DescribeConnections`),
  );
});
