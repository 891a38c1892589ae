import { Field, Int, InterfaceType } from "type-graphql";
import { BillingMode, RequestBillingMode } from "./billing-mode";
import { Node } from "./graph/node";
import { Port } from "./port";
import { RateLimiterStatus } from "./rate-limit";

const pool = (what: string, family: "IPv4" | "IPv6") =>
  `${what} ${family} prefixes that customers may announce over it. Null on a hosted connection, and on a member of a LAG, whose pool is the LAG's.`;

/** Its relations stand with their resolver. */
@InterfaceType({
  description: "What can carry virtual interfaces: a connection, or a LAG.",
  implements: [Port, Node],
  resolveType: (row: { __typename: string }) => row.__typename,
})
export abstract class VirtualInterfaceCarrier extends Port {
  @Field(() => BillingMode, {
    nullable: true,
    description:
      "How AWS bills it, also as one of a pair of ports, which cannot be asked for: see `requestedBillingMode`. Null on a hosted connection and a partner's LAG.",
  })
  billingMode?: string;

  @Field(() => RequestBillingMode, {
    nullable: true,
    description:
      "The billing mode to send where it is to be billed as it is: that of `billingMode` without the pair. Null where that is null.",
  })
  requestedBillingMode?: string;

  @Field(() => RateLimiterStatus, {
    nullable: true,
    description:
      "The rate limiters of the virtual interfaces that it carries. Null on a hosted connection, and on a member of a LAG, whose limiters are the LAG's.",
  })
  rateLimiterStatus?: RateLimiterStatus;

  @Field(() => Int, { nullable: true, description: pool("The pool of", "IPv4") })
  prefixPoolSizeIpv4?: number;

  @Field(() => Int, { nullable: true, description: pool("The pool of", "IPv6") })
  prefixPoolSizeIpv6?: number;

  @Field(() => Int, {
    nullable: true,
    description: pool("What is allocated to no virtual interface of the pool of", "IPv4"),
  })
  prefixPoolUnallocatedCountIpv4?: number;

  @Field(() => Int, {
    nullable: true,
    description: pool("What is allocated to no virtual interface of the pool of", "IPv6"),
  })
  prefixPoolUnallocatedCountIpv6?: number;
}
