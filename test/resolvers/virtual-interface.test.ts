import { emulatedAccounts } from "../../src/config/emulated-accounts";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
beforeEach(() => gateway.emulator.reset());
afterAll(() => gateway.stop());

const names = (page: { nodes: { virtualInterfaceName: string }[] }) =>
  page.nodes.map(({ virtualInterfaceName }) => virtualInterfaceName);

const FILTERED = `query ($filter: VirtualInterfaceFilter) {
  virtualInterfaces(accounts: ["enterprise"], regions: ["us-east-1"], filter: $filter) {
    nodes { virtualInterfaceName }
  }
}`;

describe("lists", () => {
  test("an account that is denied is reported beside the others", async () => {
    gateway.emulator.faults.add({
      kind: "error",
      operation: "DescribeVirtualInterfaces",
      account: "222222222222",
      error: { name: "AccessDeniedException", message: "not for you" },
    });
    const { data, errors } = await gateway.ask(`{
      virtualInterfaces(accounts: ["acme", "subsidiary"], regions: ["us-east-1"]) {
        nodes { virtualInterfaceName }
        unavailable { account code }
      }
    }`);
    expect(errors).toEqual([]);
    expect(data.virtualInterfaces).toEqual({
      nodes: [{ virtualInterfaceName: "vif-305" }],
      unavailable: [{ account: "222222222222", code: "FORBIDDEN" }],
    });
  });

  test("a hosted one that two accounts see appears once, as its owner sees it", async () => {
    const { data } = await gateway.ask(`{
      virtualInterfaces(accounts: ["enterprise", "subsidiary"], regions: ["us-east-1"]) {
        totalCount
        nodes { virtualInterfaceName account ownerAccount }
      }
    }`);
    expect(data.virtualInterfaces.totalCount).toBe(8);
    const hosted = data.virtualInterfaces.nodes.filter(
      (row: { virtualInterfaceName: string }) => row.virtualInterfaceName === "vif-305",
    );
    expect(hosted).toEqual([
      { virtualInterfaceName: "vif-305", account: "666666666666", ownerAccount: "666666666666" },
    ]);
    expect(gateway.calls()).toEqual([
      "555555555555 us-east-1 DescribeVirtualInterfaces",
      "666666666666 us-east-1 DescribeVirtualInterfaces",
    ]);
  });

  test.each([
    [{ virtualInterfaceState: ["TESTING", "DOWN"] }, ["vif-307", "vif-308"]],
    [{ virtualInterfaceType: ["TRANSIT"] }, ["vif-302"]],
    [{ virtualInterfaceType: ["PRIVATE"], vlan: [301, 302, 303] }, ["vif-301"]],
    [{ ownerAccount: ["666666666666"] }, ["vif-305"]],
    [{ directConnectGatewayId: [fixtureIds["vpc-gw"]] }, ["vif-301"]],
    [{ virtualGatewayId: [fixtureIds["vgw-free"]] }, ["vif-306", "vif-307", "vif-308"]],
    [{ connectionId: [fixtureIds["lag-sv5"]] }, []],
    [{ tags: [{ key: "env", values: ["production"] }] }, ["vif-301"]],
  ])("with the filter %j", async (filter, expected) => {
    const { data, errors } = await gateway.ask(FILTERED, { filter });
    expect(errors).toEqual([]);
    expect(names(data.virtualInterfaces)).toEqual(expected);
  });
});

