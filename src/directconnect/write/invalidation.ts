import type { Place } from "../accounts/accounts";
import type { ReadOperation, WriteOperation } from "../client/operations";
import { type ChangeOrder, OPEN_END } from "./change-order";
import { listingIn, type RowChange } from "./row-change";

/** Reads that a change invalidates. */
export interface InvalidatedReads {
  readonly operations: readonly ReadOperation[];
  /** The account's 12 digits; null for every account. */
  readonly account: string | null;
  /** For reads that are the same in every region, all regions are meant. */
  readonly region: string;
}

/**
 * The invalidation of a change, as plain data: it can be sent to other processes. Readings from before its arrival
 * are not used any more; later ones are completed by its rows, for as long as AWS's lists may be behind.
 */
export interface Invalidation {
  /** The id of the change: the same one arrives more than once where several processes learn of it. */
  readonly id: string;
  /** The first of them name the region that the change was made in. */
  readonly reads: readonly InvalidatedReads[];
  /** The changes of single rows; none where the outcome is unknown. */
  readonly rows: readonly RowChange[];
  /** Lists that show more of the change than its rows contain: their readings from before it are not used any more. */
  readonly moreIn?: readonly ReadOperation[];
  /** How long from now on AWS's lists may be behind the change, in milliseconds. */
  readonly validMilliseconds: number;
  /** When the change may have been executed; absent where that is unknown. */
  readonly order?: ChangeOrder;
  /** Whether some of its rows were too long to be sent; the journal has them. */
  readonly isCut?: true;
}

/** Whether a change may still be executed: its outcome is not known. */
export function isUnderWay({ rows, order }: Pick<Invalidation, "rows" | "order">): boolean {
  return order !== undefined && order.until >= OPEN_END && rows.every(({ isLeftOut }) => isLeftOut);
}

/** Whether a change was refused, or is known not to have been made. */
export function isNotMade({
  rows,
  validMilliseconds,
}: Pick<Invalidation, "rows" | "validMilliseconds">): boolean {
  return rows.length === 0 && validMilliseconds <= 0;
}

/**
 * Whether an invalidation can complete the readings of a collection from before it: with its rows, or with none if the
 * change has no outcome yet or was not made. AWS's answer does not contain what the change alters in other regions.
 */
export function isExplained(
  invalidation: Invalidation,
  {
    operation,
    account,
    region,
  }: Readonly<Record<"account" | "region", string>> & { operation: ReadOperation },
): boolean {
  if (isUnderWay(invalidation) || isNotMade(invalidation)) return true;
  const { reads, rows, moreIn } = invalidation;
  if (moreIn?.includes(operation) === true) return false;
  if (region !== "" && region !== reads[0]?.region) return false;
  const here = rows.filter((row) => listingIn(row, operation, account) !== undefined);
  return here.length > 0 && here.every(({ isLeftOut }) => isLeftOut !== true);
}

/**
 * The invalidated reads of the account that makes the change, and of every account: both owners see shared resources.
 */
interface Reach {
  readonly own?: readonly ReadOperation[];
  readonly shared?: readonly ReadOperation[];
  /** Whether it reaches all regions of the account: what changes is in no region, and listed in one of them. */
  readonly isInAllRegions?: true;
}

const LOAS = ["DescribeLoa", "DescribeConnectionLoa", "DescribeInterconnectLoa"] as const;

/** A dedicated port: a connection or interconnect, alone or in a LAG. */
const PORT: Reach = {
  own: [
    "DescribeConnections",
    "DescribeInterconnects",
    "DescribeLags",
    "DescribeHostedConnections",
    "DescribeConnectionsOnInterconnect",
    "DescribeTags",
    ...LOAS,
  ],
};

/** The partner lists a hosted connection on its parent, the customer among its connections. */
const HOSTED_LISTS = [
  "DescribeConnections",
  "DescribeHostedConnections",
  "DescribeConnectionsOnInterconnect",
] as const;

/** The name and the encryption mode of a connection: its virtual interfaces show neither. */
const NAMED: Reach = { ...PORT, shared: HOSTED_LISTS };

