import { idOfArn } from "../../accounts/arn";
import type { OtherChange } from "../../../journal/other-changes";
import { fromStored } from "../../../journal/stored-json";
import type { Input, WriteOperation } from "../../client/operations";

/** The aspects of a row by which a check recognizes a change, and which later changes may alter. */
export type Aspect =
  /** Whether the row exists and has not ended. All other aspects depend on it. */
  | "being"
  /** Which connection, interconnect or LAG carries a virtual interface or hosted connection. */
  | "place"
  /** Which LAG a port is in. */
  | "lag"
  | "macSecKeys"
  /** Which resiliency groups a connection or LAG is in. */
  | "resiliencyGroups"
  /** The BGP peers of a virtual interface. */
  | "bgpPeers"
  /** The failover tests of a virtual interface. */
  | "failoverTests"
  /** Which Direct Connect gateways a gateway is associated with. */
  | "associations"
  /** The allowed prefixes of an association. */
  | "prefixes"
  /** The proposals for a pair of gateways, and their states. */
  | "proposals"
  | `tag ${string}`
  /** A member that an update sets, by the name that its input has for it. */
  | `member ${string}`;

/** The aspect that a change alters, and of which resources. */
interface Effect {
  readonly aspect: Aspect;
  /** Ids in the input of the change; or all that its input and AWS's answer name. */
  readonly of: readonly (string | null | undefined)[] | "named";
}

/** The trace that a change leaves: the aspect, and its resources. */
export interface Trace {
  readonly aspect: Aspect;
  /** The ids of the resources; a later change may name any of them. */
  readonly of: readonly (string | null | undefined)[];
  /** Further ids that a change with the same effect may name, as long as no answer of AWS says what it concerned. */
  readonly around?: readonly (string | null | undefined)[];
}

const effect = (aspect: Aspect, ...of: readonly (string | null | undefined)[]): Effect => ({ aspect, of });
const named = (aspect: Aspect): Effect => ({ aspect, of: "named" });

/** An effect for each member that an update sets; those that AWS adds to it count as well. */
function membersSet<Update extends object>(input: Update, id: keyof Update & string): Effect[] {
  const set = new Map<string, unknown>(Object.entries(input));
  const row = set.get(id);
  if (typeof row !== "string") return [];
  return [...set].flatMap(([member, value]) =>
    value == null || member === id ? [] : [effect(`member ${member}`, row)],
  );
}

/** The LAG's MACsec keys, encryption and billing mode replace those of a port, and what the port carries follows it. */
const joinsLag = (id: string | null | undefined): Effect[] =>
  id == null
    ? []
    : [
        ...[effect("lag", id), effect("place", id), effect("macSecKeys", id)],
        ...[effect("member encryptionMode", id), effect("member billingMode", id)],
      ];

/** The encryption mode follows from the keys that are left: without any, encryption cannot be required. */
const setsKeys = (id: string | undefined): Effect[] => [
  effect("macSecKeys", id),
  effect("member encryptionMode", id),
];

/** A new row, which replaces no other. */
const makesNew = (): Effect[] => [];

/** A confirmation ends a state that never returns; no other change depends on what it set. */
const confirms = (): Effect[] => [];

/**
 * What each operation can alter of what another change left behind: it moves, renames, tags, replaces, changes or
 * deletes it. Each pair of operations is compared by this table: a missing operation does not compile.
 */
