import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";
import { aMarker } from "../marker";

const minute = 60_000;
let gateway: GatewayUnderTest;
beforeEach(async () => {
  gateway = await startGatewayUnderTest();
});
afterEach(() => gateway.stop());

test("every bad field of a new gateway is refused in one error, before AWS is asked", async () => {
  const { data, errors } = await gateway.ask(`mutation {
    createDirectConnectGateway(input: { directConnectGatewayName: "a;b", amazonSideAsn: 65535 }) { id }
  }`);
  expect(data).toBeNull();
  expect(errors).toMatchObject([
    {
      extensions: {
        code: "BAD_USER_INPUT",
        fields: [
          { argument: "input.directConnectGatewayName", sent: '"a;b"' },
          {
            argument: "input.amazonSideAsn",
            sent: "65535",
            allowed: "an ASN from 64512 to 65534 or from 4200000000 to 4294967294",
          },
        ],
      },
    },
  ]);
  expect(gateway.calls()).toEqual([]);
});

test("an id that is no UUID is refused before AWS is asked", async () => {
  const { errors } = await gateway.ask(`mutation {
    updateDirectConnectGateway(input: { directConnectGatewayId: "dxgw-1", newDirectConnectGatewayName: "x" }) { id }
  }`);
  expect(errors).toMatchObject([
    { extensions: { fields: [{ argument: "input.directConnectGatewayId", sent: '"dxgw-1"' }] } },
  ]);
  expect(gateway.calls()).toEqual([]);
});

test("gateways are global: every account is asked once, whatever its regions, and none appears twice", async () => {
  const { data, errors } = await gateway.ask(`{
    directConnectGateways(accounts: ["enterprise", "acme"], orderBy: { field: NAME }) {
      totalCount
      nodes { id account directConnectGatewayName amazonSideAsn ownerAccount directConnectGatewayState }
    }
  }`);
  expect(errors).toEqual([]);
  expect(data.directConnectGateways.totalCount).toBe(7);
  expect(data.directConnectGateways.nodes[0]).toEqual({
    id: `arn:aws:directconnect::222222222222:dx-gateway/${fixtureIds["acme-gw"]}`,
    account: "222222222222",
    directConnectGatewayName: "acme-gw",
    amazonSideAsn: 64512,
    ownerAccount: "222222222222",
    directConnectGatewayState: "AVAILABLE",
  });
  expect(gateway.calls()).toEqual([
    "222222222222 us-east-1 DescribeDirectConnectGateways",
    "555555555555 us-east-1 DescribeDirectConnectGateways",
  ]);
});

test("with all its relations a gateway costs one call for each collection", async () => {
  const { data, errors } = await gateway.ask(
    `query ($id: ID!) {
      directConnectGateway(directConnectGatewayId: $id, account: "enterprise", region: "eu-west-1") {
        directConnectGatewayName
        associations(filter: { associationState: [ASSOCIATED] }) {
          nodes {
            associatedGateway { id type region virtualGateway { virtualGatewayId virtualGatewayState } }
            directConnectGateway { directConnectGatewayId }
          }
        }
        proposals(filter: { proposalState: [REQUESTED] }) { nodes { associatedGateway { id ownerAccount } } }
        attachments { nodes { attachmentState attachmentType directConnectGateway { directConnectGatewayName } } }
      }
    }`,
    { id: fixtureIds["vpc-gw"] },
  );
  expect(errors).toEqual([]);
  expect(data.directConnectGateway.associations.nodes).toEqual([
    {
      associatedGateway: {
        id: fixtureIds["vgw-a"],
        type: "VIRTUAL_PRIVATE_GATEWAY",
        region: "us-east-1",
        virtualGateway: { virtualGatewayId: fixtureIds["vgw-a"], virtualGatewayState: "AVAILABLE" },
      },
      directConnectGateway: { directConnectGatewayId: fixtureIds["vpc-gw"] },
    },
    {
      associatedGateway: {
        id: fixtureIds["vgw-accepted"],
        type: "VIRTUAL_PRIVATE_GATEWAY",
        region: "us-west-2",
        virtualGateway: { virtualGatewayId: fixtureIds["vgw-accepted"], virtualGatewayState: "AVAILABLE" },
      },
      directConnectGateway: { directConnectGatewayId: fixtureIds["vpc-gw"] },
    },
  ]);
  expect(data.directConnectGateway.proposals.nodes).toEqual([
    { associatedGateway: { id: fixtureIds["vgw-requested"], ownerAccount: "666666666666" } },
  ]);
  expect(data.directConnectGateway.attachments.nodes[0]).toEqual({
    attachmentState: "ATTACHED",
    attachmentType: "PRIVATE_VIRTUAL_INTERFACE",
    directConnectGateway: { directConnectGatewayName: "vpc-gw" },
  });
  expect(gateway.calls().map((call) => call.split(" ").slice(1).join(" "))).toEqual([
    "eu-west-1 DescribeDirectConnectGateways",
    "us-east-1 DescribeDirectConnectGatewayAssociationProposals",
    "us-east-1 DescribeDirectConnectGatewayAssociations",
    "us-east-1 DescribeDirectConnectGatewayAttachments",
    "us-east-1 DescribeVirtualGateways",
    "us-west-2 DescribeVirtualGateways",
  ]);
});

