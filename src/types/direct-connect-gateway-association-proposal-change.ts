import type * as sdk from "@aws-sdk/client-direct-connect";
import { Field, ID, InputType, ObjectType } from "type-graphql";
import { AllowedPrefixes, RemovedPrefixes, type AllowedPrefixInput } from "./allowed-prefix";
import {
  DirectConnectGatewayAssociationProposal,
  DirectConnectGatewayAssociationProposalState,
} from "./direct-connect-gateway-association-proposal";
import { ProposalId, VirtualOrTransitGatewayId } from "./rules/gateway-rules";
import { AccountId } from "./rules/rules";
import { DirectConnectGatewayId, GatewayIdOfOwner } from "./rules/id-rules";

@InputType({
  description:
    "A gateway of one's own to offer to a Direct Connect gateway of another account. To change what an association announces, propose the same pair again.",
})
export class CreateDirectConnectGatewayAssociationProposalInput
  implements sdk.CreateDirectConnectGatewayAssociationProposalRequest
{
  @Field(() => ID, { description: "The Direct Connect gateway: a UUID." })
  @GatewayIdOfOwner("directConnectGatewayOwnerAccount")
  directConnectGatewayId!: string;

  @Field(() => ID, { description: "The account that owns the Direct Connect gateway, 12 digits." })
  @AccountId()
  directConnectGatewayOwnerAccount!: string;

  @Field(() => ID, { description: "The virtual private gateway or transit gateway, `vgw-…` or `tgw-…`." })
  @VirtualOrTransitGatewayId()
  gatewayId!: string;

  @AllowedPrefixes("What AWS is to announce to the virtual interfaces.")
  addAllowedPrefixesToDirectConnectGateway?: AllowedPrefixInput[];

  @RemovedPrefixes("What the association of this pair is to announce no longer.")
  removeAllowedPrefixesToDirectConnectGateway?: AllowedPrefixInput[];
}

@InputType({ description: "A proposal to accept, with what identifies it." })
export class AcceptDirectConnectGatewayAssociationProposalInput
  implements sdk.AcceptDirectConnectGatewayAssociationProposalRequest
{
  @Field(() => ID, { description: "The Direct Connect gateway that it was made to: a UUID." })
  @DirectConnectGatewayId("shared")
  directConnectGatewayId!: string;

  @Field(() => ID, { description: "The proposal: a UUID." })
  @ProposalId()
  proposalId!: string;

  @Field(() => ID, { description: "The account, 12 digits, that made the proposal." })
  @AccountId()
  associatedGatewayOwnerAccount!: string;

  @AllowedPrefixes("What to announce instead of what was proposed.")
  overrideAllowedPrefixesToDirectConnectGateway?: AllowedPrefixInput[];
}

@InputType({ description: "A proposal by its id." })
export class DirectConnectGatewayAssociationProposalIdInput
  implements sdk.DeleteDirectConnectGatewayAssociationProposalRequest
{
  @Field(() => ID, { description: "The proposal: a UUID." })
  @ProposalId()
  proposalId!: string;
}

@ObjectType({
  description: "What became of a proposal that was to be withdrawn or declined.",
  simpleResolvers: true,
})
export class DirectConnectGatewayAssociationProposalDeletion {
  @Field(() => ID, { description: "The id of the deleted proposal, a UUID." })
  proposalId!: string;

  @Field(() => DirectConnectGatewayAssociationProposalState, {
    description: "The state after the call, always DELETED.",
  })
  proposalState!: string;

  @Field(() => Boolean, {
    description:
      "True if the proposal did not exist any more (deleted, expired, or never made), so that nothing was deleted.",
  })
  alreadyGone!: boolean;

  @Field(() => DirectConnectGatewayAssociationProposal, {
    nullable: true,
    description: "The proposal; null if it is no longer listed.",
  })
  proposal!: DirectConnectGatewayAssociationProposal | null;
}