export const EFFECTS: { readonly [Name in WriteOperation]: (input: Input<Name>) => readonly Effect[] } = {
  CreateConnection: makesNew,
  UpdateConnection: (input) => membersSet(input, "connectionId"),
  ConfirmConnection: confirms,
  DeleteConnection: ({ connectionId }) => [effect("being", connectionId)],
  UpdateConnectionsBillingMode: ({ connectionIds = [] }) => [effect("member billingMode", ...connectionIds)],

  CreateInterconnect: makesNew,
  DeleteInterconnect: ({ interconnectId }) => [effect("being", interconnectId)],

  AllocateHostedConnection: makesNew,
  AllocateConnectionOnInterconnect: makesNew,
  AssociateHostedConnection: ({ connectionId }) => [effect("place", connectionId)],

  CreateLag: ({ connectionId }) => joinsLag(connectionId),
  UpdateLag: (input) => [
    ...membersSet(input, "lagId"),
    ...(input.encryptionMode == null ? [] : [named("member encryptionMode")]),
  ],
  DeleteLag: ({ lagId }) => [effect("being", lagId)],
  AssociateConnectionWithLag: ({ connectionId }) => joinsLag(connectionId),
  /** The virtual interfaces of the LAG stay there. AWS does not document that the port keeps the LAG's keys. */
  DisassociateConnectionFromLag: ({ connectionId }) => [
    effect("lag", connectionId),
    ...setsKeys(connectionId),
  ],

  CreatePrivateVirtualInterface: makesNew,
  CreatePublicVirtualInterface: makesNew,
  CreateTransitVirtualInterface: makesNew,
  AllocatePrivateVirtualInterface: makesNew,
  AllocatePublicVirtualInterface: makesNew,
  AllocateTransitVirtualInterface: makesNew,
  ConfirmPrivateVirtualInterface: confirms,
  ConfirmPublicVirtualInterface: confirms,
  ConfirmTransitVirtualInterface: confirms,
  AssociateVirtualInterface: ({ virtualInterfaceId }) => [effect("place", virtualInterfaceId)],
  UpdateVirtualInterfaceAttributes: (input) => membersSet(input, "virtualInterfaceId"),
  DeleteVirtualInterface: ({ virtualInterfaceId }) => [effect("being", virtualInterfaceId)],

  CreateBGPPeer: ({ virtualInterfaceId }) => [effect("bgpPeers", virtualInterfaceId)],
  DeleteBGPPeer: ({ virtualInterfaceId }) => [effect("bgpPeers", virtualInterfaceId)],
  StartBgpFailoverTest: ({ virtualInterfaceId }) => [effect("failoverTests", virtualInterfaceId)],
  StopBgpFailoverTest: ({ virtualInterfaceId }) => [effect("failoverTests", virtualInterfaceId)],

  CreateDirectConnectGateway: makesNew,
  UpdateDirectConnectGateway: (input) => membersSet(input, "directConnectGatewayId"),
  DeleteDirectConnectGateway: ({ directConnectGatewayId }) => [effect("being", directConnectGatewayId)],

  CreateDirectConnectGatewayAssociation: () => [named("associations")],
  UpdateDirectConnectGatewayAssociation: () => [named("prefixes")],
  DeleteDirectConnectGatewayAssociation: () => [named("associations")],
  /** It makes an association, or replaces the prefixes of one. */
  AcceptDirectConnectGatewayAssociationProposal: () => [
    ...[named("proposals"), named("associations"), named("prefixes")],
  ],
  /** It replaces the open one of the same pair. */
  CreateDirectConnectGatewayAssociationProposal: () => [named("proposals")],
  DeleteDirectConnectGatewayAssociationProposal: () => [named("proposals")],

  AssociateMacSecKey: ({ connectionId }) => [effect("macSecKeys", connectionId)],
  DisassociateMacSecKey: ({ connectionId }) => setsKeys(connectionId),

  TagResource: ({ resourceArn, tags }) =>
    (tags ?? []).map(({ key }) => effect(`tag ${key ?? ""}`, idOfArn(resourceArn))),
  UntagResource: ({ resourceArn, tagKeys }) =>
    (tagKeys ?? []).map((key) => effect(`tag ${key}`, idOfArn(resourceArn))),

  CreateResiliencyGroup: makesNew,
  UpdateResiliencyGroup: (input) => membersSet(input, "resiliencyGroupId"),
  DeleteResiliencyGroup: ({ resiliencyGroupId }) => [effect("being", resiliencyGroupId)],
  AssociateConnectionsToResiliencyGroup: ({ connectionIdentifiers = [] }) => [
    effect("resiliencyGroups", ...connectionIdentifiers.map(idOfArn)),
  ],
  DisassociateConnectionsFromResiliencyGroup: ({ connectionIdentifiers = [] }) => [
    effect("resiliencyGroups", ...connectionIdentifiers.map(idOfArn)),
  ],

  ConfirmCustomerAgreement: confirms,
};

/** The operations whose input names what they move, but not its earlier place. */
export const MOVING = [
  "AssociateVirtualInterface",
  "AssociateHostedConnection",
] as const satisfies WriteOperation[];

/** Whether a change can have altered the trace of another one. */
export function canChange(other: OtherChange, trace: Trace): boolean {
  return hasEffect(other, trace) || hasEffect(other, { ...trace, aspect: "being" });
}

/** The same for the aspect alone: a deletion of the whole row does not count. */
export function hasEffect(other: OtherChange, { aspect, of, around = [] }: Trace): boolean {
  const effectsOf = EFFECTS[other.operation as WriteOperation] as (input: object) => readonly Effect[]; // as the entry was opened with
  // As long as AWS's answer is not known, what the change concerned may be more than its input names.
  const ids = new Set(other.output === null ? [...of, ...around] : of);
  return effectsOf(fromStored(other.input) as object).some(
    (each) =>
      each.aspect === aspect &&
      (each.of === "named" ? other.resources : each.of).some((id) => id != null && ids.has(id)),
  );
}
