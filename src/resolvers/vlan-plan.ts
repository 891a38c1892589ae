import { Args, Ctx, FieldResolver, Int, Resolver, Root } from "type-graphql";
import type { Context } from "../context";
import type { PortRow } from "../directconnect/relations/ports";
import { nextFreeVlan } from "../directconnect/relations/free-vlans";
import { vlanPlanOf } from "../insights/vlan-plan";
import { Port } from "../types/port";
import { NextFreeVlanArgs, VlanPlan } from "../types/vlan-plan";

@Resolver(() => Port)
export class PortVlanPlanResolver {
  @FieldResolver(() => VlanPlan, {
    nullable: true,
    description:
      "Its VLANs: by whom each is taken, and which are free. Null on a member of a LAG, whose VLANs are the LAG's.",
  })
  vlanPlan(@Root() port: PortRow, @Ctx() { directConnect }: Context) {
    return vlanPlanOf(port, directConnect.read);
  }
}

@Resolver(() => VlanPlan)
export class VlanPlanResolver {
  @FieldResolver(() => Int, {
    nullable: true,
    description: "The smallest free VLAN from `atLeast` on; null where there is none.",
  })
  nextFreeVlan(@Root() plan: VlanPlan, @Args(() => NextFreeVlanArgs) { atLeast }: NextFreeVlanArgs) {
    return nextFreeVlan(plan, atLeast);
  }
}
