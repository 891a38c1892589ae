import { IsOptional } from "class-validator";
import { Field, Int, ObjectType } from "type-graphql";
import { allOf } from "./rules/member-rules";
import { PrefixCount, RateLimit } from "./rules/rate-limit-rules";

@ObjectType({
  description:
    "The rate limiters of a connection or LAG: one for each virtual interface with a `rateLimit`. Their sum may be more than the port.",
  simpleResolvers: true,
})
export class RateLimiterStatus {
  @Field(() => Int, { nullable: true, description: "How many it can have." })
  maxAllowed?: number;

  @Field(() => Int, { nullable: true, description: "How many it has." })
  inUse?: number;

  @Field(() => Int, { nullable: true, description: "How many more it can have." })
  remaining?: number;

  @Field(() => String, {
    nullable: true,
    description:
      "The sum of the limits in AWS's text, such as `3.5Gbps`; virtual interfaces without a limit do not count. `capacity` has it as a number.",
  })
  totalBandwidth?: string;
}

/** The limit of a new virtual interface. */
export const RateLimitTerm = () =>
  allOf(
    Field(() => String, {
      nullable: true,
      description:
        "What it may carry at most in each direction, such as `500Mbps`; AWS drops the rest. Not above its connection or LAG, and not on a hosted connection. Default: as much as the port.",
    }),
    IsOptional(),
    RateLimit(),
  );

/**
 * How many prefixes of a family a virtual interface may announce.
 * @param remark a sentence about the default, or about what is not allowed.
 */
export const PrefixCountTerm = (family: "IPv4" | "IPv6", remark: string) =>
  allOf(
    Field(() => Int, {
      nullable: true,
      description: `How many ${family} prefixes the customer may announce over it, out of the pool of its connection or LAG; beyond that, BGP goes down. ${remark}`,
    }),
    IsOptional(),
    PrefixCount(),
  );

export const DEFAULT_PREFIXES = "Default: 100.";
