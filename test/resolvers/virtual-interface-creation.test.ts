import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
beforeEach(() => gateway.emulator.reset());
afterAll(() => gateway.stop());

type Kind = "Private" | "Public" | "Transit";
const ROW = `virtualInterfaceId connectionId ownerAccount virtualInterfaceType virtualInterfaceName
  virtualInterfaceState vlan asn mtu directConnectGatewayId virtualGatewayId siteLinkEnabled
  routeFilterPrefixes { cidr } tags { key value } bgpPeers { asn addressFamily bgpPeerState }`;

const create = (kind: Kind, order: object, connectionId: string = fixtureIds["lag-dc2"]) =>
  gateway.ask(
    `mutation ($input: Create${kind}VirtualInterfaceInput!) {
      created: create${kind}VirtualInterface(account: "enterprise", input: $input) { ${ROW} }
    }`,
    { input: { connectionId, [`new${kind}VirtualInterface`]: order } },
  );
const allocate = (kind: Kind, order: object, ownerAccount = "666666666666") =>
  gateway.ask(
    `mutation ($input: Allocate${kind}VirtualInterfaceInput!) {
      created: allocate${kind}VirtualInterface(account: "enterprise", input: $input) { ${ROW} }
    }`,
    {
      input: {
        connectionId: fixtureIds["lag-dc2"],
        ownerAccount,
        [`new${kind}VirtualInterfaceAllocation`]: order,
      },
    },
  );
const confirm = (kind: Kind, input: object) =>
  gateway.ask(
    `mutation ($input: ${kind === "Public" ? "VirtualInterfaceId" : `Confirm${kind}VirtualInterface`}Input!) {
      confirmed: confirm${kind}VirtualInterface(account: "subsidiary", input: $input) { ${ROW} }
    }`,
    { input },
  );

const plain = { virtualInterfaceName: "new", vlan: 400, asn: 65000 };
const publicEnds = { amazonAddress: "203.0.113.1/30", customerAddress: "203.0.113.2/30" };
const publicOrder = { ...plain, ...publicEnds, routeFilterPrefixes: [{ cidr: "198.51.100.0/24" }] };
const orders = {
  Private: { ...plain, virtualGatewayId: fixtureIds["vgw-free"] },
  Public: publicOrder,
  Transit: { ...plain, directConnectGatewayId: fixtureIds["global-transit"] },
};
const kinds = ["Private", "Public", "Transit"] as const;

/** The bad fields of the one error, without the way to them. */
function badFields({ errors }: { errors: { extensions: Record<string, unknown> }[] }): string[] {
  expect(errors).toHaveLength(1);
  expect(errors[0]?.extensions["code"]).toBe("BAD_USER_INPUT");
  expect(gateway.calls()).toEqual([]);
  const fields = errors[0]?.extensions["fields"] as { argument: string }[];
  return [...new Set(fields.map(({ argument }) => argument.split(".").slice(2).join(".")))].sort();
}

