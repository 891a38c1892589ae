import type { Interconnect, Tag, VirtualInterface } from "@aws-sdk/client-direct-connect";
import type { OtherChange } from "../../../journal/other-changes";
import { fromStored } from "../../../journal/stored-json";
import type { Answer, Input, WriteOperation } from "../../client/operations";
import { isMadeBy } from "./gateway-associations";
import { isProposed } from "./association-proposals";
import { isSession } from "./bgp-peers";
import { connectionOf } from "./connections";
import { notedBy } from "./deleted-rows";
import { isAllocated } from "./hosted-connections";
import { idsBefore } from "./ids-before";
import { interconnectOf } from "./interconnects";
import { lagOf } from "./lags";
import { MARK } from "./change-tags";
import { matches } from "./matches";
import { type Way, wayTo } from "./places";
import type { Reader, LostChange, Verdict } from "./reconciliation";
import { resiliencyGroupOf } from "./resiliency-groups";
import { isEnding } from "./states";
import { appliedUnlessOlder, applied, notApplied, unknown } from "./verdicts";
import {
  isOrderedAs,
  isSessionOrdered,
  madeAs,
  orderedOn,
  type VirtualInterfaceCreation,
} from "./virtual-interface-creation";
import { virtualInterfaceOf } from "./virtual-interfaces";

type Creation = Extract<WriteOperation, `${"Create" | "Allocate"}${string}`>;

/**
 * Whether the deleted resource is the one that the creation made, is equal to it as far as is known, or is another
 * one.
 */
type Fit = "this" | "equal" | "other";

/** How to determine the resource of a deletion. */
interface Deletion<Name extends Creation, By extends WriteOperation = WriteOperation> {
  readonly by: By;
  readonly idOf: (
    input: Input<By>,
    answer: Answer<By> | null,
    change: LostChange<Name>,
  ) => string | undefined;
  /** By the deletion's answer, or the row that it noted; undefined where neither identifies the deleted resource. */
  readonly fits: (
    change: LostChange<Name>,
    answer: Answer<By>,
    id: string | undefined,
    other: OtherChange,
  ) => Fit | undefined;
  /** The deletion's answer, by the row that it noted, where AWS's own was lost and it answers with the row. */
  readonly answerOf?: (row: object) => Answer<By>;
  /**
   * The creation's output from the row that the deletion noted, with the state of its answer, if it has one. By
   * default the deletion's own answer is that output.
   */
  readonly outputOf?: (answer: Answer<By> | null, other: OtherChange) => Answer<Name> | undefined;
  /** Where it was ordered, and where it was when it was deleted; absent where that cannot differ, or is unknown. */
  readonly placesOf?: (
    change: LostChange<Name>,
    other: OtherChange,
  ) => { readonly start: string; readonly place: string | undefined } | undefined;
  /** Whether Direct Connect lists it yet, so that the reconciliation has checked it. */
  readonly isListed: (reader: Reader, id: string, change: LostChange<Name>) => Promise<boolean>;
}

function byTag(
  marker: string,
  row: { readonly tags?: readonly Tag[] | undefined } | undefined,
  isAlike: boolean,
): Fit {
  const mark = row?.tags?.find(({ key }) => key === MARK)?.value;
  if (mark !== undefined) return mark === marker ? "this" : "other";
  return isAlike ? "equal" : "other";
}

const ifEqual = (isEqual: boolean): Fit => (isEqual ? "equal" : "other");

/** A session that does not exist may have been replaced since. */
const sessionFit = <Name extends VirtualInterfaceCreation>(
  name: Name,
  input: Input<Name>,
  row: VirtualInterface,
): Fit | undefined => (isSessionOrdered(name, input, row) ? "equal" : undefined);

/** The row that a DeleteVirtualInterface noted before it was sent. */
const deletedInterface = (other: OtherChange) => notedBy(other) as VirtualInterface | undefined;

