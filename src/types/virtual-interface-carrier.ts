import { Field, Int, InterfaceType } from "type-graphql";
import { BillingMode, RequestBillingMode } from "./billing-mode";
import { Node } from "./graph/node";
import { Port } from "./port";
import { RateLimiterStatus } from "./rate-limit";

const POOL_IS_NULL = "Null on a hosted connection, and on a member of a LAG, whose pool is the LAG's.";
const poolSize = (family: "IPv4" | "IPv6") =>
  `How many ${family} prefixes can be allocated to the virtual interfaces that it carries. ${POOL_IS_NULL}`;
const poolLeft = (family: "IPv4" | "IPv6") =>
  `How many ${family} prefixes of its pool are not allocated yet. ${POOL_IS_NULL}`;

/** Its relations are declared by their resolver. */
@InterfaceType({
  description: "What can carry virtual interfaces: a connection, or a LAG.",
  implements: [Port, Node],
  resolveType: (row: { __typename: string }) => row.__typename,
})
export abstract class VirtualInterfaceCarrier extends Port {
  @Field(() => BillingMode, {
    nullable: true,
    description:
      "How AWS bills it, alone or as one of a pair of ports. Null on a hosted connection and a partner's LAG.",
  })
  billingMode?: string;

  @Field(() => RequestBillingMode, {
    nullable: true,
    description:
      "`billingMode` as it can be sent: without the pair, which AWS alone sets. Null if `billingMode` is null.",
  })
  requestedBillingMode?: string;

  @Field(() => RateLimiterStatus, {
    nullable: true,
    description:
      "The rate limiters of the virtual interfaces that it carries. Null on a hosted connection, and on a member of a LAG, whose limiters are the LAG's.",
  })
  rateLimiterStatus?: RateLimiterStatus;

  @Field(() => Int, { nullable: true, description: poolSize("IPv4") })
  prefixPoolSizeIpv4?: number;

  @Field(() => Int, { nullable: true, description: poolSize("IPv6") })
  prefixPoolSizeIpv6?: number;

  @Field(() => Int, {
    nullable: true,
    description: poolLeft("IPv4"),
  })
  prefixPoolUnallocatedCountIpv4?: number;

  @Field(() => Int, {
    nullable: true,
    description: poolLeft("IPv6"),
  })
  prefixPoolUnallocatedCountIpv6?: number;
}
