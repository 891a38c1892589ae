import {
  AllocatePrivateVirtualInterfaceCommand,
  AssociateVirtualInterfaceCommand,
  CreateLagCommand,
  CreatePrivateVirtualInterfaceCommand,
  DeleteVirtualInterfaceCommand,
  DescribeVirtualInterfacesCommand,
  UpdateVirtualInterfaceAttributesCommand,
  type UpdateVirtualInterfaceAttributesCommandInput,
} from "@aws-sdk/client-direct-connect";
import { accounts, minute, startEmulated, type Emulated } from "../emulated";
import { connection, gateway, hostedConnection, privateVirtualInterface, shown } from "../estate";

const { enterprise, acme } = accounts;

let emulated: Emulated;
beforeEach(async () => {
  emulated = await startEmulated();
});
afterEach(() => emulated.stop());

const update = (
  virtualInterfaceId: string,
  change: Omit<UpdateVirtualInterfaceAttributesCommandInput, "virtualInterfaceId">,
  account: string = enterprise,
) =>
  emulated.as(account).send(new UpdateVirtualInterfaceAttributesCommand({ virtualInterfaceId, ...change }));
const associate = (virtualInterfaceId: string, connectionId: string, account: string = enterprise) =>
  emulated.as(account).send(new AssociateVirtualInterfaceCommand({ virtualInterfaceId, connectionId }));
const remove = (virtualInterfaceId: string, account: string = enterprise) =>
  emulated.as(account).send(new DeleteVirtualInterfaceCommand({ virtualInterfaceId }));
const allocate = async (connectionId: string, vlan = 100) => {
  const allocation = new AllocatePrivateVirtualInterfaceCommand({
    ...{ connectionId, ownerAccount: acme },
    newPrivateVirtualInterfaceAllocation: { virtualInterfaceName: "hosted", vlan, asn: 65000 },
  });
  const { virtualInterfaceId = "" } = await emulated.as(enterprise).send(allocation);
  return virtualInterfaceId;
};
const refused = (message: string | RegExp) => ({ name: "DirectConnectClientException", message });

describe("refusals", () => {
  test("another account's virtual interface does not exist for me, nor does one of another region", async () => {
    const { id, connectionId } = await privateVirtualInterface(emulated);
    const none = refused(`Virtual interface with ID ${id} does not exist`);
    await expect(remove(id, acme)).rejects.toMatchObject(none);
    await expect(update(id, { mtu: 1500 }, acme)).rejects.toMatchObject(none);
    await expect(associate(id, connectionId, acme)).rejects.toMatchObject(none);
    const elsewhere = emulated.as(enterprise, "us-west-1");
    await expect(
      elsewhere.send(new DeleteVirtualInterfaceCommand({ virtualInterfaceId: id })),
    ).rejects.toMatchObject(none);
    expect(
      await elsewhere.send(new DescribeVirtualInterfacesCommand({ virtualInterfaceId: id })),
    ).toMatchObject({ virtualInterfaces: [] });
  });

  test("an update of nothing, of a bad value, or while another runs", async () => {
    const { id } = await privateVirtualInterface(emulated);
    await expect(update(id, {})).rejects.toMatchObject(refused(/^At least one of/));
    await expect(update(id, { mtu: 1400 })).rejects.toMatchObject(refused(/^MTU 1400/));
    await expect(update(id, { virtualInterfaceName: "" })).rejects.toMatchObject(refused(/name must be/));
    await update(id, { mtu: 8500 });
    await expect(update(id, { mtu: 1500 })).rejects.toMatchObject(refused(/is in state pending/));
  });

  test("a move to another's connection, to a taken VLAN, or to addresses in use", async () => {
    const addresses = { amazonAddress: "10.0.0.1/30", customerAddress: "10.0.0.2/30" };
    const { id, directConnectGatewayId } = await privateVirtualInterface(emulated, addresses);
    const theirs = await connection(emulated, acme);
    await expect(associate(id, theirs)).rejects.toMatchObject(
      refused(`Could not find Connection with ID ${theirs}`),
    );
    const target = await connection(emulated);
    await allocate(target, 301);
    await expect(associate(id, target)).rejects.toMatchObject(refused("VLAN 301 is already in use"));
    const another = await connection(emulated);
    const terms = { virtualInterfaceName: "same", vlan: 302, asn: 65000, directConnectGatewayId };
    await emulated.as(enterprise).send(
      new CreatePrivateVirtualInterfaceCommand({
        connectionId: another,
        newPrivateVirtualInterface: { ...terms, ...addresses },
      }),
    );
    await expect(associate(id, another)).rejects.toMatchObject(
      refused(`Address 10.0.0.1/30 is already in use on ${another}.`),
    );
  });

  test("a move from a hosted connection to a LAG", async () => {
    const connectionId = await hostedConnection(emulated);
    const directConnectGatewayId = await gateway(emulated, acme);
    const { virtualInterfaceId = "" } = await emulated.as(acme).send(
      new CreatePrivateVirtualInterfaceCommand({
        connectionId,
        newPrivateVirtualInterface: {
          ...{ virtualInterfaceName: "one", vlan: 101, asn: 65000, directConnectGatewayId },
        },
      }),
    );
    const { lagId = "" } = await emulated.as(acme).send(
      new CreateLagCommand({
        ...{ numberOfConnections: 1, location: "EqDC2", connectionsBandwidth: "10Gbps", lagName: "lag" },
      }),
    );
    emulated.emulator.clock.advance(24 * 60 * minute);
    await expect(associate(virtualInterfaceId, lagId, acme)).rejects.toMatchObject(
      refused(/cannot be associated with a LAG/),
    );
  });

  test("deletion twice", async () => {
    const { id } = await privateVirtualInterface(emulated);
    await remove(id);
    await expect(remove(id)).rejects.toMatchObject(refused(/is in a transitioning state/));
    emulated.emulator.clock.advance(minute);
    await expect(remove(id)).rejects.toMatchObject(refused(/does not exist/));
  });
});

