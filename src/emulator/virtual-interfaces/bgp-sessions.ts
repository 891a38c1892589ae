import type { VirtualInterfaceState } from "@aws-sdk/client-direct-connect";
import { readAsn, type AsnPair } from "../rules/asn";
import type { Call } from "../call";
import type { Carrier } from "../ports/carriers";
import { clientError } from "../errors";
import { resolveAddresses, type RequestedAddresses } from "./peer-addresses";
import type {
  BgpPeerRecord,
  VirtualInterfaceRecord,
  VirtualInterfaceType,
} from "../records/virtual-interfaces";
import { carriedBy } from "./virtual-interface-placement";

/** The members of a request that describe a BGP session. */
export interface RequestedPeer extends AsnPair, RequestedAddresses {
  authKey?: string | undefined;
}

/**
 * A BGP peer of a checked request, before its session is up; a public one is verified first (DOMAIN B.5).
 * @throws DirectConnectClientException, never with the authentication key in it
 */
export function newPeer(
  type: VirtualInterfaceType,
  requested: RequestedPeer,
  carrierId: string,
  call: Call,
): BgpPeerRecord {
  const wholeAsn = readAsn(requested);
  if (requested.authKey !== undefined && !/^[\x21-\x7e]{6,80}$/.test(requested.authKey)) {
    throw clientError("The BGP authentication key must be 6 to 80 printable characters without spaces.");
  }
  const beside = carriedBy(carrierId, call).flatMap((other) => other.peers);
  const taken = new Set(beside.map((peer) => peer.amazonAddress));
  return {
    ...resolveAddresses(type, requested, call.ids, taken),
    bgpPeerId: call.ids.resource("dxpeer"),
    wholeAsn,
    authKey: requested.authKey ?? `0x${call.ids.token(22)}`,
    bgpPeerState: type === "public" ? "verifying" : "pending",
    bgpStatus: "down",
  };
}

/** Whether the peer is there to stay; a virtual interface keeps at least one such. */
export function isStanding(peer: BgpPeerRecord): boolean {
  return peer.bgpPeerState !== "deleting" && peer.bgpPeerState !== "deleted";
}

/** A virtual interface is available while any of its sessions is up (DOMAIN B.4). */
export function stateBySessions(peers: readonly BgpPeerRecord[]): "available" | "down" {
  return peers.some((peer) => peer.bgpPeerState === "available" && peer.bgpStatus === "up")
    ? "available"
    : "down";
}

/** The state of a virtual interface as its carrier lets it be. */
export function stateOf(row: VirtualInterfaceRecord, carrier: Carrier | undefined): VirtualInterfaceState {
  return row.virtualInterfaceState === "available" && !carrier?.isUp ? "down" : row.virtualInterfaceState;
}
