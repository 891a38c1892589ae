import {
  AllocateConnectionOnInterconnectCommand,
  AllocateHostedConnectionCommand,
  AssociateHostedConnectionCommand,
  ConfirmConnectionCommand,
  CreateInterconnectCommand,
  DeleteConnectionCommand,
  DescribeConnectionsCommand,
  DescribeConnectionsOnInterconnectCommand,
  DescribeHostedConnectionsCommand,
} from "@aws-sdk/client-direct-connect";
import { accounts, minute, startEmulated, type Emulated } from "../emulated";

const { partner, acme, blueHarbor, enterprise } = accounts;
const threeHours = 180 * minute;

let emulated: Emulated;
let parentId: string;

async function interconnect(bandwidth = "10Gbps"): Promise<string> {
  const made = await emulated
    .as(partner)
    .send(new CreateInterconnectCommand({ interconnectName: "ic", location: "EqDC2", bandwidth }));
  emulated.emulator.clock.advance(threeHours);
  return made.interconnectId ?? "";
}

beforeEach(async () => {
  emulated = await startEmulated();
  parentId = await interconnect();
});
afterEach(() => emulated.stop());

const offer = { ownerAccount: acme as string, bandwidth: "500Mbps", connectionName: "acme-1", vlan: 110 };
const allocate = (input: Partial<typeof offer> & Record<string, unknown> = {}, account: string = partner) =>
  emulated
    .as(account)
    .send(new AllocateHostedConnectionCommand({ connectionId: parentId, ...offer, ...input }));
const hosted = (account: string = partner, connectionId = parentId) =>
  emulated.as(account).send(new DescribeHostedConnectionsCommand({ connectionId }));
const mine = async (account: string = acme) =>
  (await emulated.as(account).send(new DescribeConnectionsCommand({}))).connections ?? [];
const remove = (connectionId: string | undefined, account: string) =>
  emulated.as(account).send(new DeleteConnectionCommand({ connectionId }));
const confirm = (connectionId: string | undefined, account: string = acme) =>
  emulated.as(account).send(new ConfirmConnectionCommand({ connectionId }));