/** AWS answers the state alone, and the deletion noted the row. */
const virtualInterface = <Name extends VirtualInterfaceCreation>(name: Name) =>
  ({
    by: "DeleteVirtualInterface",
    idOf: ({ virtualInterfaceId }) => virtualInterfaceId,
    fits: ({ input }, _answer, _id, other) => {
      const row = deletedInterface(other);
      return row && (isOrderedAs(name, input, row) ? sessionFit(name, input, row) : "other");
    },
    outputOf: (answer, other) => {
      const row = deletedInterface(other);
      return row && madeAs(name, { ...row, ...(answer ?? { virtualInterfaceState: "deleted" }) });
    },
    placesOf: ({ input }, other) => {
      const row = deletedInterface(other);
      return row && { start: orderedOn(name, input), place: row.connectionId };
    },
    isListed: async (reader, id) => (await virtualInterfaceOf(reader, id)) !== undefined,
  }) satisfies Deletion<Name, "DeleteVirtualInterface">;

const deletedConnection = (row: object) => ({ ...row, connectionState: "deleted" }) as const;

const hosted: Deletion<"AllocateHostedConnection" | "AllocateConnectionOnInterconnect", "DeleteConnection"> =
  {
    by: "DeleteConnection",
    idOf: ({ connectionId }) => connectionId,
    answerOf: deletedConnection,
    fits: ({ input }, row) => ifEqual(isAllocated(input, row)),
    isListed: () => Promise.resolve(false),
  };

