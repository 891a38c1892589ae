import {
  AllocatePublicVirtualInterfaceCommand,
  AllocateTransitVirtualInterfaceCommand,
  ConfirmPrivateVirtualInterfaceCommand,
  ConfirmPublicVirtualInterfaceCommand,
  ConfirmTransitVirtualInterfaceCommand,
  DeleteVirtualInterfaceCommand,
  DescribeDirectConnectGatewayAttachmentsCommand,
} from "@aws-sdk/client-direct-connect";
import { accounts, minute, startEmulated, type Emulated } from "../emulated";
import { connection, gateway, shown } from "../estate";
import { plain, publicTerms, vgw, virtualInterfaceOrders } from "../virtual-interface-orders";

const { enterprise, acme, blueHarbor } = accounts;
const day = 24 * 60 * minute;

let emulated: Emulated;
let connectionId: string;
let orders: ReturnType<typeof virtualInterfaceOrders>;
beforeEach(async () => {
  emulated = await startEmulated();
  connectionId = await connection(emulated);
  orders = virtualInterfaceOrders(emulated, connectionId);
});
afterEach(() => emulated.stop());

const refused = (message: string | RegExp) => ({ name: "DirectConnectClientException", message });

test("a private one comes up in a minute, with what AWS chooses for it", async () => {
  const made = await orders.createPrivate({ tags: [{ key: "env", value: "test" }] });
  expect(made).toMatchObject({
    ...{ ownerAccount: enterprise, connectionId, vlan: 100, asn: 65000, asnLong: 65000 },
    ...{ virtualInterfaceType: "private", virtualInterfaceState: "pending", addressFamily: "ipv4" },
    ...{ virtualGatewayId: vgw, directConnectGatewayId: "", mtu: 1500, location: "EqDC2" },
    ...{ region: "us-east-1", siteLinkEnabled: false, tags: [{ key: "env", value: "test" }] },
    amazonSideAsn: 64512,
    virtualInterfaceId: expect.stringMatching(/^dxvif-[0-9a-z]{8}$/) as string,
    authKey: expect.stringMatching(/^0x\w{20,}$/) as string,
    amazonAddress: expect.stringMatching(/^169\.254\.\d+\.\d+\/30$/) as string,
    bgpPeers: [{ bgpPeerState: "pending", bgpStatus: "down" }],
  });
  expect(made).not.toHaveProperty("connectionOwner");
  emulated.emulator.clock.advance(minute);
  expect(await shown(emulated, made.virtualInterfaceId ?? "")).toMatchObject({
    virtualInterfaceState: "available",
    bgpPeers: [{ bgpPeerState: "available", bgpStatus: "up", asn: 65000 }],
  });
});

test("a 4-byte ASN leaves asn at 0, and asnLong wins over asn", async () => {
  expect(await orders.createPrivate({ asn: 65000, asnLong: 4200000123 })).toMatchObject({
    asn: 0,
    asnLong: 4200000123,
    bgpPeers: [{ asn: 0, asnLong: 4200000123 }],
  });
});

test("a /31 has no network or broadcast address to avoid", async () => {
  const ends = { amazonAddress: "10.0.0.0/31", customerAddress: "10.0.0.1/31" };
  expect(await orders.createPrivate(ends)).toMatchObject(ends);
});

test("an IPv6 one is given a /125", async () => {
  const { amazonAddress, customerAddress } = await orders.createPrivate({ addressFamily: "ipv6" });
  expect(amazonAddress).toMatch(/^2001:db8:.*\/125$/);
  expect(customerAddress).toMatch(/^2001:db8:.*\/125$/);
});

test("a public one is verified first", async () => {
  const made = await orders.createPublic();
  expect(made).toMatchObject({
    ...{ virtualInterfaceState: "verifying", amazonSideAsn: 7224 },
    ...{ virtualGatewayId: "", directConnectGatewayId: "" },
    routeFilterPrefixes: [{ cidr: "198.51.100.0/24" }],
    bgpPeers: [{ bgpPeerState: "verifying" }],
  });
  expect(made).not.toHaveProperty("mtu");
  const id = made.virtualInterfaceId ?? "";
  emulated.emulator.clock.advance(60 * minute);
  expect(await shown(emulated, id)).toMatchObject({ virtualInterfaceState: "pending" });
  emulated.emulator.clock.advance(minute);
  expect(await shown(emulated, id)).toMatchObject({ virtualInterfaceState: "available" });
});

