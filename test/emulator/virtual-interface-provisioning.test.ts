import {
  AllocatePrivateVirtualInterfaceCommand,
  AllocatePublicVirtualInterfaceCommand,
  AllocateTransitVirtualInterfaceCommand,
  ConfirmPrivateVirtualInterfaceCommand,
  ConfirmPublicVirtualInterfaceCommand,
  ConfirmTransitVirtualInterfaceCommand,
  CreatePrivateVirtualInterfaceCommand,
  CreatePublicVirtualInterfaceCommand,
  CreateTransitVirtualInterfaceCommand,
  DeleteConnectionCommand,
  DeleteVirtualInterfaceCommand,
  DescribeDirectConnectGatewayAttachmentsCommand,
  type NewPrivateVirtualInterface,
  type NewPublicVirtualInterface,
} from "@aws-sdk/client-direct-connect";
import { associableGateways } from "../../src/emulator/records/associable-gateways";
import { accounts, minute, startEmulated, type Emulated } from "./emulated";
import { connection, gateway, hostedConnection, shown } from "./estate";

const { enterprise, acme, blueHarbor } = accounts;
const day = 24 * 60 * minute;
const vgw = "vgw-0aaaaaaaaaaaaaaaa";

let emulated: Emulated;
let connectionId: string;
beforeEach(async () => {
  emulated = await startEmulated();
  emulated.emulator.store.table(associableGateways).insert({
    ...{ id: vgw, type: "virtualPrivateGateway", ownerAccount: enterprise, region: "us-east-1" },
    state: "available",
  });
  connectionId = await connection(emulated);
});
afterEach(() => emulated.stop());

const plain = { virtualInterfaceName: "vif", vlan: 100, asn: 65000 };
const createPrivate = (terms: Partial<NewPrivateVirtualInterface> = {}, onto = connectionId) =>
  emulated.as(enterprise).send(
    new CreatePrivateVirtualInterfaceCommand({
      connectionId: onto,
      newPrivateVirtualInterface: { ...plain, virtualGatewayId: vgw, ...terms },
    }),
  );
const publicTerms = {
  ...plain,
  amazonAddress: "203.0.113.1/30",
  customerAddress: "203.0.113.2/30",
  routeFilterPrefixes: [{ cidr: "198.51.100.0/24" }],
};
const createPublic = (terms: Partial<NewPublicVirtualInterface> = {}) =>
  emulated.as(enterprise).send(
    new CreatePublicVirtualInterfaceCommand({
      connectionId,
      newPublicVirtualInterface: { ...publicTerms, ...terms },
    }),
  );
const createTransit = (terms: object) =>
  emulated
    .as(enterprise)
    .send(new CreateTransitVirtualInterfaceCommand({ connectionId, newTransitVirtualInterface: terms }));
const allocatePrivate = (ownerAccount: string, terms = {}, onto = connectionId, by: string = enterprise) =>
  emulated.as(by).send(
    new AllocatePrivateVirtualInterfaceCommand({
      connectionId: onto,
      ownerAccount,
      newPrivateVirtualInterfaceAllocation: { ...plain, ...terms },
    }),
  );
const refused = (message: string | RegExp) => ({ name: "DirectConnectClientException", message });

