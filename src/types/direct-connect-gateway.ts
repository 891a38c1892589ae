import type * as sdk from "@aws-sdk/client-direct-connect";
import { IsOptional } from "class-validator";
import { Field, ID, InputType, ObjectType } from "type-graphql";
import { ASN } from "./graph/asn";
import { AmazonSideAsn, DirectConnectGatewayId } from "./rules/gateway-rules";
import { listArgsOf } from "./graph/list";
import { Node } from "./graph/node";
import { openEnum } from "./graph/open-enum";
import { pageOf } from "./graph/page";
import { ResourceName } from "./rules/rules";
import { NewTags, Tag, TaggedFilter, type TagInput } from "./tag";

export const DirectConnectGatewayState = openEnum<sdk.DirectConnectGatewayState>(
  "DirectConnectGatewayState",
  "Where a Direct Connect gateway stands.",
  {
    pending: "Being made; takes seconds.",
    available: "Ready for virtual interfaces and associations.",
    deleting: "Being deleted. It returns to AVAILABLE where associations still hold it.",
    deleted: "Gone, and no longer listed.",
  },
);

@ObjectType({
  description:
    "A global router: virtual interfaces in any region are attached to it, virtual private gateways, transit gateways or a Cloud WAN core network are associated with it.",
  implements: [Node],
  simpleResolvers: true,
})
export class DirectConnectGateway extends Node {
  @Field(() => ID, { description: "The account whose credentials read this record." })
  account!: string;

  @Field(() => ID, { description: "The id that AWS gave it: a UUID." })
  directConnectGatewayId!: string;

  @Field(() => String, { nullable: true, description: "Its name; names may repeat." })
  directConnectGatewayName?: string;

  @Field(() => ASN, {
    nullable: true,
    description: "The ASN of its AWS side; that of an associated transit gateway must differ.",
  })
  amazonSideAsn?: number;

  @Field(() => ID, { nullable: true, description: "The account that owns it." })
  ownerAccount?: string;

  @Field(() => DirectConnectGatewayState, { description: "Where it stands." })
  directConnectGatewayState!: string;

  @Field(() => String, {
    nullable: true,
    description:
      "Why the last change of state failed, such as a deletion that AWS took back; null otherwise.",
  })
  stateChangeError?: string;

  @Field(() => [Tag], { description: "Its tags." })
  tags!: Tag[];
}

export const DirectConnectGatewayPage = pageOf(DirectConnectGateway);

@InputType({ description: "Which Direct Connect gateways to list; each given member must fit." })
export class DirectConnectGatewayFilter extends TaggedFilter {
  @Field(() => [ID], { nullable: true, description: "Those with one of these ids." })
  directConnectGatewayId?: string[];

  @Field(() => [DirectConnectGatewayState], {
    nullable: true,
    description: "Those in one of these states.",
  })
  directConnectGatewayState?: string[];

  @Field(() => [ASN], { nullable: true, description: "Those with one of these ASNs on the AWS side." })
  amazonSideAsn?: number[];

  @Field(() => [ID], { nullable: true, description: "Those owned by one of these accounts." })
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

@InputType({ description: "A Direct Connect gateway to make." })
export class CreateDirectConnectGatewayInput implements sdk.CreateDirectConnectGatewayRequest {
  @Field(() => String, { description: "Its name, up to 100 characters." })
  @ResourceName(100)
  directConnectGatewayName!: string;

  @Field(() => ASN, {
    nullable: true,
    description:
      "The ASN of its AWS side: 64512 to 65534 or 4200000000 to 4294967294; 64512 where left out. It cannot be changed later.",
  })
  @IsOptional()
  @AmazonSideAsn()
  amazonSideAsn?: number;

  @NewTags()
  tags?: TagInput[];
}

@InputType({ description: "What to change on a Direct Connect gateway." })
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
  @Field(() => ID, { description: "The Direct Connect gateway's id." })
  directConnectGatewayId!: string;

  @Field(() => DirectConnectGatewayState, {
    description: "DELETING, or DELETED where it was already gone.",
  })
  directConnectGatewayState!: string;

  @Field(() => Boolean, { description: "Whether there was nothing left to delete." })
  alreadyGone!: boolean;

  @Field(() => DirectConnectGateway, {
    nullable: true,
    description: "The Direct Connect gateway; null where it was already gone.",
  })
  directConnectGateway!: DirectConnectGateway | null;
}
