import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

const minute = 60_000;
const enterprise = "555555555555";
let gateway: GatewayUnderTest;
beforeEach(async () => {
  gateway = await startGatewayUnderTest();
});
afterEach(() => gateway.stop());

const CREATE = `mutation ($input: CreateDirectConnectGatewayAssociationInput!, $account: ID, $region: String) {
  createDirectConnectGatewayAssociation(input: $input, account: $account, region: $region) {
    associationId associationState directConnectGatewayId
    associatedGateway { id type ownerAccount region }
    associatedCoreNetwork { id }
    allowedPrefixesToDirectConnectGateway { cidr }
  }
}`;

describe("refused before AWS is asked", () => {
  test.each([
    [
      "wrong ids and prefixes, all in one error",
      {
        directConnectGatewayId: "gw",
        gatewayId: "igw-1",
        addAllowedPrefixesToDirectConnectGateway: [{ cidr: "10.0.0.0/33" }],
      },
      [
        "input.directConnectGatewayId",
        "input.gatewayId",
        "input.addAllowedPrefixesToDirectConnectGateway.0.cidr",
      ],
    ],
    ["no gateway at all", { directConnectGatewayId: fixtureIds["vpc-gw"] }, ["input.directConnectGatewayId"]],
    [
      "a transit gateway without prefixes",
      { directConnectGatewayId: fixtureIds["global-transit"], gatewayId: fixtureIds["tgw-free"] },
      ["input.gatewayId"],
    ],
    [
      "the same prefix twice",
      {
        directConnectGatewayId: fixtureIds["vpc-gw"],
        gatewayId: fixtureIds["vgw-free"],
        addAllowedPrefixesToDirectConnectGateway: [{ cidr: "10.13.0.0/16" }, { cidr: "10.13.0.0/16" }],
      },
      ["input.addAllowedPrefixesToDirectConnectGateway"],
    ],
    [
      "the same prefix in two spellings",
      {
        directConnectGatewayId: fixtureIds["vpc-gw"],
        gatewayId: fixtureIds["vgw-free"],
        addAllowedPrefixesToDirectConnectGateway: [
          { cidr: "2600:1f26:74::/48" },
          { cidr: "2600:1f26:0074:0000:0000:0000:0000:0000/48" },
        ],
      },
      ["input.addAllowedPrefixesToDirectConnectGateway"],
    ],
  ])("%s", async (_, input, bad) => {
    const { data, errors } = await gateway.ask(CREATE, { input, account: "enterprise" });
    expect(data).toBeNull();
    expect(errors).toHaveLength(1);
    const { code, fields } = errors[0]?.extensions as { code: string; fields: { argument: string }[] };
    expect(code).toBe("BAD_USER_INPUT");
    expect(fields.map(({ argument }) => argument)).toEqual(bad);
    expect(gateway.calls()).toEqual([]);
  });

  test.each(["10.13.0.1/16", "2600:1f26:74::1/48", "::ffff:10.0.0.1/112"])(
    "bits beyond the length: %s",
    async (cidr) => {
      const input = {
        directConnectGatewayId: fixtureIds["vpc-gw"],
        gatewayId: fixtureIds["vgw-free"],
        addAllowedPrefixesToDirectConnectGateway: [{ cidr }],
      };
      const { errors } = await gateway.ask(CREATE, { input, account: "enterprise" });
      expect(errors[0]?.extensions["fields"]).toEqual([
        {
          argument: "input.addAllowedPrefixesToDirectConnectGateway.0.cidr",
          sent: JSON.stringify(cidr),
          allowed:
            "a block of addresses such as 10.0.0.0/16 or 2001:db8::/56, without bits beyond its length",
        },
      ]);
      expect(gateway.calls()).toEqual([]);
    },
  );

  test("a prefix that is to be added and removed, in two spellings", async () => {
    const { errors } = await gateway.ask(
      `mutation ($input: UpdateDirectConnectGatewayAssociationInput!) {
        updateDirectConnectGatewayAssociation(input: $input) { associationId }
      }`,
      {
        input: {
          associationId: fixtureIds["association-vgw-a"],
          addAllowedPrefixesToDirectConnectGateway: [{ cidr: "2600:1F26:74::/48" }],
          removeAllowedPrefixesToDirectConnectGateway: [{ cidr: "2600:1f26:74:0::/48" }],
        },
      },
    );
    expect(errors).toMatchObject([
      { extensions: { fields: [{ argument: "input.removeAllowedPrefixesToDirectConnectGateway" }] } },
    ]);
    expect(gateway.calls()).toEqual([]);
  });

  test("an update without a change, and a deletion that names its association in two ways", async () => {
    const { errors } = await gateway.ask(`mutation {
      updateDirectConnectGatewayAssociation(input: { associationId: "${fixtureIds["association-vgw-a"]}" }) {
        associationId
      }
    }`);
    expect(errors).toMatchObject([{ extensions: { fields: [{ argument: "input.associationId" }] } }]);
    const both = await gateway.ask(`mutation {
      deleteDirectConnectGatewayAssociation(
        input: { associationId: "${fixtureIds["association-vgw-a"]}", virtualGatewayId: "${fixtureIds["vgw-a"]}" }
      ) { alreadyGone }
    }`);
    expect(both.errors).toMatchObject([{ extensions: { fields: [{ argument: "input.associationId" }] } }]);
    expect(gateway.calls()).toEqual([]);
  });
});

