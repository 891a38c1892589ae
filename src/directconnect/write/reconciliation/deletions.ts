import type { Tag } from "@aws-sdk/client-direct-connect";
import type { OtherChange } from "../../../journal/other-changes";
import { fromStored } from "../../../journal/stored-json";
import type { Answer, Input, WriteOperation } from "../../client/operations";
import { isMadeBy } from "./gateway-associations";
import { isProposed } from "./association-proposals";
import { isSession } from "./bgp-peers";
import { connectionOf } from "./connections";
import { isAllocated } from "./hosted-connections";
import { idsBefore } from "./ids-before";
import { interconnectOf } from "./interconnects";
import { lagOf } from "./lags";
import { MARK } from "./change-tags";
import { matches } from "./matches";
import type { Reader, LostChange, Verdict } from "./reconciliation";
import { resiliencyGroupOf } from "./resiliency-groups";
import { isEnding } from "./states";
import { appliedUnlessOlder, applied, notApplied, unknown } from "./verdicts";
import { virtualInterfaceOf } from "./virtual-interfaces";

type Creation = Extract<WriteOperation, `${"Create" | "Allocate"}${string}`>;

/** Whether what was deleted is what the creation made, is equal to it as far as is known, or is something else. */
type Fit = "this" | "equal" | "other";

/** How a deletion tells what it deleted. */
interface Deletion<Name extends Creation, By extends WriteOperation = WriteOperation> {
  readonly by: By;
  readonly idOf: (
    input: Input<By>,
    answer: Answer<By> | null,
    change: LostChange<Name>,
  ) => string | undefined;
  /** By the deletion's answer. */
  readonly fits: (change: LostChange<Name>, answer: Answer<By>, id: string | undefined) => Fit;
  /** Whether Direct Connect lists it yet, so that the reconciliation has judged it. */
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

const virtualInterface: Deletion<Extract<Creation, `${string}VirtualInterface`>, "DeleteVirtualInterface"> = {
  by: "DeleteVirtualInterface",
  idOf: ({ virtualInterfaceId }) => virtualInterfaceId,
  fits: () => "equal", // AWS answers the state alone
  isListed: async (reader, id) => (await virtualInterfaceOf(reader, id)) !== undefined,
};

const hosted: Deletion<"AllocateHostedConnection" | "AllocateConnectionOnInterconnect", "DeleteConnection"> =
  {
    by: "DeleteConnection",
    idOf: ({ connectionId }) => connectionId,
    fits: ({ input }, row) => ifEqual(isAllocated(input, row)),
    isListed: () => Promise.resolve(false),
  };

/** What undoes each creation; one that is left out does not compile. */
const DELETIONS: Readonly<Record<Creation, unknown>> = {
  CreateConnection: {
    by: "DeleteConnection",
    idOf: ({ connectionId }) => connectionId,
    fits: ({ input: { connectionName, location, bandwidth }, marker }, row) =>
      byTag(marker, row, matches({ connectionName, location, bandwidth }, row)),
    isListed: async (reader, id) => (await connectionOf(reader, id)) !== undefined,
  } satisfies Deletion<"CreateConnection", "DeleteConnection">,
  CreateInterconnect: {
    by: "DeleteInterconnect",
    idOf: ({ interconnectId }) => interconnectId,
    fits: () => "equal", // AWS answers the state alone
    isListed: async (reader, id) => (await interconnectOf(reader, id)) !== undefined,
  } satisfies Deletion<"CreateInterconnect", "DeleteInterconnect">,
  CreateLag: {
    by: "DeleteLag",
    idOf: ({ lagId }) => lagId,
    fits: ({ input: { lagName, location, connectionsBandwidth }, marker }, row) =>
      byTag(marker, row, matches({ lagName, location, connectionsBandwidth }, row)),
    isListed: async (reader, id) => (await lagOf(reader, id)) !== undefined,
  } satisfies Deletion<"CreateLag", "DeleteLag">,
  CreateDirectConnectGateway: {
    by: "DeleteDirectConnectGateway",
    idOf: ({ directConnectGatewayId }) => directConnectGatewayId,
    fits: (
      { input: { directConnectGatewayName, amazonSideAsn }, marker },
      { directConnectGateway: row = {} },
    ) => byTag(marker, row, matches({ directConnectGatewayName, amazonSideAsn }, row)),
    isListed: () => Promise.resolve(false),
  } satisfies Deletion<"CreateDirectConnectGateway", "DeleteDirectConnectGateway">,

  CreateResiliencyGroup: {
    by: "DeleteResiliencyGroup",
    idOf: ({ resiliencyGroupId }) => resiliencyGroupId,
    fits: ({ input: { resiliencyGroupName }, marker }, { resiliencyGroup: row = {} }) =>
      byTag(marker, row, matches({ resiliencyGroupName }, row)),
    isListed: async (reader, id) => (await resiliencyGroupOf(reader, id)) !== undefined,
  } satisfies Deletion<"CreateResiliencyGroup", "DeleteResiliencyGroup">,

  AllocateHostedConnection: hosted,
  AllocateConnectionOnInterconnect: hosted,
  AllocatePrivateVirtualInterface: virtualInterface,
  AllocatePublicVirtualInterface: virtualInterface,
  AllocateTransitVirtualInterface: virtualInterface,
  CreatePrivateVirtualInterface: virtualInterface,
  CreatePublicVirtualInterface: virtualInterface,
  CreateTransitVirtualInterface: virtualInterface,

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
    fits: ({ input }, { directConnectGatewayAssociation: row }) =>
      ifEqual(row === undefined || isMadeBy(input, row)),
    isListed: () => Promise.resolve(false),
  } satisfies Deletion<"CreateDirectConnectGatewayAssociation", "DeleteDirectConnectGatewayAssociation">,
  CreateDirectConnectGatewayAssociationProposal: {
    by: "DeleteDirectConnectGatewayAssociationProposal",
    idOf: ({ proposalId }) => proposalId,
    fits: ({ input }, { directConnectGatewayAssociationProposal: row }) =>
      ifEqual(row === undefined || isProposed(input, row)),
    isListed: () => Promise.resolve(false),
  } satisfies Deletion<
    "CreateDirectConnectGatewayAssociationProposal",
    "DeleteDirectConnectGatewayAssociationProposal"
  >,
};

