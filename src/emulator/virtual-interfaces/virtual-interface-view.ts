import type { BGPPeer, VirtualInterface, VirtualInterfaceState } from "@aws-sdk/client-direct-connect";
import { writeAsn } from "../rules/asn";
import { isStanding, stateOf } from "./bgp-sessions";
import { scopeOf, type Call } from "../call";
import { carrierOf, type Carrier } from "../ports/carriers";
import { clientError } from "../errors";
import { allocationFor } from "../ports/prefix-pools";
import {
  virtualInterfaces,
  type BgpPeerRecord,
  type VirtualInterfaceRecord,
} from "../records/virtual-interfaces";
import { routerConfigurationXml } from "./router-configuration-xml";

/** Whether the caller is one of the two accounts that a virtual interface is shown to, in its region. */
export function isShown(row: VirtualInterfaceRecord, call: Call): boolean {
  const accounts = [row.ownerAccount, row.connectionOwner];
  return accounts.some((account) => scopeOf({ account, region: row.region }) === scopeOf(call));
}

/**
 * A virtual interface that the caller is shown.
 * @throws DirectConnectClientException "Virtual interface with ID … does not exist"
 */
export function shownVirtualInterface(id: string, call: Call): Readonly<VirtualInterfaceRecord> {
  const row = call.store.table(virtualInterfaces).get(id);
  if (!row || !isShown(row, call)) throw unknownVirtualInterface(id);
  return row;
}

/**
 * A virtual interface that the caller owns: its VLAN may be another account's.
 * @throws DirectConnectClientException "Virtual interface with ID … does not exist"
 */
export function ownVirtualInterface(id: string, call: Call): Readonly<VirtualInterfaceRecord> {
  const row = shownVirtualInterface(id, call);
  if (row.ownerAccount !== call.account) throw unknownVirtualInterface(id);
  return row;
}

const unknownVirtualInterface = (id: string) => clientError(`Virtual interface with ID ${id} does not exist`);

/** The record as an answer carries it, with what it takes from its carrier; tags are the owner's alone. */
export function virtualInterfaceView(row: VirtualInterfaceRecord, call: Call): VirtualInterface {
  const { peers } = row;
  const carrier = carrierOf(row.connectionId, call);
  const bgpPeers = peers.map((peer) => peerView(peer, carrier));
  const main = bgpPeers[Math.max(0, peers.findIndex(isStanding))];
  const unused = call.rules.omitUnusedIds ? undefined : "";
  return {
    ...row,
    virtualInterfaceState: shownState(stateOf(row, carrier), call),
    location: carrier?.location,
    asn: main?.asn,
    asnLong: main?.asnLong,
    authKey: main?.authKey,
    addressFamily: main?.addressFamily,
    amazonAddress: main?.amazonAddress,
    customerAddress: main?.customerAddress,
    virtualGatewayId: row.virtualGatewayId ?? unused,
    directConnectGatewayId: row.directConnectGatewayId ?? unused,
    jumboFrameCapable: carrier?.jumboFrameCapable,
    awsDeviceV2: carrier?.awsDeviceV2,
    awsLogicalDeviceId: carrier?.awsLogicalDeviceId,
    bgpPeers,
    ...allocationShown(row),
    customerRouterConfig: routerConfigurationXml(row),
    tags: row.ownerAccount === call.account ? row.tags : undefined,
  };
}

function allocationShown(row: VirtualInterfaceRecord): Partial<VirtualInterface> {
  if (row.virtualInterfaceType === "public") return {};
  const { ipv4, ipv6 } = allocationFor(row);
  return { prefixPoolAllocatedCountIpv4: ipv4, prefixPoolAllocatedCountIpv6: ipv6 };
}

function peerView({ wholeAsn, ...peer }: BgpPeerRecord, carrier: Carrier | undefined): BGPPeer {
  return {
    ...peer,
    bgpStatus: carrier?.isUp ? peer.bgpStatus : "down",
    ...writeAsn(wholeAsn),
    awsDeviceV2: carrier?.awsDeviceV2,
    awsLogicalDeviceId: carrier?.awsLogicalDeviceId,
  };
}

/** The rules may select a state that AWS sends although its own enum lacks it (DOMAIN A.4). */
function shownState(state: VirtualInterfaceState, call: Call): VirtualInterfaceState {
  const isApproving = state === "verifying" && call.rules.verifyingShownAsApproving;
  return isApproving ? ("approving" as VirtualInterfaceState) : state;
}
