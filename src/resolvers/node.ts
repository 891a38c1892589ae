import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";
import type { Context } from "../context";
import { findNode } from "../directconnect/relations/nodes";
import { Node } from "../types/graph/node";

@Resolver(() => Node)
export class NodeResolver {
  @Query(() => Node, {
    nullable: true,
    description:
      "Any resource by its `id`, an ARN; null where there is none, or none that the gateway can read.",
  })
  node(
    @Arg("id", () => ID, { description: "The resource's ARN." }) id: string,
    @Ctx() { directConnect }: Context,
  ): Promise<object | null> {
    return findNode(id, directConnect.read);
  }
}