/** Its virtual interfaces change with it. */
const HOSTED: Reach = { ...PORT, shared: [...HOSTED_LISTS, "DescribeVirtualInterfaces"] };

/** Virtual interfaces move with their LAG or hosted connection, which is visible to their owners. */
const CARRIER: Reach = { ...HOSTED, own: [...(PORT.own ?? []), "DescribeVirtualInterfaces"] };

/** How a port is billed, and its LAG with it; another port, of any region, can be paired with it, or no longer. */
const BILLING: Reach = { own: ["DescribeConnections", "DescribeLags"], isInAllRegions: true };

/** Listed to its owner and to the owner of its connection or LAG; its attachment to the owner of the gateway. */
const BGP_PEER: Reach = {
  own: ["DescribeTags"],
  shared: [
    "DescribeVirtualInterfaces",
    "DescribeDirectConnectGatewayAttachments",
    "DescribeRouterConfiguration",
  ],
};

/** Its connection or LAG counts its rate limiter and its prefixes, and its Direct Connect gateway the prefixes. */
const VIRTUAL_INTERFACE: Reach = {
  ...BGP_PEER,
  shared: [
    ...(BGP_PEER.shared ?? []),
    "DescribeConnections",
    "DescribeLags",
    "DescribeDirectConnectGateways",
  ],
};

const FAILOVER_TEST: Reach = {
  own: ["ListVirtualInterfaceTestHistory"],
  shared: ["DescribeVirtualInterfaces"],
};

const GATEWAY: Reach = {
  own: ["DescribeDirectConnectGateways", "DescribeTags"],
  shared: [
    "DescribeDirectConnectGatewayAssociations",
    "DescribeDirectConnectGatewayAssociationProposals",
    "DescribeDirectConnectGatewayAttachments",
  ],
};

/** Both the owner of the Direct Connect gateway and that of the virtual private or transit gateway list it. */
const ASSOCIATION: Reach = {
  shared: [
    "DescribeDirectConnectGatewayAssociations",
    "DescribeDirectConnectGatewayAssociationProposals",
    "DescribeDirectConnectGateways",
  ],
  own: ["DescribeVirtualGateways"],
};

/** A group and its associations; the connections in it can be billed in another way. */
const RESILIENCY_GROUP: Reach = {
  own: ["ListResiliencyGroups", "GetResiliencyGroup", "ListResiliencyGroupAssociations", "DescribeTags"],
};
const KNOWN_RESILIENCY_GROUP: Reach = { ...RESILIENCY_GROUP, isInAllRegions: true };
const RESILIENCY_GROUP_MEMBERS: Reach = {
  own: ["ListResiliencyGroupAssociations", "DescribeConnections", "DescribeLags"],
  isInAllRegions: true,
};

const PROPOSAL: Reach = { shared: ["DescribeDirectConnectGatewayAssociationProposals"] };

const TAGS: Reach = {
  own: [
    "DescribeTags",
    "DescribeConnections",
    "DescribeInterconnects",
    "DescribeLags",
    "DescribeDirectConnectGateways",
    "GetResiliencyGroup",
  ],
  shared: ["DescribeHostedConnections", "DescribeConnectionsOnInterconnect", "DescribeVirtualInterfaces"],
};

