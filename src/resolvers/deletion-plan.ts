import { Args, Ctx, Query, Resolver } from "type-graphql";
import type { Context } from "../context";
import { planDeletion } from "../insights/deletion-plan";
import { findById } from "../directconnect/relations/nodes";
import { DeletionPlan } from "../types/deletion-plan";
import { ScopeArgs } from "../types/graph/scope";
import { ALL_KINDS, IdArg } from "../types/rules/id-rules";

@Resolver()
export class DeletionPlanResolver {
  @Query(() => DeletionPlan, {
    nullable: true,
    description:
      "What must go before a resource can be deleted, in order: virtual interfaces before what carries them, hosted connections before their interconnect or LAG, virtual interfaces and associations before a Direct Connect gateway, associations before a resiliency group. Null if there is no such resource.",
  })
  async deletionPlan(
    @IdArg("id", ALL_KINDS, {
      description:
        "A connection, interconnect, LAG, virtual interface, Direct Connect gateway or resiliency group.",
    })
    id: string,
    @Args(() => ScopeArgs) scope: ScopeArgs,
    @Ctx() { directConnect }: Context,
  ): Promise<DeletionPlan | null> {
    const node = await findById(id, directConnect.place(scope), directConnect.read);
    return node === null ? null : planDeletion(node, directConnect.read);
  }
}