describe("the region of an association", () => {
  const westGateway = { directConnectGatewayId: fixtureIds["vpc-gw"], gatewayId: fixtureIds["vgw-free"] };

  test("is found where the account has the virtual private gateway", async () => {
    const { data, errors } = await gateway.ask(CREATE, { input: westGateway, account: "enterprise" });
    expect(errors).toEqual([]);
    expect(data.createDirectConnectGatewayAssociation).toMatchObject({
      associationState: "ASSOCIATING",
      directConnectGatewayId: fixtureIds["vpc-gw"],
      associatedGateway: {
        id: fixtureIds["vgw-free"],
        type: "VIRTUAL_PRIVATE_GATEWAY",
        ownerAccount: enterprise,
        region: "us-east-1",
      },
      associatedCoreNetwork: null,
      allowedPrefixesToDirectConnectGateway: [{ cidr: "10.13.0.0/16" }],
    });
    const regions = ["eu-west-1", "sa-east-1", "us-east-1", "us-west-1", "us-west-2"];
    expect(gateway.calls()).toEqual(
      [
        ...regions.map((region) => `${enterprise} ${region} DescribeVirtualGateways`),
        `${enterprise} us-east-1 CreateDirectConnectGatewayAssociation`,
        // what is there already, so that an answer can be lost
        `${enterprise} us-east-1 DescribeDirectConnectGatewayAssociations`,
      ].sort(),
    );
  });

  test("is taken from the associations that a transit gateway has already", async () => {
    const made = await gateway.ask(
      `mutation { createDirectConnectGateway(
        input: { directConnectGatewayName: "second", amazonSideAsn: 64600 }, account: "enterprise"
      ) { directConnectGatewayId } }`,
    );
    gateway.emulator.clock.advance(minute);
    const { directConnectGatewayId } = made.data.createDirectConnectGateway as {
      directConnectGatewayId: string;
    };
    const { data, errors } = await gateway.ask(CREATE, {
      account: "enterprise",
      input: {
        directConnectGatewayId,
        gatewayId: fixtureIds["tgw-west"],
        addAllowedPrefixesToDirectConnectGateway: [{ cidr: "10.96.0.0/12" }],
      },
    });
    expect(errors).toEqual([]);
    expect(data.createDirectConnectGatewayAssociation).toMatchObject({
      associatedGateway: { type: "TRANSIT_GATEWAY", region: "us-west-2" },
    });
    expect(gateway.calls()).toContain(`${enterprise} us-west-2 CreateDirectConnectGatewayAssociation`);
  });

  test("must be named for a transit gateway that Direct Connect does not have; nothing is changed", async () => {
    const input = {
      directConnectGatewayId: fixtureIds["global-transit"],
      gatewayId: fixtureIds["tgw-free"],
      addAllowedPrefixesToDirectConnectGateway: [{ cidr: "10.112.0.0/12" }],
    };
    const { errors } = await gateway.ask(CREATE, { account: "enterprise", input });
    expect(errors).toMatchObject([
      { extensions: { code: "BAD_USER_INPUT", fields: [{ argument: "region" }] } },
    ]);
    expect(gateway.calls().filter((call) => call.includes("Create"))).toEqual([]);

    const named = await gateway.ask(CREATE, { account: "enterprise", region: "us-east-1", input });
    expect(named.errors).toEqual([]);
    expect(gateway.calls()).toEqual([
      `${enterprise} us-east-1 CreateDirectConnectGatewayAssociation`,
      `${enterprise} us-east-1 DescribeDirectConnectGatewayAssociations`,
    ]);
  });

  test("named wrongly is AWS's error, with the right one beside it", async () => {
    const { errors } = await gateway.ask(CREATE, {
      input: westGateway,
      account: "enterprise",
      region: "eu-west-1",
    });
    expect(errors).toMatchObject([
      {
        extensions: {
          code: "NOT_FOUND",
          aws: { operation: "CreateDirectConnectGatewayAssociation", region: "eu-west-1" },
        },
      },
    ]);
    expect(errors[0]?.message).toBe(
      `The VirtualGateway ${fixtureIds["vgw-free"]} does not exist. It was sent to eu-west-1. CreateDirectConnectGatewayAssociation must be sent to the region of the virtual private gateway or transit gateway: pass region: "us-east-1", or leave it out.`,
    );
  });

  test("the old form of the gateway's id works, and is reported as deprecated", async () => {
    const { data, extensions } = await gateway.ask(`mutation {
      createDirectConnectGatewayAssociation(
        input: { directConnectGatewayId: "${fixtureIds["vpc-gw"]}", virtualGatewayId: "${fixtureIds["vgw-free"]}" }
        account: "enterprise"
      ) { associatedGateway { id } }
    }`);
    expect(data.createDirectConnectGatewayAssociation.associatedGateway.id).toBe(fixtureIds["vgw-free"]);
    expect(JSON.stringify(extensions)).toContain("CreateDirectConnectGatewayAssociationInput.gatewayId");
  });
});

