import {
  AcceptDirectConnectGatewayAssociationProposalCommand,
  CreateDirectConnectGatewayAssociationProposalCommand,
  DeleteDirectConnectGatewayAssociationProposalCommand,
  DescribeDirectConnectGatewayAssociationProposalsCommand,
} from "@aws-sdk/client-direct-connect";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { accounts, minute, startEmulated, type Emulated } from "../emulated";

const { enterprise, acme, subsidiary } = accounts;
const day = 24 * 60 * minute;
const directConnectGatewayId = fixtureIds["vpc-gw"];
const requested = fixtureIds["proposal-requested"];

let emulated: Emulated;
beforeEach(async () => {
  emulated = await startEmulated({ fixtures: true });
});
afterEach(() => emulated.stop());

const cidrs = (...blocks: string[]) => blocks.map((cidr) => ({ cidr }));
const propose = (input: object = {}, region = "us-west-2", account: string = subsidiary) =>
  emulated
    .as(account, region)
    .send(
      new CreateDirectConnectGatewayAssociationProposalCommand({
        directConnectGatewayId,
        directConnectGatewayOwnerAccount: enterprise,
        gatewayId: fixtureIds["vgw-withdrawn"],
        ...input,
      }),
    )
    .then((answer) => answer.directConnectGatewayAssociationProposal);
const accept = (proposalId: string, input: object = {}, region = "us-west-2", account: string = enterprise) =>
  emulated
    .as(account, region)
    .send(
      new AcceptDirectConnectGatewayAssociationProposalCommand({
        directConnectGatewayId,
        proposalId,
        associatedGatewayOwnerAccount: subsidiary,
        ...input,
      }),
    )
    .then((answer) => answer.directConnectGatewayAssociation);
const remove = (proposalId: string, account: string) =>
  emulated.as(account).send(new DeleteDirectConnectGatewayAssociationProposalCommand({ proposalId }));
const list = async (input: object = {}, account: string = enterprise) =>
  (await emulated.as(account).send(new DescribeDirectConnectGatewayAssociationProposalsCommand(input)))
    .directConnectGatewayAssociationProposals ?? [];
const states = async (input: object = {}, account?: string) =>
  (await list(input, account)).map((row) => row.proposalState);

describe("refusals", () => {
  test("a third account sees no proposals", async () => {
    expect(await list({}, acme)).toEqual([]);
    expect(await list({ proposalId: requested }, acme)).toEqual([]);
    const message = `Direct Connect Gateway Association Proposal ${requested} is not found`;
    await expect(remove(requested, acme)).rejects.toMatchObject({ message });
    await expect(accept(requested, {}, "us-west-2", acme)).rejects.toMatchObject({ message });
  });

  test("the proposer cannot accept for the other side", async () => {
    await expect(accept(requested, {}, "us-west-2", subsidiary)).rejects.toMatchObject({
      message: /is not found$/,
    });
  });

  test("acceptance in another region than the gateway's", async () => {
    await expect(accept(requested, {}, "us-east-1")).rejects.toMatchObject({
      name: "DirectConnectClientException",
      message: `The Virtual Gateway in the Direct Connect Gateway Association Proposal ${requested} is not found`,
    });
    await expect(accept(requested)).resolves.toMatchObject({ associationState: "associating" });
  });

  test("acceptance of what is accepted, deleted, another's, or for another gateway", async () => {
    await expect(accept(fixtureIds["proposal-accepted"])).rejects.toMatchObject({
      message: "Direct Connect Gateway Association Proposal  has been accepted!",
    });
    await expect(accept(fixtureIds["proposal-deleted"])).rejects.toMatchObject({ message: /is not found$/ });
    await expect(accept(requested, { associatedGatewayOwnerAccount: acme })).rejects.toMatchObject({
      message: new RegExp(`^Account ${acme} does not own the gateway`),
    });
    await expect(accept(requested, { directConnectGatewayId: fixtureIds.legacy })).rejects.toMatchObject({
      message: /is not found$/,
    });
  });

  test("only a requested proposal can be deleted", async () => {
    for (const name of ["proposal-accepted", "proposal-deleted"] as const) {
      await expect(remove(fixtureIds[name], enterprise)).rejects.toMatchObject({
        message: /cannot be deleted/,
      });
    }
  });

  test.each([
    ["from another region", {}, "us-east-1", /^The VirtualGateway vgw-.* does not exist/],
    ["a gateway of another account", { gatewayId: fixtureIds["vgw-a"] }, "us-east-1", /does not exist/],
    [
      "to the wrong owner",
      { directConnectGatewayOwnerAccount: acme },
      "us-west-2",
      /^Direct Connect Gateway/,
    ],
    ["to no account", { directConnectGatewayOwnerAccount: "5" }, "us-west-2", /12-digit/],
    [
      "wrong prefixes",
      { addAllowedPrefixesToDirectConnectGateway: cidrs("10.0.0.0") },
      "us-west-2",
      /is not a valid CIDR block/,
    ],
  ])("no proposal %s", async (_what, input, region, message) => {
    await expect(propose(input, region)).rejects.toMatchObject({ message });
  });
});

