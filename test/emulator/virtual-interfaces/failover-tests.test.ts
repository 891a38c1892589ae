import {
  CreateBGPPeerCommand,
  DeleteVirtualInterfaceCommand,
  ListVirtualInterfaceTestHistoryCommand,
  StartBgpFailoverTestCommand,
  StopBgpFailoverTestCommand,
  type ListVirtualInterfaceTestHistoryCommandInput,
  type StartBgpFailoverTestCommandInput,
} from "@aws-sdk/client-direct-connect";
import { accounts, minute, startEmulated, type Emulated } from "../emulated";
import { privateVirtualInterface, shown } from "../estate";

const { enterprise, acme } = accounts;

let emulated: Emulated;
let id: string;
beforeEach(async () => {
  emulated = await startEmulated();
  ({ id } = await privateVirtualInterface(emulated));
});
afterEach(() => emulated.stop());

const start = async (input: Partial<StartBgpFailoverTestCommandInput> = {}, account: string = enterprise) => {
  const command = new StartBgpFailoverTestCommand({ virtualInterfaceId: id, ...input });
  return (await emulated.as(account).send(command)).virtualInterfaceTest;
};
const stop = async () => {
  const command = new StopBgpFailoverTestCommand({ virtualInterfaceId: id });
  return (await emulated.as(enterprise).send(command)).virtualInterfaceTest;
};
const history = async (
  filter: ListVirtualInterfaceTestHistoryCommandInput = {},
  account: string = enterprise,
) => emulated.as(account).send(new ListVirtualInterfaceTestHistoryCommand(filter));
const refused = (message: string | RegExp) => ({ name: "DirectConnectClientException", message });

describe("refusals", () => {
  test("another account's virtual interface", async () => {
    await expect(start({}, acme)).rejects.toMatchObject(refused(/does not exist$/));
  });

  test("durations out of range, and peers of another virtual interface", async () => {
    await expect(start({ testDurationInMinutes: 0 })).rejects.toMatchObject(refused(/between 1 and 4320/));
    await expect(start({ testDurationInMinutes: 4321 })).rejects.toMatchObject(refused(/between 1 and 4320/));
    await expect(start({ bgpPeers: ["dxpeer-0"] })).rejects.toMatchObject(
      refused(`BGP Peer dxpeer-0 does not exist on virtual interface ${id}.`),
    );
  });

  test("a second test at the same time, and a stop where none runs", async () => {
    await expect(stop()).rejects.toMatchObject(refused(/no failover test in progress/));
    await start();
    await expect(start()).rejects.toMatchObject(refused(/already in progress/));
  });

  test("a virtual interface that is not available", async () => {
    await emulated.as(enterprise).send(new DeleteVirtualInterfaceCommand({ virtualInterfaceId: id }));
    await expect(start()).rejects.toMatchObject(refused(/is not available/));
  });
});

test("a test takes the sessions down for three hours, and completes", async () => {
  const test = await start();
  const bgpPeerId = (await shown(emulated, id))?.bgpPeers?.[0]?.bgpPeerId ?? "";
  expect(test).toMatchObject({
    ...{ virtualInterfaceId: id, ownerAccount: enterprise, status: "In progress" },
    ...{ testDurationInMinutes: 180, bgpPeers: [bgpPeerId] },
    startTime: expect.any(Date) as Date,
  });
  expect(test).not.toHaveProperty("endTime");
  emulated.emulator.clock.advance(180 * minute - 1);
  expect(await shown(emulated, id)).toMatchObject({
    ...{ virtualInterfaceState: "testing" },
    bgpPeers: [{ bgpPeerState: "available", bgpStatus: "down" }],
  });
  emulated.emulator.clock.advance(1);
  expect(await shown(emulated, id)).toMatchObject({
    ...{ virtualInterfaceState: "available", bgpPeers: [{ bgpStatus: "up" }] },
  });
  const [past] = (await history()).virtualInterfaceTestHistory ?? [];
  expect(past).toMatchObject({ testId: test?.testId, status: "Completed" });
  expect(Number(past?.endTime) - Number(past?.startTime)).toBe(180 * minute);
});

test("a test of one peer leaves the other up", async () => {
  const command = new CreateBGPPeerCommand({
    virtualInterfaceId: id,
    newBGPPeer: { asn: 65001, addressFamily: "ipv6" },
  });
  const { virtualInterface } = await emulated.as(enterprise).send(command);
  emulated.emulator.clock.advance(minute);
  await start({ bgpPeers: [virtualInterface?.bgpPeers?.[1]?.bgpPeerId ?? ""] });
  expect(await shown(emulated, id)).toMatchObject({
    ...{ virtualInterfaceState: "testing", bgpPeers: [{ bgpStatus: "up" }, { bgpStatus: "down" }] },
  });
});

test("a stopped test is cancelled, and its planned end does nothing to the next one", async () => {
  await start({ testDurationInMinutes: 10 });
  emulated.emulator.clock.advance(5 * minute);
  expect(await stop()).toMatchObject({ status: "Cancelled", endTime: expect.any(Date) as Date });
  expect(await shown(emulated, id)).toMatchObject({ virtualInterfaceState: "available" });
  await start({ testDurationInMinutes: 10 });
  emulated.emulator.clock.advance(6 * minute);
  expect(await shown(emulated, id)).toMatchObject({ virtualInterfaceState: "testing" });
});

test("deletion of the virtual interface cancels its test", async () => {
  await start();
  await emulated.as(enterprise).send(new DeleteVirtualInterfaceCommand({ virtualInterfaceId: id }));
  expect(await shown(emulated, id)).toMatchObject({ virtualInterfaceState: "deleting" });
  expect(await history()).toMatchObject({ virtualInterfaceTestHistory: [{ status: "Cancelled" }] });
});

test("the history is the owner's, filtered, paged, and a year long", async () => {
  const first = await start({ testDurationInMinutes: 1 });
  emulated.emulator.clock.advance(minute);
  await start();
  const ids = async (filter: ListVirtualInterfaceTestHistoryCommandInput) =>
    (await history(filter)).virtualInterfaceTestHistory?.map((test) => test.status);
  expect(await ids({})).toEqual(["Completed", "In progress"]);
  expect(await ids({ testId: first?.testId })).toEqual(["Completed"]);
  expect(await ids({ status: "IN PROGRESS" })).toEqual(["In progress"]);
  expect(await ids({ virtualInterfaceId: "dxvif-0" })).toEqual([]);
  expect(await ids({ virtualInterfaceId: id, bgpPeers: first?.bgpPeers })).toHaveLength(2);
  expect(await ids({ bgpPeers: ["dxpeer-0"] })).toEqual([]);
  expect((await history({}, acme)).virtualInterfaceTestHistory).toEqual([]);
  const { nextToken } = await history({ maxResults: 1 });
  expect(await ids({ nextToken })).toEqual(["In progress"]);
  emulated.emulator.clock.advance(365 * 24 * 60 * minute - 1);
  expect(await ids({})).toEqual(["Completed"]);
});
