import type {
  AddressFamily,
  BGPPeerState,
  BGPStatus,
  RouteFilterPrefix,
  Tag,
  VirtualInterfaceState,
} from "@aws-sdk/client-direct-connect";
import { scopeOf } from "../call";
import { defineTable } from "../state/table";

export type VirtualInterfaceType = "private" | "public" | "transit";

/** One BGP session. The asn is whole here; how it divides into asn and asnLong is the view's affair. */
export interface BgpPeerRecord {
  readonly bgpPeerId: string;
  readonly wholeAsn: number;
  readonly authKey: string;
  readonly addressFamily: AddressFamily;
  readonly amazonAddress: string;
  readonly customerAddress: string;
  readonly bgpPeerState: BGPPeerState;
  /** Whether the routers at both ends speak BGP; a cut carrier takes the session down all the same. */
  readonly bgpStatus: BGPStatus;
  /** Down because the customer announces more prefixes than are allocated. */
  readonly isTripped?: boolean;
}

/**
 * A virtual interface. It belongs to two accounts: its own and that of the connection or LAG that carries it.
 * Location and devices are those of the carrier and are not repeated here; ASN, key and addresses are those of
 * the first peer. An available one whose carrier is down is down: use `stateOf`.
 */
export interface VirtualInterfaceRecord {
  virtualInterfaceId: string;
  virtualInterfaceType: VirtualInterfaceType;
  virtualInterfaceName: string;
  virtualInterfaceState: VirtualInterfaceState;
  ownerAccount: string;
  region: string;
  /** The connection or LAG (`dxcon-` or `dxlag-`) that carries it. */
  connectionId: string;
  connectionOwner: string;
  vlan: number;
  amazonSideAsn: number;
  /** Public ones have none. */
  mtu?: number;
  siteLinkEnabled: boolean;
  virtualGatewayId?: string;
  directConnectGatewayId?: string;
  /** Of public ones alone. */
  routeFilterPrefixes: RouteFilterPrefix[];
  /** Replaced as a whole, never changed in place. */
  peers: readonly BgpPeerRecord[];
  tags: Tag[];
  /** What its limiter lets pass, such as `500Mbps`; without one as much as its carrier does. */
  rateLimit?: string | undefined;
  /** How many prefixes of each family its customer may announce. Public ones have none; 100 each where left out. */
  prefixAllocation?: Readonly<Record<AddressFamily, number>>;
  /** How many prefixes of each family its customer's router announces; 3 where left out. */
  customerPrefixes?: number;
}

export const virtualInterfaces = defineTable<VirtualInterfaceRecord>()({
  name: "virtual interfaces",
  id: (virtualInterface) => virtualInterface.virtualInterfaceId,
  indexes: {
    /** What runs over a connection or LAG. */
    carriedBy: (virtualInterface) => virtualInterface.connectionId,
    /** What DescribeVirtualInterfaces shows an account: a hosted one appears to both of its accounts. */
    shownTo: ({ ownerAccount, connectionOwner, region }) =>
      [...new Set([ownerAccount, connectionOwner])].map((account) => scopeOf({ account, region })),
  },
});

/** Whether the virtual interface still holds its VLAN and its place; else it is only still listed. */
export function isLive(virtualInterface: VirtualInterfaceRecord): boolean {
  return !["deleted", "rejected"].includes(virtualInterface.virtualInterfaceState);
}
