import {
  AssociateConnectionWithLagCommand,
  CreateConnectionCommand,
  CreateLagCommand,
  DeleteConnectionCommand,
  DeleteLagCommand,
  DescribeConnectionsCommand,
  DescribeLagsCommand,
  DisassociateConnectionFromLagCommand,
  UpdateLagCommand,
  type Lag,
} from "@aws-sdk/client-direct-connect";
import { accounts, minute, startEmulated, type Emulated } from "../emulated";

const order = { location: "EqDC2", connectionsBandwidth: "10Gbps", lagName: "dc2", numberOfConnections: 2 };

let emulated: Emulated;
beforeEach(async () => {
  emulated = await startEmulated();
});
afterEach(() => emulated.stop());

const { enterprise, acme } = accounts;
const as = () => emulated.as(enterprise);
const create = (input: Partial<typeof order> & Record<string, unknown> = {}) =>
  as().send(new CreateLagCommand({ ...order, ...input }));
const connect = (input: Record<string, unknown> = {}) =>
  as().send(
    new CreateConnectionCommand({
      ...{ location: "EqDC2", bandwidth: "10Gbps", connectionName: "alone" },
      ...input,
    }),
  );
const read = async (lagId: string | undefined): Promise<Lag | undefined> =>
  (await as().send(new DescribeLagsCommand({ lagId }))).lags?.[0];
const update = (lagId: string | undefined, input: object) =>
  as().send(new UpdateLagCommand({ lagId, ...input }));
const associate = (connectionId: string | undefined, lagId: string | undefined) =>
  as().send(new AssociateConnectionWithLagCommand({ connectionId, lagId }));
const disassociate = (connectionId: string | undefined, lagId: string | undefined) =>
  as().send(new DisassociateConnectionFromLagCommand({ connectionId, lagId }));
const settle = () => emulated.emulator.clock.advance(24 * 60 * minute);
const memberIds = (lag: Lag | undefined) => (lag?.connections ?? []).map((member) => member.connectionId);

