import { Arg, Args, Ctx, ID, Query, Resolver } from "type-graphql";
import type { Context } from "../context";
import { locations } from "../directconnect/collections/locations";
import { Location, LocationPage, LocationRootListArgs } from "../types/location";
import { ScopeArgs } from "../types/scope";

@Resolver(() => Location)
export class LocationResolver {
  @Query(() => LocationPage, { description: "The locations that AWS associates with the regions." })
  locations(
    @Args(() => LocationRootListArgs) args: InstanceType<typeof LocationRootListArgs>,
    @Ctx() { directConnect }: Context,
  ) {
    return directConnect.read.list(locations, args);
  }

  @Query(() => Location, {
    nullable: true,
    description: "One location by its code, as the region lists it; null where it does not.",
  })
  location(
    @Arg("locationCode", () => ID, { description: "Its code, such as `EqDC2`." }) locationCode: string,
    @Args(() => ScopeArgs) scope: ScopeArgs,
    @Ctx() { directConnect }: Context,
  ) {
    return directConnect.read.find(locations, directConnect.place(scope), locationCode);
  }
}