describe("refusals", () => {
  test("a connection that is another's, unknown or not ready", async () => {
    await expect(allocatePrivate(blueHarbor, {}, connectionId, acme)).rejects.toMatchObject(
      refused(`Could not find Connection with ID ${connectionId}`),
    );
    await expect(createPrivate({}, "dxlag-00000000")).rejects.toMatchObject(
      refused("Could not find Lag with ID dxlag-00000000"),
    );
    const deleting = await connection(emulated);
    await emulated.as(enterprise).send(new DeleteConnectionCommand({ connectionId: deleting }));
    await expect(createPrivate({}, deleting)).rejects.toMatchObject(
      refused("The specified Connection ID is not available"),
    );
  });

  test.each<[what: string, terms: Partial<NewPrivateVirtualInterface>, message: string | RegExp]>([
    ["VLAN 0", { vlan: 0 }, /^VLAN 0 is out of range/],
    ["no ASN", { asn: undefined }, "BGP ASN must be specified."],
    [
      "an ASN that wrapped around",
      { asn: -94967296 },
      "BGP ASN -94967296 must have value greater than or equal to 1",
    ],
    ["a long ASN in asn", { asn: 4200000123 }, /less than or equal to 2147483646$/],
    ["an ASN beyond 4 bytes", { asnLong: 4294967295 }, /less than or equal to 4294967294$/],
    ["no gateway", { virtualGatewayId: undefined }, /^A private virtual interface needs either/],
    ["two gateways", { directConnectGatewayId: "x" }, /^A private virtual interface needs either/],
    ["an unknown gateway", { virtualGatewayId: "vgw-0b" }, "The VirtualGateway vgw-0b does not exist."],
    ["an MTU between", { mtu: 9000 }, /^MTU 9000 is not valid/],
    ["SiteLink without a Direct Connect gateway", { enableSiteLink: true }, /^SiteLink is only supported/],
    ["a name with other characters", { virtualInterfaceName: "a;b" }, /^Virtual interface name must be/],
    ["one address alone", { amazonAddress: "10.0.0.1/30" }, /must be given together$/],
    [
      "addresses of two subnets",
      { amazonAddress: "10.0.0.1/30", customerAddress: "10.0.0.5/30" },
      "Amazon Address and Customer Address must be in the same CIDR",
    ],
    [
      "the network address",
      { amazonAddress: "10.0.0.0/30", customerAddress: "10.0.0.1/30" },
      "Amazon Address is address 0 on its subnet.",
    ],
    [
      "the broadcast address",
      { amazonAddress: "10.0.0.1/30", customerAddress: "10.0.0.3/30" },
      "Customer Address is the broadcast address on its subnet.",
    ],
    [
      "an address without a length",
      { amazonAddress: "10.0.0.1", customerAddress: "10.0.0.2" },
      /^Amazon Address 10.0.0.1 is not a valid/,
    ],
    [
      "an IPv6 address of one's own",
      { addressFamily: "ipv6", amazonAddress: "2001:db8::1/125", customerAddress: "2001:db8::2/125" },
      /^Custom IPv6 addresses/,
    ],
  ])("a private one with %s", async (_what, terms, message) => {
    await expect(createPrivate(terms)).rejects.toMatchObject(refused(message));
    expect(emulated.emulator.requests.list("CreatePrivateVirtualInterface")).toHaveLength(1);
  });

  test("an authentication key of the wrong form is not repeated in the error", async () => {
    const authKey = "with space";
    const refusal: unknown = await createPrivate({ authKey }).catch((error: unknown) => error);
    expect(refusal).toMatchObject(refused(/authentication key must be 6 to 80/));
    expect(String(refusal)).not.toContain(authKey);
    await expect(createPrivate({ authKey: "short" })).rejects.toMatchObject(refused(/6 to 80/));
  });

  test.each<[what: string, terms: Partial<NewPublicVirtualInterface>, message: string | RegExp]>([
    ["no addresses", { amazonAddress: undefined, customerAddress: undefined }, /are required for a public/],
    [
      "a private address",
      { amazonAddress: "10.0.0.1/30", customerAddress: "10.0.0.2/30" },
      "Amazon Address is not allowed to contain a private IP",
    ],
    ["no prefixes", { routeFilterPrefixes: undefined }, /needs 1 to 1000 route filter prefixes/],
    ["a private prefix", { routeFilterPrefixes: [{ cidr: "10.0.0.0/8" }] }, /private IP$/],
    ["host bits in a prefix", { routeFilterPrefixes: [{ cidr: "198.51.100.1/24" }] }, /not a valid CIDR/],
    ["nonsense as prefix", { routeFilterPrefixes: [{ cidr: "all" }] }, /not a valid CIDR/],
    ["a long IPv6 prefix", { routeFilterPrefixes: [{ cidr: "2001:db8::/65" }] }, /must be \/64 or shorter/],
  ])("a public one with %s", async (_what, terms, message) => {
    await expect(createPublic(terms)).rejects.toMatchObject(refused(message));
  });

  test("a transit one without name, VLAN, or Direct Connect gateway, or with MTU 9001", async () => {
    const directConnectGatewayId = await gateway(emulated);
    await expect(createTransit({ ...plain, vlan: undefined })).rejects.toMatchObject(refused(/^VLAN must/));
    await expect(createTransit({ ...plain, virtualInterfaceName: undefined })).rejects.toMatchObject(
      refused(/name must be specified/),
    );
    await expect(createTransit(plain)).rejects.toMatchObject(refused(/needs a Direct Connect gateway/));
    await expect(createTransit({ ...plain, directConnectGatewayId, mtu: 9001 })).rejects.toMatchObject(
      refused("MTU 9001 is not valid: it must be one of 1500, 8500."),
    );
  });

  test("another account's gateway", async () => {
    const directConnectGatewayId = await gateway(emulated, acme);
    await expect(
      createPrivate({ virtualGatewayId: undefined, directConnectGatewayId }),
    ).rejects.toMatchObject(refused(/does not exist/));
  });

  test("a VLAN that is taken, until its holder is deleted", async () => {
    const { virtualInterfaceId } = await createPrivate();
    await expect(createPublic()).rejects.toMatchObject(refused("VLAN 100 is already in use"));
    await emulated.as(enterprise).send(new DeleteVirtualInterfaceCommand({ virtualInterfaceId }));
    await expect(createPublic()).rejects.toMatchObject(refused("VLAN 100 is already in use"));
    emulated.emulator.clock.advance(minute);
    await expect(createPublic()).resolves.toMatchObject({ vlan: 100 });
  });

  test("the 51st private or public one, and the fifth transit one", async () => {
    const directConnectGatewayId = await gateway(emulated);
    for (let vlan = 1; vlan <= 4; vlan++) await createTransit({ ...plain, vlan, directConnectGatewayId });
    await expect(createTransit({ ...plain, vlan: 5, directConnectGatewayId })).rejects.toMatchObject(
      refused(/limit of 4 transit virtual interfaces/),
    );
    for (let vlan = 101; vlan <= 147; vlan++) await createPrivate({ vlan });
    await expect(createPrivate({ vlan: 148 })).rejects.toMatchObject(refused(/limit of 51/));
    const other = await connection(emulated);
    for (let vlan = 1; vlan <= 50; vlan++) await createPrivate({ vlan }, other);
    await expect(createPrivate({ vlan: 51 }, other)).rejects.toMatchObject(
      refused(/limit of 50 private or public/),
    );
  });

  test("a hosted connection carries one, with the partner's VLAN", async () => {
    const hosted = await hostedConnection(emulated);
    const give = (vlan: number) => allocatePrivate(blueHarbor, { vlan }, hosted, acme);
    await expect(give(102)).rejects.toMatchObject(refused(/^VLAN 102 does not match VLAN 101/));
    await expect(give(101)).resolves.toMatchObject({ virtualInterfaceState: "confirming" });
    await expect(give(101)).rejects.toMatchObject(refused(/already carries its one virtual interface/));
  });

  test("an allocation to oneself, or to no account", async () => {
    await expect(allocatePrivate(enterprise)).rejects.toMatchObject(
      refused("Cannot allocate VirtualInterface for the connection owner."),
    );
    await expect(allocatePrivate("12")).rejects.toMatchObject(refused(/not a 12-digit account ID/));
  });

  test("only the owner confirms, with the operation of its type, once", async () => {
    const { virtualInterfaceId = "" } = await allocatePrivate(acme);
    const confirm = (account: string, input: object) =>
      emulated.as(account).send(new ConfirmPrivateVirtualInterfaceCommand({ virtualInterfaceId, ...input }));
    const directConnectGatewayId = await gateway(emulated, acme);
    await expect(confirm(enterprise, { virtualGatewayId: vgw })).rejects.toMatchObject(
      refused(`Virtual interface with ID ${virtualInterfaceId} does not exist`),
    );
    await expect(confirm(acme, {})).rejects.toMatchObject(refused(/needs either/));
    await expect(
      emulated.as(acme).send(new ConfirmPublicVirtualInterfaceCommand({ virtualInterfaceId })),
    ).rejects.toMatchObject(refused(/is a private virtual interface$/));
    await expect(confirm(acme, { directConnectGatewayId })).resolves.toMatchObject({
      virtualInterfaceState: "pending",
    });
    await expect(confirm(acme, { directConnectGatewayId })).rejects.toMatchObject(
      refused(`ConfirmPrivateVirtualInterface failed. ${virtualInterfaceId} is in state pending`),
    );
  });
});

