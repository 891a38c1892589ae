import { GraphQLSafeInt } from "graphql-scalars";
import { Args, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { Context } from "../context";
import { findLocation } from "../directconnect/relations/locations";
import { loaOfPort } from "../directconnect/relations/loas";
import { lagOf } from "../directconnect/relations/parents";
import { bandwidthOf, type PortRow, portsLike } from "../directconnect/relations/ports";
import { CALL_COST } from "../types/graph/call-cost";
import { Lag } from "../types/lag";
import { Loa, LoaArgs } from "../types/loa";
import { Location } from "../types/location";
import { Link, Port } from "../types/port";

@Resolver(() => Port)
export class PortResolver {
  @FieldResolver(() => Location, {
    nullable: true,
    description: "The location behind the code in `location`; null if the region does not list it.",
  })
  locationDetails(@Root() port: PortRow, @Ctx() { directConnect: { read } }: Context) {
    const { account, region, location } = port;
    if (location == null) return read.noParent<PortRow>(portsLike(port), port, "location");
    return findLocation(location, read.placeOf({ account, region }, "DescribeLocations"), read);
  }

  @FieldResolver(() => GraphQLSafeInt, {
    nullable: true,
    description:
      "The bandwidth in bits per second; of a LAG the sum of all its members, including those that are down. Null if AWS's bandwidth cannot be read as a number.",
  })
  bandwidthBitsPerSecond(@Root() port: PortRow) {
    return bandwidthOf(port);
  }

  @FieldResolver(() => Loa, {
    complexity: CALL_COST,
    nullable: true,
    description:
      "The letter of authorization; null for a hosted connection, and before AWS has issued it. Each one costs a call to AWS.",
  })
  loa(@Root() port: PortRow, @Args(() => LoaArgs) args: LoaArgs, @Ctx() { directConnect }: Context) {
    return loaOfPort(port, directConnect.read, args);
  }
}

@Resolver(() => Link)
export class LinkResolver {
  @FieldResolver(() => Lag, {
    nullable: true,
    description: "The LAG of `lagId`; null without one, and if no configured account owns that LAG.",
  })
  lag(@Root() link: Link, @Ctx() { directConnect }: Context) {
    return lagOf(link, directConnect.read);
  }
}