describe("one", () => {
  test("with every member, blanks as null, and an ASN that AWS splits in two", async () => {
    const { data, errors } = await gateway.ask(
      `query ($id: ID!) {
        virtualInterface(virtualInterfaceId: $id, account: "acme") {
          id account ownerAccount virtualInterfaceId region location connectionId virtualInterfaceType
          virtualInterfaceName virtualInterfaceState vlan asn amazonSideAsn authKey amazonAddress
          customerAddress addressFamily mtu jumboFrameCapable virtualGatewayId directConnectGatewayId
          routeFilterPrefixes { cidr } awsDeviceV2 awsLogicalDeviceId siteLinkEnabled tags { key }
          customerRouterConfig
          bgpPeers {
            bgpPeerId asn authKey addressFamily amazonAddress customerAddress bgpPeerState bgpStatus
            awsDeviceV2 awsLogicalDeviceId
          }
        }
      }`,
      { id: fixtureIds["vif-acme-lag"] },
    );
    expect(errors).toEqual([]);
    const { customerRouterConfig, ...row } = data.virtualInterface;
    expect(customerRouterConfig).toContain('<logical_connection id="dxvif-ffaclaga">');
    expect(row).toMatchObject({
      id: "arn:aws:directconnect:us-east-1:222222222222:dxvif/dxvif-ffaclaga",
      account: "222222222222",
      virtualInterfaceType: "TRANSIT",
      virtualInterfaceState: "AVAILABLE",
      vlan: 220,
      asn: 4200000123,
      amazonAddress: "169.254.220.1/30",
      addressFamily: "IPV4",
      mtu: 8500,
      virtualGatewayId: null,
      directConnectGatewayId: fixtureIds["acme-transit"],
      routeFilterPrefixes: [],
      bgpPeers: [{ asn: 4200000123, bgpPeerState: "AVAILABLE", bgpStatus: "UP" }],
    });
    expect(gateway.calls()).toEqual(["222222222222 us-east-1 DescribeVirtualInterfaces"]);
  });

  test("null where the account sees none", async () => {
    const { data, errors } = await gateway.ask(
      `query ($id: ID!) { virtualInterface(virtualInterfaceId: $id) { id } }`,
      { id: fixtureIds["vif-301"] },
    );
    expect([data, errors]).toEqual([{ virtualInterface: null }, []]);
  });

  test("a state that AWS does not document is UNKNOWN", async () => {
    const approving = await startGatewayUnderTest({
      emulator: { rules: { verifyingShownAsApproving: true } },
    });
    const { data, errors } = await approving.ask(
      `query ($id: ID!) {
        virtualInterface(virtualInterfaceId: $id, account: "enterprise") { virtualInterfaceState }
      }`,
      { id: fixtureIds["vif-304"] },
    );
    await approving.stop();
    expect([data.virtualInterface, errors]).toEqual([{ virtualInterfaceState: "UNKNOWN" }, []]);
  });

  const NODE = `query ($id: ID!) { node(id: $id) { id ... on VirtualInterface { account virtualInterfaceName } } }`;
  const hosted = "arn:aws:directconnect:us-east-1:666666666666:dxvif/dxvif-fe000305";

  test("by its ARN, as its owner", async () => {
    const { data } = await gateway.ask(NODE, { id: hosted });
    expect(data.node).toEqual({ id: hosted, account: "666666666666", virtualInterfaceName: "vif-305" });
    expect(gateway.calls()).toEqual(["666666666666 us-east-1 DescribeVirtualInterfaces"]);
  });

  test("by its ARN, as the owner of its carrier where the gateway does not have its own", async () => {
    const narrow = await startGatewayUnderTest({
      accounts: emulatedAccounts().filter(({ alias }) => alias === "enterprise"),
    });
    const { data } = await narrow.ask(NODE, { id: hosted });
    await narrow.stop();
    expect(data.node).toEqual({ id: hosted, account: "555555555555", virtualInterfaceName: "vif-305" });
  });
});