test("a private one comes up in a minute, with what AWS chooses for it", async () => {
  const made = await createPrivate({ tags: [{ key: "env", value: "test" }] });
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
  expect(await createPrivate({ asn: 65000, asnLong: 4200000123 })).toMatchObject({
    asn: 0,
    asnLong: 4200000123,
    bgpPeers: [{ asn: 0, asnLong: 4200000123 }],
  });
});

test("a /31 has no network or broadcast address to avoid", async () => {
  const ends = { amazonAddress: "10.0.0.0/31", customerAddress: "10.0.0.1/31" };
  expect(await createPrivate(ends)).toMatchObject(ends);
});

test("an IPv6 one is given a /125", async () => {
  const { amazonAddress, customerAddress } = await createPrivate({ addressFamily: "ipv6" });
  expect(amazonAddress).toMatch(/^2001:db8:.*\/125$/);
  expect(customerAddress).toMatch(/^2001:db8:.*\/125$/);
});

test("a public one is verified first", async () => {
  const made = await createPublic();
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
  const { virtualInterface } = await createTransit(terms);
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
  const { virtualInterfaceId: id = "" } = await allocatePrivate(acme, { tags: [{ key: "a", value: "b" }] });
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
  const restarted = async (rules: NonNullable<Parameters<typeof startEmulated>[0]>["rules"]) => {
    await emulated.stop();
    emulated = await startEmulated({ rules });
    connectionId = await connection(emulated);
    return gateway(emulated);
  };

  test("MTU 9001 on private ones", async () => {
    const onto = { virtualGatewayId: undefined, directConnectGatewayId: await gateway(emulated) };
    await expect(createPrivate({ ...onto, mtu: 9001 })).resolves.toMatchObject({ mtu: 9001 });
    const directConnectGatewayId = await restarted({ acceptMtu9001: false });
    await expect(
      createPrivate({ virtualGatewayId: undefined, directConnectGatewayId, mtu: 9001 }),
    ).rejects.toMatchObject(refused(/^MTU 9001/));
  });

  test("unused ids left out", async () => {
    const directConnectGatewayId = await restarted({ omitUnusedIds: true });
    const made = await createPrivate({ virtualGatewayId: undefined, directConnectGatewayId });
    expect(made).not.toHaveProperty("virtualGatewayId");
  });

  test("verifying shown as approving", async () => {
    await restarted({ verifyingShownAsApproving: true });
    expect(await createPublic()).toMatchObject({ virtualInterfaceState: "approving" });
  });
});
