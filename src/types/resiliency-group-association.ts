import type * as sdk from "@aws-sdk/client-direct-connect";
import { Field, ID, InputType, ObjectType } from "type-graphql";
import { listArgsOf } from "./graph/list";
import { openEnum } from "./graph/open-enum";
import { pageTypeOf } from "./graph/page";
import { IdsToSelect } from "./rules/id-rules";

export const ResiliencyGroupAssociationState = openEnum<sdk.ResiliencyGroupAssociationState>(
  "ResiliencyGroupAssociationState",
  "The state of the association of a connection with a resiliency group.",
  {
    associating: "The connection is joining the group.",
    associated: "The connection belongs to the group.",
    disassociating: "The connection is leaving the group.",
    disassociated: "The connection has left; still listed for a while.",
  },
);

@ObjectType({ description: "A connection or LAG in a resiliency group.", simpleResolvers: true })
export class ResiliencyGroupAssociation {
  @Field(() => ID, { description: "The account whose credentials read this record." })
  account!: string;

  @Field(() => ID, { description: "The resiliency group, `dxrg-…`." })
  resiliencyGroupId!: string;

  @Field(() => ID, { description: "The ARN of the connection or LAG." })
  connectionArn!: string;

  @Field(() => ResiliencyGroupAssociationState, {
    description: "How far the connection has joined the group, or left it.",
  })
  state!: string;

  /** The id in `connectionArn`. */
  connectionId!: string;

  /** Group and member. Not a field of the graph. */
  identity!: string;
}

export const ResiliencyGroupAssociationPage = pageTypeOf(ResiliencyGroupAssociation);

@InputType({ description: "Which associations with a resiliency group to list; each given member must fit." })
export class ResiliencyGroupAssociationFilter {
  @Field(() => [ResiliencyGroupAssociationState], {
    nullable: true,
    description: "Those in one of these states.",
  })
  state?: string[];

  @Field(() => [ID], { nullable: true, description: "Those of one of these connections or LAGs, by id." })
  @IdsToSelect("dxcon", "dxlag")
  connectionId?: string[];
}

export const { List: ResiliencyGroupAssociationListArgs } = listArgsOf<
  ResiliencyGroupAssociation,
  ResiliencyGroupAssociationFilter
>("ResiliencyGroupAssociation", ResiliencyGroupAssociationFilter, {
  CONNECTION: "connectionId",
  STATE: "state",
});