describe("what is refused before AWS is asked, all of it in one error", () => {
  test("bad values; the key is not repeated", async () => {
    const answer = await create("Private", {
      virtualInterfaceName: "x".repeat(101),
      vlan: 4095,
      asn: 65000,
      authKey: "spaced key",
      mtu: 9000,
      amazonAddress: "169.254.10.0/30",
      customerAddress: "169.254.10.9/30",
      virtualGatewayId: "tgw-0f00000000000000a",
      tags: [{ key: "aws:x" }],
    });
    expect(badFields(answer)).toEqual([
      "amazonAddress",
      "authKey",
      "customerAddress",
      "mtu",
      "tags.0.key",
      "virtualGatewayId",
      "virtualInterfaceName",
      "vlan",
    ]);
    expect(JSON.stringify([answer, gateway.logged])).not.toContain("spaced key");
  });

  test.each([
    ["neither gateway", {}, ["virtualGatewayId"]],
    [
      "both gateways",
      { virtualGatewayId: fixtureIds["vgw-free"], directConnectGatewayId: fixtureIds["vpc-gw"] },
      ["virtualGatewayId"],
    ],
    [
      "SiteLink without a Direct Connect gateway",
      { virtualGatewayId: fixtureIds["vgw-free"], enableSiteLink: true },
      ["enableSiteLink"],
    ],
    [
      "one end of two",
      { virtualGatewayId: fixtureIds["vgw-free"], customerAddress: "169.254.10.2/30" },
      ["amazonAddress", "customerAddress"],
    ],
    [
      "ends in two subnets",
      {
        virtualGatewayId: fixtureIds["vgw-free"],
        amazonAddress: "169.254.10.1/30",
        customerAddress: "169.254.10.5/30",
      },
      ["amazonAddress", "customerAddress"],
    ],
    [
      "ends for IPv6",
      {
        virtualGatewayId: fixtureIds["vgw-free"],
        addressFamily: "IPV6",
        amazonAddress: "169.254.10.1/30",
        customerAddress: "169.254.10.2/30",
      },
      ["amazonAddress", "customerAddress"],
    ],
  ])("private, with %s", async (_what, terms, bad) => {
    expect(badFields(await create("Private", { ...plain, ...terms }))).toEqual(bad);
  });

  test.each([
    ["no ends", { amazonAddress: null, customerAddress: null }, ["amazonAddress", "customerAddress"]],
    [
      "private ends",
      { amazonAddress: "10.0.0.1/30", customerAddress: "10.0.0.2/30" },
      ["amazonAddress", "customerAddress"],
    ],
    ["no prefix", { routeFilterPrefixes: [] }, ["routeFilterPrefixes"]],
    [
      "prefixes that are private, no network, or too long",
      {
        routeFilterPrefixes: [
          ...["10.0.0.0/8", "198.51.100.1/24", "2001:db8::/65", "2001:db8::1/64", "2001:db8:0:0::/64"],
        ].map((cidr) => ({ cidr })),
      },
      [0, 1, 2, 3].map((index) => `routeFilterPrefixes.${index}.cidr`),
    ],
  ])("public, with %s", async (_what, terms, bad) => {
    expect(badFields(await create("Public", { ...publicOrder, ...terms }))).toEqual(bad);
  });

  test("transit, with an MTU that only private ones take", async () => {
    expect(badFields(await create("Transit", { ...orders.Transit, mtu: 9001 }))).toEqual(["mtu"]);
  });

  test.each([0, 4294967295, -1, 1.5])("the ASN %d", async (asn) => {
    const { errors } = await create("Private", { ...orders.Private, asn });
    expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
    expect(errors[0]?.message).toContain(
      `${asn} was sent, allowed is an autonomous system number, a whole number from 1 to 4294967294.`,
    );
    expect(gateway.calls()).toEqual([]);
  });
});

test.each(kinds)("allocation of a %s one to the owner of the carrier is refused by AWS", async (kind) => {
  const { errors } = await allocate(kind, kind === "Public" ? publicOrder : plain, "555555555555");
  expect(errors[0]?.message).toBe("Cannot allocate VirtualInterface for the connection owner.");
});

test.each([
  ["Private", "PENDING", { virtualGatewayId: fixtureIds["vgw-free"], mtu: 1500 }],
  ["Public", "VERIFYING", { routeFilterPrefixes: [{ cidr: "198.51.100.0/24" }], mtu: null }],
  ["Transit", "PENDING", { directConnectGatewayId: fixtureIds["global-transit"], mtu: 1500 }],
] as const)("a %s one is created", async (kind, virtualInterfaceState, rest) => {
  const { data, errors } = await create(kind, { ...orders[kind], tags: [{ key: "env", value: "test" }] });
  expect(errors).toEqual([]);
  expect(data.created).toMatchObject({
    virtualInterfaceId: expect.stringMatching(/^dxvif-/) as string,
    connectionId: fixtureIds["lag-dc2"],
    ownerAccount: "555555555555",
    virtualInterfaceType: kind.toUpperCase(),
    virtualInterfaceState,
    vlan: 400,
    asn: 65000,
    tags: [{ key: "env", value: "test" }],
    bgpPeers: [{ asn: 65000, addressFamily: "IPV4" }],
    ...rest,
  });
  expect(gateway.calls()).toContain(`555555555555 us-east-1 Create${kind}VirtualInterface`);
});

