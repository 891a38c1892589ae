import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";
import type { Context } from "../context";
import { requireArn } from "../directconnect/accounts/arn-argument";
import { findNode } from "../directconnect/relations/nodes";
import { Node } from "../types/graph/node";

@Resolver(() => Node)
export class NodeResolver {
  @Query(() => Node, {
    nullable: true,
    description:
      "Any resource by its `id`, an ARN; null if it does not exist or cannot be read. Other ids are an error: they are not unique over accounts and regions.",
  })
  node(
    @Arg("id", () => ID, { description: "The ARN of the resource, unique over all accounts and regions." })
    id: string,
    @Ctx() { directConnect }: Context,
  ): Promise<object | null> {
    if (!id.startsWith("arn:")) requireArn(id, "id"); // an ARN of something else names nothing
    return findNode(id, directConnect.read);
  }
}
