import { GraphQLSafeInt } from "graphql-scalars";
import { Field, Float, Int, ObjectType } from "type-graphql";

/** The one description of the field, which a LAG has from both of its interfaces. */
export const CAPACITY =
  "What of it is in use: bandwidth by hosted connections, rate limiters and prefixes by virtual interfaces. Null on a hosted connection, and on a connection or interconnect in a LAG, whose capacity is that of the LAG.";

@ObjectType({
  description:
    "The rate limiters of a connection or LAG, and what its virtual interfaces may carry at most together. More than the port is allowed.",
  simpleResolvers: true,
})
export class RateLimiterCapacity {
  @Field(() => Int, { nullable: true, description: "How many it can have; null if AWS does not say." })
  maxAllowed!: number | null;

  @Field(() => Int, { description: "How many it has." })
  inUse!: number;

  @Field(() => Int, { nullable: true, description: "How many more it can have; null if AWS does not say." })
  remaining!: number | null;

  @Field(() => GraphQLSafeInt, {
    description: "The sum of the limits in bits per second; it may be more than `totalBitsPerSecond`.",
  })
  limitedBitsPerSecond!: number;

  @Field(() => Int, { description: "The number of its virtual interfaces that have no limit." })
  unlimitedVirtualInterfaceCount!: number;

  @Field(() => Float, {
    nullable: true,
    description:
      "What all of its virtual interfaces may carry, divided by the bandwidth of the port: those without a limit count as the whole port, as in AWS's console. Above 1 they can fill it; null if the port has no bandwidth.",
  })
  oversubscription!: number | null;
}

@ObjectType({
  description: "The prefixes of one family that customers may announce over a connection or LAG.",
  simpleResolvers: true,
})
export class PrefixPool {
  @Field(() => Int, {
    description: "How many can be allocated in all, which AWS sets by the speed of the port.",
  })
  size!: number;

  @Field(() => Int, {
    description: "How many are allocated to virtual interfaces, whether announced or not.",
  })
  allocated!: number;

  @Field(() => Int, { description: "How many can still be allocated." })
  remaining!: number;
}

@ObjectType({
  description:
    "How much of a port is in use: by hosted connections on an interconnect or LAG of interconnects, by virtual interfaces on a dedicated connection or LAG of those. A hosted connection counts from its order on until it is gone or declined; AWS publishes no rule of its own.",
  simpleResolvers: true,
})
export class Capacity {
  @Field(() => GraphQLSafeInt, {
    description: "What it has, in bits per second; of a LAG all its members, those that are down too.",
  })
  totalBitsPerSecond!: number;

  @Field(() => GraphQLSafeInt, {
    description: "The sum of its hosted connections' bandwidths, in bits per second.",
  })
  allocatedBitsPerSecond!: number;

  @Field(() => GraphQLSafeInt, {
    description:
      "What is left for hosted connections, in bits per second; 0 where more is allocated than there is, and on ports that cannot carry any.",
  })
  availableBitsPerSecond!: number;

  @Field(() => Int, { description: "The number of hosted connections in the sum." })
  hostedConnectionCount!: number;

  @Field(() => RateLimiterCapacity, {
    nullable: true,
    description:
      "The limits of its virtual interfaces, also of those that the caller may not see; null on ports of a partner, which carry none, and where AWS left out what carries a virtual interface (`extensions.unavailable` says so).",
  })
  rateLimiters!: RateLimiterCapacity | null;

  @Field(() => PrefixPool, {
    nullable: true,
    description: "Its IPv4 prefixes; null on ports of a partner, and if AWS does not say.",
  })
  prefixPoolIpv4!: PrefixPool | null;

  @Field(() => PrefixPool, {
    nullable: true,
    description: "Its IPv6 prefixes; null on ports of a partner, and if AWS does not say.",
  })
  prefixPoolIpv6!: PrefixPool | null;
}
