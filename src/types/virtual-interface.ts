import type * as sdk from "@aws-sdk/client-direct-connect";
import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { ASN } from "./graph/asn";
import { AddressFamily, BGPPeer, BgpSession } from "./bgp-peer";
import { listArgsOf } from "./graph/list";
import { Node } from "./graph/node";
import { openEnum } from "./graph/open-enum";
import { pageOf } from "./graph/page";
import { RouteFilterPrefix } from "./route-filter-prefix";
import { Tag, TaggedFilter } from "./tag";

export const VirtualInterfaceState = openEnum<sdk.VirtualInterfaceState>(
  "VirtualInterfaceState",
  "Where a virtual interface stands.",
  {
    confirming: "Allocated to another account, which has not yet confirmed or declined it.",
    verifying:
      "AWS checks that the owner may announce its prefixes (public ones only); takes up to 72 hours.",
    pending: "Being set up, or being changed.",
    available: "Traffic can flow.",
    testing: "A failover test holds some of its BGP sessions down.",
    down: "No BGP session is up.",
    deleting: "Being deleted.",
    deleted: "Gone; listed for another 15 minutes.",
    rejected: "Declined by the account that it was allocated to.",
    unknown: "AWS does not say.",
  },
);

const VirtualInterfaceType = openEnum("VirtualInterfaceType", "What a virtual interface leads to.", {
  private: "A virtual private gateway, or the virtual private gateways of a Direct Connect gateway.",
  public: "The public endpoints of AWS.",
  transit: "The transit gateways or the core network of a Direct Connect gateway.",
});

@ObjectType({
  description:
    "A VLAN on a connection or LAG, with the BGP sessions over it: private, public or transit. Two accounts can see it: the one that owns it, and the one that owns what carries it.",
  implements: [Node],
  simpleResolvers: true,
})
export class VirtualInterface extends BgpSession implements Node {
  @Field(() => ID, { description: "The resource's ARN." })
  id!: string;

  @Field(() => ID, { description: "The account whose credentials read this record." })
  account!: string;

  @Field(() => ID, {
    nullable: true,
    description: "The account that owns it; not always the one that owns what carries it.",
  })
  ownerAccount?: string;

  @Field(() => ID, { description: "The id that AWS gave it, `dxvif-…`." })
  virtualInterfaceId!: string;

  @Field(() => String, { description: "The region it belongs to, such as `us-east-1`." })
  region!: string;

  @Field(() => String, { nullable: true, description: "The code of the Direct Connect location." })
  location?: string;

  @Field(() => ID, {
    nullable: true,
    description: "What carries it: a connection (`dxcon-…`) or a LAG (`dxlag-…`).",
  })
  connectionId?: string;

  @Field(() => VirtualInterfaceType, {
    nullable: true,
    description: "Whether it is private, public or transit.",
  })
  virtualInterfaceType?: string;

  @Field(() => String, { nullable: true, description: "Its name." })
  virtualInterfaceName?: string;

  @Field(() => VirtualInterfaceState, { description: "Where it stands." })
  virtualInterfaceState!: string;

  @Field(() => Int, { nullable: true, description: "Its VLAN, unique on what carries it." })
  vlan?: number;

  @Field(() => ASN, { nullable: true, description: "Amazon's ASN in its BGP sessions." })
  amazonSideAsn?: number;

  @Field(() => String, {
    nullable: true,
    description: "Secret: what a customer's router needs to know, as AWS's XML; it holds the BGP keys.",
  })
  customerRouterConfig?: string;

  @Field(() => Int, { nullable: true, description: "The largest packet in bytes; null on public ones." })
  mtu?: number;

  @Field(() => Boolean, { nullable: true, description: "Whether jumbo frames can be used." })
  jumboFrameCapable?: boolean;

  @Field(() => ID, {
    nullable: true,
    description:
      "The virtual private gateway (`vgw-…`) that a private one leads to; null where it leads elsewhere.",
  })
  virtualGatewayId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      "The Direct Connect gateway that a private or transit one leads to; null where it leads elsewhere.",
  })
  directConnectGatewayId?: string | null;

  @Field(() => [RouteFilterPrefix], {
    description: "The prefixes announced over a public one; empty on others.",
  })
  routeFilterPrefixes!: RouteFilterPrefix[];

  @Field(() => [BGPPeer], { description: "Its BGP sessions." })
  bgpPeers!: BGPPeer[];

  @Field(() => [Tag], {
    description: "Its tags. Only the owning account can read them; any other reader sees an empty list.",
  })
  tags!: Tag[];

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether SiteLink carries traffic between sites over it, past the regions.",
  })
  siteLinkEnabled?: boolean;
}

export const VirtualInterfacePage = pageOf(VirtualInterface);

@InputType({ description: "Which virtual interfaces to list; each given member must fit." })
export class VirtualInterfaceFilter extends TaggedFilter {
  @Field(() => [ID], { nullable: true, description: "Those with one of these ids." })
  virtualInterfaceId?: string[];

  @Field(() => [VirtualInterfaceState], { nullable: true, description: "Those in one of these states." })
  virtualInterfaceState?: string[];

  @Field(() => [VirtualInterfaceType], { nullable: true, description: "Those of one of these types." })
  virtualInterfaceType?: string[];

  @Field(() => [Int], { nullable: true, description: "Those on one of these VLANs." })
  vlan?: number[];

  @Field(() => [ID], { nullable: true, description: "Those carried by one of these connections or LAGs." })
  connectionId?: string[];

  @Field(() => [ID], { nullable: true, description: "Those owned by one of these accounts." })
  ownerAccount?: string[];

  @Field(() => [ID], {
    nullable: true,
    description: "Those that lead to one of these virtual private gateways.",
  })
  virtualGatewayId?: string[];

  @Field(() => [ID], {
    nullable: true,
    description: "Those that lead to one of these Direct Connect gateways.",
  })
  directConnectGatewayId?: string[];

  @Field(() => [String], { nullable: true, description: "Those at one of these locations, by code." })
  location?: string[];

  @Field(() => [ASN], { nullable: true, description: "Those whose customer has one of these ASNs." })
  asn?: number[];

  @Field(() => [AddressFamily], {
    nullable: true,
    description: "Those whose first session is of one of these families.",
  })
  addressFamily?: string[];
}

export const { List: VirtualInterfaceListArgs, RootList: VirtualInterfaceRootListArgs } = listArgsOf<
  VirtualInterface,
  VirtualInterfaceFilter
>("VirtualInterface", VirtualInterfaceFilter, {
  ID: "virtualInterfaceId",
  NAME: "virtualInterfaceName",
  STATE: "virtualInterfaceState",
  TYPE: "virtualInterfaceType",
  REGION: "region",
  LOCATION: "location",
  VLAN: "vlan",
  ASN: "asn",
  CONNECTION_ID: "connectionId",
  OWNER_ACCOUNT: "ownerAccount",
});
