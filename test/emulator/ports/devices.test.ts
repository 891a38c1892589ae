import {
  AssociateConnectionWithLagCommand,
  CreateConnectionCommand,
  CreateInterconnectCommand,
  CreateLagCommand,
  DescribeConnectionsCommand,
  DescribeLagsCommand,
} from "@aws-sdk/client-direct-connect";
import { accounts, type Emulated, minute, startEmulated } from "../emulated";

const { partner, enterprise } = accounts;

let emulated: Emulated;
beforeEach(async () => {
  emulated = await startEmulated();
});
afterEach(() => emulated.stop());

const approve = () => emulated.emulator.clock.advance(24 * 60 * minute);
const order = async (terms: { location?: string; bandwidth?: string; lagId?: string } = {}) => {
  const input = { location: "EqDC2", bandwidth: "10Gbps", connectionName: "port", ...terms };
  return (await emulated.as(enterprise).send(new CreateConnectionCommand(input))).connectionId ?? "";
};
const createLag = async (terms: { connectionId?: string; numberOfConnections?: number } = {}) => {
  const input = { location: "EqDC2", connectionsBandwidth: "10Gbps", lagName: "lag", numberOfConnections: 1 };
  return (await emulated.as(enterprise).send(new CreateLagCommand({ ...input, ...terms }))).lagId ?? "";
};
const join = (connectionId: string, lagId: string) =>
  emulated.as(enterprise).send(new AssociateConnectionWithLagCommand({ connectionId, lagId }));
const deviceOf = async (connectionId: string) =>
  (await emulated.as(enterprise).send(new DescribeConnectionsCommand({ connectionId }))).connections?.[0]
    ?.awsDeviceV2;

test("ports that are ordered one by one can join one LAG", async () => {
  const ids = [await order(), await order()];
  approve();
  ids.push(await order());
  approve();
  const lagId = await createLag({ connectionId: ids[0] });
  for (const id of ids.slice(1)) await join(id, lagId);
  const { lags } = await emulated.as(enterprise).send(new DescribeLagsCommand({ lagId }));
  expect(lags?.[0]?.numberOfConnections).toBe(3);
});

test.each(["before", "after"])("a port that is ordered %s a LAG can join it", async (when) => {
  const before = when === "before" ? await order() : undefined;
  approve();
  const lagId = await createLag();
  approve();
  const id = before ?? (await order());
  approve();
  expect(await join(id, lagId)).toMatchObject({ lagId });
});

test("more ports than a LAG holds are on two devices", async () => {
  const ids: string[] = [];
  for (let number = 1; number <= 5; number++) ids.push(await order());
  approve();
  const devices = await Promise.all(ids.map(deviceOf));
  expect(new Set(devices.slice(0, 4)).size).toBe(1);
  expect(devices[4]).not.toBe(devices[0]);
  expect(devices[4]).toMatch(/^EqDC2-/);
});

test("a port of another bandwidth or location does not take a place", async () => {
  for (const terms of [{ bandwidth: "1Gbps" }, { location: "CSVA1" }]) {
    for (let number = 1; number <= 4; number++) await order(terms);
  }
  const first = await order();
  approve();
  const second = await order();
  approve();
  expect(await deviceOf(second)).toBe(await deviceOf(first));
});

test("the code of a location counts in any case, and is answered as it is listed", async () => {
  const input = { bandwidth: "10Gbps", location: "EQDC2" };
  const answers = [
    await emulated.as(enterprise).send(new CreateConnectionCommand({ ...input, connectionName: "x" })),
    await emulated.as(partner).send(new CreateInterconnectCommand({ ...input, interconnectName: "x" })),
    await emulated.as(enterprise).send(
      new CreateLagCommand({
        ...{ location: "eqdc2", connectionsBandwidth: "10Gbps", lagName: "x", numberOfConnections: 1 },
      }),
    ),
  ];
  expect(answers.map(({ location }) => location)).toEqual(["EqDC2", "EqDC2", "EqDC2"]);
});