/** The deletion of each creation's resource; a missing one does not compile. */
const DELETIONS: Readonly<Record<Creation, unknown>> = {
  CreateConnection: {
    by: "DeleteConnection",
    idOf: ({ connectionId }) => connectionId,
    answerOf: deletedConnection,
    fits: ({ input: { connectionName, location, bandwidth }, marker }, row) =>
      byTag(marker, row, matches({ connectionName, location, bandwidth }, row)),
    isListed: async (reader, id) => (await connectionOf(reader, id)) !== undefined,
  } satisfies Deletion<"CreateConnection", "DeleteConnection">,
  CreateInterconnect: {
    by: "DeleteInterconnect",
    idOf: ({ interconnectId }) => interconnectId,
    // AWS answers the state alone, and the deletion noted the row.
    fits: ({ input: { interconnectName, location, bandwidth }, marker }, _answer, _id, other) => {
      const row = notedBy(other) as Interconnect | undefined;
      return row && byTag(marker, row, matches({ interconnectName, location, bandwidth }, row));
    },
    outputOf: (answer, other) => ({
      ...notedBy(other),
      ...(answer ?? { interconnectState: "deleted" }),
    }),
    isListed: async (reader, id) => (await interconnectOf(reader, id)) !== undefined,
  } satisfies Deletion<"CreateInterconnect", "DeleteInterconnect">,
  CreateLag: {
    by: "DeleteLag",
    idOf: ({ lagId }) => lagId,
    answerOf: (row) => ({ ...row, lagState: "deleted" }),
    fits: ({ input: { lagName, location, connectionsBandwidth }, marker }, row) =>
      byTag(marker, row, matches({ lagName, location, connectionsBandwidth }, row)),
    isListed: async (reader, id) => (await lagOf(reader, id)) !== undefined,
  } satisfies Deletion<"CreateLag", "DeleteLag">,
  CreateDirectConnectGateway: {
    by: "DeleteDirectConnectGateway",
    idOf: ({ directConnectGatewayId }) => directConnectGatewayId,
    answerOf: (row) => ({ directConnectGateway: { ...row, directConnectGatewayState: "deleted" } }),
    fits: (
      { input: { directConnectGatewayName, amazonSideAsn }, marker },
      { directConnectGateway: row = {} },
    ) => byTag(marker, row, matches({ directConnectGatewayName, amazonSideAsn }, row)),
    isListed: () => Promise.resolve(false),
  } satisfies Deletion<"CreateDirectConnectGateway", "DeleteDirectConnectGateway">,

  CreateResiliencyGroup: {
    by: "DeleteResiliencyGroup",
    idOf: ({ resiliencyGroupId }) => resiliencyGroupId,
    answerOf: (row) => ({ resiliencyGroup: { ...row, state: "deleted" } }),
    fits: ({ input: { resiliencyGroupName }, marker }, { resiliencyGroup: row = {} }) =>
      byTag(marker, row, matches({ resiliencyGroupName }, row)),
    isListed: async (reader, id) => (await resiliencyGroupOf(reader, id)) !== undefined,
  } satisfies Deletion<"CreateResiliencyGroup", "DeleteResiliencyGroup">,

  AllocateHostedConnection: hosted,
  AllocateConnectionOnInterconnect: hosted,
  AllocatePrivateVirtualInterface: virtualInterface("AllocatePrivateVirtualInterface"),
  AllocatePublicVirtualInterface: virtualInterface("AllocatePublicVirtualInterface"),
  AllocateTransitVirtualInterface: virtualInterface("AllocateTransitVirtualInterface"),
  CreatePrivateVirtualInterface: virtualInterface("CreatePrivateVirtualInterface"),
  CreatePublicVirtualInterface: virtualInterface("CreatePublicVirtualInterface"),
  CreateTransitVirtualInterface: virtualInterface("CreateTransitVirtualInterface"),

  CreateBGPPeer: {
    by: "DeleteBGPPeer",
    idOf: ({ bgpPeerId }, answer, { input: { newBGPPeer = {} } }) =>
      bgpPeerId ??
      answer?.virtualInterface?.bgpPeers?.find(
        (peer) => isEnding(peer.bgpPeerState) && isSession(newBGPPeer, peer),
      )?.bgpPeerId,
    fits: ({ input: { virtualInterfaceId, newBGPPeer = {} } }, { virtualInterface: row }, id) => {
      const peer = row?.bgpPeers?.find(({ bgpPeerId }) => bgpPeerId === id);
      return ifEqual(
        row?.virtualInterfaceId === virtualInterfaceId && (peer === undefined || isSession(newBGPPeer, peer)),
      );
    },
    isListed: async (reader, id, { input }) =>
      (await virtualInterfaceOf(reader, input.virtualInterfaceId))?.bgpPeers?.some(
        ({ bgpPeerId }) => bgpPeerId === id,
      ) === true,
  } satisfies Deletion<"CreateBGPPeer", "DeleteBGPPeer">,
  CreateDirectConnectGatewayAssociation: {
    by: "DeleteDirectConnectGatewayAssociation",
    idOf: ({ associationId }, answer) =>
      associationId ?? answer?.directConnectGatewayAssociation?.associationId,
    answerOf: (row) => ({
      directConnectGatewayAssociation: { ...row, associationState: "disassociated" },
    }),
    fits: ({ input }, { directConnectGatewayAssociation: row }) =>
      ifEqual(row === undefined || isMadeBy(input, row)),
    isListed: () => Promise.resolve(false),
  } satisfies Deletion<"CreateDirectConnectGatewayAssociation", "DeleteDirectConnectGatewayAssociation">,
  CreateDirectConnectGatewayAssociationProposal: {
    by: "DeleteDirectConnectGatewayAssociationProposal",
    idOf: ({ proposalId }) => proposalId,
    answerOf: (row) => ({
      directConnectGatewayAssociationProposal: { ...row, proposalState: "deleted" },
    }),
    fits: ({ input }, { directConnectGatewayAssociationProposal: row }) =>
      ifEqual(row === undefined || isProposed(input, row)),
    isListed: () => Promise.resolve(false),
  } satisfies Deletion<
    "CreateDirectConnectGatewayAssociationProposal",
    "DeleteDirectConnectGatewayAssociationProposal"
  >,
};

/**
 * The verdict on a creation of which Direct Connect shows no trace: a deletion in the journal that was opened after
 * it may have deleted its resource. A resource that existed before, or that another change of the journal made, is
 * not its own.
 */