/** Those whose deletion's answer does not show the row. */
const ANSWERED_BY_STATE: ReadonlySet<WriteOperation> = new Set([
  "DeleteVirtualInterface",
  "DeleteInterconnect",
]);

/**
 * The verdict on a creation of which Direct Connect shows nothing: a deletion in the journal that was opened after it may
 * have deleted what it made. What was there before, or another change of the journal made, it did not make.
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
  for (const other of await reader.laterBy(deletion.by)) {
    const answer = fromStored(other.output) as Answer<WriteOperation> | null; // as AWS gave it
    const input = fromStored(other.input) as Input<WriteOperation>; // as the entry was opened with
    const id = deletion.idOf(input, answer, change);
    const fit = answer === null ? "equal" : deletion.fits(change, answer, id);
    if (fit === "other") continue;
    if (id !== undefined && (idsThen.has(id) || (await deletion.isListed(reader, id, change)))) continue;
    if (id !== undefined && (await isOthers(reader, id))) continue;
    const output = answer as Answer<Name>; // a deletion answers as the creation does, unless it answers a state alone
    if (other.state === "applied" && fit === "this") return applied(output);
    const isWhole = answer !== null && !ANSWERED_BY_STATE.has(deletion.by);
    const isDistinguishable = Array.isArray(change.before) && !MARKED.has(operation);
    if (other.state === "applied" && isWhole && isDistinguishable) made = output;
    else doubtful = id ?? "a resource";
  }
  if (made !== undefined) return appliedUnlessOlder(made);
  return doubtful === undefined
    ? notApplied
    : unknown(`Another change deletes ${doubtful}; whether this change had made it cannot be told.`);
}

/** Told apart by their tag alone. */
const MARKED: ReadonlySet<WriteOperation> = new Set([
  ...(["CreateConnection", "CreateInterconnect", "CreateLag", "CreateDirectConnectGateway"] as const),
  "CreateResiliencyGroup",
]);

function deletionOf(operation: WriteOperation): Deletion<never> | undefined {
  const deletions: Readonly<Record<string, unknown>> = DELETIONS;
  return deletions[operation] as Deletion<never> | undefined; // each is that of its operation
}

/** Whether a change of the journal that is none of this one made a resource, or concerned it before this one was sent. */
async function isOthers(reader: Reader, id: string): Promise<boolean> {
  const others = await reader.others([id]);
  return others.some(
    (other: OtherChange) =>
      other.resources.includes(id) &&
      (other.isOlder || (other.state === "applied" && /^(Create|Allocate|Accept)/.test(other.operation))),
  );
}