test("a transit one is wrapped, and attached to its Direct Connect gateway", async () => {
  const directConnectGatewayId = await gateway(emulated);
  const terms = { ...plain, directConnectGatewayId, mtu: 8500, enableSiteLink: true };
  const { virtualInterface } = await orders.createTransit(terms);
  expect(virtualInterface).toMatchObject({
    ...{ virtualInterfaceType: "transit", directConnectGatewayId, mtu: 8500, siteLinkEnabled: true },
    amazonSideAsn: 64600,
  });
  const attachments = async () => {
    const { virtualInterfaceId } = virtualInterface ?? {};
    const answer = await emulated
      .as(enterprise)
      .send(new DescribeDirectConnectGatewayAttachmentsCommand({ virtualInterfaceId }));
    return answer.directConnectGatewayAttachments;
  };
  expect(await attachments()).toMatchObject([
    {
      ...{ directConnectGatewayId, attachmentType: "TransitVirtualInterface" },
      ...{ attachmentState: "attaching", virtualInterfaceOwnerAccount: enterprise },
    },
  ]);
  const { virtualInterfaceId } = virtualInterface ?? {};
  await emulated.as(enterprise).send(new DeleteVirtualInterfaceCommand({ virtualInterfaceId }));
  expect(await attachments()).toMatchObject([{ attachmentState: "detaching" }]);
});

test("a hosted one is shown to both accounts, and its owner confirms it onto a gateway", async () => {
  const { virtualInterfaceId: id = "" } = await orders.allocatePrivate(acme, {
    tags: [{ key: "a", value: "b" }],
  });
  const directConnectGatewayId = await gateway(emulated, acme);
  expect(await shown(emulated, id, enterprise)).toMatchObject({
    ...{ virtualInterfaceState: "confirming", ownerAccount: acme },
    ...{ virtualGatewayId: "", directConnectGatewayId: "" },
  });
  expect(await shown(emulated, id, enterprise)).not.toHaveProperty("tags");
  expect(await shown(emulated, id, blueHarbor)).toBeUndefined();
  emulated.emulator.clock.advance(day);
  expect(await shown(emulated, id, acme)).toMatchObject({ virtualInterfaceState: "confirming" });
  await emulated
    .as(acme)
    .send(new ConfirmPrivateVirtualInterfaceCommand({ virtualInterfaceId: id, directConnectGatewayId }));
  emulated.emulator.clock.advance(minute);
  expect(await shown(emulated, id, acme)).toMatchObject({
    ...{ virtualInterfaceState: "available", directConnectGatewayId, amazonSideAsn: 64600 },
    tags: [{ key: "a", value: "b" }],
  });
});

test("hosted public and transit ones are confirmed too", async () => {
  const whose = { connectionId, ownerAccount: acme };
  const allocatePublic = new AllocatePublicVirtualInterfaceCommand({
    ...whose,
    newPublicVirtualInterfaceAllocation: publicTerms,
  });
  const allocateTransit = new AllocateTransitVirtualInterfaceCommand({
    ...whose,
    newTransitVirtualInterfaceAllocation: { ...plain, vlan: 200 },
  });
  const { virtualInterfaceId: publicId } = await emulated.as(enterprise).send(allocatePublic);
  const { virtualInterface } = await emulated.as(enterprise).send(allocateTransit);
  expect(virtualInterface).toMatchObject({ virtualInterfaceState: "confirming", mtu: 1500 });
  expect(
    await emulated.as(acme).send(new ConfirmPublicVirtualInterfaceCommand({ virtualInterfaceId: publicId })),
  ).toMatchObject({ virtualInterfaceState: "verifying" });
  const { virtualInterfaceId } = virtualInterface ?? {};
  const directConnectGatewayId = await gateway(emulated, acme);
  expect(
    await emulated
      .as(acme)
      .send(new ConfirmTransitVirtualInterfaceCommand({ virtualInterfaceId, directConnectGatewayId })),
  ).toMatchObject({ virtualInterfaceState: "pending" });
});

describe("switches", () => {
  const restart = async (rules: NonNullable<Parameters<typeof startEmulated>[0]>["rules"]) => {
    await emulated.stop();
    emulated = await startEmulated({ rules });
    orders = virtualInterfaceOrders(emulated, await connection(emulated));
  };

  test("MTU 9001 on private ones", async () => {
    await expect(orders.createPrivate({ mtu: 9001 })).resolves.toMatchObject({ mtu: 9001 });
    await restart({ acceptMtu9001: false });
    await expect(orders.createPrivate({ mtu: 9001 })).rejects.toMatchObject(refused(/^MTU 9001/));
  });

  test("unused ids left out", async () => {
    await restart({ omitUnusedIds: true });
    expect(await orders.createPrivate()).not.toHaveProperty("directConnectGatewayId");
  });

  test("verifying shown as approving", async () => {
    await restart({ verifyingShownAsApproving: true });
    expect(await orders.createPublic()).toMatchObject({ virtualInterfaceState: "approving" });
  });
});
