import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../context";
import { connections } from "../directconnect/collections/connections";
import { interconnects } from "../directconnect/collections/interconnects";
import { lags } from "../directconnect/collections/lags";
import { findLocation } from "../directconnect/relations/locations";
import { locations } from "../directconnect/collections/locations";
import { ConnectionListArgs, ConnectionPage } from "../types/connection";
import { InterconnectListArgs, InterconnectPage } from "../types/interconnect";
import { LagListArgs, LagPage } from "../types/lag";
import { Location, LocationPage, LocationRootListArgs } from "../types/location";
import { ScopeArgs } from "../types/graph/scope";

@Resolver(() => Location)
export class LocationResolver {
  @Query(() => LocationPage, {
    nullable: true,
    description: "The locations that AWS associates with the regions.",
  })
  locations(
    @Args(() => LocationRootListArgs) args: InstanceType<typeof LocationRootListArgs>,
    @Ctx() { directConnect }: Context,
  ) {
    return directConnect.read.list(locations, args);
  }

  @Query(() => Location, {
    nullable: true,
    description: "One location by its code, as the region lists it; null if it does not.",
  })
  location(
    @Arg("locationCode", () => ID, { description: "Its code, such as `EqDC2`." }) locationCode: string,
    @Args(() => ScopeArgs) scope: ScopeArgs,
    @Ctx() { directConnect }: Context,
  ) {
    return findLocation(locationCode, directConnect.place(scope), directConnect.read);
  }

  @FieldResolver(() => ConnectionPage, {
    nullable: true,
    description: "The connections there, of all accounts in its region.",
  })
  connections(
    @Root() location: Location,
    @Args(() => ConnectionListArgs) args: InstanceType<typeof ConnectionListArgs>,
    @Ctx() { directConnect: { read } }: Context,
  ) {
    return read.listWhere(
      connections,
      read.placesIn(location.region, "DescribeConnections"),
      at(location),
      args,
    );
  }

  @FieldResolver(() => InterconnectPage, {
    nullable: true,
    description: "The interconnects there, of all accounts in its region.",
  })
  interconnects(
    @Root() location: Location,
    @Args(() => InterconnectListArgs) args: InstanceType<typeof InterconnectListArgs>,
    @Ctx() { directConnect: { read } }: Context,
  ) {
    return read.listWhere(
      interconnects,
      read.placesIn(location.region, "DescribeInterconnects"),
      at(location),
      args,
    );
  }

  @FieldResolver(() => LagPage, {
    nullable: true,
    description: "The LAGs there, of all accounts in its region.",
  })
  lags(
    @Root() location: Location,
    @Args(() => LagListArgs) args: InstanceType<typeof LagListArgs>,
    @Ctx() { directConnect: { read } }: Context,
  ) {
    return read.listWhere(lags, read.placesIn(location.region, "DescribeLags"), at(location), args);
  }
}

/** A code belongs to a region: the ports of that region are searched. */
function at({ locationCode }: Location): { location: string } {
  return { location: locationCode };
}
