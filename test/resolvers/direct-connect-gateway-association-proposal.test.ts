import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

const enterprise = "555555555555";
const subsidiary = "666666666666";
const day = 24 * 60 * 60_000;
let gateway: GatewayUnderTest;
beforeEach(async () => {
  gateway = await startGatewayUnderTest();
});
afterEach(() => gateway.stop());

const ACCEPT = `mutation ($account: ID, $region: String, $owner: ID = "${subsidiary}") {
  acceptDirectConnectGatewayAssociationProposal(
    account: $account
    region: $region
    input: {
      directConnectGatewayId: "${fixtureIds["vpc-gw"]}"
      proposalId: "${fixtureIds["proposal-requested"]}"
      associatedGatewayOwnerAccount: $owner
    }
  ) { associationState associatedGateway { id region } allowedPrefixesToDirectConnectGateway { cidr } }
}`;

test("an account that the proposal was not made to cannot accept it, and no change is sent", async () => {
  const { data, errors } = await gateway.ask(ACCEPT, { account: "acme" });
  expect(data).toBeNull();
  expect(errors).toMatchObject([{ extensions: { code: "NOT_FOUND" } }]);
  expect(gateway.calls()).toEqual([
    "222222222222 us-east-1 DescribeDirectConnectGatewayAssociationProposals",
  ]);
});

test("the account that made a proposal cannot accept it", async () => {
  const { errors } = await gateway.ask(ACCEPT, { account: "subsidiary" });
  expect(errors).toMatchObject([
    { extensions: { code: "NOT_FOUND", aws: { account: subsidiary, region: "us-west-2" } } },
  ]);
});

test("every bad field is refused in one error, before AWS is asked", async () => {
  const { errors } = await gateway.ask(`mutation {
    createDirectConnectGatewayAssociationProposal(
      input: { directConnectGatewayId: "x", directConnectGatewayOwnerAccount: "12", gatewayId: "core-network-1" }
    ) { proposalId }
  }`);
  const { fields } = errors[0]?.extensions as { fields: { argument: string }[] };
  expect(fields.map(({ argument }) => argument)).toEqual([
    "input.directConnectGatewayId",
    "input.directConnectGatewayOwnerAccount",
    "input.gatewayId",
  ]);
  expect(gateway.calls()).toEqual([]);
});

test("a proposal is accepted in the region of the gateway that it offers", async () => {
  const { data, errors } = await gateway.ask(ACCEPT, { account: "enterprise" });
  expect(errors).toEqual([]);
  expect(data.acceptDirectConnectGatewayAssociationProposal).toEqual({
    associationState: "ASSOCIATING",
    associatedGateway: { id: fixtureIds["vgw-requested"], region: "us-west-2" },
    allowedPrefixesToDirectConnectGateway: [{ cidr: "10.30.0.0/16" }],
  });
  expect(gateway.calls()).toEqual([
    `${enterprise} us-east-1 DescribeDirectConnectGatewayAssociationProposals`,
    `${enterprise} us-west-2 AcceptDirectConnectGatewayAssociationProposal`,
  ]);

  const again = await gateway.ask(ACCEPT, { account: "enterprise" });
  expect(again.errors).toMatchObject([{ extensions: { code: "CONFLICT" } }]);
});

test("a region named wrongly finds nothing, and the right one is named", async () => {
  const { errors } = await gateway.ask(ACCEPT, { account: "enterprise", region: "us-east-1" });
  expect(errors).toMatchObject([{ extensions: { code: "NOT_FOUND", aws: { region: "us-east-1" } } }]);
  expect(errors[0]?.message).toContain("is not found. It was sent to us-east-1.");
  expect(errors[0]?.message).toContain('pass region: "us-west-2", or leave it out.');
});

test("a proposal that two accounts see appears once; one call for each account", async () => {
  const { data } = await gateway.ask(`{
    directConnectGatewayAssociationProposals(accounts: ["enterprise", "subsidiary"]) {
      nodes {
        proposalId proposalState
        associatedGateway { ownerAccount virtualGateway { virtualGatewayId } }
        directConnectGateway { directConnectGatewayName }
        requestedAllowedPrefixesToDirectConnectGateway { cidr }
        existingAllowedPrefixesToDirectConnectGateway { cidr }
      }
    }
  }`);
  const { nodes } = data.directConnectGatewayAssociationProposals as { nodes: { proposalId: string }[] };
  expect(nodes.map(({ proposalId }) => proposalId)).toEqual([
    fixtureIds["proposal-requested"],
    fixtureIds["proposal-accepted"],
    fixtureIds["proposal-deleted"],
  ]);
  expect(nodes[0]).toEqual({
    proposalId: fixtureIds["proposal-requested"],
    proposalState: "REQUESTED",
    associatedGateway: {
      ownerAccount: subsidiary,
      virtualGateway: { virtualGatewayId: fixtureIds["vgw-requested"] },
    },
    directConnectGateway: { directConnectGatewayName: "vpc-gw" },
    requestedAllowedPrefixesToDirectConnectGateway: [{ cidr: "10.30.0.0/16" }],
    existingAllowedPrefixesToDirectConnectGateway: [],
  });
  expect(gateway.calls()).toEqual([
    `${enterprise} us-east-1 DescribeDirectConnectGatewayAssociationProposals`,
    `${enterprise} us-east-1 DescribeDirectConnectGateways`,
    `${subsidiary} us-east-1 DescribeDirectConnectGatewayAssociationProposals`,
    `${subsidiary} us-west-2 DescribeVirtualGateways`,
  ]);
});

