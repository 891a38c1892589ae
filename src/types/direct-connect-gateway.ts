import type * as sdk from "@aws-sdk/client-direct-connect";
import { IsOptional } from "class-validator";
import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { ASN } from "./graph/asn";
import { AmazonSideAsn } from "./rules/gateway-rules";
import { listArgsOf } from "./graph/list";
import { Node } from "./graph/node";
import { openEnum } from "./graph/open-enum";
import { pageTypeOf } from "./graph/page";
import { ResourceName } from "./rules/rules";
import { NewTags, Tag, TaggedFilter, type TagInput } from "./tag";
import { DirectConnectGatewayId, IdsToSelect } from "./rules/id-rules";

export const DirectConnectGatewayState = openEnum<sdk.DirectConnectGatewayState>(
  "DirectConnectGatewayState",
  "The life-cycle state of a Direct Connect gateway.",
  {
    pending: "AWS is creating it, which takes seconds.",
    available: "Ready for virtual interfaces and associations.",
    deleting: "Being deleted. It returns to AVAILABLE where associations still hold it.",
    deleted: "Deleted; AWS does not list it any more.",
  },
);

@ObjectType({
  description:
    "A global router: virtual interfaces in any region are attached to it, virtual private gateways, transit gateways or a Cloud WAN core network are associated with it.",
  implements: [Node],
  simpleResolvers: true,
})
export class DirectConnectGateway extends Node {
  @Field(() => ID, { description: "The account, 12 digits, whose credentials read this row." })
  account!: string;

  @Field(() => ID, { description: "The id that AWS gave it: a UUID." })
  directConnectGatewayId!: string;

  @Field(() => String, { nullable: true, description: "The name of the Direct Connect gateway; not unique." })
  directConnectGatewayName?: string;

  @Field(() => ASN, {
    nullable: true,
    description: "The ASN of its AWS side; that of an associated transit gateway must differ.",
  })
  amazonSideAsn?: number;

  @Field(() => ID, { nullable: true, description: "The owning account, 12 digits." })
  ownerAccount?: string;

  @Field(() => DirectConnectGatewayState, {
    description: "The gateway's state; a deletion that AWS takes back returns it to `AVAILABLE`.",
  })
  directConnectGatewayState!: string;

  @Field(() => String, {
    nullable: true,
    description:
      "Why the last change of state failed, such as a deletion that AWS took back; null otherwise.",
  })
  stateChangeError?: string;

  @Field(() => Int, {
    nullable: true,
    description:
      "How many prefixes its virtual interfaces are allocated, IPv4 and IPv6 together; AWS takes 10,000.",
  })
  totalPrefixPoolAllocations?: number;

  @Field(() => [Tag], {
    description: "Tags that the owner of the Direct Connect gateway set.",
  })
  tags!: Tag[];
}

export const DirectConnectGatewayPage = pageTypeOf(DirectConnectGateway);

@InputType({ description: "Selects Direct Connect gateways; a row must match every member that is set." })
export class DirectConnectGatewayFilter extends TaggedFilter {
  @Field(() => [ID], {
    nullable: true,
    description: "Only Direct Connect gateways with one of these ids, as UUIDs.",
  })
  @IdsToSelect("dx-gateway")
  directConnectGatewayId?: string[];

  @Field(() => [DirectConnectGatewayState], {
    nullable: true,
    description: "Only Direct Connect gateways in one of these states.",
  })
  directConnectGatewayState?: string[];

  @Field(() => [ASN], { nullable: true, description: "Only rows with one of these ASNs on the AWS side." })
  amazonSideAsn?: number[];

  @Field(() => [ID], {
    nullable: true,
    description: "Only rows that one of these accounts (12 digits) owns.",
  })
  ownerAccount?: string[];
}

export const { List: DirectConnectGatewayListArgs, RootList: DirectConnectGatewayRootListArgs } = listArgsOf<
  DirectConnectGateway,
  DirectConnectGatewayFilter
>("DirectConnectGateway", DirectConnectGatewayFilter, {
  ID: "directConnectGatewayId",
  NAME: "directConnectGatewayName",
  STATE: "directConnectGatewayState",
  ASN: "amazonSideAsn",
  OWNER_ACCOUNT: "ownerAccount",
});

@InputType({ description: "The attributes of a new Direct Connect gateway." })
export class CreateDirectConnectGatewayInput implements sdk.CreateDirectConnectGatewayRequest {
  @Field(() => String, {
    description: "A name for the new Direct Connect gateway, up to 100 characters; it need not be unique.",
  })
  @ResourceName(100)
  directConnectGatewayName!: string;

  @Field(() => ASN, {
    nullable: true,
    description:
      "The ASN of its AWS side: 64512 to 65534 or 4200000000 to 4294967294; 64512 by default. It cannot be changed later.",
  })
  @IsOptional()
  @AmazonSideAsn()
  amazonSideAsn?: number;

  @NewTags()
  tags?: TagInput[];
}

@InputType({ description: "A Direct Connect gateway and its new name." })
export class UpdateDirectConnectGatewayInput implements sdk.UpdateDirectConnectGatewayRequest {
  @Field(() => ID, { description: "The Direct Connect gateway: a UUID." })
  @DirectConnectGatewayId()
  directConnectGatewayId!: string;

  @Field(() => String, { description: "Its new name, up to 100 characters." })
  @ResourceName(100)
  newDirectConnectGatewayName!: string;
}

@InputType({ description: "A Direct Connect gateway by its id." })
export class DirectConnectGatewayIdInput implements sdk.DeleteDirectConnectGatewayRequest {
  @Field(() => ID, { description: "The Direct Connect gateway: a UUID." })
  @DirectConnectGatewayId()
  directConnectGatewayId!: string;
}

@ObjectType({
  description:
    "What became of a Direct Connect gateway that was to be deleted. That AWS accepted the deletion does not say that it will happen: see `remainingAssociations`.",
  simpleResolvers: true,
})
export class DirectConnectGatewayDeletion {
  @Field(() => ID, { description: "The id of the deleted Direct Connect gateway, a UUID." })
  directConnectGatewayId!: string;

  @Field(() => DirectConnectGatewayState, {
    description: "The state after the call: DELETING, or DELETED if nothing is left.",
  })
  directConnectGatewayState!: string;

  @Field(() => Boolean, {
    description: "True if the resource did not exist any more, so that nothing was deleted.",
  })
  alreadyGone!: boolean;

  @Field(() => DirectConnectGateway, {
    nullable: true,
    description: "The Direct Connect gateway; null if it was already deleted.",
  })
  directConnectGateway!: DirectConnectGateway | null;
}
