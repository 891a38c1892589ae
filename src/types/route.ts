import type * as sdk from "@aws-sdk/client-direct-connect";
import { IsOptional, ValidateNested } from "class-validator";
import { GraphQLDateTime, GraphQLSafeInt } from "graphql-scalars";
import { ArgsType, Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { AddressFamily } from "./bgp-peer";
import { ASN } from "./graph/asn";
import { openEnum } from "./graph/open-enum";
import { Cidr } from "./rules/gateway-rules";
import { ItemCount } from "./rules/item-count";
import { IntegerBetween, rule } from "./rules/rules";

/** The largest page of AWS. */
export const MOST_ROUTES = 100;

export const RouteDirection = openEnum<sdk.RouteDirection>(
  "RouteDirection",
  "Which way a route was announced.",
  {
    accepted: "From the customer's router to AWS.",
    advertised: "From AWS to the customer's router.",
  },
);

export const AsPathType = openEnum<sdk.AsPathType>("AsPathType", "How a segment of an AS path is meant.", {
  seq: "The autonomous systems in the order in which they passed the route on, the nearest first.",
  set: "In no order: routes were aggregated.",
});

@ObjectType({ description: "A segment of an AS path.", simpleResolvers: true })
export class AsPathSegment {
  @Field(() => AsPathType, { nullable: true, description: "Whether the order counts." })
  pathType?: string;

  @Field(() => [ASN], { nullable: true, description: "The autonomous systems." })
  path?: number[];
}

@ObjectType({ description: "A BGP community.", simpleResolvers: true })
export class RouteCommunity {
  @Field(() => String, { description: "As AWS writes it, such as `7224:8100`." })
  text!: string;

  @Field(() => ASN, {
    nullable: true,
    description: "The autonomous system that it is of; null where AWS writes it otherwise.",
  })
  asn!: number | null;

  @Field(() => [GraphQLSafeInt], {
    description:
      "What that system says by it: one number, or two of a large community; none where AWS writes it otherwise.",
  })
  values!: readonly number[];
}

@ObjectType({ description: "A route on a virtual interface.", simpleResolvers: true })
export class Route {
  @Field(() => String, { description: "The block of addresses that it leads to." })
  cidr!: string;

  @Field(() => RouteDirection, { nullable: true, description: "Which way it was announced." })
  routeDirection?: string;

  @Field(() => AddressFamily, { nullable: true, description: "IPv4 or IPv6." })
  addressFamily?: string;

  @Field(() => [AsPathSegment], { description: "Its AS path, in segments." })
  asPath!: AsPathSegment[];

  @Field(() => String, { nullable: true, description: "The logical AWS device that it is on." })
  awsLogicalDeviceId?: string;

  @Field(() => GraphQLDateTime, { nullable: true, description: "Since when it has been there." })
  routeInstalledAt?: Date;

  /** As AWS writes them. */
  communities!: readonly string[];
}

@ObjectType({
  description: "Whether more follows on a page; such lists go forwards only.",
  simpleResolvers: true,
})
export class ForwardPageInfo {
  @Field(() => Boolean, { description: "Whether more follows." })
  hasNextPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: "What `after` takes for the next page; null on the last.",
  })
  endCursor!: string | null;
}

@ObjectType({
  description:
    "One page of routes, as AWS gives it. A full table is large: one page is read per request, and the total number of routes is unknown.",
  simpleResolvers: true,
})
export class VirtualInterfaceRoutes {
  @Field(() => ID, { description: "The virtual interface, `dxvif-…`." })
  virtualInterfaceId!: string;

  @Field(() => [Route], { description: "In the order of AWS; at most as many as `first` says." })
  nodes!: Route[];

  @Field(() => ForwardPageInfo, { description: "Whether more follows." })
  pageInfo!: ForwardPageInfo;
}

/**
 * RFC 1997: two numbers of 16 bits; RFC 8092: three of 32 bits. AWS compares texts, so each community has one
 * spelling.
 */
const Community = () =>
  rule(
    "community",
    "communities such as 7224:8100, of two numbers up to 65535, or such as 65010:100:1, of three up to 4294967295, without leading zeros",
    (value) => {
      const numbers = typeof value === "string" ? value.split(":") : [];
      const largest = new Map([
        [2, 0xffff],
        [3, 0xffffffff],
      ]).get(numbers.length);
      return (
        largest !== undefined &&
        numbers.every((number) => /^(0|[1-9]\d{0,9})$/.test(number) && Number(number) <= largest)
      );
    },
    { each: true },
  );

@InputType({ description: "Which routes to list; each given member must fit." })
export class RouteFilters implements sdk.RouteFilters {
  @Field(() => RouteDirection, { nullable: true, description: "Those that were announced this way." })
  routeDirection?: sdk.RouteDirection;

  @Field(() => AddressFamily, { nullable: true, description: "Those of this address family." })
  addressFamily?: sdk.AddressFamily;

  @Field(() => [String], {
    nullable: true,
    description:
      "Those whose prefix is one of these, 1 to 10, such as `10.46.0.0/16`, in any spelling. A part of a block is another prefix.",
  })
  @IsOptional()
  @ItemCount(1, 10)
  @Cidr({ each: true })
  cidrs?: string[];

  @Field(() => [ASN], {
    nullable: true,
    description: "Those whose AS path has these autonomous systems one after the other.",
  })
  @IsOptional()
  @ItemCount(1, 100)
  asPath?: number[];

  @Field(() => [String], { nullable: true, description: "Those with all of these communities." })
  @IsOptional()
  @ItemCount(1, 100)
  @Community()
  communities?: string[];
}

@ArgsType()
export class RouteListArgs {
  @Field(() => RouteFilters, {
    nullable: true,
    description: "Only those that fit all of this, as AWS compares it.",
  })
  @IsOptional()
  @ValidateNested()
  filters?: RouteFilters | null;

  @Field(() => Int, { defaultValue: 50, description: `How many to return, 1 to ${MOST_ROUTES}.` })
  @IntegerBetween(1, MOST_ROUTES)
  first!: number;

  @Field(() => String, { nullable: true, description: "The `endCursor` of the page before." })
  after?: string | null;
}
