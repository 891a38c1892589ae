import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../context";
import { readRouterConfiguration } from "../directconnect/relations/router-configuration";
import { ROUTER_TYPES } from "../directconnect/relations/router-types";
import { CALL_COST } from "../types/graph/call-cost";
import { RouterConfiguration, RouterType } from "../types/router-configuration";
import { ScopeArgs } from "../types/graph/scope";
import { VirtualInterface } from "../types/virtual-interface";
import { IdArg } from "../types/rules/id-rules";

const RouterTypeArg = () =>
  Arg("routerTypeIdentifier", () => ID, {
    description: "The router to configure: a `routerTypeIdentifier` of the query `routerTypes`.",
  });

@Resolver()
export class RouterConfigurationResolver {
  @Query(() => [RouterType], {
    description:
      "The router types that Direct Connect supports for `routerConfiguration`. No AWS operation lists them; the list is part of the gateway.",
  })
  routerTypes(): readonly RouterType[] {
    return ROUTER_TYPES;
  }

  @Query(() => RouterConfiguration, {
    nullable: true,
    description: "The router configuration of a virtual interface that the account can see.",
  })
  routerConfiguration(
    @IdArg("virtualInterfaceId", ["dxvif"], { description: "The virtual interface, `dxvif-…`." })
    virtualInterfaceId: string,
    @RouterTypeArg() routerTypeIdentifier: string,
    @Args(() => ScopeArgs) scope: ScopeArgs,
    @Ctx() { directConnect }: Context,
  ) {
    return readRouterConfiguration(directConnect.read, directConnect.place(scope), {
      virtualInterfaceId,
      routerTypeIdentifier,
    });
  }
}

@Resolver(() => VirtualInterface)
export class VirtualInterfaceRouterConfigurationResolver {
  @FieldResolver(() => RouterConfiguration, {
    complexity: CALL_COST,
    nullable: true,
    description: "Its router configuration. One call to AWS for each virtual interface.",
  })
  routerConfiguration(
    @Root() { account, region, virtualInterfaceId }: VirtualInterface,
    @RouterTypeArg() routerTypeIdentifier: string,
    @Ctx() { directConnect }: Context,
  ) {
    return readRouterConfiguration(
      directConnect.read,
      directConnect.read.placeOf({ account, region }, "DescribeRouterConfiguration"),
      {
        virtualInterfaceId,
        routerTypeIdentifier,
      },
    );
  }
}
