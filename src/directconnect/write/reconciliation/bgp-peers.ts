import type { BGPPeer, VirtualInterface } from "@aws-sdk/client-direct-connect";
import { virtualInterfaces as listedInterfaces } from "../../collections/virtual-interfaces";
import type { OtherChange } from "../../../journal/other-changes";
import { fromStored } from "../../../journal/stored-json";
import type { Answer, Input } from "../../client/operations";
import { isSameEnd } from "./addresses";
import { byNewness, idsBefore, idsOfAll } from "./ids-before";
import { by, type Explains, unlessChangedLater } from "./later-changes";
import { matches } from "./matches";
import type { LostChange, Reader, Reconciliations, Verdict } from "./reconciliation";
import { isEnding } from "./states";
import { applied, appliedUnlessOlder, gone, notApplied, unknown } from "./verdicts";
import { virtualInterfaceOf } from "./virtual-interfaces";

export const bgpPeers: Pick<Reconciliations, "CreateBGPPeer" | "DeleteBGPPeer"> = {
  /**
   * With logical redundancy, a second session may equal the first; the ids identify the new one. A list that was read
   * just before the call may be behind, so the cached list counts as well.
   */
  CreateBGPPeer: {
    repeated: "another",
    before: async (reader, { virtualInterfaceId }) => {
      const held = reader
        .held(listedInterfaces)
        ?.find((row) => row.virtualInterfaceId === virtualInterfaceId);
      const sessions = idsOf(await sessionsBefore(reader, virtualInterfaceId));
      const cached = (held?.bgpPeers ?? []).flatMap(({ bgpPeerId }) => bgpPeerId ?? []);
      return sessions && [...new Set([...sessions, ...cached])];
    },
    check: async (reader, change) =>
      newSession(reader, change, await virtualInterfaceOf(reader, change.input.virtualInterfaceId)),
  },

  /** Without its id, the session is the one that matched before the call; a later one may equal it. */
  DeleteBGPPeer: {
    repeated: "nothing",
    before: async (reader, input) => {
      if (input.bgpPeerId != null) return null;
      const sessions = await sessionsBefore(reader, input.virtualInterfaceId);
      return idsOf(sessions?.filter((peer) => isStanding(peer) && isMeant(input, peer)));
    },
    check: async (reader, { input, before }) => {
      const virtualInterface = await virtualInterfaceOf(reader, input.virtualInterfaceId);
      if (virtualInterface === undefined) return gone;
      const meant = (virtualInterface.bgpPeers ?? []).filter((peer) => isMeant(input, peer));
      const standing = meant.filter(isStanding);
      // An equal one that ended before says nothing about the intended one, unless its id was given.
      if (standing.length === 0)
        return input.bgpPeerId != null && meant.length > 0
          ? applied({ virtualInterface })
          : appliedUnlessOlder({ virtualInterface });
      if (input.bgpPeerId != null) return notApplied;
      const idsThen = idsBefore(before);
      const left = standing.filter(({ bgpPeerId }) => idsThen.has(bgpPeerId));
      if (idsThen.size > 0 && left.length === idsThen.size) return notApplied;
      const others = standing.filter((peer) => !left.includes(peer));
      return idsThen.size === 0
        ? unlessChangedLater<"DeleteBGPPeer">(reader, others.map(madeLater), { virtualInterface })
        : unlessThereBefore(reader, others, { virtualInterface });
    },
  },
};

/** The verdict on an order for a session, by the virtual interface that it is for, as it is shown. */
export function newSession(
  reader: Reader,
  change: LostChange<"CreateBGPPeer">,
  virtualInterface: VirtualInterface | undefined,
): Promise<Verdict<"CreateBGPPeer">> {
  const { virtualInterfaceId, newBGPPeer = {} } = change.input;
  const equal = (virtualInterface?.bgpPeers ?? []).filter((peer) => isSession(newBGPPeer, peer));
  return byNewness(reader, change, equal, {
    idOf: ({ bgpPeerId }) => bgpPeerId,
    isStanding,
    outputOf: () => ({ virtualInterface }),
    makers: {
      CreateBGPPeer: (other, peer) =>
        other.virtualInterfaceId === virtualInterfaceId && isSession(other.newBGPPeer ?? {}, peer),
    },
    madeBy: peersMadeBy,
  });
}

