import {
  ConfirmConnectionCommand,
  CreateConnectionCommand,
  DeleteConnectionCommand,
  DescribeConnectionsCommand,
  UpdateConnectionCommand,
} from "@aws-sdk/client-direct-connect";
import { accounts, minute, startEmulated, type Emulated } from "../emulated";

const order = { location: "EqDC2", bandwidth: "10Gbps", connectionName: "dc2-a" };
const tomorrow = 24 * 60 * minute;

let emulated: Emulated;
beforeEach(async () => {
  emulated = await startEmulated();
});
afterEach(() => emulated.stop());

const { enterprise, acme } = accounts;
const create = (input: Partial<typeof order> & Record<string, unknown> = {}) =>
  emulated.as(enterprise).send(new CreateConnectionCommand({ ...order, ...input }));
const describe1 = async (connectionId: string) => {
  const { connections } = await emulated
    .as(enterprise)
    .send(new DescribeConnectionsCommand({ connectionId }));
  return connections?.[0];
};
const remove = (connectionId: string | undefined, account: string = enterprise) =>
  emulated.as(account).send(new DeleteConnectionCommand({ connectionId }));

describe("refusals", () => {
  test("another account's connection does not exist for me", async () => {
    const { connectionId } = await create();
    await expect(
      emulated.as(acme).send(new DescribeConnectionsCommand({ connectionId })),
    ).rejects.toMatchObject({
      name: "DirectConnectClientException",
      message: `Could not find Connection with ID ${connectionId ?? ""}`,
    });
    await expect(remove(connectionId, acme)).rejects.toMatchObject({ message: "Connection does not exist" });
    await expect(
      emulated.as(acme).send(new UpdateConnectionCommand({ connectionId, connectionName: "mine" })),
    ).rejects.toMatchObject({ message: /^Could not find Connection with ID/ });
  });

  test.each([
    [
      "a location of another region",
      { location: "EqSV5" },
      /^Location EqSV5 is not available in region us-east-1/,
    ],
    ["a bandwidth that is hosted only", { bandwidth: "500Mbps" }, /^Bandwidth 500Mbps is not available/],
    [
      "a bandwidth that the location lacks",
      { location: "EqDA2", bandwidth: "400Gbps" },
      /^Bandwidth 400Gbps/,
    ],
    ["MACsec where the port cannot", { bandwidth: "1Gbps", requestMACSec: true }, /^MACsec is not available/],
    ["a name with other characters", { connectionName: "a;b" }, /^Name must be/],
    ["an unknown LAG", { lagId: "dxlag-00000000" }, /^Could not find Lag with ID dxlag-00000000/],
  ])("create refuses %s", async (_what, input, message) => {
    await expect(create(input)).rejects.toMatchObject({ name: "DirectConnectClientException", message });
    expect(emulated.emulator.requests.list("CreateConnection")).toHaveLength(1);
  });

  test("tags have errors of their own", async () => {
    const twice = [{ key: "a" }, { key: "a" }];
    await expect(create({ tags: twice })).rejects.toMatchObject({ name: "DuplicateTagKeysException" });
    const many = Array.from({ length: 51 }, (_, index) => ({ key: `k${index}` }));
    await expect(create({ tags: many })).rejects.toMatchObject({ name: "TooManyTagsException" });
  });

  test("the eleventh active connection at a location", async () => {
    for (let index = 0; index < 10; index++) await create({ connectionName: `c${index}` });
    await expect(create()).rejects.toMatchObject({ message: /limit of 10 active connections/ });
    await expect(create({ location: "CSVA1" })).resolves.toMatchObject({ connectionState: "requested" });
  });

  test("a dedicated connection cannot be confirmed", async () => {
    const { connectionId } = await create();
    await expect(
      emulated.as(enterprise).send(new ConfirmConnectionCommand({ connectionId })),
    ).rejects.toMatchObject({
      message: `ConfirmConnection failed. ${connectionId ?? ""} is in state requested`,
    });
  });

  test("an update changes something, and encryption needs a capable port", async () => {
    const { connectionId } = await create();
    const update = (input: object) =>
      emulated.as(enterprise).send(new UpdateConnectionCommand({ connectionId, ...input }));
    await expect(update({})).rejects.toMatchObject({ message: /^At least one of/ });
    await expect(update({ encryptionMode: "must_encrypt" })).rejects.toMatchObject({
      message: /not MACsec capable/,
    });
    await expect(update({ encryptionMode: "sometimes" })).rejects.toMatchObject({
      message: /^Encryption mode sometimes/,
    });
  });
});

