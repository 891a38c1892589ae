import type { BGPPeer } from "@aws-sdk/client-direct-connect";
import { isSameAddress } from "../write/reconciliation/addresses";
import { idsBefore } from "./ids-before";
import { matches } from "./matches";
import type { Reconciliations } from "./reconciliation";
import { isEnding } from "./states";
import { applied, gone, notApplied } from "./verdicts";
import { virtualInterfaceOf } from "./virtual-interfaces";

export const bgpPeers: Pick<Reconciliations, "CreateBGPPeer" | "DeleteBGPPeer"> = {
  /** With logical redundancy, a second session may equal the first; the ids tell which is new. */
  CreateBGPPeer: {
    repeated: "another",
    before: async (look, { virtualInterfaceId }) => {
      const virtualInterface = await virtualInterfaceOf(look, virtualInterfaceId);
      return (virtualInterface?.bgpPeers ?? []).map(({ bgpPeerId = "" }) => bgpPeerId);
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
      return isMade === true ? applied({ virtualInterface }) : notApplied;
    },
  },

  DeleteBGPPeer: {
    repeated: "refused",
    look: async (look, { input: { virtualInterfaceId, bgpPeerId, customerAddress, ...asn } }) => {
      const virtualInterface = await virtualInterfaceOf(look, virtualInterfaceId);
      if (virtualInterface === undefined) return gone;
      const stands = virtualInterface.bgpPeers?.some(
        (peer) =>
          !isEnding(peer.bgpPeerState) &&
          (bgpPeerId == null
            ? hasAsn(peer, asn) && isWanted(customerAddress, peer.customerAddress)
            : peer.bgpPeerId === bgpPeerId),
      );
      return stands === true ? notApplied : applied({ virtualInterface });
    },
  },
};

function isWanted(wanted: string | null | undefined, address: string | undefined): boolean {
  return wanted == null || isSameAddress(wanted, address);
}

type Asn = Pick<BGPPeer, "asn" | "asnLong">;

/** AWS shows an ASN that `asn` cannot hold as 0 there, and whole in `asnLong`. */
function hasAsn(peer: Asn, { asnLong, asn }: Asn): boolean {
  const wanted = asnLong ?? asn;
  return wanted == null || peer.asnLong === wanted || peer.asn === wanted;
}
