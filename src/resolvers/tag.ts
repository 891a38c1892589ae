import { Arg, Args, Ctx, Mutation, Query, Resolver } from "type-graphql";
import type { Context } from "../context";
import { arnOfId } from "../directconnect/relations/nodes";
import { tagsAfterChange, tagsOf } from "../directconnect/relations/tags";
import { MOST_RESOURCES } from "../types/graph/fan-out";
import { ScopeArgs } from "../types/graph/scope";
import { ALL_KINDS, IdsArg } from "../types/rules/id-rules";
import { ResourceTag, TagResourceInput, UntagResourceInput } from "../types/tag";
import { ChangeArgs, type ChangeArguments } from "./change-arguments";

@Resolver(() => ResourceTag)
export class TagResolver {
  @Query(() => [ResourceTag], {
    nullable: true,
    description:
      "The tags of resources. One named by its ARN is read with the account that the ARN names; one named by its id, with `account` in `region`.",
  })
  resourceTags(
    @IdsArg("resourceArns", ALL_KINDS, {
      description: `The resources, at most ${MOST_RESOURCES}, by the ids that AWS gave them.`,
    })
    resourceArns: string[],
    @Args(() => ScopeArgs) scope: ScopeArgs,
    @Ctx() { directConnect }: Context,
  ) {
    const place = directConnect.place(scope);
    return tagsOf(
      directConnect,
      resourceArns.map((id) => arnOfId(id, place)),
    );
  }

  @Mutation(() => ResourceTag, {
    description: "Adds tags to a resource, as the account that owns it; tags with the same key are replaced.",
  })
  async tagResource(
    @Arg("input", () => TagResourceInput, { description: "The resource, and the tags to set." })
    input: TagResourceInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ) {
    const resourceArn = arnOfId(input.resourceArn, directConnect.place(scope));
    const place = directConnect.placeOf(resourceArn, "input.resourceArn");
    await directConnect.change("TagResource", place, { resourceArn, tags: input.tags }, key);
    return tagsAfterChange(directConnect, resourceArn);
  }

  @Mutation(() => ResourceTag, {
    description: "Takes tags off a resource, as the account that owns it.",
  })
  async untagResource(
    @Arg("input", () => UntagResourceInput, {
      description: "The resource, and the keys of the tags to remove.",
    })
    input: UntagResourceInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ) {
    const resourceArn = arnOfId(input.resourceArn, directConnect.place(scope));
    const place = directConnect.placeOf(resourceArn, "input.resourceArn");
    await directConnect.change("UntagResource", place, { resourceArn, tagKeys: input.tagKeys }, key);
    return tagsAfterChange(directConnect, resourceArn);
  }
}
