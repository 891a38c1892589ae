import {
  AssociateConnectionWithLagCommand,
  CreateConnectionCommand,
  CreateInterconnectCommand,
  CreateLagCommand,
  DescribeConnectionsCommand,
  DisassociateConnectionFromLagCommand,
  type RequestBillingMode,
} from "@aws-sdk/client-direct-connect";
import { NEWER_COMMANDS } from "../../../src/directconnect/client/newer-commands";
import { accounts, type Emulated, minute, startEmulated } from "../emulated";

/* DOMAIN J.5, through the plain SDK with the declarations that it lacks. */
const day = 24 * 60 * minute;
const { enterprise, acme, partner } = accounts;

let emulated: Emulated;
beforeEach(async () => {
  emulated = await startEmulated();
});
afterEach(() => emulated.stop());

const as = (account: string = enterprise) => emulated.as(account);

async function port(bandwidth = "10Gbps", location = "EqDC2", billingMode?: RequestBillingMode) {
  const order = { location, bandwidth, connectionName: "port", ...(billingMode && { billingMode }) };
  const { connectionId = "" } = await as().send(new CreateConnectionCommand(order));
  emulated.emulator.clock.advance(day);
  return connectionId;
}

const update = (connectionIds: string[], billingMode: string, account: string = enterprise) =>
  as(account).send(
    new NEWER_COMMANDS.UpdateConnectionsBillingMode({
      connectionIds,
      billingMode: billingMode as RequestBillingMode,
    }),
  );

async function modeOf(connectionId: string) {
  const { connections } = await as().send(new DescribeConnectionsCommand({ connectionId }));
  return connections?.[0]?.billingMode;
}

const refused = (message: RegExp) => ({
  name: "DirectConnectClientException",
  message: expect.stringMatching(message) as string,
});

test("none, what is unknown, hosted or another's, and modes that AWS alone sets are refused", async () => {
  const id = await port();
  await expect(update([], "FlatRateTier1")).rejects.toMatchObject(refused(/1 to 200/));
  await expect(update(["dxcon-00000000"], "FlatRateTier1")).rejects.toMatchObject(refused(/Could not find/));
  await expect(update([id], "FlatRateTier1", acme)).rejects.toMatchObject(refused(/Could not find/));
  await expect(update([id], "PortPairFlatRateTier1")).rejects.toMatchObject(refused(/is not valid/));
  expect(await modeOf(id)).toBe("PayAsYouGo");
});

test("a mode that the location does not offer for the speed is refused, in orders too", async () => {
  const id = await port("1Gbps");
  await expect(update([id], "FlatRateTier1")).rejects.toMatchObject(refused(/not available for 1Gbps/));
  await expect(port("1Gbps", "CSVA1", "FlatRateTier1")).rejects.toMatchObject(refused(/not available/));
});

test("all are changed or none, and all of one location are billed in one way", async () => {
  const [one, other] = [await port(), await port()];
  await expect(update([one], "FlatRateTier1")).rejects.toMatchObject(
    refused(/must be billed by use, or all/),
  );
  await expect(update([one, other, "dxcon-00000000"], "FlatRateTier1")).rejects.toMatchObject(
    refused(/Could not find/),
  );
  expect([await modeOf(one), await modeOf(other)]).toEqual(["PayAsYouGo", "PayAsYouGo"]);
  const answer = await update([one, other], "FlatRateTier1");
  expect(answer).toMatchObject({
    billingMode: "FlatRateTier1",
    connections: [
      { connectionId: one, billingMode: "FlatRateTier1" },
      { connectionId: other, billingMode: "FlatRateTier1" },
    ],
  });
  await update([one], "FlatRateTier4"); // another tier is a flat rate, too
  await expect(port()).rejects.toMatchObject(refused(/must be billed by use, or all/));
  expect(await modeOf(await port("10Gbps", "EqDC2", "FlatRateTier2"))).toBe("FlatRateTier2");
});

