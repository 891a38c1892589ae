import { idOfArn } from "../../accounts/arn";
import type { OtherChange } from "../../../journal/other-changes";
import { fromStored } from "../../../journal/stored-json";
import type { Input, WriteOperation } from "../../client/operations";

/** What of a row a check knows a change by, so that a later change may have made it otherwise. */
export type Aspect =
  /** That the row is there and has not ended. It bears all other aspects of it. */
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

/** What a change made otherwise, and of what. */
interface Effect {
  readonly aspect: Aspect;
  /** Ids in the input of the change; or all that its input and AWS's answer name. */
  readonly of: readonly (string | null | undefined)[] | "named";
}

/** What a change leaves behind, and what has it. */
export interface Trace {
  readonly aspect: Aspect;
  /** The ids of what has it; any of them may be what a later change names. */
  readonly of: readonly (string | null | undefined)[];
  /** What else a change may name that does the same, as long as AWS's answer to it does not say what it concerned. */
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

/** The encryption mode follows from the keys that are left: without any, nothing must be encrypted. */
const setsKeys = (id: string | undefined): Effect[] => [
  effect("macSecKeys", id),
  effect("member encryptionMode", id),
];

/** A row of its own, which stands in nobody's place. */
const makesNew = (): Effect[] => [];

/** What leaves a state that nothing returns to; what it set is found in no other change. */
const confirms = (): Effect[] => [];

/**
 * What each operation can make otherwise of what another change left behind: move, rename, tag, replace, change or delete
 * it. Each pair of operations is judged by it: an operation that is left out does not compile.
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
  /** What the LAG carries stays there. That the port keeps the LAG's keys is nowhere said. */
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
  /** It takes the place of the one that waits for the same pair. */
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

/** The operations that name what they move, and not where it was. */
export const MOVING = [
  "AssociateVirtualInterface",
  "AssociateHostedConnection",
] as const satisfies WriteOperation[];

/** Whether a change can have made something otherwise that another one left behind. */
export function canChange(other: OtherChange, trace: Trace): boolean {
  return hasEffect(other, trace) || hasEffect(other, { ...trace, aspect: "being" });
}

/** The same, of the aspect alone: what ends a row as a whole does not count. */
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