test("lists are by account, connection and id, in pages", async () => {
  const { id, connectionId } = await privateVirtualInterface(emulated);
  for (let vlan = 1; vlan <= 3; vlan++) await allocate(connectionId, vlan);
  const list = async (account: string, filter = {}) => {
    const answer = await emulated.as(account).send(new DescribeVirtualInterfacesCommand(filter));
    return { vlans: answer.virtualInterfaces?.map((each) => each.vlan), nextToken: answer.nextToken };
  };
  expect(await list(enterprise)).toEqual({ vlans: [301, 1, 2, 3] });
  expect(await list(acme)).toEqual({ vlans: [1, 2, 3] });
  expect(await list(acme, { connectionId })).toEqual({ vlans: [1, 2, 3] });
  expect(await list(enterprise, { connectionId: "dxcon-00000000" })).toEqual({ vlans: [] });
  expect(await list(enterprise, { virtualInterfaceId: id, connectionId })).toEqual({ vlans: [301] });
  expect(await list(enterprise, { virtualInterfaceId: id, connectionId: "x" })).toEqual({ vlans: [] });
  const first = await list(enterprise, { maxResults: 3 });
  expect(first.vlans).toEqual([301, 1, 2]);
  expect(await list(enterprise, { nextToken: first.nextToken })).toEqual({ vlans: [3] });
});

test("MTU and SiteLink interrupt for half a minute, a name does not", async () => {
  const { id } = await privateVirtualInterface(emulated);
  expect(await update(id, { virtualInterfaceName: "new name" })).toMatchObject({
    ...{ virtualInterfaceState: "available", virtualInterfaceName: "new name" },
  });
  expect(await update(id, { mtu: 8500, enableSiteLink: true })).toMatchObject({
    ...{ virtualInterfaceState: "pending", mtu: 8500, siteLinkEnabled: true },
  });
  emulated.emulator.clock.advance(minute / 2);
  expect(await shown(emulated, id)).toMatchObject({ virtualInterfaceState: "available", mtu: 8500 });
});

test("a move interrupts too, and takes the virtual interface along", async () => {
  const { id, connectionId } = await privateVirtualInterface(emulated);
  const target = await connection(emulated);
  expect(await associate(id, target)).toMatchObject({
    ...{ connectionId: target, virtualInterfaceState: "pending" },
    bgpPeers: [{ bgpPeerState: "pending", bgpStatus: "down" }],
  });
  emulated.emulator.clock.advance(minute);
  expect(await shown(emulated, id)).toMatchObject({ virtualInterfaceState: "available" });
  const left = new DescribeVirtualInterfacesCommand({ connectionId });
  expect(await emulated.as(enterprise).send(left)).toMatchObject({ virtualInterfaces: [] });
});

test("the owner of a hosted one can move it to a connection of its own", async () => {
  const id = await allocate(await connection(emulated));
  const own = await connection(emulated, acme);
  expect(await associate(id, own, acme)).toMatchObject({
    ...{ connectionId: own, virtualInterfaceState: "confirming" },
  });
  expect(await shown(emulated, id, enterprise)).toBeUndefined();
});

test("it goes down and comes back with its connection", async () => {
  const { id, connectionId } = await privateVirtualInterface(emulated);
  const { emulator } = emulated;
  emulator.setLink(connectionId, "down");
  expect(await shown(emulated, id)).toMatchObject({
    ...{ virtualInterfaceState: "down", bgpPeers: [{ bgpPeerState: "available", bgpStatus: "down" }] },
  });
  emulator.setLink(connectionId, "up");
  expect(await shown(emulated, id)).toMatchObject({ virtualInterfaceState: "available" });
});

test("a deleted one stays listed for 15 minutes", async () => {
  const { id } = await privateVirtualInterface(emulated);
  expect(await remove(id)).toEqual(expect.objectContaining({ virtualInterfaceState: "deleting" }));
  emulated.emulator.clock.advance(minute);
  expect(await shown(emulated, id)).toMatchObject({
    ...{ virtualInterfaceState: "deleted", bgpPeers: [{ bgpPeerState: "deleted" }] },
  });
  emulated.emulator.clock.advance(15 * minute - 1);
  expect(await shown(emulated, id)).toBeDefined();
  emulated.emulator.clock.advance(1);
  expect(await shown(emulated, id)).toBeUndefined();
});

test("deletion by its owner declines an offer; the connection's owner takes it back", async () => {
  const connectionId = await connection(emulated);
  const [declined, withdrawn] = [await allocate(connectionId, 1), await allocate(connectionId, 2)];
  expect(await remove(declined, acme)).toMatchObject({ virtualInterfaceState: "rejected" });
  expect(await remove(withdrawn, enterprise)).toMatchObject({ virtualInterfaceState: "deleting" });
  emulated.emulator.clock.advance(14 * minute);
  expect(await shown(emulated, declined)).toMatchObject({ virtualInterfaceState: "rejected" });
  emulated.emulator.clock.advance(2 * minute);
  expect(await shown(emulated, declined)).toBeUndefined();
  expect(await shown(emulated, withdrawn)).toBeUndefined();
});
