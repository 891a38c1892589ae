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
      "The taken VLANs, with what takes each, and the free ones. Null on a member of a LAG, since its VLANs belong to the LAG.",
  })
  vlanPlan(@Root() port: PortRow, @Ctx() { directConnect }: Context) {
    return vlanPlanOf(port, directConnect.read);
  }
}

@Resolver(() => VlanPlan)
export class VlanPlanResolver {
  @FieldResolver(() => Int, {
    nullable: true,
    description:
      "The smallest free VLAN from `atLeast` on; null if there is none, and, with an error, if it is not known.",
  })
  nextFreeVlan(@Root() plan: VlanPlan, @Args(() => NextFreeVlanArgs) { atLeast }: NextFreeVlanArgs) {
    return nextFreeVlan(plan, atLeast);
  }
}