describe("refusals", () => {
  test("another account's LAG does not exist for me", async () => {
    const { lagId = "" } = await create();
    const other = emulated.as(acme);
    const unknown = { name: "DirectConnectClientException", message: `Could not find Lag with ID ${lagId}` };
    await expect(other.send(new DescribeLagsCommand({ lagId }))).rejects.toMatchObject(unknown);
    await expect(other.send(new UpdateLagCommand({ lagId, lagName: "mine" }))).rejects.toMatchObject(unknown);
    await expect(other.send(new DeleteLagCommand({ lagId }))).rejects.toMatchObject({
      message: "Lag does not exist",
    });
    const { connections } = await other.send(new DescribeConnectionsCommand({}));
    expect(connections).toEqual([]);
    const elsewhere = emulated.as(enterprise, "us-west-1");
    await expect(elsewhere.send(new DescribeLagsCommand({ lagId }))).rejects.toMatchObject(unknown);
  });

  test.each([
    ["no connections", { numberOfConnections: 0 }, /^Number of connections 0 is not valid/],
    ["five at 10 Gbps", { numberOfConnections: 5 }, /has 1 to 4/],
    [
      "three at 100 Gbps",
      { connectionsBandwidth: "100Gbps", numberOfConnections: 3 },
      /^Number of connections 3.* has 1 to 2/,
    ],
    [
      "three at 400 Gbps",
      { connectionsBandwidth: "400Gbps", numberOfConnections: 3 },
      /^Number of connections 3.* has 1 to 2/,
    ],
    ["a hosted bandwidth", { connectionsBandwidth: "500Mbps" }, /^Bandwidth 500Mbps is not available/],
    ["a location of another region", { location: "EqSV5" }, /^Location EqSV5 is not available/],
    ["a name with other characters", { lagName: "a;b" }, /^Lag name must be/],
    ["an unknown connection", { connectionId: "dxcon-00000000" }, /^Could not find Connection with ID/],
    [
      "MACsec where the port cannot",
      { connectionsBandwidth: "1Gbps", requestMACSec: true },
      /^MACsec is not available/,
    ],
  ])("create refuses %s, and makes nothing", async (_what, input, message) => {
    await expect(create(input)).rejects.toMatchObject({ name: "DirectConnectClientException", message });
    expect((await as().send(new DescribeLagsCommand({}))).lags).toEqual([]);
    expect((await as().send(new DescribeConnectionsCommand({}))).connections).toEqual([]);
  });

  test("tags of the LAG and of its children are checked", async () => {
    const tags = [{ key: "a" }, { key: "a" }];
    await expect(create({ tags })).rejects.toMatchObject({ name: "DuplicateTagKeysException" });
    await expect(create({ childConnectionTags: tags })).rejects.toMatchObject({
      name: "DuplicateTagKeysException",
    });
  });

  test("the eleventh LAG in a region, and the eleventh port at a location", async () => {
    for (let index = 0; index < 5; index++) await create();
    await expect(create()).rejects.toMatchObject({ message: /limit of 10 active connections/ });
    for (let index = 0; index < 5; index++) await create({ location: "CSVA1" });
    await expect(create({ location: "EqDA2" })).rejects.toMatchObject({ message: /limit of 10 lags/ });
  });

  test("a connection joins only what it fits", async () => {
    const { lagId } = await create({ numberOfConnections: 4 });
    const slow = await connect({ bandwidth: "1Gbps" });
    const far = await connect({ location: "CSVA1" });
    const { connectionId } = await connect();
    const secure = await connect({ requestMACSec: true });
    const fit = { message: /should have the same location and bandwidth/ };
    await expect(associate(slow.connectionId, lagId)).rejects.toMatchObject(fit);
    await expect(associate(far.connectionId, lagId)).rejects.toMatchObject(fit);
    await expect(associate(connectionId, lagId)).rejects.toMatchObject({
      message: /limit of 4 connections/,
    });
    await expect(associate(secure.connectionId, lagId)).rejects.toMatchObject({
      message: `Connection ${secure.connectionId ?? ""} and lag should be requested MacSec at the same time`,
    });
    await expect(connect({ lagId, requestMACSec: true })).rejects.toMatchObject({
      message: /requested MacSec at the same time/,
    });
    await expect(associate("dxcon-00000000", lagId)).rejects.toMatchObject({
      message: "Could not find Connection with ID dxcon-00000000",
    });
    await expect(associate(connectionId, "dxlag-00000000")).rejects.toMatchObject({
      message: "Could not find Lag with ID dxlag-00000000",
    });
  });

  test("a connection on another device cannot join", async () => {
    const made = [];
    for (let index = 0; index < 6; index++) made.push(await connect({ connectionName: `c${index}` }));
    settle();
    const { connections = [] } = await as().send(new DescribeConnectionsCommand({}));
    const [first, ...others] = connections;
    const other = others.find((port) => port.awsDeviceV2 !== first?.awsDeviceV2);
    const { lagId } = await create({ connectionId: first?.connectionId, numberOfConnections: 1 });
    expect(other).toBeDefined();
    await expect(associate(other?.connectionId, lagId)).rejects.toMatchObject({
      message: /should be on the same AWS device/,
    });
  });

  test("minimumLinks holds members back, but for the last", async () => {
    const lag = await create();
    const { lagId } = lag;
    const [first, second] = memberIds(lag);
    await expect(update(lagId, { minimumLinks: 3 })).rejects.toMatchObject({
      message: /^Minimum links 3 is not valid/,
    });
    await update(lagId, { minimumLinks: 2 });
    const held = { message: `Lag ${lagId ?? ""} must keep at least 2 connections.` };
    await expect(disassociate(first, lagId)).rejects.toMatchObject(held);
    await expect(as().send(new DeleteConnectionCommand({ connectionId: first }))).rejects.toMatchObject(held);
    const other = await create();
    await expect(associate(first, other.lagId)).rejects.toMatchObject(held);
    await update(lagId, { minimumLinks: 1 });
    await disassociate(first, lagId);
    await expect(disassociate(first, lagId)).rejects.toMatchObject({
      message: `Connection ${first ?? ""} is not associated with lag ${lagId ?? ""}.`,
    });
    await disassociate(second, lagId);
    expect(await read(lagId)).toMatchObject({ connections: [], lagState: "down", numberOfConnections: 0 });
  });

  test("an update changes something, and encryption needs a capable LAG", async () => {
    const { lagId } = await create();
    await expect(update(lagId, {})).rejects.toMatchObject({ message: /^At least one of/ });
    await expect(update(lagId, { encryptionMode: "must_encrypt" })).rejects.toMatchObject({
      message: /is not MACsec capable/,
    });
    await expect(update(lagId, { encryptionMode: "sometimes" })).rejects.toMatchObject({
      message: /^Encryption mode sometimes/,
    });
  });
});

