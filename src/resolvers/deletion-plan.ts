import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";
import type { Context } from "../context";
import { planDeletion } from "../insights/deletion-plan";
import { findNode } from "../directconnect/relations/nodes";
import { DeletionPlan } from "../types/deletion-plan";

@Resolver()
export class DeletionPlanResolver {
  @Query(() => DeletionPlan, {
    nullable: true,
    description:
      "What must go before a resource can be deleted, in order: virtual interfaces before what carries them, hosted connections before their interconnect or LAG, virtual interfaces and associations before a Direct Connect gateway, associations before a resiliency group. Null if there is no such resource.",
  })
  async deletionPlan(
    @Arg("id", () => ID, {
      description:
        "The ARN of a connection, interconnect, LAG, virtual interface, Direct Connect gateway or resiliency group.",
    })
    id: string,
    @Ctx() { directConnect }: Context,
  ): Promise<DeletionPlan | null> {
    const node = await findNode(id, directConnect.read);
    return node === null ? null : planDeletion(node, directConnect.read);
  }
}