test("all associations of an account: one call for its gateways, one for each of them, none twice", async () => {
  const { data, errors } = await gateway.ask(`{
    directConnectGatewayAssociations(accounts: ["enterprise"]) {
      totalCount
      unavailable { code }
      nodes { associationId associatedCoreNetwork { id attachmentId } }
    }
  }`);
  expect(errors).toEqual([]);
  expect(data.directConnectGatewayAssociations.totalCount).toBe(7);
  expect(data.directConnectGatewayAssociations.unavailable).toEqual([]);
  expect(data.directConnectGatewayAssociations.nodes).toContainEqual({
    associationId: fixtureIds["association-core-network"],
    associatedCoreNetwork: { id: fixtureIds["core-network"], attachmentId: expect.any(String) as string },
  });
  const perGateway = `${enterprise} us-east-1 DescribeDirectConnectGatewayAssociations`;
  expect(gateway.calls()).toEqual([
    ...Array.from({ length: 5 }, () => perGateway),
    `${enterprise} us-east-1 DescribeDirectConnectGateways`,
  ]);
});

test("an association that two accounts see appears once", async () => {
  const { data } = await gateway.ask(`{
    directConnectGatewayAssociations(
      associatedGatewayId: "${fixtureIds["vgw-accepted"]}", accounts: ["enterprise", "subsidiary"]
    ) { nodes { associationId directConnectGatewayOwnerAccount associatedGateway { ownerAccount } } }
  }`);
  expect(data.directConnectGatewayAssociations.nodes).toEqual([
    {
      associationId: fixtureIds["association-accepted"],
      directConnectGatewayOwnerAccount: enterprise,
      associatedGateway: { ownerAccount: "666666666666" },
    },
  ]);
  expect(gateway.calls()).toEqual([
    `${enterprise} us-east-1 DescribeDirectConnectGatewayAssociations`,
    "666666666666 us-east-1 DescribeDirectConnectGatewayAssociations",
  ]);
});

