import {
  CreateBGPPeerCommand,
  CreatePublicVirtualInterfaceCommand,
  DeleteBGPPeerCommand,
  DeleteVirtualInterfaceCommand,
  type DeleteBGPPeerCommandInput,
  type NewBGPPeer,
} from "@aws-sdk/client-direct-connect";
import { ports } from "../../../src/emulator/records/ports";
import { accounts, minute, startEmulated, type Emulated } from "../emulated";
import { connection, privateVirtualInterface, shown } from "../estate";

const { enterprise, acme } = accounts;

let emulated: Emulated;
beforeEach(async () => {
  emulated = await startEmulated();
});
afterEach(() => emulated.stop());

const ipv6: NewBGPPeer = { asn: 65002, addressFamily: "ipv6" };
const add = async (virtualInterfaceId: string, newBGPPeer = ipv6, account: string = enterprise) => {
  const command = new CreateBGPPeerCommand({ virtualInterfaceId, newBGPPeer });
  return (await emulated.as(account).send(command)).virtualInterface;
};
const remove = async (virtualInterfaceId: string, which: DeleteBGPPeerCommandInput) => {
  const command = new DeleteBGPPeerCommand({ virtualInterfaceId, ...which });
  return (await emulated.as(enterprise).send(command)).virtualInterface;
};
const refused = (message: string | RegExp) => ({ name: "DirectConnectClientException", message });

describe("refusals", () => {
  test("another account's virtual interface, one that is going, and none at all", async () => {
    const { id } = await privateVirtualInterface(emulated);
    await expect(add(id, ipv6, acme)).rejects.toMatchObject(refused(/does not exist$/));
    await expect(emulated.as(enterprise).send(new CreateBGPPeerCommand({}))).rejects.toMatchObject(
      refused("Virtual interface with ID  does not exist"),
    );
    await emulated.as(enterprise).send(new DeleteVirtualInterfaceCommand({ virtualInterfaceId: id }));
    await expect(add(id)).rejects.toMatchObject(refused(/is in state deleting/));
  });

  test("a second peer of the same family without logical redundancy, and a third one with it", async () => {
    const { id, connectionId } = await privateVirtualInterface(emulated);
    const ipv4 = { asn: 65002 };
    await expect(add(id, ipv4)).rejects.toMatchObject(refused(/already has an ipv4 BGP peer/));
    emulated.emulator.store.table(ports).update(connectionId, { hasLogicalRedundancy: "yes" });
    await expect(add(id, ipv4)).resolves.toMatchObject({ bgpPeers: [{}, { addressFamily: "ipv4" }] });
    await expect(add(id)).rejects.toMatchObject(refused(/limit of 2 BGP peers/));
  });

  test("a bad ASN, and a bad key that is not repeated", async () => {
    const { id } = await privateVirtualInterface(emulated);
    await expect(add(id, { ...ipv6, asn: 0 })).rejects.toMatchObject(refused(/^BGP ASN 0 must have/));
    const refusal: unknown = await add(id, { ...ipv6, authKey: "ab c" }).catch((error: unknown) => error);
    expect(refusal).toMatchObject(refused(/6 to 80 printable/));
    expect(String(refusal)).not.toContain("ab c");
  });

  test("deletion of the last peer, of an unknown one, of several at once, of nothing", async () => {
    const { id } = await privateVirtualInterface(emulated);
    await expect(remove(id, { asn: 65001 })).rejects.toMatchObject(
      refused("The last BGP Peer on a Virtual Interface cannot be deleted"),
    );
    await add(id, { ...ipv6, asn: 65001 });
    await expect(remove(id, { bgpPeerId: "dxpeer-0" })).rejects.toMatchObject(
      refused(`BGP Peer does not exist on virtual interface ${id}.`),
    );
    await expect(remove(id, { asn: 65001 })).rejects.toMatchObject(refused(/^More than one BGP Peer/));
    await expect(remove(id, {})).rejects.toMatchObject(refused(/^At least one of/));
  });
});

test("a second family comes up in a minute, beside the first", async () => {
  const { id } = await privateVirtualInterface(emulated);
  const fresh = await add(id);
  expect(fresh).toMatchObject({
    ...{ virtualInterfaceState: "available", asn: 65001, addressFamily: "ipv4" },
    bgpPeers: [
      { asn: 65001, bgpStatus: "up" },
      { asn: 65002, addressFamily: "ipv6", bgpPeerState: "pending", bgpStatus: "down" },
    ],
  });
  emulated.emulator.clock.advance(minute);
  expect((await shown(emulated, id))?.bgpPeers?.[1]).toMatchObject({
    ...{ bgpPeerState: "available", bgpStatus: "up" },
  });
});

test("a public one is verified first", async () => {
  const connectionId = await connection(emulated);
  const { virtualInterfaceId: id = "" } = await emulated.as(enterprise).send(
    new CreatePublicVirtualInterfaceCommand({
      connectionId,
      newPublicVirtualInterface: {
        ...{ virtualInterfaceName: "public", vlan: 303, asn: 65001 },
        ...{ amazonAddress: "203.0.113.1/30", customerAddress: "203.0.113.2/30" },
        routeFilterPrefixes: [{ cidr: "198.51.100.0/24" }],
      },
    }),
  );
  emulated.emulator.clock.advance(61 * minute);
  await add(id);
  const states = async () => (await shown(emulated, id))?.bgpPeers?.map((peer) => peer.bgpPeerState);
  expect(await states()).toEqual(["available", "verifying"]);
  emulated.emulator.clock.advance(60 * minute);
  expect(await states()).toEqual(["available", "pending"]);
  emulated.emulator.clock.advance(minute);
  expect(await states()).toEqual(["available", "available"]);
});

test.each([
  ["its id", (peer: DeleteBGPPeerCommandInput) => ({ bgpPeerId: peer.bgpPeerId, asn: 1 })],
  ["its customer address", (peer: DeleteBGPPeerCommandInput) => ({ customerAddress: peer.customerAddress })],
  ["its long ASN", () => ({ asnLong: 4200000123 })],
])("a peer is deleted by %s, and its virtual interface lives on the other", async (_what, name) => {
  const { id } = await privateVirtualInterface(emulated);
  const added = (await add(id, { addressFamily: "ipv6", asnLong: 4200000123 }))?.bgpPeers?.[1];
  emulated.emulator.clock.advance(minute);
  expect(await remove(id, name(added ?? {}))).toMatchObject({
    ...{ virtualInterfaceState: "available" },
    bgpPeers: [{ bgpPeerState: "available" }, { bgpPeerState: "deleting", bgpStatus: "down" }],
  });
  emulated.emulator.clock.advance(minute);
  expect((await shown(emulated, id))?.bgpPeers?.[1]).toMatchObject({ bgpPeerState: "deleted" });
  emulated.emulator.clock.advance(minute);
  expect((await shown(emulated, id))?.bgpPeers).toHaveLength(1);
});

test("without its first peer a virtual interface shows ASN and addresses of the second", async () => {
  const { id } = await privateVirtualInterface(emulated);
  await add(id);
  emulated.emulator.clock.advance(minute);
  expect(await remove(id, { asn: 65001 })).toMatchObject({
    ...{ asn: 65002, addressFamily: "ipv6", virtualInterfaceState: "available" },
  });
});