export async function unlessDeleted<Name extends WriteOperation>(
  operation: Name,
  reader: Reader,
  change: LostChange<Name>,
): Promise<Verdict<Name>> {
  const deletion = deletionOf(operation);
  if (deletion === undefined) return notApplied;
  const idsThen = idsBefore(change.before);
  let doubtful: string | undefined;
  let made: Answer<Name> | undefined;
  for (const other of await deletionsBy(deletion, reader, change)) {
    const answer = answerTo(deletion, other);
    const input = fromStored(other.input) as Input<WriteOperation>; // as the entry was opened with
    const id = deletion.idOf(input, answer, change);
    const isShown = answer !== null || deletion.outputOf !== undefined;
    // A deletion that noted the row needs no answer.
    const shownFit = isShown ? deletion.fits(change, answer ?? {}, id, other) : undefined;
    const fit = shownFit ?? "equal";
    if (fit === "other") continue;
    if (id !== undefined && (idsThen.has(id) || (await deletion.isListed(reader, id, change)))) continue;
    if (id !== undefined && (await isOthers(reader, id))) continue;
    const way = await wayOf(reader, id ?? "", deletion.placesOf?.(change, other));
    if (way === undefined) continue;
    // A deletion answers as the creation does, unless it answers a state alone.
    const output = (deletion.outputOf?.(answer, other) ?? answer) as Answer<Name>;
    if (other.state === "applied" && fit === "this") return applied(output);
    const isDistinguishable = Array.isArray(change.before) && !MARKED.has(operation);
    if (other.state === "applied" && shownFit !== undefined && way.isShown && isDistinguishable)
      made = output;
    else doubtful = id ?? "a resource";
  }
  if (made !== undefined) return appliedUnlessOlder(made);
  return doubtful === undefined
    ? notApplied
    : unknown(`Another change deletes ${doubtful}; whether this change had made it is not known.`);
}

/** As AWS gave it, or as the row that the deletion noted shows it. */
function answerTo({ answerOf }: Deletion<never>, other: OtherChange): Answer<WriteOperation> | null {
  const answer = fromStored(other.output) as Answer<WriteOperation> | null; // as AWS gave it
  const row = answer === null ? notedBy(other) : undefined;
  return row === undefined || answerOf === undefined ? answer : answerOf(row);
}

/**
 * Those that were opened later, and those that overlapped with the creation and name no id: an id is not known before
 * the creation is executed.
 */
async function deletionsBy<Name extends WriteOperation>(
  deletion: Deletion<never>,
  reader: Reader,
  change: LostChange<Name>,
): Promise<readonly OtherChange[]> {
  const [later, others] = await Promise.all([reader.laterBy(deletion.by), reader.others([])]);
  const overlapping = others.filter((other) => {
    const input = fromStored(other.input) as Input<WriteOperation>; // as the entry was opened with
    const isMeant = other.operation === deletion.by && other.mayFollow && !other.isLater;
    return isMeant && deletion.idOf(input, null, change) === undefined;
  });
  return [...later, ...overlapping];
}

const STAYED: Way = { isSettled: true, isShown: true };

/** The moves by which the deleted resource reached its last place; undefined where none is possible. */
async function wayOf(
  reader: Reader,
  id: string,
  places: { readonly start: string; readonly place: string | undefined } | undefined,
): Promise<Way | undefined> {
  if (places === undefined || places.start === places.place) return STAYED;
  const later = (await reader.others([id])).filter(({ mayFollow }) => mayFollow);
  return wayTo(id, places.start, places.place, later);
}

/** Identified by their tag alone. */
const MARKED: ReadonlySet<WriteOperation> = new Set([
  ...(["CreateConnection", "CreateInterconnect", "CreateLag", "CreateDirectConnectGateway"] as const),
  "CreateResiliencyGroup",
]);

function deletionOf(operation: WriteOperation): Deletion<never> | undefined {
  const deletions: Readonly<Record<string, unknown>> = DELETIONS;
  return deletions[operation] as Deletion<never> | undefined; // each is that of its operation
}

/** Whether another change of the journal made a resource, or concerned it before this one was sent. */
async function isOthers(reader: Reader, id: string): Promise<boolean> {
  const others = await reader.others([id]);
  return others.some(
    (other: OtherChange) =>
      other.resources.includes(id) &&
      (other.isOlder || (other.state === "applied" && /^(Create|Allocate|Accept)/.test(other.operation))),
  );
}
