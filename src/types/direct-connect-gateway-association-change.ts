import type * as sdk from "@aws-sdk/client-direct-connect";
import { IsOptional } from "class-validator";
import { Field, ID, InputType, ObjectType } from "type-graphql";
import { AllowedPrefixes, RemovedPrefixes, type AllowedPrefixInput } from "./allowed-prefix";
import { deprecated, FIRST_RELEASE } from "./graph/deprecation";
import {
  DirectConnectGatewayAssociation,
  DirectConnectGatewayAssociationState,
} from "./direct-connect-gateway-association";
import {
  AssociationId,
  TransitWithPrefixes,
  VirtualGatewayId,
  VirtualOrTransitGatewayId,
} from "./rules/gateway-rules";
import { AtLeastOneOf } from "./rules/member-rules";
import { EitherOr } from "./rules/rules";
import { DirectConnectGatewayId } from "./rules/id-rules";

@InputType({ description: "A gateway of one's own to associate with a Direct Connect gateway of one's own." })
export class CreateDirectConnectGatewayAssociationInput
  implements sdk.CreateDirectConnectGatewayAssociationRequest
{
  @Field(() => ID, { description: "The Direct Connect gateway: a UUID." })
  @DirectConnectGatewayId("shared")
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
    "What AWS announces to the virtual interfaces. A transit gateway needs some; a virtual private gateway announces its VPC's by default.",
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

  @RemovedPrefixes("What to announce no longer. A transit gateway keeps at least one.")
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

  @Field(() => ID, {
    nullable: true,
    description: "The id of the Direct Connect gateway, a UUID.",
    ...byPair,
  })
  @IsOptional()
  @DirectConnectGatewayId("shared")
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
    description: "The association's id; null if it was named in the old form and is already deleted.",
  })
  associationId!: string | null;

  @Field(() => DirectConnectGatewayAssociationState, {
    description: "The state after the call: DISASSOCIATING, or DISASSOCIATED if nothing is left.",
  })
  associationState!: string;

  @Field(() => Boolean, {
    description: "True if the association did not exist any more, so that nothing was dissolved.",
  })
  alreadyGone!: boolean;

  @Field(() => DirectConnectGatewayAssociation, {
    nullable: true,
    description: "The association; null if it was already deleted.",
  })
  association!: DirectConnectGatewayAssociation | null;
}
