import type * as sdk from "@aws-sdk/client-direct-connect";
import { Field, ID, InputType, ObjectType } from "type-graphql";
import { listArgsOf } from "./graph/list";
import { Node } from "./graph/node";
import { openEnum } from "./graph/open-enum";
import { pageTypeOf } from "./graph/page";
import { IdsToSelect } from "./rules/id-rules";

export const ResiliencyModel = openEnum<sdk.ResiliencyModel>(
  "ResiliencyModel",
  "What a resiliency group is meant to withstand.",
  {
    "maximum-resiliency":
      "The loss of a device at each site, or of a site: two devices at each of two sites.",
    "high-resiliency": "The loss of a site: two sites.",
    "basic-resiliency": "The loss of a device: two devices at one site.",
  },
);

export const ResiliencyGroupType = openEnum<sdk.ResiliencyGroupType>(
  "ResiliencyGroupType",
  "Who manages a resiliency group.",
  { Managed: "AWS searches it for pairs of ports." },
);

export const ResiliencyGroupState = openEnum<sdk.ResiliencyGroupState>(
  "ResiliencyGroupState",
  "The state of a resiliency group.",
  {
    pending: "Being made; takes seconds.",
    available: "Ready for connections.",
    deleting: "Being deleted.",
    deleted: "Gone; still listed for a while.",
  },
);

@ObjectType({
  description:
    "Connections that back each other up. AWS searches it for pairs of flat-rate ports that it bills as one.",
  implements: [Node],
  simpleResolvers: true,
})
export class ResiliencyGroup extends Node {
  @Field(() => ID, { description: "The account whose credentials read this record." })
  account!: string;

  @Field(() => String, {
    description: "The region that showed it. Its connections can be in any region, and its ARN names none.",
  })
  region!: string;

  @Field(() => ID, { description: "The id that AWS gave it, `dxrg-…`." })
  resiliencyGroupId!: string;

  @Field(() => ID, { nullable: true, description: "Its ARN, in the words of AWS; the same as `id`." })
  resiliencyGroupArn?: string;

  @Field(() => String, { nullable: true, description: "Its name; names may repeat." })
  resiliencyGroupName?: string;

  @Field(() => ResiliencyGroupType, {
    nullable: true,
    description: "Whether AWS or the account manages the group.",
  })
  resiliencyGroupType?: string;

  @Field(() => ID, { nullable: true, description: "The 12-digit id of the account that owns the group." })
  ownerAccount?: string;

  @Field(() => ResiliencyGroupState, { description: "The life-cycle state of the group." })
  state!: string;
}

export const ResiliencyGroupPage = pageTypeOf(ResiliencyGroup);

@InputType({ description: "Which resiliency groups to list; each given member must fit." })
export class ResiliencyGroupFilter {
  @Field(() => String, {
    nullable: true,
    description: "Those whose name contains this; case does not matter.",
  })
  nameContains?: string;

  @Field(() => [ID], { nullable: true, description: "Those with one of these ids." })
  @IdsToSelect("dx-resiliency-group")
  resiliencyGroupId?: string[];

  @Field(() => [ResiliencyGroupState], { nullable: true, description: "Those in one of these states." })
  state?: string[];
}

export const { List: ResiliencyGroupListArgs, RootList: ResiliencyGroupRootListArgs } = listArgsOf<
  ResiliencyGroup,
  ResiliencyGroupFilter
>("ResiliencyGroup", ResiliencyGroupFilter, {
  ID: "resiliencyGroupId",
  NAME: "resiliencyGroupName",
  STATE: "state",
});

@ObjectType({
  description: "What a resiliency group is meant to withstand, held against what its connections really do.",
  simpleResolvers: true,
})
export class IntendedResiliency {
  @Field(() => ResiliencyModel, {
    nullable: true,
    description:
      "The model that the group was made for; null where nothing says so. AWS takes it and never shows it again: it is kept in the tag `directconnect-graphql:intended-resiliency-model`.",
  })
  intendedResiliencyModel!: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "Whether the connections meet it as they were built; null where it is not known, also because the gateway cannot read all of them.",
  })
  isMet!: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether those that are up right now meet it; null where it is not known.",
  })
  isMetNow!: boolean | null;

  @Field(() => [String], {
    description:
      "What has to be added so that the connections, as they were built, meet it; empty where they do. Connections that the gateway cannot read do not count: where there are some, `isMet` is null and this may be there.",
  })
  missing!: readonly string[];
}
