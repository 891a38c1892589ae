import type * as sdk from "@aws-sdk/client-direct-connect";
import { Field, ID, InputType, ObjectType } from "type-graphql";
import { ItemCount } from "./rules/item-count";
import { pattern } from "./rules/rules";
import { ResiliencyGroup, ResiliencyGroupState, ResiliencyModel } from "./resiliency-group";
import { ResiliencyGroupAssociation } from "./resiliency-group-association";
import { MAX_TAGS, NewTags, type TagInput } from "./tag";
import { ResiliencyGroupId, ResiliencyGroupMemberIds } from "./rules/id-rules";

/** The gateway adds two tags of its own: the intended model, and the mark of the change. */
const OWN_TAGS = 2;
/** The maximum of one AWS call. */
const MOST_MEMBERS = 50;

const GroupName = () =>
  pattern("resiliencyGroupName", "1 to 255 letters, digits and the characters - _", /^[A-Za-z0-9_-]{1,255}$/);

@InputType({ description: "A resiliency group to make." })
export class CreateResiliencyGroupInput implements Omit<sdk.CreateResiliencyGroupRequest, "clientToken"> {
  @Field(() => String, { description: "Its name: 1 to 255 letters, digits, hyphens and underscores." })
  @GroupName()
  resiliencyGroupName!: string;

  @Field(() => ResiliencyModel, {
    description: "What it is meant to withstand. It cannot be changed later.",
  })
  intendedResiliencyModel!: sdk.ResiliencyModel;

  @NewTags(undefined, MAX_TAGS - OWN_TAGS)
  tags?: TagInput[];
}

@InputType({ description: "What to change on a resiliency group: its name, as AWS takes nothing else." })
export class UpdateResiliencyGroupInput implements Omit<sdk.UpdateResiliencyGroupRequest, "clientToken"> {
  @Field(() => ID, { description: "The resiliency group, `dxrg-…`." })
  @ResiliencyGroupId()
  resiliencyGroupId!: string;

  @Field(() => String, { description: "Its new name: 1 to 255 letters, digits, hyphens and underscores." })
  @GroupName()
  resiliencyGroupName!: string;
}

@InputType({ description: "A resiliency group by its id." })
export class ResiliencyGroupIdInput implements sdk.DeleteResiliencyGroupRequest {
  @Field(() => ID, { description: "The resiliency group, `dxrg-…`." })
  @ResiliencyGroupId()
  resiliencyGroupId!: string;
}

@InputType({ description: "Connections that join or leave a resiliency group, all of them or none." })
export class ResiliencyGroupMembersInput implements Omit<
  sdk.AssociateConnectionsToResiliencyGroupRequest,
  "clientToken"
> {
  @Field(() => ID, { description: "The resiliency group, `dxrg-…`." })
  @ResiliencyGroupId()
  resiliencyGroupId!: string;

  @Field(() => [ID], {
    description: `1 to ${MOST_MEMBERS} connections and LAGs of the account, each by its id; a LAG counts as one connection.`,
  })
  @ItemCount(1, MOST_MEMBERS)
  @ResiliencyGroupMemberIds({ each: true })
  connectionIdentifiers!: string[];
}

@ObjectType({
  description: "What became of a resiliency group that was to be deleted.",
  simpleResolvers: true,
})
export class ResiliencyGroupDeletion {
  @Field(() => ID, { description: "The id that was sent, `dxrg-…`." })
  resiliencyGroupId!: string;

  @Field(() => ResiliencyGroupState, { description: "DELETING or DELETED." })
  state!: string;

  @Field(() => Boolean, { description: "Whether there was nothing left to delete." })
  alreadyGone!: boolean;

  @Field(() => ResiliencyGroup, { nullable: true, description: "The group; null where it was already gone." })
  resiliencyGroup!: ResiliencyGroup | null;
}

@ObjectType({
  description: "What became of connections that were to join or leave a resiliency group.",
  simpleResolvers: true,
})
export class ResiliencyGroupMembersChange {
  @Field(() => ID, { description: "The id that was sent, `dxrg-…`." })
  resiliencyGroupId!: string;

  @Field(() => [ResiliencyGroupAssociation], { description: "One association for each connection." })
  resiliencyGroupAssociations!: ResiliencyGroupAssociation[];
}
