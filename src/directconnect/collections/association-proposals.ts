import type * as sdk from "@aws-sdk/client-direct-connect";
import type { DirectConnectGatewayAssociationProposal } from "../../types/direct-connect-gateway-association-proposal";
import { proposalSightings } from "../relations/proposal-expiry";
import { ROW_RULES } from "../read/row-rules";
import { entrance, type Enter } from "./rows";
import type { Collection } from "./collection";

const enter = entrance<sdk.DirectConnectGatewayAssociationProposal, DirectConnectGatewayAssociationProposal>({
  typename: "DirectConnectGatewayAssociationProposal",
  rule: ROW_RULES.DirectConnectGatewayAssociationProposal,
});

export const enterProposal: Enter<
  sdk.DirectConnectGatewayAssociationProposal,
  DirectConnectGatewayAssociationProposal
> = (proposal, place) => {
  const row = enter(proposal, place);
  if (row === null) return null;
  if (row.proposalState === "requested") proposalSightings.note(row.proposalId);
  const { id, ownerAccount } = row.associatedGateway ?? {};
  return Object.assign(row, { associatedGatewayId: id, associatedGatewayOwnerAccount: ownerAccount });
};

/** The proposals that an account has made, and those that were made to it. */
export const proposals: Collection<
  sdk.DirectConnectGatewayAssociationProposal,
  DirectConnectGatewayAssociationProposal,
  "DescribeDirectConnectGatewayAssociationProposals"
> = {
  title: "proposal",
  operation: "DescribeDirectConnectGatewayAssociationProposals",
  input: {},
  rowsOf: (output) => output.directConnectGatewayAssociationProposals,
  enter: enterProposal,
  global: true,
  key: "proposalId",
  nameMember: "proposalId",
  parents: ["directConnectGatewayId"],
  byKey: (proposalId) => ({ proposalId }),
};
