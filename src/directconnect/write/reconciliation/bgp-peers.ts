import type { BGPPeer } from "@aws-sdk/client-direct-connect";
import { virtualInterfaces as listedInterfaces } from "../../collections/virtual-interfaces";
import type { OtherChange } from "../../../journal/other-changes";
import { fromStored } from "../../../journal/stored-json";
import type { Answer, Input } from "../../client/operations";
import { isSameEnd } from "./addresses";
import { byNewness, idsBefore } from "./ids-before";
import { by, type Explains, unlessChangedLater } from "./later-changes";
import { matches } from "./matches";
import type { Reconciliations } from "./reconciliation";
import { isEnding } from "./states";
import { applied, appliedUnlessOlder, gone, notApplied } from "./verdicts";
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
    look: async (look, change) => {
      const { virtualInterfaceId, newBGPPeer = {} } = change.input;
      const virtualInterface = await virtualInterfaceOf(look, virtualInterfaceId);
      const equal = (virtualInterface?.bgpPeers ?? []).filter((peer) => isSession(newBGPPeer, peer));
      return byNewness(look, change, equal, {
        idOf: ({ bgpPeerId }) => bgpPeerId,
        isStanding: ({ bgpPeerState }) => !isEnding(bgpPeerState),
        outputOf: () => ({ virtualInterface }),
        makers: {
          CreateBGPPeer: (other, peer) =>
            other.virtualInterfaceId === virtualInterfaceId && isSession(other.newBGPPeer ?? {}, peer),
        },
        madeBy: peersMadeBy,
      });
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
      const standing = meant.filter(({ bgpPeerState }) => !isEnding(bgpPeerState));
      if (standing.length > 0)
        return bgpPeerId == null
          ? unlessChangedLater(look, standing.map(madeLater), { virtualInterface })
          : notApplied;
      // An equal one that ended before says nothing of the one that was meant, unless its id was given.
      return bgpPeerId != null && meant.length > 0
        ? applied({ virtualInterface })
        : appliedUnlessOlder({ virtualInterface });
    },
  },
};

/** What a session is asked for with, its key apart. */
type Session = Pick<BGPPeer, "asn" | "asnLong" | "addressFamily" | "amazonAddress" | "customerAddress">;

/** Whether a session has the ASN, family and addresses that were asked for. */
export function isSession(
  {
    addressFamily,
    amazonAddress,
    customerAddress,
    ...asn
  }: { [Member in keyof Session]?: Session[Member] | null },
  shown: Session,
): boolean {
  return (
    hasAsn(shown, asn) &&
    matches({ addressFamily }, shown) &&
    isWanted(amazonAddress, shown.amazonAddress) &&
    isWanted(customerAddress, shown.customerAddress)
  );
}

/** AWS answers with all sessions of the virtual interface: those that are as asked for, and were not there before. */
function peersMadeBy({ input, output, befores }: OtherChange): string[] {
  const { newBGPPeer = {} } = fromStored(input) as Input<"CreateBGPPeer">; // as the entry was opened with
  const answer = (fromStored(output) ?? {}) as Answer<"CreateBGPPeer">; // as AWS gave it
  const known = idsBefore(befores.at(-1) ?? null);
  return (answer.virtualInterface?.bgpPeers ?? []).flatMap((peer) =>
    isSession(newBGPPeer, peer) && !known.has(peer.bgpPeerId) ? (peer.bgpPeerId ?? []) : [],
  );
}

/** By an order whose answer shows the session as a new one, or that may have made it. */
function madeLater(peer: BGPPeer): Explains {
  const mayMake = by("CreateBGPPeer", ({ newBGPPeer = {} }) => isSession(newBGPPeer, peer));
  return (later) =>
    mayMake(later) && (later.state !== "applied" || peersMadeBy(later).includes(peer.bgpPeerId ?? ""));
}

function isWanted(wanted: string | null | undefined, address: string | undefined): boolean {
  return wanted == null || isSameEnd(wanted, address);
}

interface Asn {
  readonly asn?: number | null | undefined;
  readonly asnLong?: number | null | undefined;
}

/** AWS shows an ASN that `asn` cannot hold as 0 there, and whole in `asnLong`. */
function hasAsn(peer: Asn, { asnLong, asn }: Asn): boolean {
  const wanted = asnLong ?? asn;
  return wanted == null || peer.asnLong === wanted || peer.asn === wanted;
}
