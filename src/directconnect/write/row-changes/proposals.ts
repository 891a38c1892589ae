import type * as sdk from "@aws-sdk/client-direct-connect";
import type { RowChange } from "../row-change";
import { association } from "./gateways";
import { type Draft, listedAnywhere, listedTo, type RowChanges, rowChangeOf } from "./row-change-of";

function proposal(
  row: sdk.DirectConnectGatewayAssociationProposal | undefined,
  account: string,
  draft: Partial<Draft> = {},
): RowChange | undefined {
  const owners = [account, row?.directConnectGatewayOwnerAccount, row?.associatedGateway?.ownerAccount];
  return rowChangeOf(row?.proposalId, {
    listings: listedTo("DescribeDirectConnectGatewayAssociationProposals", owners),
    members: row,
    state: "proposalState",
    ...draft,
  });
}

/** What changes of association proposals say about rows. */
export const proposalChanges = {
  CreateDirectConnectGatewayAssociationProposal: ({ answer, account }) => [
    proposal(answer?.directConnectGatewayAssociationProposal, account, { isWhole: true }),
  ],
  DeleteDirectConnectGatewayAssociationProposal: ({ input: { proposalId }, answer, account }) => [
    proposal(answer?.directConnectGatewayAssociationProposal ?? { proposalId }, account, {
      listings: listedAnywhere("DescribeDirectConnectGatewayAssociationProposals"),
      members: answer?.directConnectGatewayAssociationProposal ?? { proposalState: "deleted" },
    }),
  ],
  AcceptDirectConnectGatewayAssociationProposal: ({ input: { proposalId }, answer, account }) => [
    association(answer, account, { isWhole: true }),
    proposal({ proposalId }, account, {
      listings: listedAnywhere("DescribeDirectConnectGatewayAssociationProposals"),
      members: { proposalState: "accepted" },
    }),
  ],
} satisfies Partial<RowChanges>;
