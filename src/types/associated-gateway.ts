import type * as sdk from "@aws-sdk/client-direct-connect";
import { Field, ID, ObjectType } from "type-graphql";
import { openEnum } from "./graph/open-enum";

export const GatewayType = openEnum<sdk.GatewayType>(
  "GatewayType",
  "What kind of gateway is associated with a Direct Connect gateway.",
  {
    virtualPrivateGateway: "A virtual private gateway: the AWS side of one VPC.",
    transitGateway: "A transit gateway, which joins many VPCs.",
  },
);

@ObjectType({
  description:
    "A virtual private gateway or transit gateway that is, or is offered to be, associated with a Direct Connect gateway.",
  simpleResolvers: true,
})
export class AssociatedGateway {
  @Field(() => ID, { nullable: true, description: "Its id, `vgw-…` or `tgw-…`: the AWS id, not an ARN." })
  id?: string;

  @Field(() => GatewayType, {
    nullable: true,
    description: "Whether it is a virtual private gateway or a transit gateway.",
  })
  type?: string;

  @Field(() => ID, { nullable: true, description: "The owning account, 12 digits." })
  ownerAccount?: string;

  @Field(() => String, {
    nullable: true,
    description: "Its region. Associations with it are made, and proposals of it accepted, in this region.",
  })
  region?: string;
}

@ObjectType({
  description: "A Cloud WAN core network that is associated with a Direct Connect gateway, by Cloud WAN.",
  simpleResolvers: true,
})
export class AssociatedCoreNetwork {
  @Field(() => ID, { nullable: true, description: "The id of the Cloud WAN core network, `core-network-…`." })
  id?: string;

  @Field(() => ID, { nullable: true, description: "The owning account, 12 digits." })
  ownerAccount?: string;

  @Field(() => ID, { nullable: true, description: "Cloud WAN's attachment, `attachment-…`." })
  attachmentId?: string;
}
