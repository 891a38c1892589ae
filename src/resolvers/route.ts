import { Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../context";
import { communityOf, routesOf } from "../directconnect/relations/routes";
import { CALL_COST } from "../types/graph/call-cost";
import { ScopeArgs } from "../types/graph/scope";
import { Route, RouteCommunity, RouteListArgs, VirtualInterfaceRoutes } from "../types/route";
import { VirtualInterface } from "../types/virtual-interface";
import { IdArg } from "../types/rules/id-rules";

@Resolver(() => Route)
export class RouteResolver {
  @Query(() => VirtualInterfaceRoutes, {
    complexity: CALL_COST,
    nullable: true,
    description:
      "The routes of one virtual interface, one page per request; none while BGP is down. Each page is a call.",
  })
  virtualInterfaceRoutes(
    @IdArg("virtualInterfaceId", ["dxvif"], { description: "The virtual interface, `dxvif-…`." })
    virtualInterfaceId: string,
    @Args(() => ScopeArgs) scope: ScopeArgs,
    @Args(() => RouteListArgs) args: RouteListArgs,
    @Ctx() { directConnect }: Context,
  ): Promise<VirtualInterfaceRoutes> {
    return routesOf(virtualInterfaceId, directConnect.place(scope), args, directConnect.read);
  }

  @FieldResolver(() => [RouteCommunity], { description: "Its BGP communities." })
  communities(@Root() { communities }: Route): RouteCommunity[] {
    return communities.map(communityOf);
  }
}

@Resolver(() => VirtualInterface)
export class VirtualInterfaceRouteResolver {
  @FieldResolver(() => VirtualInterfaceRoutes, {
    complexity: CALL_COST,
    nullable: true,
    description: "Its routes, one page per request; none while BGP is down. Each page is a call.",
  })
  routes(
    @Root() { account, region, virtualInterfaceId }: VirtualInterface,
    @Args(() => RouteListArgs) args: RouteListArgs,
    @Ctx() { directConnect }: Context,
  ): Promise<VirtualInterfaceRoutes> {
    return routesOf(
      virtualInterfaceId,
      directConnect.read.placeOf({ account, region }, "ListVirtualInterfaceRoutes"),
      args,
      directConnect.read,
    );
  }
}
