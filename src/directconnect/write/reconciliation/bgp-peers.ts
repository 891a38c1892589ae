import type { BGPPeer } from "@aws-sdk/client-direct-connect";
import { virtualInterfaces as listedInterfaces } from "../../collections/virtual-interfaces";
import { isSameEnd } from "./addresses";
import { idsBefore } from "./ids-before";
import { matches } from "./matches";
import type { Reconciliations } from "./reconciliation";
import { isEnding } from "./states";
import { applied, appliedUnlessOlder, gone, notApplied, unknown } from "./verdicts";
import { virtualInterfaceOf } from "./virtual-interfaces";

export const bgpPeers: Pick<Reconciliations, "CreateBGPPeer" | "DeleteBGPPeer"> = {
  /**
   * With logical redundancy, a second session may equal the first; the ids tell which is new. What was read just before
   * the call may lag, so what the gateway held counts as well.
   */
  CreateBGPPeer: {
    repeated: "another",
    before: async (look, { virtualInterfaceId }) => {
      const held = look.held(listedInterfaces)?.find((row) => row.virtualInterfaceId === virtualInterfaceId);
      const virtualInterface = await virtualInterfaceOf(look, virtualInterfaceId);
      const peers = [...(virtualInterface?.bgpPeers ?? []), ...(held?.bgpPeers ?? [])];
      return [...new Set(peers.map(({ bgpPeerId }) => bgpPeerId ?? ""))];
    },
    look: async (look, { input: { virtualInterfaceId, newBGPPeer = {} }, before }) => {
      const virtualInterface = await virtualInterfaceOf(look, virtualInterfaceId);
      const known = idsBefore(before);
      const { addressFamily, amazonAddress, customerAddress } = newBGPPeer;
      const isMade = virtualInterface?.bgpPeers?.some(
        (peer) =>
          !known.has(peer.bgpPeerId ?? "") &&
          hasAsn(peer, newBGPPeer) &&
          matches({ addressFamily }, peer) &&
          isWanted(amazonAddress, peer.amazonAddress) &&
          isWanted(customerAddress, peer.customerAddress),
      );
      if (isMade !== true) return notApplied;
      return Array.isArray(before)
        ? appliedUnlessOlder({ virtualInterface })
        : unknown("An equal session is there; whether it was before the call is not known.");
    },
  },

  DeleteBGPPeer: {
    repeated: "nothing",
    look: async (look, { input: { virtualInterfaceId, bgpPeerId, customerAddress, ...asn } }) => {
      const virtualInterface = await virtualInterfaceOf(look, virtualInterfaceId);
      if (virtualInterface === undefined) return gone;
      const meant = (virtualInterface.bgpPeers ?? []).filter((peer) =>
        bgpPeerId == null
          ? hasAsn(peer, asn) && isWanted(customerAddress, peer.customerAddress)
          : peer.bgpPeerId === bgpPeerId,
      );
      if (meant.some(({ bgpPeerState }) => !isEnding(bgpPeerState))) return notApplied;
      // An equal one that ended before says nothing of the one that was meant, unless its id was given.
      return bgpPeerId != null && meant.length > 0
        ? applied({ virtualInterface })
        : appliedUnlessOlder({ virtualInterface });
    },
  },
};

function isWanted(wanted: string | null | undefined, address: string | undefined): boolean {
  return wanted == null || isSameEnd(wanted, address);
}

type Asn = Pick<BGPPeer, "asn" | "asnLong">;

/** AWS shows an ASN that `asn` cannot hold as 0 there, and whole in `asnLong`. */
function hasAsn(peer: Asn, { asnLong, asn }: Asn): boolean {
  const wanted = asnLong ?? asn;
  return wanted == null || peer.asnLong === wanted || peer.asn === wanted;
}