describe("expiry", () => {
  const READ = `query ($id: ID!) {
    directConnectGatewayAssociationProposal(proposalId: $id, account: "enterprise") {
      proposalState expiry { expiresAt expiresBy daysLeft }
    }
  }`;

  test("of a proposal of unknown age is a bound, not a moment", async () => {
    const { data } = await gateway.ask(READ, { id: fixtureIds["proposal-requested"] });
    const { expiry } = data.directConnectGatewayAssociationProposal as {
      expiry: { expiresAt: string | null; expiresBy: string; daysLeft: number };
    };
    expect(expiry.expiresAt).toBeNull();
    expect(Date.parse(expiry.expiresBy)).toBeLessThanOrEqual(Date.now() + 7 * day);
    expect(expiry.daysLeft).toBeLessThanOrEqual(7);
  });

  test("of one that was answered is none", async () => {
    const { data } = await gateway.ask(READ, { id: fixtureIds["proposal-accepted"] });
    expect(data.directConnectGatewayAssociationProposal).toEqual({ proposalState: "ACCEPTED", expiry: null });
  });

  test("of one that this gateway made is exact", async () => {
    const before = Date.now();
    const { data, errors } = await gateway.ask(`mutation {
      createDirectConnectGatewayAssociationProposal(
        account: "subsidiary"
        input: {
          directConnectGatewayId: "${fixtureIds["vpc-gw"]}"
          directConnectGatewayOwnerAccount: "${enterprise}"
          gatewayId: "${fixtureIds["vgw-withdrawn"]}"
          addAllowedPrefixesToDirectConnectGateway: [{ cidr: "10.32.0.0/16" }]
        }
      ) { proposalState expiry { expiresAt expiresBy daysLeft } }
    }`);
    expect(errors).toEqual([]);
    const { expiry } = data.createDirectConnectGatewayAssociationProposal as {
      expiry: { expiresAt: string; expiresBy: string; daysLeft: number };
    };
    const expiresAt = Date.parse(expiry.expiresAt);
    expect(expiresAt).toBeGreaterThanOrEqual(before + 7 * day);
    expect(expiresAt).toBeLessThanOrEqual(Date.now() + 7 * day);
    expect(expiry).toMatchObject({ expiresBy: expiry.expiresAt, daysLeft: 7 });
    expect(gateway.calls()).toContain(
      `${subsidiary} us-west-2 CreateDirectConnectGatewayAssociationProposal`,
    );
  });
});

test("a proposal is declined; declining it once more, or one that never was, is success", async () => {
  const DELETE = `mutation ($id: ID!) {
    deleteDirectConnectGatewayAssociationProposal(account: "enterprise", input: { proposalId: $id }) {
      proposalId proposalState alreadyGone proposal { proposalState }
    }
  }`;
  const id = fixtureIds["proposal-requested"];
  const gone = { proposalId: id, proposalState: "DELETED", proposal: { proposalState: "DELETED" } };
  const first = await gateway.ask(DELETE, { id });
  expect(first.data.deleteDirectConnectGatewayAssociationProposal).toEqual({ ...gone, alreadyGone: false });
  const second = await gateway.ask(DELETE, { id });
  expect(second.errors).toEqual([]);
  expect(second.data.deleteDirectConnectGatewayAssociationProposal).toEqual({ ...gone, alreadyGone: true });
  const never = await gateway.ask(DELETE, { id: "a5600000-0000-4000-8000-0000000000ff" });
  expect(never.data.deleteDirectConnectGatewayAssociationProposal).toMatchObject({
    alreadyGone: true,
    proposal: null,
  });
  const accepted = await gateway.ask(DELETE, { id: fixtureIds["proposal-accepted"] });
  expect(accepted.errors).toMatchObject([{ extensions: { code: "CONFLICT" } }]);
});
