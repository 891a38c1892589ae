import {
  ConfirmPrivateVirtualInterfaceCommand,
  ConfirmPublicVirtualInterfaceCommand,
  DeleteConnectionCommand,
  DeleteVirtualInterfaceCommand,
  type NewPrivateVirtualInterface,
  type NewPublicVirtualInterface,
} from "@aws-sdk/client-direct-connect";
import { accounts, minute, startEmulated, type Emulated } from "../emulated";
import { connection, gateway, hostedConnection } from "../estate";
import { vgw, virtualInterfaceOrders } from "../virtual-interface-orders";

const { enterprise, acme, blueHarbor } = accounts;

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

test("a connection that is another's, unknown or not ready", async () => {
  await expect(orders.allocatePrivate(blueHarbor, {}, acme)).rejects.toMatchObject(
    refused(`Could not find Connection with ID ${connectionId}`),
  );
  await expect(virtualInterfaceOrders(emulated, "dxlag-00000000").createPrivate()).rejects.toMatchObject(
    refused("Could not find Lag with ID dxlag-00000000"),
  );
  const deleting = await connection(emulated);
  await emulated.as(enterprise).send(new DeleteConnectionCommand({ connectionId: deleting }));
  await expect(virtualInterfaceOrders(emulated, deleting).createPrivate()).rejects.toMatchObject(
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
  [
    "a long ASN in asn, which AWS reads as 32 bits with a sign",
    { asn: 4200000123 },
    "BGP ASN -94967173 must have value greater than or equal to 1",
  ],
  [
    "the first ASN that wraps around",
    { asn: 2147483648 },
    "BGP ASN -2147483648 must have value greater than or equal to 1",
  ],
  ["the largest that does not", { asn: 2147483647 }, /less than or equal to 2147483646$/],
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
  await expect(orders.createPrivate(terms)).rejects.toMatchObject(refused(message));
  expect(emulated.emulator.requests.list("CreatePrivateVirtualInterface")).toHaveLength(1);
});

test("an authentication key of the wrong form is not repeated in the error", async () => {
  const authKey = "with space";
  const refusal: unknown = await orders.createPrivate({ authKey }).catch((error: unknown) => error);
  expect(refusal).toMatchObject(refused(/authentication key must be 6 to 80/));
  expect(String(refusal)).not.toContain(authKey);
  await expect(orders.createPrivate({ authKey: "short" })).rejects.toMatchObject(refused(/6 to 80/));
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
  ["host bits in an IPv6 prefix", { routeFilterPrefixes: [{ cidr: "2001:db8::1/48" }] }, /not a valid CIDR/],
  ["nonsense as prefix", { routeFilterPrefixes: [{ cidr: "all" }] }, /not a valid CIDR/],
  ["a long IPv6 prefix", { routeFilterPrefixes: [{ cidr: "2001:db8::/65" }] }, /must be \/64 or shorter/],
])("a public one with %s", async (_what, terms, message) => {
  await expect(orders.createPublic(terms)).rejects.toMatchObject(refused(message));
});

test("a transit one without name, VLAN, or Direct Connect gateway, or with MTU 9001", async () => {
  const directConnectGatewayId = await gateway(emulated);
  await expect(orders.createTransit({ vlan: undefined })).rejects.toMatchObject(refused(/^VLAN must/));
  await expect(orders.createTransit({ virtualInterfaceName: undefined })).rejects.toMatchObject(
    refused(/name must be specified/),
  );
  await expect(orders.createTransit()).rejects.toMatchObject(refused(/needs a Direct Connect gateway/));
  await expect(orders.createTransit({ directConnectGatewayId, mtu: 9001 })).rejects.toMatchObject(
    refused("MTU 9001 is not valid: it must be one of 1500, 8500."),
  );
});

test("another account's gateway", async () => {
  const directConnectGatewayId = await gateway(emulated, acme);
  await expect(
    orders.createPrivate({ virtualGatewayId: undefined, directConnectGatewayId }),
  ).rejects.toMatchObject(refused(/does not exist/));
});

test("a VLAN that is taken, until its holder is deleted", async () => {
  const { virtualInterfaceId } = await orders.createPrivate();
  await expect(orders.createPublic()).rejects.toMatchObject(refused("VLAN 100 is already in use"));
  await emulated.as(enterprise).send(new DeleteVirtualInterfaceCommand({ virtualInterfaceId }));
  await expect(orders.createPublic()).rejects.toMatchObject(refused("VLAN 100 is already in use"));
  emulated.emulator.clock.advance(minute);
  await expect(orders.createPublic()).resolves.toMatchObject({ vlan: 100 });
});

test("the 51st private or public one, and the fifth transit one", async () => {
  const directConnectGatewayId = await gateway(emulated);
  for (let vlan = 1; vlan <= 4; vlan++) await orders.createTransit({ vlan, directConnectGatewayId });
  await expect(orders.createTransit({ vlan: 5, directConnectGatewayId })).rejects.toMatchObject(
    refused(/limit of 4 transit virtual interfaces/),
  );
  for (let vlan = 101; vlan <= 147; vlan++) await orders.createPrivate({ vlan });
  await expect(orders.createPrivate({ vlan: 148 })).rejects.toMatchObject(refused(/limit of 51/));
  const other = virtualInterfaceOrders(emulated, await connection(emulated));
  for (let vlan = 1; vlan <= 50; vlan++) await other.createPrivate({ vlan });
  await expect(other.createPrivate({ vlan: 51 })).rejects.toMatchObject(
    refused(/limit of 50 private or public/),
  );
});

test("a hosted connection carries one, with the partner's VLAN", async () => {
  const hosted = virtualInterfaceOrders(emulated, await hostedConnection(emulated));
  const give = (vlan: number) => hosted.allocatePrivate(blueHarbor, { vlan }, acme);
  await expect(give(102)).rejects.toMatchObject(refused(/^VLAN 102 does not match VLAN 101/));
  await expect(give(101)).resolves.toMatchObject({ virtualInterfaceState: "confirming" });
  await expect(give(101)).rejects.toMatchObject(refused(/already carries its one virtual interface/));
});

test("an allocation to oneself, or to no account", async () => {
  await expect(orders.allocatePrivate(enterprise)).rejects.toMatchObject(
    refused("Cannot allocate VirtualInterface for the connection owner."),
  );
  await expect(orders.allocatePrivate("12")).rejects.toMatchObject(refused(/not a 12-digit account ID/));
});

test("only the owner confirms, with the operation of its type, once", async () => {
  const { virtualInterfaceId = "" } = await orders.allocatePrivate(acme);
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