test("a proposal is made, seen by both sides, accepted with other prefixes and later forgotten", async () => {
  const made = await propose({ addAllowedPrefixesToDirectConnectGateway: cidrs("10.32.0.0/17") });
  const proposalId = made?.proposalId ?? "";
  expect(made).toEqual({
    proposalId,
    proposalState: "requested",
    directConnectGatewayId,
    directConnectGatewayOwnerAccount: enterprise,
    associatedGateway: {
      id: fixtureIds["vgw-withdrawn"],
      type: "virtualPrivateGateway",
      ownerAccount: subsidiary,
      region: "us-west-2",
    },
    existingAllowedPrefixesToDirectConnectGateway: [],
    requestedAllowedPrefixesToDirectConnectGateway: cidrs("10.32.0.0/17"),
  });
  expect(await states({ proposalId })).toEqual(["requested"]);
  expect(await states({ proposalId }, subsidiary)).toEqual(["requested"]);

  const override = { overrideAllowedPrefixesToDirectConnectGateway: cidrs("10.32.1.0/24") };
  expect(await accept(proposalId, override)).toMatchObject({
    associationState: "associating",
    directConnectGatewayOwnerAccount: enterprise,
    virtualGatewayOwnerAccount: subsidiary,
    allowedPrefixesToDirectConnectGateway: cidrs("10.32.1.0/24"),
  });
  expect(await states({ proposalId }, subsidiary)).toEqual(["accepted"]);
  await expect(accept(proposalId)).rejects.toMatchObject({ message: /has been accepted!/ });
  emulated.emulator.clock.advance(3 * day - 1);
  expect(await states({ proposalId })).toEqual(["accepted"]);
  emulated.emulator.clock.advance(1);
  expect(await states({ proposalId })).toEqual([]);
});

test.each([
  ["withdrawn by the proposer", subsidiary],
  ["rejected by the other side", enterprise],
])("a proposal is %s", async (_what, account) => {
  const { directConnectGatewayAssociationProposal: proposal } = await remove(requested, account);
  expect(proposal).toMatchObject({ proposalState: "deleted" });
});

test("a proposal expires after seven days, the fixture's after one", async () => {
  const { proposalId } = (await propose()) ?? {};
  emulated.emulator.clock.advance(day);
  expect(await states({ proposalId: requested })).toEqual([]);
  await expect(accept(requested)).rejects.toMatchObject({ message: /is not found$/ });
  emulated.emulator.clock.advance(6 * day - 1);
  expect(await states({ proposalId })).toEqual(["requested"]);
  emulated.emulator.clock.advance(1);
  expect(await states({ proposalId })).toEqual([]);
});

test("a repeat takes the place of the proposal that waits", async () => {
  const first = await propose();
  const second = await propose({ addAllowedPrefixesToDirectConnectGateway: cidrs("10.40.0.0/16") });
  expect(await states({ proposalId: first?.proposalId })).toEqual(["deleted"]);
  expect(await states({ proposalId: second?.proposalId })).toEqual(["requested"]);
});

test("a proposal for an association that is there changes its prefixes", async () => {
  const change = await propose({
    gatewayId: fixtureIds["vgw-accepted"],
    addAllowedPrefixesToDirectConnectGateway: cidrs("10.50.0.0/16"),
    removeAllowedPrefixesToDirectConnectGateway: cidrs("10.31.0.0/16"),
  });
  expect(change).toMatchObject({
    existingAllowedPrefixesToDirectConnectGateway: cidrs("10.31.0.0/16"),
    requestedAllowedPrefixesToDirectConnectGateway: cidrs("10.50.0.0/16"),
  });
  expect(await accept(change?.proposalId ?? "")).toMatchObject({
    associationId: fixtureIds["association-accepted"],
    associationState: "updating",
    allowedPrefixesToDirectConnectGateway: cidrs("10.50.0.0/16"),
  });
});

test("the fixtures' proposals are filtered and paged", async () => {
  expect(await states()).toEqual(["requested", "accepted", "deleted"]);
  expect(await states({ directConnectGatewayId: fixtureIds.legacy })).toEqual([]);
  expect(await states({ associatedGatewayId: fixtureIds["vgw-accepted"] }, subsidiary)).toEqual(["accepted"]);
  const client = emulated.as(enterprise);
  const { nextToken } = await client.send(
    new DescribeDirectConnectGatewayAssociationProposalsCommand({ maxResults: 2 }),
  );
  expect(await states({ nextToken })).toEqual(["deleted"]);
});