test("node(id:) finds a gateway by its ARN, which names no region; null where there is none", async () => {
  const { data } = await gateway.ask(`{
    there: node(id: "arn:aws:directconnect::555555555555:dx-gateway/${fixtureIds["vpc-gw"]}") {
      __typename
      ... on DirectConnectGateway { directConnectGatewayName }
    }
    foreign: node(id: "arn:aws:directconnect::999999999999:dx-gateway/${fixtureIds["vpc-gw"]}") { id }
  }`);
  expect(data).toEqual({
    there: { __typename: "DirectConnectGateway", directConnectGatewayName: "vpc-gw" },
    foreign: null,
  });
  expect(gateway.calls()).toEqual(["555555555555 us-east-1 DescribeDirectConnectGateways"]);
});

test("a gateway is made, renamed and deleted; deleting it once more is success", async () => {
  const made = await gateway.ask(`mutation {
    createDirectConnectGateway(
      input: { directConnectGatewayName: "lab", amazonSideAsn: 4200000001, tags: [{ key: "env", value: "lab" }] }
      account: "acme"
    ) { id directConnectGatewayId directConnectGatewayState amazonSideAsn tags { key value } }
  }`);
  const { directConnectGatewayId: id } = made.data.createDirectConnectGateway as {
    directConnectGatewayId: string;
  };
  expect(made.data.createDirectConnectGateway).toEqual({
    id: `arn:aws:directconnect::222222222222:dx-gateway/${id}`,
    directConnectGatewayId: id,
    directConnectGatewayState: "PENDING",
    amazonSideAsn: 4200000001,
    tags: [{ key: "env", value: "lab" }, aMarker],
  });
  expect(gateway.calls()).toEqual(["222222222222 us-east-1 CreateDirectConnectGateway"]);

  gateway.emulator.clock.advance(minute);
  const renamed = await gateway.ask(
    `mutation ($id: ID!) {
      updateDirectConnectGateway(
        input: { directConnectGatewayId: $id, newDirectConnectGatewayName: "lab two" }, account: "acme"
      ) { directConnectGatewayName directConnectGatewayState }
    }`,
    { id },
  );
  expect(renamed.data.updateDirectConnectGateway).toEqual({
    directConnectGatewayName: "lab two",
    directConnectGatewayState: "AVAILABLE",
  });

  const remove = `mutation ($id: ID!) {
    deleteDirectConnectGateway(input: { directConnectGatewayId: $id }, account: "acme") {
      directConnectGatewayId directConnectGatewayState alreadyGone
      directConnectGateway { directConnectGatewayName }
      remainingAssociations { associationId }
    }
  }`;
  const deleted = await gateway.ask(remove, { id });
  expect(deleted.data.deleteDirectConnectGateway).toEqual({
    directConnectGatewayId: id,
    directConnectGatewayState: "DELETING",
    alreadyGone: false,
    directConnectGateway: { directConnectGatewayName: "lab two" },
    remainingAssociations: [],
  });
  gateway.emulator.clock.advance(5 * minute);
  const again = await gateway.ask(remove, { id });
  expect(again.errors).toEqual([]);
  expect(again.data.deleteDirectConnectGateway).toEqual({
    directConnectGatewayId: id,
    directConnectGatewayState: "DELETED",
    alreadyGone: true,
    directConnectGateway: null,
    remainingAssociations: [],
  });
  expect(gateway.calls()).toEqual(["222222222222 us-east-1 DeleteDirectConnectGateway"]);
});

test("a deletion that AWS will take back says what holds the gateway; later the gateway says why", async () => {
  const { data } = await gateway.ask(
    `mutation ($id: ID!) {
      deleteDirectConnectGateway(input: { directConnectGatewayId: $id }, account: "enterprise") {
        directConnectGatewayState alreadyGone
        remainingAssociations { associationId associatedGateway { id } }
      }
    }`,
    { id: fixtureIds.sticky },
  );
  expect(data.deleteDirectConnectGateway).toEqual({
    directConnectGatewayState: "DELETING",
    alreadyGone: false,
    remainingAssociations: [
      {
        associationId: fixtureIds["association-sticky"],
        associatedGateway: { id: fixtureIds["vgw-sticky"] },
      },
    ],
  });
  expect(gateway.calls()).toEqual([
    "555555555555 us-east-1 DeleteDirectConnectGateway",
    "555555555555 us-east-1 DescribeDirectConnectGatewayAssociations",
  ]);

  gateway.emulator.clock.advance(10 * minute);
  const later = await gateway.ask(
    `query ($id: ID!) {
      directConnectGateway(directConnectGatewayId: $id, account: "enterprise") {
        directConnectGatewayState stateChangeError
      }
    }`,
    { id: fixtureIds.sticky },
  );
  expect(later.data.directConnectGateway).toEqual({
    directConnectGatewayState: "AVAILABLE",
    stateChangeError: expect.stringContaining("has associations") as string,
  });
});
