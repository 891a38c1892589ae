import type * as sdk from "@aws-sdk/client-direct-connect";
import { IsOptional } from "class-validator";
import { Field, ID, InputType, ObjectType } from "type-graphql";
import { AllowedPrefixes, type AllowedPrefixInput } from "./allowed-prefix";
import { AssociatedCoreNetwork, AssociatedGateway } from "./associated-gateway";
import { deprecated, FIRST_RELEASE } from "./deprecation";
import {
  AssociationId,
  DirectConnectGatewayId,
  TransitWithPrefixes,
  VirtualGatewayId,
  VirtualOrTransitGatewayId,
} from "./gateway-rules";
import { listArgsOf } from "./list";
import { AtLeastOneOf } from "./member-rules";
import { openEnum } from "./open-enum";
import { pageOf } from "./page";
import { RouteFilterPrefix } from "./route-filter-prefix";
import { EitherOr } from "./rules";

export const DirectConnectGatewayAssociationState = openEnum<sdk.DirectConnectGatewayAssociationState>(
  "DirectConnectGatewayAssociationState",
  "Where an association with a Direct Connect gateway stands.",
  {
    associating: "Being made; takes minutes.",
    associated: "Ready for traffic.",
    updating: "Its allowed prefixes are being changed; takes minutes.",
    disassociating: "Being dissolved; takes minutes.",
    disassociated: "No traffic; still listed for a while.",
  },
);

/** What stood before `associatedGateway` was there. */
const legacy = (member: keyof AssociatedGateway) =>
  deprecated({
    replacement: "DirectConnectGatewayAssociation.associatedGateway",
    since: FIRST_RELEASE,
    mapping: `It is \`associatedGateway.${member}\`, which transit gateways have too.`,
  });

@ObjectType({
  description:
    "A virtual private gateway, a transit gateway or a core network on a Direct Connect gateway. Both owners see it.",
  simpleResolvers: true,
})
export class DirectConnectGatewayAssociation {
  @Field(() => ID, { description: "The account whose credentials read this record." })
  account!: string;

  @Field(() => ID, { description: "The id that AWS gave it: a UUID." })
  associationId!: string;

  @Field(() => DirectConnectGatewayAssociationState, { description: "Where it stands." })
  associationState!: string;

  @Field(() => String, {
    nullable: true,
    description: "Why the last change of state failed; null otherwise.",
  })
  stateChangeError?: string;

  @Field(() => ID, { description: "The Direct Connect gateway." })
  directConnectGatewayId!: string;

  @Field(() => ID, { nullable: true, description: "The account that owns the Direct Connect gateway." })
  directConnectGatewayOwnerAccount?: string;

  @Field(() => AssociatedGateway, {
    nullable: true,
    description: "The virtual private gateway or transit gateway; null where it is a core network.",
  })
  associatedGateway?: AssociatedGateway;

  @Field(() => AssociatedCoreNetwork, {
    nullable: true,
    description: "The Cloud WAN core network; null where it is a gateway.",
  })
  associatedCoreNetwork?: AssociatedCoreNetwork;

  @Field(() => [RouteFilterPrefix], {
    description: "The blocks of addresses that AWS announces to the virtual interfaces.",
  })
  allowedPrefixesToDirectConnectGateway!: RouteFilterPrefix[];

  @Field(() => ID, { nullable: true, description: "The virtual private gateway.", ...legacy("id") })
  virtualGatewayId?: string;

  @Field(() => String, {
    nullable: true,
    description: "The region of the virtual private gateway.",
    ...legacy("region"),
  })
  virtualGatewayRegion?: string;

  @Field(() => ID, {
    nullable: true,
    description: "The account that owns the virtual private gateway.",
    ...legacy("ownerAccount"),
  })
  virtualGatewayOwnerAccount?: string;

  /** The id of whatever is associated, for filters and orders. Not a field of the graph. */
  associatedGatewayId?: string;
}

export const DirectConnectGatewayAssociationPage = pageOf(DirectConnectGatewayAssociation);

@InputType({ description: "Which associations to list; each given member must fit." })
export class DirectConnectGatewayAssociationFilter {
  @Field(() => [ID], { nullable: true, description: "Those with one of these ids." })
  associationId?: string[];

  @Field(() => [DirectConnectGatewayAssociationState], {
    nullable: true,
    description: "Those in one of these states.",
  })
  associationState?: string[];

  @Field(() => [ID], { nullable: true, description: "Those on one of these Direct Connect gateways." })
  directConnectGatewayId?: string[];

  @Field(() => [ID], {
    nullable: true,
    description: "Those on Direct Connect gateways that one of these accounts owns.",
  })
  directConnectGatewayOwnerAccount?: string[];

