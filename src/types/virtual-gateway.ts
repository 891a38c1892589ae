import { Field, ID, InputType, ObjectType } from "type-graphql";
import { listArgsOf } from "./graph/list";
import { openEnum } from "./graph/open-enum";
import { pageTypeOf } from "./graph/page";

export const VirtualGatewayState = openEnum(
  "VirtualGatewayState",
  "The life-cycle state of a virtual private gateway.",
  {
    pending: "Created, and not ready yet.",
    available: "Ready for private virtual interfaces.",
    deleting: "AWS is deleting it.",
    deleted: "Deleted; no traffic can flow.",
  },
);

@ObjectType({
  description: "A virtual private gateway: the AWS side of one VPC, made in Amazon VPC.",
  simpleResolvers: true,
})
export class VirtualGateway {
  @Field(() => ID, { description: "The account that owns it, whose credentials read this record." })
  account!: string;

  @Field(() => String, { description: "The AWS region that contains it, such as `us-east-1`." })
  region!: string;

  @Field(() => ID, { description: "The id of the virtual private gateway, `vgw-…`." })
  virtualGatewayId!: string;

  @Field(() => VirtualGatewayState, { description: "The state of the virtual private gateway in its VPC." })
  virtualGatewayState!: string;
}

export const VirtualGatewayPage = pageTypeOf(VirtualGateway);

@InputType({ description: "Selects virtual private gateways; a row must match every member that is set." })
export class VirtualGatewayFilter {
  @Field(() => [ID], {
    nullable: true,
    description: "Only virtual private gateways with one of these ids (`vgw-…`).",
  })
  virtualGatewayId?: string[];

  @Field(() => [VirtualGatewayState], {
    nullable: true,
    description: "Only virtual private gateways in one of these states.",
  })
  virtualGatewayState?: string[];
}

export const { RootList: VirtualGatewayRootListArgs } = listArgsOf<VirtualGateway, VirtualGatewayFilter>(
  "VirtualGateway",
  VirtualGatewayFilter,
  { ID: "virtualGatewayId", STATE: "virtualGatewayState", REGION: "region" },
);
