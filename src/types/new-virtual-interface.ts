import type * as sdk from "@aws-sdk/client-direct-connect";
import { IsOptional, ValidateNested } from "class-validator";
import { Field, ID, InputType, Int } from "type-graphql";
import { AssignableEnd, BgpSessionTerms, PublicEnd } from "./bgp-peer";
import { RouteFilterCidr } from "./rules/bgp-session-rules";
import { allOf, TrueOnlyWith } from "./rules/member-rules";
import { ResourceName, Vlan } from "./rules/rules";
import { ItemCount } from "./rules/item-count";
import { DEFAULT_PREFIXES, PrefixCountTerm, RateLimitTerm } from "./rate-limit";
import { NewTags, type TagInput } from "./tag";
import { DirectConnectGatewayChoice, VirtualGatewayChoice } from "./virtual-interface-gateway";
import { Mtu, PRIVATE_MTUS, TRANSIT_MTUS } from "./rules/virtual-interface-rules";
import { DirectConnectGatewayId } from "./rules/id-rules";

/**
 * The members of every order: in AWS's model the name and the VLAN of transit ones are optional, in the service they
 * are required.
 */
@InputType()
abstract class VirtualInterfaceTerms extends BgpSessionTerms {
  @Field(() => String, {
    description: "A name for the new virtual interface, up to 100 characters; it need not be unique.",
  })
  @ResourceName(100)
  virtualInterfaceName!: string;

  @Field(() => Int, {
    description:
      "A VLAN from 1 to 4094 that is free on the connection or LAG; on a hosted connection, that connection's own VLAN.",
  })
  @Vlan()
  vlan!: number;

  @RateLimitTerm()
  rateLimit?: string;

  @NewTags()
  tags?: TagInput[];
}

/** Private and transit ones. */
@InputType()
abstract class RoutedTerms extends VirtualInterfaceTerms {
  @AssignableEnd("amazonAddress")
  amazonAddress?: string;

  @AssignableEnd("customerAddress")
  customerAddress?: string;
}

const MtuTerm = (allowed: readonly number[]) =>
  allOf(
    Field(() => Int, {
      nullable: true,
      description: `The MTU, the largest packet in bytes: one of ${allowed.join(", ")}. Default: 1500.`,
    }),
    IsOptional(),
    Mtu(allowed),
  );

const SiteLinkTerm = () =>
  allOf(
    Field(() => Boolean, {
      nullable: true,
      description:
        "True to let SiteLink carry traffic between sites over it; requires `directConnectGatewayId`.",
    }),
    TrueOnlyWith("directConnectGatewayId"),
  );

@InputType({
  description: "A private virtual interface for another account, which chooses the gateway when it confirms.",
})
export class NewPrivateVirtualInterfaceAllocationInput
  extends RoutedTerms
  implements sdk.NewPrivateVirtualInterfaceAllocation
{
  @MtuTerm(PRIVATE_MTUS)
  mtu?: number;
}

@InputType({ description: "A private virtual interface, and the one gateway that it will connect to." })
export class NewPrivateVirtualInterfaceInput
  extends NewPrivateVirtualInterfaceAllocationInput
  implements sdk.NewPrivateVirtualInterface
{
  @PrefixCountTerm("IPv4", DEFAULT_PREFIXES)
  prefixPoolAllocatedCountIpv4?: number;

  @PrefixCountTerm("IPv6", DEFAULT_PREFIXES)
  prefixPoolAllocatedCountIpv6?: number;

  @VirtualGatewayChoice()
  virtualGatewayId?: string;

  @DirectConnectGatewayChoice()
  directConnectGatewayId?: string;

  @SiteLinkTerm()
  enableSiteLink?: boolean;
}

@InputType({
  description: "A transit virtual interface for another account, which chooses the gateway when it confirms.",
})
export class NewTransitVirtualInterfaceAllocationInput
  extends RoutedTerms
  implements sdk.NewTransitVirtualInterfaceAllocation
{
  @MtuTerm(TRANSIT_MTUS)
  mtu?: number;
}

@InputType({
  description: "A transit virtual interface, and the Direct Connect gateway that it will connect to.",
})
export class NewTransitVirtualInterfaceInput
  extends NewTransitVirtualInterfaceAllocationInput
  implements sdk.NewTransitVirtualInterface
{
  @PrefixCountTerm("IPv4", DEFAULT_PREFIXES)
  prefixPoolAllocatedCountIpv4?: number;

  @PrefixCountTerm("IPv6", DEFAULT_PREFIXES)
  prefixPoolAllocatedCountIpv6?: number;

  @Field(() => ID, { description: "The Direct Connect gateway (a UUID) to connect it to." })
  @DirectConnectGatewayId("shared")
  directConnectGatewayId!: string;

  @SiteLinkTerm()
  enableSiteLink?: boolean;
}

@InputType({ description: "A prefix to announce over a public virtual interface." })
export class RouteFilterPrefixInput implements sdk.RouteFilterPrefix {
  @Field(() => String, {
    description: "The prefix, such as `198.51.100.0/24`; an IPv6 one of /64 or shorter.",
  })
  @RouteFilterCidr()
  cidr!: string;
}

@InputType({ description: "A public virtual interface for another account, which confirms or declines it." })
export class NewPublicVirtualInterfaceAllocationInput
  extends VirtualInterfaceTerms
  implements sdk.NewPublicVirtualInterfaceAllocation
{
  @PublicEnd("amazonAddress")
  amazonAddress?: string;

  @PublicEnd("customerAddress")
  customerAddress?: string;

  @Field(() => [RouteFilterPrefixInput], {
    description: "The 1 to 1000 public prefixes that the customer announces.",
  })
  @ItemCount(1, 1000)
  @ValidateNested({ each: true })
  routeFilterPrefixes!: RouteFilterPrefixInput[];
}

@InputType({ description: "A public virtual interface." })
export class NewPublicVirtualInterfaceInput
  extends NewPublicVirtualInterfaceAllocationInput
  implements sdk.NewPublicVirtualInterface {}