/**
 * The verdict where a session that matched before the call is deleted, and other matching ones were not listed then:
 * one of them that is in the journal from before was the intended one.
 */
async function unlessThereBefore(
  reader: Reader,
  others: readonly BGPPeer[],
  output: Answer<"DeleteBGPPeer">,
): Promise<Verdict<"DeleteBGPPeer">> {
  const changes = await reader.others(others.flatMap(({ bgpPeerId }) => bgpPeerId ?? []));
  const makers = changes.filter((change) => others.some((peer) => isMaker(change, peer)));
  if (makers.some(({ state, isLater }) => state === "applied" && !isLater)) return notApplied;
  return makers.every(({ state }) => state === "applied")
    ? appliedUnlessOlder(output)
    : unknown(
        "Another change that is not settled yet may have made a BGP peer that is equal to the deleted one.",
      );
}

/**
 * The sessions of a virtual interface before a call; undefined where they are not known. Where AWS's list does not show
 * the virtual interface yet, they are in the answers to its recent changes.
 */
async function sessionsBefore(
  reader: Reader,
  virtualInterfaceId = "",
): Promise<readonly BGPPeer[] | undefined> {
  const listed = await virtualInterfaceOf(reader, virtualInterfaceId);
  if (listed !== undefined) return listed.bgpPeers;
  const answered = (await reader.recentOf([virtualInterfaceId])).flatMap(({ output }) => {
    // As AWS gave it; most changes answer with the virtual interface itself, those of its sessions with it as a member.
    const answer = (fromStored(output ?? null) ?? {}) as VirtualInterface & Answer<"CreateBGPPeer">;
    return [answer, answer.virtualInterface].filter((row) => row?.virtualInterfaceId === virtualInterfaceId);
  });
  return answered.length === 0 ? undefined : answered.flatMap((row) => row?.bgpPeers ?? []);
}

/** The ids of sessions; null where AWS does not list them, or one has no id. */
function idsOf(peers: readonly BGPPeer[] | undefined): string[] | null {
  return peers === undefined ? null : idsOfAll(peers, ({ bgpPeerId }) => bgpPeerId);
}

function isStanding({ bgpPeerState }: BGPPeer): boolean {
  return !isEnding(bgpPeerState);
}

/** Whether a deletion refers to a session: by its id, otherwise by ASN, customer address or both. */
function isMeant(
  { bgpPeerId, customerAddress, asn, asnLong }: Omit<Input<"DeleteBGPPeer">, "virtualInterfaceId">,
  peer: BGPPeer,
): boolean {
  if (bgpPeerId != null) return peer.bgpPeerId === bgpPeerId;
  return hasAsn(peer, { asn, asnLong }) && isWanted(customerAddress, peer.customerAddress);
}

/** The requested members of a session, without its key. */
type Session = Pick<BGPPeer, "asn" | "asnLong" | "addressFamily" | "amazonAddress" | "customerAddress">;

/** Whether a session has the ASN, family and addresses that were requested. */
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

/** AWS answers with all sessions of the virtual interface: those that match the order, and did not exist before. */
function peersMadeBy({ input, output, befores }: OtherChange): string[] {
  const { newBGPPeer = {} } = fromStored(input) as Input<"CreateBGPPeer">; // as the entry was opened with
  const answer = (fromStored(output) ?? {}) as Answer<"CreateBGPPeer">; // as AWS gave it
  const idsThen = idsBefore(befores.at(-1) ?? null);
  return (answer.virtualInterface?.bgpPeers ?? []).flatMap((peer) =>
    isSession(newBGPPeer, peer) && !idsThen.has(peer.bgpPeerId) ? (peer.bgpPeerId ?? []) : [],
  );
}

/** Whether an order's answer shows the session as a new one, or it may have made it. */
function isMaker(change: OtherChange, peer: BGPPeer): boolean {
  const mayMake = by("CreateBGPPeer", ({ newBGPPeer = {} }) => isSession(newBGPPeer, peer));
  return (
    mayMake(change) && (change.state !== "applied" || peersMadeBy(change).includes(peer.bgpPeerId ?? ""))
  );
}

function madeLater(peer: BGPPeer): Explains {
  return (later) => isMaker(later, peer);
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