test.each([
  [65000, { asn: 65000 }],
  [2147483646, { asn: 2147483646 }],
  [2147483647, { asnLong: 2147483647 }],
  [4294967294, { asnLong: 4294967294 }],
])("the ASN %d goes to AWS in the member that holds it, and comes back in one", async (asn, sent) => {
  const { data } = await create("Private", { ...orders.Private, asn });
  expect(data.created).toMatchObject({ asn, bgpPeers: [{ asn }] });
  const [request] = gateway.emulator.requests.list("CreatePrivateVirtualInterface");
  const { newPrivateVirtualInterface } = request?.input as { newPrivateVirtualInterface: object };
  expect(newPrivateVirtualInterface).toEqual({
    virtualInterfaceName: "new",
    vlan: 400,
    virtualGatewayId: fixtureIds["vgw-free"],
    ...sent,
  });
});

test.each(kinds)("a %s one is allocated, confirmed by its owner, and comes up", async (kind) => {
  const { data, errors } = await allocate(kind, kind === "Public" ? publicOrder : plain);
  expect(errors).toEqual([]);
  expect(data.created).toMatchObject({ ownerAccount: "666666666666", virtualInterfaceState: "CONFIRMING" });
  const { virtualInterfaceId } = data.created as { virtualInterfaceId: string };

  const gatewayMade = await gateway.ask(
    `mutation { createDirectConnectGateway(account: "subsidiary", input: { directConnectGatewayName: "sub-gw" }) { directConnectGatewayId } }`,
  );
  const { directConnectGatewayId } = gatewayMade.data.createDirectConnectGateway as Record<string, string>;
  gateway.emulator.clock.advance(60_000);

  const input = { virtualInterfaceId, ...(kind === "Public" ? {} : { directConnectGatewayId }) };
  const { data: confirmed, errors: refused } = await confirm(kind, input);
  expect(refused).toEqual([]);
  expect(confirmed.confirmed).toMatchObject({
    virtualInterfaceId,
    virtualInterfaceState: kind === "Public" ? "VERIFYING" : "PENDING",
    directConnectGatewayId: kind === "Public" ? null : directConnectGatewayId,
  });
  expect(gateway.calls()).toEqual([
    `666666666666 us-east-1 Confirm${kind}VirtualInterface`,
    "666666666666 us-east-1 DescribeVirtualInterfaces",
  ]);

  gateway.emulator.clock.advance(2 * 60 * 60_000);
  const { data: later } = await gateway.ask(
    `query ($id: ID!) { virtualInterface(virtualInterfaceId: $id, account: "subsidiary") { virtualInterfaceState } }`,
    { id: virtualInterfaceId },
  );
  expect(later.virtualInterface).toEqual({ virtualInterfaceState: "AVAILABLE" });
});

test("a confirmation with neither gateway is refused before AWS is asked, one out of turn by AWS", async () => {
  const neither = await confirm("Private", { virtualInterfaceId: fixtureIds["vif-305"] });
  expect(neither.errors).toMatchObject([
    { extensions: { code: "BAD_USER_INPUT", fields: [{ argument: "input.virtualGatewayId" }] } },
  ]);
  expect(gateway.calls()).toEqual([]);
  const strange = await confirm("Public", { virtualInterfaceId: fixtureIds["vif-305"] });
  expect(strange.errors).toMatchObject([
    { extensions: { aws: { operation: "ConfirmPublicVirtualInterface" } } },
  ]);
});
