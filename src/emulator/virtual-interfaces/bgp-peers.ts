import { readAsn } from "../rules/asn";
import { isStanding, newPeer, stateBySessions } from "./bgp-sessions";
import type { Call, World } from "../call";
import { carrierOf } from "../ports/carriers";
import { isSameCidr } from "../rules/cidr";
import { clientError } from "../errors";
import type { Handlers, Input } from "../wire/operations";
import {
  virtualInterfaces,
  type BgpPeerRecord,
  type VirtualInterfaceRecord,
} from "../records/virtual-interfaces";
import { ownVirtualInterface, virtualInterfaceView as view } from "./virtual-interface-view";

const mostPeers = 2;

export const bgpPeerHandlers = {
  CreateBGPPeer({ virtualInterfaceId = "", newBGPPeer: requested = {} }, call) {
    const row = changeable(virtualInterfaceId, call);
    const standing = row.peers.filter(isStanding);
    if (standing.length >= mostPeers) {
      throw clientError(
        `Virtual interface ${virtualInterfaceId} has reached the limit of ${mostPeers} BGP peers.`,
      );
    }
    const { addressFamily = "ipv4" } = requested;
    const isRedundant = carrierOf(row.connectionId, call)?.hasLogicalRedundancy === "yes";
    if (!isRedundant && standing.some((peer) => peer.addressFamily === addressFamily)) {
      throw clientError(
        `Virtual interface ${virtualInterfaceId} already has an ${addressFamily} BGP peer, and its connection has no logical redundancy.`,
      );
    }
    const peer = newPeer(row.virtualInterfaceType, requested, row.connectionId, call);
    call.store.table(virtualInterfaces).update(virtualInterfaceId, { peers: [...row.peers, peer] });
    bringUp(row, peer, call);
    return { virtualInterface: view(row, call) };
  },

  DeleteBGPPeer({ virtualInterfaceId = "", ...which }, call) {
    const row = changeable(virtualInterfaceId, call);
    const { bgpPeerId } = findPeer(row, which);
    if (row.peers.filter(isStanding).length === 1) {
      throw clientError("The last BGP Peer on a Virtual Interface cannot be deleted");
    }
    changePeer(virtualInterfaceId, bgpPeerId, { bgpPeerState: "deleting", bgpStatus: "down" }, call);
    const deleted = call.now + call.durations.bgpPeerDeletion;
    call.agenda.plan(deleted, () =>
      changePeer(virtualInterfaceId, bgpPeerId, { bgpPeerState: "deleted" }, call),
    );
    call.agenda.plan(deleted + call.durations.bgpPeerTombstone, () => {
      const table = call.store.table(virtualInterfaces);
      const rest = table.get(virtualInterfaceId)?.peers.filter((peer) => peer.bgpPeerId !== bgpPeerId);
      // A deleted virtual interface keeps showing what it had.
      if (rest?.some(isStanding)) table.update(virtualInterfaceId, { peers: rest });
    });
    return { virtualInterface: view(row, call) };
  },
} satisfies Handlers;

function changeable(id: string, call: Call): Readonly<VirtualInterfaceRecord> {
  const row = ownVirtualInterface(id, call);
  if (!["verifying", "pending", "available", "down"].includes(row.virtualInterfaceState)) {
    throw clientError(`Virtual interface ${id} is in state ${row.virtualInterfaceState}.`);
  }
  return row;
}

/** The peer meant by its id, else by ASN, customer address or both; the id makes the others moot. */
function findPeer(
  row: VirtualInterfaceRecord,
  { bgpPeerId, customerAddress, ...asn }: Omit<Input<"DeleteBGPPeer">, "virtualInterfaceId">,
): BgpPeerRecord {
  const wholeAsn =
    bgpPeerId !== undefined || (asn.asn === undefined && asn.asnLong === undefined)
      ? undefined
      : readAsn(asn);
  if (bgpPeerId === undefined && customerAddress === undefined && wholeAsn === undefined) {
    throw clientError("At least one of bgpPeerId, asn and customerAddress must be given.");
  }
  const found = row.peers.filter(
    (peer) =>
      isStanding(peer) &&
      (bgpPeerId === undefined
        ? (wholeAsn ?? peer.wholeAsn) === peer.wholeAsn &&
          (customerAddress === undefined || isSameCidr(customerAddress, peer.customerAddress))
        : bgpPeerId === peer.bgpPeerId),
  );
  const [peer, another] = found;
  if (!peer) throw clientError(`BGP Peer does not exist on virtual interface ${row.virtualInterfaceId}.`);
  if (another) throw clientError("More than one BGP Peer matches: name it by its bgpPeerId.");
  return peer;
}

/** Public sessions are verified first (DOMAIN B.5); those of a pending virtual interface come up with it. */
function bringUp(row: VirtualInterfaceRecord, peer: BgpPeerRecord, call: Call): void {
  const { virtualInterfaceId: id } = row;
  const { publicVerification, virtualInterfaceProvisioning } = call.durations;
  let at = call.now;
  if (peer.bgpPeerState === "verifying") {
    at += publicVerification;
    call.agenda.plan(at, () =>
      changePeer(id, peer.bgpPeerId, { bgpPeerState: "pending" }, call, "verifying"),
    );
  }
  call.agenda.plan(at + virtualInterfaceProvisioning, () => {
    changePeer(id, peer.bgpPeerId, { bgpPeerState: "available", bgpStatus: "up" }, call, "pending");
  });
}

/** Changes one peer, if it is in state `from`, and with it the state of a settled virtual interface. */
function changePeer(
  id: string,
  bgpPeerId: string,
  change: Partial<BgpPeerRecord>,
  world: World,
  from?: BgpPeerRecord["bgpPeerState"],
): void {
  const table = world.store.table(virtualInterfaces);
  const row = table.get(id);
  if (!row) return;
  const peers = row.peers.map((peer) =>
    peer.bgpPeerId === bgpPeerId && (from ?? peer.bgpPeerState) === peer.bgpPeerState
      ? { ...peer, ...change }
      : peer,
  );
  const isSettled = ["available", "down"].includes(row.virtualInterfaceState);
  table.update(id, { peers, ...(isSettled ? { virtualInterfaceState: stateBySessions(peers) } : {}) });
}