  @Field(() => [ID], {
    nullable: true,
    description: "Those of one of these gateways or core networks (`vgw-…`, `tgw-…`, `core-network-…`).",
  })
  associatedGatewayId?: string[];
}

export const {
  List: DirectConnectGatewayAssociationListArgs,
  RootList: DirectConnectGatewayAssociationRootListArgs,
} = listArgsOf<DirectConnectGatewayAssociation, DirectConnectGatewayAssociationFilter>(
  "DirectConnectGatewayAssociation",
  DirectConnectGatewayAssociationFilter,
  {
    ID: "associationId",
    STATE: "associationState",
    DIRECT_CONNECT_GATEWAY: "directConnectGatewayId",
    ASSOCIATED_GATEWAY: "associatedGatewayId",
  },
);

@InputType({ description: "A gateway of one's own to associate with a Direct Connect gateway of one's own." })
export class CreateDirectConnectGatewayAssociationInput
  implements sdk.CreateDirectConnectGatewayAssociationRequest
{
  @Field(() => ID, { description: "The Direct Connect gateway: a UUID." })
  @DirectConnectGatewayId()
  @EitherOr("gatewayId", "virtualGatewayId")
  directConnectGatewayId!: string;

  @Field(() => ID, {
    nullable: true,
    description:
      "The virtual private gateway or transit gateway, `vgw-…` or `tgw-…`. Required, but for the old form.",
  })
  @IsOptional()
  @VirtualOrTransitGatewayId()
  @TransitWithPrefixes()
  gatewayId?: string;

  @AllowedPrefixes(
    "What AWS announces to the virtual interfaces. A transit gateway needs some; a virtual private gateway announces its VPC's where left out.",
  )
  addAllowedPrefixesToDirectConnectGateway?: AllowedPrefixInput[];

  @Field(() => ID, {
    nullable: true,
    description: "The virtual private gateway: the old form of `gatewayId`.",
    ...deprecated({
      replacement: "CreateDirectConnectGatewayAssociationInput.gatewayId",
      since: FIRST_RELEASE,
      mapping: "The value stays as it is.",
    }),
  })
  @IsOptional()
  @VirtualGatewayId()
  virtualGatewayId?: string;
}

@InputType({ description: "The allowed prefixes to add to an association, to remove from it, or both." })
export class UpdateDirectConnectGatewayAssociationInput
  implements sdk.UpdateDirectConnectGatewayAssociationRequest
{
  @Field(() => ID, { description: "The association: a UUID." })
  @AssociationId()
  @AtLeastOneOf("addAllowedPrefixesToDirectConnectGateway", "removeAllowedPrefixesToDirectConnectGateway")
  associationId!: string;

  @AllowedPrefixes("What to announce from now on.")
  addAllowedPrefixesToDirectConnectGateway?: AllowedPrefixInput[];

  @AllowedPrefixes("What to announce no longer. A transit gateway keeps at least one.")
  removeAllowedPrefixesToDirectConnectGateway?: AllowedPrefixInput[];
}

/** The old form of naming an association. */
const byPair = deprecated({
  replacement: "DeleteDirectConnectGatewayAssociationInput.associationId",
  since: FIRST_RELEASE,
  mapping: "`directConnectGatewayAssociations` lists the id of an association beside both.",
});

@InputType({ description: "An association by its id; in the old form by both its gateways." })
export class DeleteDirectConnectGatewayAssociationInput
  implements sdk.DeleteDirectConnectGatewayAssociationRequest
{
  @Field(() => ID, {
    nullable: true,
    description: "The association: a UUID. Required, but for the old form.",
  })
  @AssociationId()
  @EitherOr("associationId", "directConnectGatewayId", "virtualGatewayId")
  associationId?: string;

  @Field(() => ID, { nullable: true, description: "The Direct Connect gateway.", ...byPair })
  @IsOptional()
  @DirectConnectGatewayId()
  directConnectGatewayId?: string;

  @Field(() => ID, { nullable: true, description: "The virtual private gateway.", ...byPair })
  @IsOptional()
  @VirtualGatewayId()
  virtualGatewayId?: string;
}

@ObjectType({ description: "What became of an association that was to be dissolved.", simpleResolvers: true })
export class DirectConnectGatewayAssociationDeletion {
  @Field(() => ID, {
    nullable: true,
    description: "The association's id; null where it was named in the old form and is already gone.",
  })
  associationId!: string | null;

  @Field(() => DirectConnectGatewayAssociationState, { description: "DISASSOCIATING or DISASSOCIATED." })
  associationState!: string;

  @Field(() => Boolean, { description: "Whether there was nothing left to dissolve." })
  alreadyGone!: boolean;

  @Field(() => DirectConnectGatewayAssociation, {
    nullable: true,
    description: "The association; null where it was already gone.",
  })
  association!: DirectConnectGatewayAssociation | null;
}