describe("changes", () => {
  const UPDATE = `mutation ($input: UpdateVirtualInterfaceAttributesInput!) {
    updateVirtualInterfaceAttributes(account: "enterprise", input: $input) {
      id virtualInterfaceName virtualInterfaceState mtu siteLinkEnabled
    }
  }`;

  test.each([
    [
      { virtualInterfaceId: "dxcon-fgdc2000", mtu: 9000, virtualInterfaceName: "" },
      ["mtu", "virtualInterfaceId", "virtualInterfaceName"],
    ],
    [{ virtualInterfaceId: fixtureIds["vif-302"] }, ["virtualInterfaceId"]],
  ])("%j is refused before AWS is asked", async (input, bad) => {
    const { errors } = await gateway.ask(UPDATE, { input });
    expect(errors).toHaveLength(1);
    const fields = errors[0]?.extensions["fields"] as { argument: string }[];
    expect(fields.map(({ argument }) => argument).sort()).toEqual(bad.map((member) => `input.${member}`));
    expect(gateway.calls()).toEqual([]);
  });

  test("a change of one that is being tested, by AWS", async () => {
    const { errors } = await gateway.ask(UPDATE, {
      input: { virtualInterfaceId: fixtureIds["vif-307"], mtu: 1500 },
    });
    expect(errors).toMatchObject([
      { extensions: { code: "CONFLICT", aws: { operation: "UpdateVirtualInterfaceAttributes" } } },
    ]);
  });

  test("MTU, SiteLink and name", async () => {
    const { data } = await gateway.ask(UPDATE, {
      input: {
        virtualInterfaceId: fixtureIds["vif-302"],
        mtu: 1500,
        enableSiteLink: false,
        virtualInterfaceName: "transit, plain",
      },
    });
    expect(data.updateVirtualInterfaceAttributes).toEqual({
      id: "arn:aws:directconnect:us-east-1:555555555555:dxvif/dxvif-fe000302",
      virtualInterfaceName: "transit, plain",
      virtualInterfaceState: "PENDING",
      mtu: 1500,
      siteLinkEnabled: false,
    });
    expect(gateway.calls()).toEqual(["555555555555 us-east-1 UpdateVirtualInterfaceAttributes"]);
  });

  const MOVE = `mutation ($to: ID!) {
    associateVirtualInterface(
      account: "acme"
      input: { virtualInterfaceId: "${fixtureIds["vif-acme-dc2"]}", connectionId: $to }
    ) { connectionId virtualInterfaceState }
  }`;

  test("a hosted connection's cannot move to where another is, by AWS", async () => {
    const { errors } = await gateway.ask(MOVE, { to: fixtureIds["acme-va1"] });
    expect(errors).toMatchObject([{ extensions: { aws: { operation: "AssociateVirtualInterface" } } }]);
  });

  test("a move", async () => {
    await gateway.ask(
      `mutation { deleteVirtualInterface(account: "acme", input: { virtualInterfaceId: "${fixtureIds["vif-acme-va1"]}" }) { alreadyGone } }`,
    );
    gateway.emulator.clock.advance(2 * 60_000);
    const { data, errors } = await gateway.ask(MOVE, { to: fixtureIds["acme-va1"] });
    expect(errors).toEqual([]);
    expect(data.associateVirtualInterface).toEqual({
      connectionId: fixtureIds["acme-va1"],
      virtualInterfaceState: "PENDING",
    });
  });
});

describe("deletion", () => {
  const DELETE = `mutation ($account: ID, $id: ID!) {
    deleteVirtualInterface(account: $account, input: { virtualInterfaceId: $id }) {
      virtualInterfaceId virtualInterfaceState alreadyGone
      virtualInterface { virtualInterfaceState }
    }
  }`;

  test.each([
    ["enterprise", "vif-301", "DELETING", false, { virtualInterfaceState: "DELETING" }],
    ["subsidiary", "vif-305", "REJECTED", false, { virtualInterfaceState: "REJECTED" }],
    ["enterprise", "vif-306", "DELETED", true, { virtualInterfaceState: "DELETED" }],
    ["acme", "vif-301", "DELETED", true, null],
  ] as const)(
    "as %s of %s: %s",
    async (account, name, virtualInterfaceState, alreadyGone, virtualInterface) => {
      const { data, errors } = await gateway.ask(DELETE, { account, id: fixtureIds[name] });
      expect(errors).toEqual([]);
      expect(data.deleteVirtualInterface).toEqual({
        virtualInterfaceId: fixtureIds[name],
        virtualInterfaceState,
        alreadyGone,
        virtualInterface,
      });
    },
  );
});
