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

/** A new proposal replaces the open one of the same pair. */
function replaced(by: sdk.DirectConnectGatewayAssociationProposal | undefined): RowChange | undefined {
  const { proposalId, directConnectGatewayId, associatedGateway } = by ?? {};
  if (proposalId === undefined || directConnectGatewayId === undefined) return undefined;
  return rowChangeOf(associatedGateway?.id, {
    listings: listedAnywhere("DescribeDirectConnectGatewayAssociationProposals"),
    by: "associatedGatewayId",
    whose: { directConnectGatewayId, proposalState: "requested" },
    except: proposalId,
    members: { proposalState: "deleted" },
    state: "proposalState",
  });
}

/** The row changes by changes of association proposals. */
export const proposalChanges = {
  CreateDirectConnectGatewayAssociationProposal: ({ answer, account }) => [
    proposal(answer?.directConnectGatewayAssociationProposal, account, { isWhole: true }),
    replaced(answer?.directConnectGatewayAssociationProposal),
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
