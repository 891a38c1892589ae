import { Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../context";
import { circuitsOf } from "../insights/circuits";
import { circuitsOfGateway } from "../insights/gateway-circuits";
import { resiliencyOf } from "../insights/resiliency";
import { DirectConnectGateway } from "../types/direct-connect-gateway";
import { ScopeArgs } from "../types/graph/scope";
import { Resiliency } from "../types/resiliency";
import { IdsArg } from "../types/rules/id-rules";

@Resolver()
export class ResiliencyResolver {
  @Query(() => Resiliency, {
    nullable: true,
    description:
      "How far a set of connections, interconnects and LAGs withstands failures; null only beside an error.",
  })
  async resiliency(
    @IdsArg("ids", ["dxcon", "dxlag"], {
      description:
        "The connections, interconnects and LAGs: `dxcon-…` or `dxlag-…`, which are searched in `account` and `region`. One that is named twice counts once.",
    })
    ids: string[],
    @Args(() => ScopeArgs) scope: ScopeArgs,
    @Ctx() { directConnect }: Context,
  ): Promise<Resiliency> {
    const circuits = await circuitsOf(ids, directConnect.place(scope), directConnect.read);
    return { ...resiliencyOf(circuits), notSeen: [], unavailable: [] };
  }
}

@Resolver(() => DirectConnectGateway)
export class DirectConnectGatewayResiliencyResolver {
  @FieldResolver(() => Resiliency, {
    nullable: true,
    description:
      "How far it withstands failures of the connections and LAGs that carry its virtual interfaces; null only beside an error.",
  })
  async resiliency(
    @Root() gateway: DirectConnectGateway,
    @Ctx() { directConnect }: Context,
  ): Promise<Resiliency> {
    const { circuits, ...unknown } = await circuitsOfGateway(gateway, directConnect.read);
    return { ...resiliencyOf(circuits), ...unknown };
  }
}