test("a LAG comes up with its members and goes down with too few of them", async () => {
  const { clock } = emulated.emulator;
  const fresh = await create({
    tags: [{ key: "team", value: "core" }],
    childConnectionTags: [{ key: "child", value: "yes" }],
    providerName: "Equinix, Inc.",
  });
  const lagId = fresh.lagId ?? "";
  expect(lagId).toMatch(/^dxlag-[0-9a-z]{8}$/);
  expect(fresh).toMatchObject({
    lagState: "requested",
    minimumLinks: 0,
    numberOfConnections: 2,
    ownerAccount: enterprise,
    region: "us-east-1",
    allowsHostedConnections: false,
    jumboFrameCapable: false,
    macSecCapable: false,
    providerName: "Equinix, Inc.",
    tags: [{ key: "team", value: "core" }],
    connections: [1, 2].map((number) => ({
      connectionState: "requested",
      connectionName: `Requested Connection ${number} for Lag ${lagId}`,
      lagId,
      tags: [{ key: "child", value: "yes" }],
    })),
  });
  expect(fresh).not.toHaveProperty("encryptionMode");

  clock.advance(60 * minute);
  const pending = await read(lagId);
  expect(pending).toMatchObject({ lagState: "pending", jumboFrameCapable: true });
  const devices = pending?.connections?.map((member) => member.awsDeviceV2);
  expect(devices).toEqual([pending?.awsDeviceV2, pending?.awsDeviceV2]);

  settle();
  await update(lagId, { minimumLinks: 1, lagName: "dc2-renamed" });
  expect(await read(lagId)).toMatchObject({ lagState: "available", lagName: "dc2-renamed", minimumLinks: 1 });
  const [first, second] = memberIds(pending);
  await as().send(new DeleteConnectionCommand({ connectionId: first }));
  expect(await read(lagId)).toMatchObject({ lagState: "available" });
  clock.advance(2 * minute);
  expect(memberIds(await read(lagId))).toEqual([second]);
  await as().send(new DeleteConnectionCommand({ connectionId: second }));
  expect(await read(lagId)).toMatchObject({ lagState: "down" });
});

test("an existing connection counts as one of those of a new LAG, which lands on its device", async () => {
  const { connectionId } = await connect();
  settle();
  const lag = await create({ connectionId, numberOfConnections: 2 });
  expect(lag.connections).toMatchObject([
    { connectionId, connectionName: "alone", connectionState: "available" },
    { connectionName: `Requested Connection 1 for Lag ${lag.lagId ?? ""}`, connectionState: "requested" },
  ]);
  expect(lag).toMatchObject({ lagState: "available", awsDeviceV2: lag.connections?.[0]?.awsDeviceV2 });
});

test("a connection made for a LAG, and one that joins before it is approved, land on its device", async () => {
  const { lagId, awsDeviceV2 } = await create({ numberOfConnections: 1 });
  await connect({ lagId, connectionName: "made-for-it" });
  const joining = await connect({ connectionName: "joining" });
  expect(await associate(joining.connectionId, lagId)).toMatchObject({ lagId });
  await expect(associate(joining.connectionId, lagId)).rejects.toMatchObject({
    message: /is already associated with lag/,
  });
  settle();
  const lag = await read(lagId);
  expect(lag?.connections?.map((member) => member.awsDeviceV2)).toEqual([
    awsDeviceV2,
    awsDeviceV2,
    awsDeviceV2,
  ]);
});

test("a deleted LAG frees its members, is listed for an hour, then forgotten", async () => {
  const lag = await create();
  const { lagId = "" } = lag;
  const deleted = await as().send(new DeleteLagCommand({ lagId }));
  expect(deleted).toMatchObject({ lagId, lagState: "deleted", connections: [] });
  const { connections = [] } = await as().send(new DescribeConnectionsCommand({}));
  expect(connections.map((port) => [port.connectionId, port.lagId])).toEqual(
    memberIds(lag).map((id) => [id, undefined]),
  );
  await expect(as().send(new DeleteLagCommand({ lagId }))).rejects.toMatchObject({
    message: "Lag does not exist",
  });
  await expect(update(lagId, { lagName: "again" })).rejects.toMatchObject({ message: /^Could not find Lag/ });
  emulated.emulator.clock.advance(59 * minute);
  expect(await read(lagId)).toMatchObject({ lagState: "deleted" });
  emulated.emulator.clock.advance(minute);
  await expect(read(lagId)).rejects.toMatchObject({ message: `Could not find Lag with ID ${lagId}` });
});

test("LAGs are listed in pages", async () => {
  const ids = [];
  for (const location of ["EqDC2", "CSVA1", "EqDA2"]) ids.push((await create({ location })).lagId);
  const first = await as().send(new DescribeLagsCommand({ maxResults: 2 }));
  const second = await as().send(new DescribeLagsCommand({ maxResults: 2, nextToken: first.nextToken }));
  expect([...(first.lags ?? []), ...(second.lags ?? [])].map((lag) => lag.lagId)).toEqual(ids);
  expect(second.nextToken).toBeUndefined();
});