/** A missing write operation does not compile. */
const REACH: Readonly<Record<WriteOperation, Reach>> = {
  CreateConnection: PORT,
  UpdateConnection: NAMED,
  DeleteConnection: HOSTED,
  ConfirmConnection: HOSTED,
  UpdateConnectionsBillingMode: BILLING,
  AssociateMacSecKey: PORT,
  DisassociateMacSecKey: PORT,

  AllocateHostedConnection: HOSTED,
  AllocateConnectionOnInterconnect: HOSTED,
  AssociateHostedConnection: CARRIER,

  CreateInterconnect: PORT,
  DeleteInterconnect: PORT,

  CreateLag: CARRIER,
  UpdateLag: CARRIER, // below its minimum of links, all its virtual interfaces go down
  DeleteLag: CARRIER,
  AssociateConnectionWithLag: CARRIER,
  DisassociateConnectionFromLag: CARRIER,

  AllocatePrivateVirtualInterface: VIRTUAL_INTERFACE,
  AllocatePublicVirtualInterface: VIRTUAL_INTERFACE,
  AllocateTransitVirtualInterface: VIRTUAL_INTERFACE,
  CreatePrivateVirtualInterface: VIRTUAL_INTERFACE,
  CreatePublicVirtualInterface: VIRTUAL_INTERFACE,
  CreateTransitVirtualInterface: VIRTUAL_INTERFACE,
  ConfirmPrivateVirtualInterface: VIRTUAL_INTERFACE,
  ConfirmPublicVirtualInterface: VIRTUAL_INTERFACE,
  ConfirmTransitVirtualInterface: VIRTUAL_INTERFACE,
  AssociateVirtualInterface: VIRTUAL_INTERFACE,
  UpdateVirtualInterfaceAttributes: VIRTUAL_INTERFACE,
  DeleteVirtualInterface: VIRTUAL_INTERFACE,
  CreateBGPPeer: BGP_PEER,
  DeleteBGPPeer: BGP_PEER,
  StartBgpFailoverTest: FAILOVER_TEST,
  StopBgpFailoverTest: FAILOVER_TEST,

  CreateDirectConnectGateway: GATEWAY,
  UpdateDirectConnectGateway: GATEWAY,
  DeleteDirectConnectGateway: GATEWAY,
  CreateDirectConnectGatewayAssociation: ASSOCIATION,
  UpdateDirectConnectGatewayAssociation: ASSOCIATION,
  DeleteDirectConnectGatewayAssociation: ASSOCIATION,
  CreateDirectConnectGatewayAssociationProposal: PROPOSAL,
  DeleteDirectConnectGatewayAssociationProposal: PROPOSAL,
  AcceptDirectConnectGatewayAssociationProposal: ASSOCIATION,

  CreateResiliencyGroup: RESILIENCY_GROUP,
  UpdateResiliencyGroup: KNOWN_RESILIENCY_GROUP,
  DeleteResiliencyGroup: KNOWN_RESILIENCY_GROUP,
  AssociateConnectionsToResiliencyGroup: RESILIENCY_GROUP_MEMBERS,
  DisassociateConnectionsFromResiliencyGroup: RESILIENCY_GROUP_MEMBERS,

  TagResource: TAGS,
  UntagResource: TAGS,
  ConfirmCustomerAgreement: { own: ["DescribeCustomerMetadata"] },
};

/** Lists in which AWS alone determines something of the rows that a change alters. */
export const MORE_IN_LISTS: Readonly<Partial<Record<WriteOperation, readonly ReadOperation[]>>> = {
  StopBgpFailoverTest: ["DescribeVirtualInterfaces"], // BGP decides which sessions come up again, and when
  DeleteLag: ["DescribeLags"], // its billing mode is that of its members
};

/** Whether this version has an operation; the journal may contain those of a later one. */
export function isKnownChange(operation: string): operation is WriteOperation {
  return Object.hasOwn(REACH, operation);
}

/** The reads that a change in an account and region invalidates, whatever its outcome. */
export function readsInvalidatedBy(
  operation: WriteOperation,
  { account, region }: Place,
): InvalidatedReads[] {
  const { own = [], shared = [], isInAllRegions } = REACH[operation];
  const regions = new Set([region, ...(isInAllRegions === true ? account.regions : [])]);
  return [
    ...[...regions].map((each) => ({ operations: own, account: account.accountId, region: each })),
    { operations: shared, account: null, region },
  ].filter(({ operations }) => operations.length > 0);
}

/** All reads that any change invalidates. Other processes need no invalidation of the others, such as locations. */
export const CHANGEABLE_READS: ReadonlySet<ReadOperation> = new Set(
  Object.values(REACH).flatMap(({ own = [], shared = [] }) => [...own, ...shared]),
);
