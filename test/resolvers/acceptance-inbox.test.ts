import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type GatewayUnderTest, startGatewayUnderTest } from "../gateway";

const enterprise = "555555555555";
const subsidiary = "666666666666";
let gateway: GatewayUnderTest;
beforeEach(async () => {
  gateway = await startGatewayUnderTest();
});
afterEach(() => gateway.stop());

const INBOX = `query ($accounts: [ID!], $regions: [String!]) {
  acceptanceInbox(accounts: $accounts, regions: $regions) {
    offers {
      __typename account region offeredBy partnerName acceptWith declineWith
      ... on HostedConnectionOffer { connection { connectionId connectionState } }
      ... on VirtualInterfaceOffer { virtualInterface { virtualInterfaceId virtualInterfaceState } }
      ... on AssociationProposalOffer { proposal { proposalId expiry { expiresAt daysLeft } } }
    }
    unavailable { account region operation code }
  }
}`;

test("an account that the gateway does not have is refused before AWS is asked", async () => {
  const { errors } = await gateway.ask(INBOX, { accounts: ["999999999999"] });
  expect(errors).toMatchObject([
    { extensions: { code: "BAD_USER_INPUT", fields: [{ argument: "accounts" }] } },
  ]);
  expect(gateway.calls()).toEqual([]);
});

test("an account that may not be read is named beside what waits for the others", async () => {
  gateway.emulator.faults.add({
    kind: "error",
    account: enterprise,
    error: { name: "AccessDeniedException", message: "not for you" },
  });
  const { data, errors } = await gateway.ask(INBOX, {
    accounts: ["enterprise", "blue-harbor"],
    regions: ["us-east-1"],
  });
  expect(errors).toEqual([]);
  const operations = [
    "DescribeConnections",
    "DescribeVirtualInterfaces",
    "DescribeDirectConnectGatewayAssociationProposals",
  ];
  expect(data.acceptanceInbox.unavailable).toEqual(
    operations.map((operation) => ({
      account: enterprise,
      region: "us-east-1",
      operation,
      code: "FORBIDDEN",
    })),
  );
  expect(data.acceptanceInbox.offers).toHaveLength(1);
});

test("everything that waits, over all accounts, each with who accepts it and how", async () => {
  const { data, errors } = await gateway.ask(INBOX, {});
  expect(errors).toEqual([]);
  expect(data.acceptanceInbox).toEqual({
    offers: [
      {
        __typename: "AssociationProposalOffer",
        account: enterprise,
        region: "us-west-2",
        offeredBy: subsidiary,
        partnerName: null,
        acceptWith: "acceptDirectConnectGatewayAssociationProposal",
        declineWith: "deleteDirectConnectGatewayAssociationProposal",
        proposal: {
          proposalId: fixtureIds["proposal-requested"],
          expiry: { expiresAt: null, daysLeft: 7 },
        },
      },
      {
        __typename: "HostedConnectionOffer",
        account: "333333333333",
        region: "us-east-1",
        offeredBy: null,
        partnerName: "Northgate Fabric",
        acceptWith: "confirmConnection",
        declineWith: "deleteConnection",
        connection: { connectionId: fixtureIds["blue-ordering"], connectionState: "ORDERING" },
      },
      {
        __typename: "VirtualInterfaceOffer",
        account: subsidiary,
        region: "us-east-1",
        offeredBy: enterprise,
        partnerName: null,
        acceptWith: "confirmPrivateVirtualInterface",
        declineWith: "deleteVirtualInterface",
        virtualInterface: {
          virtualInterfaceId: fixtureIds["vif-305"],
          virtualInterfaceState: "CONFIRMING",
        },
      },
    ],
    unavailable: [],
  });
});

test("who offers has nothing to accept, and an inbox costs one read of each collection", async () => {
  const { data } = await gateway.ask(INBOX, { accounts: ["enterprise"], regions: ["us-east-1"] });
  const { offers } = data.acceptanceInbox as { offers: { __typename: string }[] };
  expect(offers.map(({ __typename }) => __typename)).toEqual(["AssociationProposalOffer"]);
  expect(gateway.calls()).toEqual([
    `${enterprise} us-east-1 DescribeConnections`,
    `${enterprise} us-east-1 DescribeDirectConnectGatewayAssociationProposals`,
    `${enterprise} us-east-1 DescribeVirtualInterfaces`,
  ]);

  const other = await gateway.ask(INBOX, { accounts: ["subsidiary"], regions: ["us-east-1"] });
  const theirs = other.data.acceptanceInbox as { offers: { __typename: string; offeredBy: string }[] };
  expect(theirs.offers).toMatchObject([{ __typename: "VirtualInterfaceOffer", offeredBy: enterprise }]);
});