test("the flat members and the argument of old are served, and reported as deprecated", async () => {
  const { data, extensions } = await gateway.ask(`{
    directConnectGatewayAssociations(virtualGatewayId: "${fixtureIds["vgw-a"]}", accounts: ["enterprise"]) {
      nodes { virtualGatewayId virtualGatewayRegion virtualGatewayOwnerAccount }
    }
  }`);
  expect(data.directConnectGatewayAssociations.nodes).toEqual([
    {
      virtualGatewayId: fixtureIds["vgw-a"],
      virtualGatewayRegion: "us-east-1",
      virtualGatewayOwnerAccount: enterprise,
    },
  ]);
  expect(extensions["deprecations"]).toHaveLength(4);
});

test("a failed read of a whole account is reported beside the other rows, once", async () => {
  gateway.emulator.faults.add({
    kind: "error",
    account: "222222222222",
    error: { name: "AccessDeniedException", message: "not for you" },
  });
  const { data } = await gateway.ask(`{
    directConnectGatewayAssociations(accounts: ["enterprise", "acme"]) {
      totalCount
      unavailable { account code }
    }
  }`);
  expect(data.directConnectGatewayAssociations).toEqual({
    totalCount: 7,
    unavailable: [{ account: "222222222222", code: "FORBIDDEN" }],
  });
});

test("one association by its id, changed, dissolved, and gone", async () => {
  const id = fixtureIds["association-vgw-a"];
  const changed = await gateway.ask(`mutation {
    updateDirectConnectGatewayAssociation(
      account: "enterprise"
      input: {
        associationId: "${id}"
        addAllowedPrefixesToDirectConnectGateway: [{ cidr: "10.40.0.0/16" }]
        removeAllowedPrefixesToDirectConnectGateway: [{ cidr: "10.10.0.0/16" }]
      }
    ) { associationState allowedPrefixesToDirectConnectGateway { cidr } }
  }`);
  expect(changed.data.updateDirectConnectGatewayAssociation).toEqual({
    associationState: "UPDATING",
    allowedPrefixesToDirectConnectGateway: [{ cidr: "10.40.0.0/16" }],
  });
  gateway.emulator.clock.advance(10 * minute);

  const DELETE = `mutation ($input: DeleteDirectConnectGatewayAssociationInput!) {
    deleteDirectConnectGatewayAssociation(account: "enterprise", input: $input) {
      associationId associationState alreadyGone association { associationId }
    }
  }`;
  const deleted = await gateway.ask(DELETE, { input: { associationId: id } });
  expect(deleted.data.deleteDirectConnectGatewayAssociation).toEqual({
    associationId: id,
    associationState: "DISASSOCIATING",
    alreadyGone: false,
    association: { associationId: id },
  });
  gateway.emulator.clock.advance(60 * minute);
  const again = await gateway.ask(DELETE, { input: { associationId: id } });
  expect(again.errors).toEqual([]);
  expect(again.data.deleteDirectConnectGatewayAssociation).toEqual({
    associationId: id,
    associationState: "DISASSOCIATED",
    alreadyGone: true,
    association: null,
  });
  const none = await gateway.ask(`{
    directConnectGatewayAssociation(associationId: "${id}", account: "enterprise") { associationId }
  }`);
  expect(none).toMatchObject({ data: { directConnectGatewayAssociation: null }, errors: [] });
  const old = await gateway.ask(DELETE, {
    input: { directConnectGatewayId: fixtureIds["vpc-gw"], virtualGatewayId: fixtureIds["vgw-b"] },
  });
  expect(old.data.deleteDirectConnectGatewayAssociation).toMatchObject({
    associationId: fixtureIds["association-vgw-b"],
    alreadyGone: false,
  });
});