describe("refusals", () => {
  test("only an authorized partner allocates, in its regions", async () => {
    await expect(allocate({}, acme)).rejects.toMatchObject({
      message: `Account ${acme} is not an authorized Direct Connect partner in us-east-1.: `,
    });
    const elsewhere = emulated.as(partner, "eu-west-1");
    await expect(
      elsewhere.send(new AllocateHostedConnectionCommand({ connectionId: parentId, ...offer })),
    ).rejects.toMatchObject({ message: /not an authorized Direct Connect partner in eu-west-1/ });
    expect(await mine()).toEqual([]);
  });

  test.each([
    ["a VLAN out of range", { vlan: 4095 }, /^VLAN 4095 is out of range/],
    ["VLAN 0", { vlan: 0 }, /^VLAN 0 is out of range/],
    ["an account that is none", { ownerAccount: "12345" }, /^Account 12345 is not a 12-digit/],
    ["itself as owner", { ownerAccount: partner }, /^Cannot allocate Connection for the interconnect owner/],
    ["a bandwidth that is not sold", { bandwidth: "750Mbps" }, /^Bandwidth 750Mbps is not valid/],
    [
      "an unknown parent",
      { connectionId: "dxcon-00000000" },
      /^Could not find Connection with ID dxcon-00000000/,
    ],
    ["an unknown LAG", { connectionId: "dxlag-00000000" }, /^Could not find Lag with ID dxlag-00000000/],
    ["more than the interconnect carries", { bandwidth: "25Gbps" }, /exceeds the available 10000Mbps/],
  ])("allocate refuses %s", async (_what, input, message) => {
    await expect(allocate(input)).rejects.toMatchObject({ name: "DirectConnectClientException", message });
    expect((await hosted()).connections).toEqual([]);
  });

  test("a VLAN is taken once, and free again when its holder is gone", async () => {
    const first = await allocate();
    await expect(allocate({ ownerAccount: blueHarbor })).rejects.toMatchObject({
      message: "VLAN 110 is already in use",
    });
    await remove(first.connectionId, acme);
    await expect(allocate({ ownerAccount: blueHarbor })).resolves.toMatchObject({ vlan: 110 });
  });

  test("the sum of bandwidths holds, unless the rule is off", async () => {
    await allocate({ bandwidth: "10Gbps" });
    await expect(allocate({ vlan: 111, bandwidth: "50Mbps" })).rejects.toMatchObject({
      message: `Bandwidth 50Mbps exceeds the available 0Mbps of ${parentId}.`,
    });
    const lenient = await startEmulated({ fixtures: true, rules: { enforceCapacity: false } });
    try {
      const full = new AllocateHostedConnectionCommand({ ...offer, connectionId: "dxcon-fgdc2000" });
      await expect(lenient.as(partner).send(full)).resolves.toMatchObject({ connectionState: "ordering" });
    } finally {
      await lenient.stop();
    }
  });

  test("a parent that is not in service carries nothing", async () => {
    const { interconnectId } = await emulated
      .as(partner)
      .send(
        new CreateInterconnectCommand({ interconnectName: "new", location: "EqDC2", bandwidth: "10Gbps" }),
      );
    await expect(allocate({ connectionId: interconnectId })).rejects.toMatchObject({
      message: "The specified Connection ID is not available",
    });
  });

  test("NNI v2 speeds by the letter, when the rule is on", async () => {
    const strict = await startEmulated({ fixtures: true, rules: { enforceNniV2Speeds: true } });
    try {
      const send = (bandwidth: string) =>
        strict
          .as(partner)
          .send(new AllocateHostedConnectionCommand({ ...offer, bandwidth, connectionId: "dxcon-fgva1000" }));
      await expect(send("500Mbps")).rejects.toMatchObject({
        message: /must be one of 1Gbps, 2Gbps, 5Gbps, 10Gbps/,
      });
      await expect(send("1Gbps")).resolves.toMatchObject({ bandwidth: "1Gbps" });
    } finally {
      await strict.stop();
    }
  });

  test("only the customer accepts, and only once", async () => {
    const { connectionId = "" } = await allocate();
    await expect(confirm(connectionId, partner)).rejects.toMatchObject({
      message: `Could not find Connection with ID ${connectionId}`,
    });
    await confirm(connectionId);
    await expect(confirm(connectionId)).rejects.toMatchObject({
      message: `ConfirmConnection failed. ${connectionId} is in state pending`,
    });
  });

  test("children of what is no parent, or not mine, are not listed", async () => {
    const { connectionId = "" } = await allocate();
    await expect(hosted(partner, connectionId)).rejects.toMatchObject({
      message: `${partner} DescribeHostedConnections failed for connection ${connectionId} doesn't exist.`,
    });
    await expect(hosted(acme, parentId)).rejects.toMatchObject({
      message: `${acme} DescribeHostedConnections failed for connection ${parentId} doesn't exist.`,
    });
  });

  test("a stranger deletes nothing", async () => {
    const { connectionId } = await allocate();
    await expect(remove(connectionId, enterprise)).rejects.toMatchObject({
      message: "Connection does not exist",
    });
  });
});

test("partner and customer see one connection, tags the owner alone", async () => {
  await allocate({ tags: [{ key: "order", value: "4711" }] });
  const [fromPartner] = (await hosted()).connections ?? [];
  const [fromCustomer] = await mine();
  expect(fromCustomer).toMatchObject({
    ownerAccount: acme,
    partnerName: "Northgate Fabric",
    vlan: 110,
    location: "EqDC2",
    connectionState: "ordering",
    partnerInterconnectMacSecCapable: false,
    tags: [{ key: "order", value: "4711" }],
  });
  expect(fromPartner).toEqual({ ...fromCustomer, tags: undefined });
  expect(await mine(partner)).toEqual([]);
});