test("a fourth change in six months is refused", async () => {
  const id = await port();
  for (const mode of ["FlatRateTier1", "FlatRateTier2", "PayAsYouGo"]) await update([id], mode);
  await expect(update([id], "FlatRateTier1")).rejects.toMatchObject(refused(/3 times in six months/));
  emulated.emulator.clock.advance(184 * day);
  await update([id], "FlatRateTier1");
  expect(await modeOf(id)).toBe("FlatRateTier1");
});

test("a LAG is billed in one way: what joins it takes it over, what leaves keeps it, and none is left out", async () => {
  const lag = { location: "EqDC2", connectionsBandwidth: "10Gbps", lagName: "lag" };
  const { lagId = "", connections = [] } = await as().send(
    new CreateLagCommand({ ...lag, numberOfConnections: 2, billingMode: "FlatRateTier3" }),
  );
  emulated.emulator.clock.advance(day);
  const ids = connections.map(({ connectionId = "" }) => connectionId);
  await expect(update(ids.slice(0, 1), "FlatRateTier1")).rejects.toMatchObject(refused(/is left out/));
  const { connectionId: joining = "" } = await as().send(
    new CreateConnectionCommand({ location: "EqDC2", bandwidth: "10Gbps", connectionName: "joins", lagId }),
  );
  expect(await modeOf(joining)).toBe("FlatRateTier3");
  await as().send(new DisassociateConnectionFromLagCommand({ lagId, connectionId: joining }));
  expect(await modeOf(joining)).toBe("FlatRateTier3");
  await update([joining], "FlatRateTier1");
  await as().send(new AssociateConnectionWithLagCommand({ lagId, connectionId: joining }));
  expect(await modeOf(joining)).toBe("FlatRateTier3");
});

test("interconnects and LAGs of them have no mode", async () => {
  const order = { location: "EqDC2", bandwidth: "10Gbps", interconnectName: "ic" };
  const interconnect = await as(partner).send(new CreateInterconnectCommand(order));
  expect(interconnect).not.toHaveProperty("billingMode");
  const lag = { location: "EqDC2", connectionsBandwidth: "10Gbps", numberOfConnections: 1, lagName: "lag" };
  await expect(
    as(partner).send(new CreateLagCommand({ ...lag, billingMode: "FlatRateTier1" })),
  ).rejects.toMatchObject(refused(/no billing mode/));
  expect(await as(partner).send(new CreateLagCommand(lag))).not.toHaveProperty("billingMode");
});

test("two of a group at one flat rate and speed on two devices are a pair, until one leaves or is billed otherwise", async () => {
  const found: string[] = [];
  // The two ports at CSVA1 are on one device, and the first one is on another.
  for (const location of ["EqDC2", "CSVA1", "CSVA1"]) found.push(await port("10Gbps", location));
  const [one = "", other = "", third = ""] = found;
  await update(found, "FlatRateTier2");
  const { resiliencyGroup } = await as().send(
    new NEWER_COMMANDS.CreateResiliencyGroup({
      resiliencyGroupName: "pair",
      intendedResiliencyModel: "high-resiliency",
    }),
  );
  const resiliencyGroupId = resiliencyGroup?.resiliencyGroupId ?? "";
  emulated.emulator.clock.advance(minute);
  const members = { resiliencyGroupId, connectionIdentifiers: [one, other, third] };
  await as().send(new NEWER_COMMANDS.AssociateConnectionsToResiliencyGroup(members));
  expect(await modeOf(one)).toBe("FlatRateTier2"); // on its way into the group
  emulated.emulator.clock.advance(minute);
  const modes = async () => [await modeOf(one), await modeOf(other), await modeOf(third)];
  const [paired, alone] = ["PortPairFlatRateTier2", "FlatRateTier2"];
  expect(await modes()).toEqual([paired, paired, alone]);
  await update([other, third], "FlatRateTier3");
  expect(await modes()).toEqual([alone, "FlatRateTier3", "FlatRateTier3"]);
  await update([other, third], "FlatRateTier2");
  const leaving = { resiliencyGroupId, connectionIdentifiers: [other] };
  await as().send(new NEWER_COMMANDS.DisassociateConnectionsFromResiliencyGroup(leaving));
  expect(await modes()).toEqual([paired, alone, paired]); // the third takes its place
});
