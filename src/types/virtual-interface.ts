import type * as sdk from "@aws-sdk/client-direct-connect";
import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { ASN } from "./graph/asn";
import { AddressFamily, BGPPeer, BgpSession } from "./bgp-peer";
import { listArgsOf } from "./graph/list";
import { Node } from "./graph/node";
import { openEnum } from "./graph/open-enum";
import { pageTypeOf } from "./graph/page";
import { RouteFilterPrefix } from "./route-filter-prefix";
import { Tag, TaggedFilter } from "./tag";
import { IdsToSelect } from "./rules/id-rules";

export const VirtualInterfaceState = openEnum<sdk.VirtualInterfaceState>(
  "VirtualInterfaceState",
  "The life-cycle state of a virtual interface.",
  {
    confirming: "Allocated to another account, which has not yet confirmed or declined it.",
    verifying:
      "AWS checks that the owner may announce its prefixes (public ones only); takes up to 72 hours.",
    pending: "AWS is setting it up or changing it.",
    available: "Traffic can flow.",
    testing: "A failover test holds some of its BGP sessions down.",
    down: "No BGP session is up.",
    deleting: "AWS is deleting it.",
    deleted: "Deleted; AWS lists it for another 15 minutes.",
    rejected: "Declined by the account that it was allocated to.",
    unknown: "AWS sends no value, or `unknown`.",
  },
);

const VirtualInterfaceType = openEnum(
  "VirtualInterfaceType",
  "The kind of network that a virtual interface connects to.",
  {
    private: "A virtual private gateway, or the virtual private gateways of a Direct Connect gateway.",
    public: "The public endpoints of AWS.",
    transit: "The transit gateways or the core network of a Direct Connect gateway.",
  },
);

@ObjectType({
  description:
    "A VLAN on a connection or LAG, with the BGP sessions over it: private, public or transit. Two accounts can see it: the one that owns it, and the one that owns the connection or LAG that carries it.",
  implements: [Node],
  simpleResolvers: true,
})
export class VirtualInterface extends BgpSession implements Node {
  @Field(() => ID, { description: "The ARN of the resource, unique over all accounts and regions." })
  id!: string;

  @Field(() => ID, { description: "The account, 12 digits, whose credentials read this row." })
  account!: string;

  @Field(() => ID, {
    nullable: true,
    description:
      "The account that owns it; not always the one that owns the connection or LAG that carries it.",
  })
  ownerAccount?: string;

  @Field(() => ID, { description: "The id that AWS gave it, `dxvif-…`." })
  virtualInterfaceId!: string;

  @Field(() => String, { description: "The AWS region that contains it, such as `us-east-1`." })
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

  @Field(() => String, {
    nullable: true,
    description: "The virtual interface's name, as its creator set it; not unique.",
  })
  virtualInterfaceName?: string;

  @Field(() => VirtualInterfaceState, {
    description: "The virtual interface's state; `AVAILABLE` while a BGP session is up.",
  })
  virtualInterfaceState!: string;

  @Field(() => Int, {
    nullable: true,
    description: "The VLAN tag, from 1 to 4094, unique on the connection or LAG.",
  })
  vlan?: number;

  @Field(() => ASN, { nullable: true, description: "The ASN of the AWS side of the BGP sessions." })
  amazonSideAsn?: number;

  @Field(() => String, {
    nullable: true,
    description: "Secret: the configuration of a customer's router, as AWS's XML; it holds the BGP keys.",
  })
  customerRouterConfig?: string;

  @Field(() => Int, {
    nullable: true,
    description: "The MTU, the largest packet in bytes; null on public virtual interfaces.",
  })
  mtu?: number;

  @Field(() => String, {
    nullable: true,
    description:
      "What it may carry at most in each direction, in AWS's text, such as `500Mbps`; null where it has no limit of its own.",
  })
  rateLimit?: string;

  @Field(() => Int, {
    nullable: true,
    description: "How many IPv4 prefixes its customer may announce; null on public ones.",
  })
  prefixPoolAllocatedCountIpv4?: number;

  @Field(() => Int, {
    nullable: true,
    description: "How many IPv6 prefixes its customer may announce; null on public ones.",
  })
  prefixPoolAllocatedCountIpv6?: number;

  @Field(() => Boolean, { nullable: true, description: "Whether jumbo frames can be used." })
  jumboFrameCapable?: boolean;

  @Field(() => ID, {
    nullable: true,
    description:
      "The virtual private gateway (`vgw-…`) that a private one connects to; null if it does not connect to one.",
  })
  virtualGatewayId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      "The Direct Connect gateway that a private or transit one connects to; null if it does not connect to one.",
  })
  directConnectGatewayId?: string | null;

  @Field(() => [RouteFilterPrefix], {
    description: "The prefixes announced over a public one; empty on others.",
  })
  routeFilterPrefixes!: RouteFilterPrefix[];

  @Field(() => [BGPPeer], { description: "The BGP peers, one for each session." })
  bgpPeers!: BGPPeer[];

  @Field(() => [Tag], {
    description:
      "Tags that the owner set. Only the owning account can read them; other accounts get an empty list.",
  })
  tags!: Tag[];

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether SiteLink carries traffic between sites over it, past the regions.",
  })
  siteLinkEnabled?: boolean;
}

export const VirtualInterfacePage = pageTypeOf(VirtualInterface);

@InputType({ description: "Selects virtual interfaces; a row must match every member that is set." })
export class VirtualInterfaceFilter extends TaggedFilter {
  @Field(() => [ID], {
    nullable: true,
    description: "Only virtual interfaces with one of these ids (`dxvif-…`).",
  })
  @IdsToSelect("dxvif")
  virtualInterfaceId?: string[];

  @Field(() => [VirtualInterfaceState], {
    nullable: true,
    description: "Only virtual interfaces in one of these states.",
  })
  virtualInterfaceState?: string[];

  @Field(() => [VirtualInterfaceType], { nullable: true, description: "Only rows of one of these types." })
  virtualInterfaceType?: string[];

  @Field(() => [Int], { nullable: true, description: "Only rows with one of these VLANs, from 1 to 4094." })
  vlan?: number[];

  @Field(() => [ID], {
    nullable: true,
    description: "Only rows carried by one of these connections or LAGs.",
  })
  @IdsToSelect("dxcon", "dxlag")
  connectionId?: string[];

  @Field(() => [ID], {
    nullable: true,
    description: "Only rows that one of these accounts (12 digits) owns.",
  })
  ownerAccount?: string[];

  @Field(() => [ID], {
    nullable: true,
    description: "Only rows that connect to one of these virtual private gateways.",
  })
  virtualGatewayId?: string[];

  @Field(() => [ID], {
    nullable: true,
    description: "Only rows that connect to one of these Direct Connect gateways.",
  })
  @IdsToSelect("dx-gateway")
  directConnectGatewayId?: string[];

  @Field(() => [String], {
    nullable: true,
    description: "Only rows at one of these locations, by code, such as `EqDC2`.",
  })
  location?: string[];

  @Field(() => [ASN], { nullable: true, description: "Only rows with one of these ASNs of the customer." })
  asn?: number[];

  @Field(() => [AddressFamily], {
    nullable: true,
    description: "Only rows whose first session is of one of these families.",
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
