import { Arg, Ctx, ID, Mutation, Query, Resolver } from "type-graphql";
import type { Context } from "../context";

import { tagsAfterChange, tagsOf } from "../directconnect/relations/tags";
import type { ChangeKey } from "../journal/idempotency";
import { MOST_RESOURCES } from "../types/graph/fan-out";
import { ResourceTag, TagResourceInput, UntagResourceInput } from "../types/tag";
import { IdempotencyKey } from "./change-arguments";

@Resolver(() => ResourceTag)
export class TagResolver {
  @Query(() => [ResourceTag], {
    nullable: true,
    description: "The tags of resources by ARN, each read with the account that its ARN names.",
  })
  resourceTags(
    @Arg("resourceArns", () => [ID], {
      description: `The resources' ARNs (their \`id\`s in this graph), at most ${MOST_RESOURCES}.`,
    })
    resourceArns: string[],
    @Ctx() { directConnect }: Context,
  ) {
    return tagsOf(directConnect, resourceArns);
  }

  @Mutation(() => ResourceTag, {
    description:
      "Adds tags to a resource, as the account that its ARN names; tags with the same key are replaced.",
  })
  async tagResource(
    @Arg("input", () => TagResourceInput, { description: "The resource, and the tags to set." })
    input: TagResourceInput,
    @IdempotencyKey() key: ChangeKey,
    @Ctx() { directConnect }: Context,
  ) {
    await directConnect.change("TagResource", directConnect.placeOf(input.resourceArn), input, key);
    return tagsAfterChange(directConnect, input.resourceArn);
  }

  @Mutation(() => ResourceTag, {
    description: "Takes tags off a resource, as the account that its ARN names.",
  })
  async untagResource(
    @Arg("input", () => UntagResourceInput, {
      description: "The resource, and the keys of the tags to remove.",
    })
    input: UntagResourceInput,
    @IdempotencyKey() key: ChangeKey,
    @Ctx() { directConnect }: Context,
  ) {
    await directConnect.change("UntagResource", directConnect.placeOf(input.resourceArn), input, key);
    return tagsAfterChange(directConnect, input.resourceArn);
  }
}
