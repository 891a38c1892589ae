import { Field, ID, InputType, ObjectType } from "type-graphql";
import { listArgsOf } from "./graph/list";
import { openEnum } from "./graph/open-enum";
import { pageOf } from "./graph/page";

export const VirtualGatewayState = openEnum(
  "VirtualGatewayState",
  "Where a virtual private gateway stands.",
  {
    pending: "Just made.",
    available: "Ready for private virtual interfaces.",
    deleting: "Being deleted.",
    deleted: "Gone; no traffic.",
  },
);

@ObjectType({
  description: "A virtual private gateway: the AWS side of one VPC, made in Amazon VPC.",
  simpleResolvers: true,
})
export class VirtualGateway {
  @Field(() => ID, { description: "The account that owns it, whose credentials read this record." })
  account!: string;

  @Field(() => String, { description: "The region it belongs to, such as `us-east-1`." })
  region!: string;

  @Field(() => ID, { description: "Its id, `vgw-…`." })
  virtualGatewayId!: string;

  @Field(() => VirtualGatewayState, { description: "Where it stands." })
  virtualGatewayState!: string;
}

export const VirtualGatewayPage = pageOf(VirtualGateway);

@InputType({ description: "Which virtual private gateways to list; each given member must fit." })
export class VirtualGatewayFilter {
  @Field(() => [ID], { nullable: true, description: "Those with one of these ids." })
  virtualGatewayId?: string[];

  @Field(() => [VirtualGatewayState], { nullable: true, description: "Those in one of these states." })
  virtualGatewayState?: string[];
}

export const { RootList: VirtualGatewayRootListArgs } = listArgsOf<VirtualGateway, VirtualGatewayFilter>(
  "VirtualGateway",
  VirtualGatewayFilter,
  { ID: "virtualGatewayId", STATE: "virtualGatewayState", REGION: "region" },
);