test("a dedicated connection lives from requested to forgotten", async () => {
  const { emulator } = emulated;
  const fresh = await create({ tags: [{ key: "team", value: "core" }] });
  expect(fresh).toMatchObject({
    ownerAccount: enterprise,
    connectionId: expect.stringMatching(/^dxcon-[0-9a-z]{8}$/) as string,
    connectionState: "requested",
    region: "us-east-1",
    jumboFrameCapable: false,
    hasLogicalRedundancy: "unknown",
    macSecCapable: false,
    tags: [{ key: "team", value: "core" }],
  });
  expect(fresh).not.toHaveProperty("awsDeviceV2");
  expect(fresh).not.toHaveProperty("loaIssueTime");
  const id = fresh.connectionId ?? "";

  emulator.clock.advance(60 * minute);
  const pending = await describe1(id);
  expect(pending).toMatchObject({ connectionState: "pending", loaIssueTime: expect.any(Date) as Date });
  expect(pending?.awsDeviceV2).toMatch(/^EqDC2-[0-9a-z]{11,14}$/);

  emulator.clock.advance(tomorrow);
  expect(await describe1(id)).toMatchObject({ connectionState: "available" });

  expect(await remove(id)).toMatchObject({ connectionId: id, connectionState: "deleting" });
  await expect(remove(id)).rejects.toMatchObject({
    message: `Connection ${id} is in a transitioning state.`,
  });
  emulator.clock.advance(2 * minute);
  expect(await describe1(id)).toMatchObject({ connectionState: "deleted" });
  await expect(remove(id)).rejects.toMatchObject({ message: "Connection does not exist" });
  emulator.clock.advance(59 * minute);
  expect(await describe1(id)).toMatchObject({ connectionState: "deleted" });
  emulator.clock.advance(minute);
  await expect(describe1(id)).rejects.toMatchObject({ message: `Could not find Connection with ID ${id}` });
});

test("a connection deleted while it is under review never becomes pending", async () => {
  const { connectionId = "" } = await create();
  await remove(connectionId);
  emulated.emulator.clock.advance(61 * minute);
  expect(await describe1(connectionId)).toMatchObject({ connectionState: "deleted" });
});

test("name and encryption mode can be changed", async () => {
  const { connectionId } = await create({ requestMACSec: true });
  const updated = await emulated
    .as(enterprise)
    .send(
      new UpdateConnectionCommand({ connectionId, connectionName: "dc2/b", encryptionMode: "must_encrypt" }),
    );
  expect(updated).toMatchObject({
    connectionName: "dc2/b",
    encryptionMode: "must_encrypt",
    macSecCapable: true,
  });
});

test("connections are listed by account and region", async () => {
  await create();
  const list = async (account: string, region: string) =>
    (await emulated.as(account, region).send(new DescribeConnectionsCommand({}))).connections;
  expect(await list(enterprise, "us-east-1")).toHaveLength(1);
  expect(await list(enterprise, "us-west-1")).toEqual([]);
  expect(await list(acme, "us-east-1")).toEqual([]);
});

test("the same seed gives the same ids", async () => {
  const again = await startEmulated();
  try {
    const first = await create();
    const second = await again.as(enterprise).send(new CreateConnectionCommand(order));
    expect(second.connectionId).toBe(first.connectionId);
  } finally {
    await again.stop();
  }
});

test("other regions leak in when the rule says so", async () => {
  const leaky = await startEmulated({ fixtures: true, rules: { leakOtherRegions: true } });
  try {
    const { connections } = await leaky.as(enterprise).send(new DescribeConnectionsCommand({}));
    const regions = new Set(connections?.map(({ region }) => region));
    expect([...regions].sort()).toEqual(["eu-west-1", "us-east-1", "us-west-1"]);
  } finally {
    await leaky.stop();
  }
});