test("the customer confirms, and it comes up", async () => {
  const { connectionId } = await allocate();
  expect(await confirm(connectionId)).toMatchObject({ connectionState: "pending" });
  expect(await mine()).toMatchObject([{ connectionState: "pending" }]);
  emulated.emulator.clock.advance(3 * minute);
  expect(await mine()).toMatchObject([{ connectionState: "available" }]);
});

test("it settles on down when the interconnect is down, and follows its link", async () => {
  const { connectionId } = await allocate();
  await confirm(connectionId);
  emulated.emulator.setLink(parentId, "down");
  emulated.emulator.clock.advance(3 * minute);
  expect(await mine()).toMatchObject([{ connectionState: "down" }]);
  emulated.emulator.setLink(parentId, "up");
  expect(await mine()).toMatchObject([{ connectionState: "available" }]);
});

test("the customer declines: rejected, listed for an hour, then gone", async () => {
  const { connectionId } = await allocate();
  expect(await remove(connectionId, acme)).toMatchObject({ connectionState: "rejected" });
  emulated.emulator.clock.advance(59 * minute);
  expect((await hosted()).connections).toMatchObject([{ connectionState: "rejected" }]);
  emulated.emulator.clock.advance(minute);
  expect((await hosted()).connections).toEqual([]);
});

test("the partner may take it back", async () => {
  const { connectionId } = await allocate();
  expect(await remove(connectionId, partner)).toMatchObject({ connectionState: "deleting" });
  emulated.emulator.clock.advance(2 * minute);
  expect(await mine()).toMatchObject([{ connectionState: "deleted" }]);
});

/* eslint-disable @typescript-eslint/no-deprecated -- the deprecated forms are what is tested here */
describe("AllocateConnectionOnInterconnect, the deprecated form", () => {
  const allocateOn = (input: Record<string, unknown> = {}) =>
    emulated
      .as(partner)
      .send(new AllocateConnectionOnInterconnectCommand({ interconnectId: parentId, ...offer, ...input }));

  test("refuses a LAG and 25 Gbps", async () => {
    await expect(allocateOn({ interconnectId: "dxlag-00000000" })).rejects.toMatchObject({
      message: "Could not find Interconnect with ID dxlag-00000000",
    });
    await expect(allocateOn({ bandwidth: "25Gbps" })).rejects.toMatchObject({
      message: /^Bandwidth 25Gbps is not valid/,
    });
  });

  test("makes the same connection", async () => {
    const made = await allocateOn();
    expect(made).toMatchObject({ connectionState: "ordering", vlan: 110, ownerAccount: acme });
    const { connections } = await emulated
      .as(partner)
      .send(new DescribeConnectionsOnInterconnectCommand({ interconnectId: parentId }));
    expect(connections).toMatchObject([{ connectionId: made.connectionId }]);
  });
});

/* eslint-enable @typescript-eslint/no-deprecated */

describe("AssociateHostedConnection", () => {
  const move = (connectionId: string | undefined, parentConnectionId: string, account: string = partner) =>
    emulated.as(account).send(new AssociateHostedConnectionCommand({ connectionId, parentConnectionId }));

  test("is refused to the customer, and where the VLAN is taken", async () => {
    const other = await interconnect();
    const { connectionId } = await allocate();
    await expect(move(connectionId, other, acme)).rejects.toMatchObject({ message: /not an authorized/ });
    await allocate({ connectionId: other });
    await expect(move(connectionId, other)).rejects.toMatchObject({ message: "VLAN 110 is already in use" });
  });

  test("moves the connection to the other interconnect", async () => {
    const other = await interconnect();
    const { connectionId } = await allocate();
    expect(await move(connectionId, other)).toMatchObject({ connectionId, vlan: 110 });
    expect((await hosted()).connections).toEqual([]);
    expect((await hosted(partner, other)).connections).toMatchObject([{ connectionId }]);
  });
});
