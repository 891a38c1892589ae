import { Arg, Args, Ctx, Extensions, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../context";
import { enterProposal, proposals } from "../directconnect/collections/association-proposals";
import { enterChangedAssociation } from "../directconnect/collections/gateway-associations";
import { directConnectGatewayOf } from "../directconnect/relations/gateway-owners";
import { changeAtGateway, regionOfGateway } from "../directconnect/relations/gateway-regions";
import { proposalSightings } from "../directconnect/relations/proposal-expiry";
import { deleteProposal } from "../directconnect/write/proposals";
import { unwrap } from "../directconnect/write/unwrap";
import { DirectConnectGateway } from "../types/direct-connect-gateway";
import { DirectConnectGatewayAssociation } from "../types/direct-connect-gateway-association";
import {
  DirectConnectGatewayAssociationProposal,
  DirectConnectGatewayAssociationProposalPage,
  DirectConnectGatewayAssociationProposalRootListArgs,
  ProposalExpiry,
} from "../types/direct-connect-gateway-association-proposal";
import {
  AcceptDirectConnectGatewayAssociationProposalInput,
  CreateDirectConnectGatewayAssociationProposalInput,
  DirectConnectGatewayAssociationProposalDeletion,
  DirectConnectGatewayAssociationProposalIdInput,
} from "../types/direct-connect-gateway-association-proposal-change";
import { FLEETING } from "../types/graph/uncacheable";
import { ScopeArgs } from "../types/graph/scope";
import { ChangeArgs, type ChangeArguments } from "./change-arguments";

@Resolver(() => DirectConnectGatewayAssociationProposal)
export class DirectConnectGatewayAssociationProposalResolver {
  @Query(() => DirectConnectGatewayAssociationProposalPage, {
    nullable: true,
    description:
      "The proposals that the accounts made, and those made to their Direct Connect gateways, one call for each account. One that two of the accounts see appears once.",
  })
  directConnectGatewayAssociationProposals(
    @Args(() => DirectConnectGatewayAssociationProposalRootListArgs)
    args: InstanceType<typeof DirectConnectGatewayAssociationProposalRootListArgs>,
    @Ctx() { directConnect }: Context,
  ) {
    return directConnect.read.list(proposals, args);
  }

  @Query(() => DirectConnectGatewayAssociationProposal, {
    nullable: true,
    description: "One proposal that the account made, or that was made to it; null if it does not exist.",
  })
  directConnectGatewayAssociationProposal(
    @Arg("proposalId", () => ID, { description: "The proposal: a UUID." }) proposalId: string,
    @Args(() => ScopeArgs) scope: ScopeArgs,
    @Ctx() { directConnect }: Context,
  ) {
    return directConnect.read.find(proposals, directConnect.place(scope), proposalId);
  }

  @Mutation(() => DirectConnectGatewayAssociationProposal, {
    description:
      "Offers a virtual private gateway or transit gateway to the Direct Connect gateway of another account, which then has seven days to accept or decline. It takes the place of a proposal that waits for the same pair. It is sent to the gateway's region, as associations are.",
  })
  async createDirectConnectGatewayAssociationProposal(
    @Arg("input", () => CreateDirectConnectGatewayAssociationProposalInput, {
      description: "The gateway to offer, the Direct Connect gateway of the other account, and the prefixes.",
    })
    input: CreateDirectConnectGatewayAssociationProposalInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ) {
    const { output, place } = await changeAtGateway(
      directConnect,
      scope,
      "CreateDirectConnectGatewayAssociationProposal",
      input,
      key,
      (account) => regionOfGateway(input.gatewayId, account, directConnect.read),
    );
    const what = `the proposal of ${input.gatewayId}`;
    const made = unwrap(output.directConnectGatewayAssociationProposal, what);
    const proposal = unwrap(enterProposal(made, place), what);
    proposalSightings.note(proposal.proposalId, true);
    return proposal;
  }

  @Mutation(() => DirectConnectGatewayAssociation, {
    description:
      "Accepts a proposal, as the owner of the Direct Connect gateway, and returns the association that is made or changed by it. It is sent to the region of the offered gateway, which is in the proposal.",
  })
  async acceptDirectConnectGatewayAssociationProposal(
    @Arg("input", () => AcceptDirectConnectGatewayAssociationProposalInput, {
      description: "The proposal to accept, with the prefixes to announce.",
    })
    input: AcceptDirectConnectGatewayAssociationProposalInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ) {
    const { read } = directConnect;
    const { output, place } = await changeAtGateway(
      directConnect,
      scope,
      "AcceptDirectConnectGatewayAssociationProposal",
      input,
      key,
      async ({ accountId }) => {
        const proposal = await read.get(proposals, read.accounts.place(accountId), input.proposalId);
        return proposal.associatedGateway?.region;
      },
    );
    return enterChangedAssociation(
      output.directConnectGatewayAssociation,
      place,
      `proposal ${input.proposalId}`,
    );
  }

  @Mutation(() => DirectConnectGatewayAssociationProposalDeletion, {
    description:
      "Withdraws a proposal, as the account that made it, or declines it, as the owner of the Direct Connect gateway. If it no longer exists, this succeeds with `alreadyGone`; one that was accepted cannot be deleted.",
  })
  deleteDirectConnectGatewayAssociationProposal(
    @Arg("input", () => DirectConnectGatewayAssociationProposalIdInput, {
      description: "The proposal to withdraw or decline.",
    })
    input: DirectConnectGatewayAssociationProposalIdInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ) {
    return deleteProposal(directConnect, directConnect.place(scope), input.proposalId, key);
  }

  @FieldResolver(() => ProposalExpiry, {
    nullable: true,
    description: "When it expires, as an estimate; null unless it is REQUESTED.",
  })
  @Extensions(FLEETING)
  expiry(@Root() { proposalId, proposalState }: DirectConnectGatewayAssociationProposal) {
    return proposalState === "requested" ? proposalSightings.expiryOf(proposalId) : null;
  }

  @FieldResolver(() => DirectConnectGateway, {
    nullable: true,
    description: "The Direct Connect gateway that it is made to; null if no configured account owns it.",
  })
  directConnectGateway(
    @Root() proposal: DirectConnectGatewayAssociationProposal,
    @Ctx() { directConnect: { read } }: Context,
  ) {
    const { account, directConnectGatewayId, directConnectGatewayOwnerAccount } = proposal;
    if (directConnectGatewayId == null) return read.noParent(proposals, proposal, "directConnectGatewayId");
    return directConnectGatewayOf(
      directConnectGatewayId,
      [directConnectGatewayOwnerAccount ?? account],
      read,
    );
  }
}
