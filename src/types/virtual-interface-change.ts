import type * as sdk from "@aws-sdk/client-direct-connect";
import { IsOptional } from "class-validator";
import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { AtLeastOneOf } from "./rules/member-rules";
import { ResourceName } from "./rules/rules";
import { PrefixCountTerm } from "./rate-limit";
import { RateLimitOrNone, UNLIMITED } from "./rules/rate-limit-rules";
import { VirtualInterfaceState } from "./virtual-interface";
import { DirectConnectGatewayChoice, VirtualGatewayChoice } from "./virtual-interface-gateway";
import { Mtu, PRIVATE_MTUS } from "./rules/virtual-interface-rules";
import { ConnectionOrLagId, DirectConnectGatewayId, VirtualInterfaceId } from "./rules/id-rules";

const NOT_BELOW = "Not below what is announced now, and not on a public one.";

@InputType({ description: "A virtual interface by its id." })
export class VirtualInterfaceIdInput
  implements sdk.ConfirmPublicVirtualInterfaceRequest, sdk.DeleteVirtualInterfaceRequest
{
  @Field(() => ID, { description: "The virtual interface, `dxvif-…`." })
  @VirtualInterfaceId()
  virtualInterfaceId!: string;
}

@InputType({
  description: "A private virtual interface to accept, and the one gateway that it will connect to.",
})
export class ConfirmPrivateVirtualInterfaceInput
  extends VirtualInterfaceIdInput
  implements sdk.ConfirmPrivateVirtualInterfaceRequest
{
  @VirtualGatewayChoice()
  virtualGatewayId?: string;

  @DirectConnectGatewayChoice()
  directConnectGatewayId?: string;
}

@InputType({
  description:
    "A transit virtual interface to accept, and the Direct Connect gateway that it will connect to.",
})
export class ConfirmTransitVirtualInterfaceInput
  extends VirtualInterfaceIdInput
  implements sdk.ConfirmTransitVirtualInterfaceRequest
{
  @Field(() => ID, { description: "The Direct Connect gateway (a UUID) to connect it to." })
  @DirectConnectGatewayId("shared")
  directConnectGatewayId!: string;
}

@InputType({ description: "A virtual interface to move to another connection or LAG." })
export class AssociateVirtualInterfaceInput
  extends VirtualInterfaceIdInput
  implements sdk.AssociateVirtualInterfaceRequest
{
  @Field(() => ID, { description: "The connection (`dxcon-…`) or LAG (`dxlag-…`) to move it to." })
  @ConnectionOrLagId("owner")
  connectionId!: string;
}

@InputType({
  description: "What to change on a virtual interface; at least one attribute.",
})
export class UpdateVirtualInterfaceAttributesInput implements sdk.UpdateVirtualInterfaceAttributesRequest {
  @Field(() => ID, { description: "The virtual interface, `dxvif-…`." })
  @VirtualInterfaceId()
  @AtLeastOneOf(
    ...["mtu", "enableSiteLink", "virtualInterfaceName", "rateLimit"],
    ...["prefixPoolAllocatedCountIpv4", "prefixPoolAllocatedCountIpv6"],
  )
  virtualInterfaceId!: string;

  @Field(() => Int, {
    nullable: true,
    description:
      "The new MTU in bytes: 1500, 8500 (private or transit) or 9001 (private). Traffic stops for up to 30 seconds.",
  })
  @IsOptional()
  @Mtu(PRIVATE_MTUS)
  mtu?: number;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "Whether SiteLink carries traffic over it: transit ones, and private ones on a Direct Connect gateway.",
  })
  enableSiteLink?: boolean;

  @Field(() => String, { nullable: true, description: "Its new name, up to 100 characters." })
  @IsOptional()
  @ResourceName(100)
  virtualInterfaceName?: string;

  @Field(() => String, {
    nullable: true,
    description: `What it may carry at most in each direction, such as \`500Mbps\`, not above its connection or LAG; \`${UNLIMITED}\` takes the limit away. Traffic goes on.`,
  })
  @IsOptional()
  @RateLimitOrNone()
  rateLimit?: string;

  @PrefixCountTerm("IPv4", NOT_BELOW)
  prefixPoolAllocatedCountIpv4?: number;

  @PrefixCountTerm("IPv6", NOT_BELOW)
  prefixPoolAllocatedCountIpv6?: number;
}

@ObjectType({
  description: "What became of a virtual interface that was to be deleted.",
  simpleResolvers: true,
})
export class VirtualInterfaceDeletion {
  @Field(() => ID, { description: "The id of the deleted virtual interface, `dxvif-…`." })
  virtualInterfaceId!: string;

  @Field(() => VirtualInterfaceState, {
    description: "DELETING or DELETED; REJECTED for one in state CONFIRMING that was declined by this.",
  })
  virtualInterfaceState!: string;

  @Field(() => Boolean, {
    description: "True if the resource did not exist any more, so that nothing was deleted.",
  })
  alreadyGone!: boolean;

  /** Where it was requested. Not fields of the graph. */
  account!: string;
  region!: string;
}
