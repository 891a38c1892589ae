import type * as sdk from "@aws-sdk/client-direct-connect";
import { GraphQLDateTime } from "graphql-scalars";
import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { AssociatedGateway } from "./associated-gateway";
import { listArgsOf } from "./graph/list";
import { openEnum } from "./graph/open-enum";
import { pageTypeOf } from "./graph/page";
import { RouteFilterPrefix } from "./route-filter-prefix";
import { IdsToSelect } from "./rules/id-rules";

export const DirectConnectGatewayAssociationProposalState =
  openEnum<sdk.DirectConnectGatewayAssociationProposalState>(
    "DirectConnectGatewayAssociationProposalState",
    "The life-cycle state of a proposal. One that expired is listed no longer.",
    {
      requested: "Waits for the owner of the Direct Connect gateway; seven days at most.",
      accepted: "Accepted: there is an association. Listed for about three days more.",
      deleted: "Withdrawn or declined. Listed for about three days more.",
    },
  );

@ObjectType({
  description:
    "The offer of a gateway's owner to associate it with a Direct Connect gateway of another account, or to change what such an association announces.",
  simpleResolvers: true,
})
export class DirectConnectGatewayAssociationProposal {
  @Field(() => ID, { description: "The account, 12 digits, whose credentials read this row." })
  account!: string;

  @Field(() => ID, { description: "The id that AWS gave it: a UUID." })
  proposalId!: string;

  @Field(() => DirectConnectGatewayAssociationProposalState, {
    description: "The proposal's state: open, accepted or deleted.",
  })
  proposalState!: string;

  @Field(() => ID, { nullable: true, description: "The Direct Connect gateway that it is made to." })
  directConnectGatewayId?: string;

  @Field(() => ID, {
    nullable: true,
    description: "The account that owns the Direct Connect gateway: it accepts or declines.",
  })
  directConnectGatewayOwnerAccount?: string;

  @Field(() => AssociatedGateway, {
    nullable: true,
    description: "The gateway that is offered; its owner is who proposes.",
  })
  associatedGateway?: AssociatedGateway;

  @Field(() => [RouteFilterPrefix], {
    description: "What the association of this pair announces now; empty if there is none yet.",
  })
  existingAllowedPrefixesToDirectConnectGateway!: RouteFilterPrefix[];

  @Field(() => [RouteFilterPrefix], { description: "What it announces once the proposal is accepted." })
  requestedAllowedPrefixesToDirectConnectGateway!: RouteFilterPrefix[];

  /** The offered gateway's, for filters and orders. Not fields of the graph. */
  associatedGatewayId?: string;
  associatedGatewayOwnerAccount?: string;
}

export const DirectConnectGatewayAssociationProposalPage = pageTypeOf(
  DirectConnectGatewayAssociationProposal,
);

@InputType({ description: "Selects proposals; a row must match every member that is set." })
export class DirectConnectGatewayAssociationProposalFilter {
  @Field(() => [ID], { nullable: true, description: "Only proposals with one of these ids, as UUIDs." })
  proposalId?: string[];

  @Field(() => [DirectConnectGatewayAssociationProposalState], {
    nullable: true,
    description: "Only proposals in one of these states.",
  })
  proposalState?: string[];

  @Field(() => [ID], { nullable: true, description: "Those to one of these Direct Connect gateways." })
  @IdsToSelect("dx-gateway")
  directConnectGatewayId?: string[];

  @Field(() => [ID], {
    nullable: true,
    description: "Those to Direct Connect gateways that one of these accounts owns.",
  })
  directConnectGatewayOwnerAccount?: string[];

  @Field(() => [ID], {
    nullable: true,
    description: "Only proposals that offer one of these gateways, by id.",
  })
  associatedGatewayId?: string[];

  @Field(() => [ID], {
    nullable: true,
    description: "Only proposals that one of these accounts (12 digits) made.",
  })
  associatedGatewayOwnerAccount?: string[];
}

export const {
  List: DirectConnectGatewayAssociationProposalListArgs,
  RootList: DirectConnectGatewayAssociationProposalRootListArgs,
} = listArgsOf<DirectConnectGatewayAssociationProposal, DirectConnectGatewayAssociationProposalFilter>(
  "DirectConnectGatewayAssociationProposal",
  DirectConnectGatewayAssociationProposalFilter,
  {
    ID: "proposalId",
    STATE: "proposalState",
    DIRECT_CONNECT_GATEWAY: "directConnectGatewayId",
    ASSOCIATED_GATEWAY: "associatedGatewayId",
  },
);

@ObjectType({
  description:
    "When a proposal expires, as an estimate. AWS ends it seven days after it was made, and does not say when that was.",
  simpleResolvers: true,
})
export class ProposalExpiry {
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description:
      "The very moment. Known only of proposals that were made through this gateway since it was started; null otherwise.",
  })
  expiresAt!: Date | null;

  @Field(() => GraphQLDateTime, {
    description:
      "The last moment possible: seven days after this gateway made the proposal, or first saw it since it was started. A proposal that was old by then expires earlier.",
  })
  expiresBy!: Date;

  @Field(() => Int, {
    description: "Days until `expiresBy`, one that has begun counted whole: as many as are left at most.",
  })
  daysLeft!: number;
}
