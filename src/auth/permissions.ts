import type { Input, Operation } from "../directconnect/client/operations";
import type { Permission } from "../types/graph/permission";

/** The members of an operation's input that hold one text, and those that hold several. */
type TextMember<Name extends Operation> = MemberOf<NonNullable<Input<Name>>, string>;
type TextsMember<Name extends Operation> = MemberOf<NonNullable<Input<Name>>, string[]>;
type MemberOf<Members, Value> = {
  [Member in keyof Members]-?: Members[Member] extends Value | undefined ? Member : never;
}[keyof Members] &
  string;

/** Which members of the input name what a call is about. */
interface Naming<Name extends Operation> {
  /** A connection, interconnect or LAG. */
  readonly port?: TextMember<Name>;
  /** A hosted connection. */
  readonly hosted?: TextMember<Name>;
  readonly virtualInterface?: TextMember<Name>;
  /** The account that something is allocated to. */
  readonly owner?: TextMember<Name>;
  /** The ARN of one of the above. */
  readonly resource?: TextMember<Name>;
  readonly resources?: TextsMember<Name>;
}

/**
 * What a call reaches, for grants that hold a caller to some ports or owner accounts of an account:
 * - `anyone`: nothing of the account's own;
 * - `rows`: a list, of which only the granted rows are shown;
 * - `account`: more than the granted ports, so that such a grant does not cover it;
 * - or what its input names, each of which must be granted.
 */
export type Reach<Name extends Operation> = "anyone" | "rows" | "account" | Naming<Name>;

/**
 * How a grant of some regions holds a call that concerns what is in no region, as Direct Connect gateways and resiliency
 * groups are:
 * - `shown`: a list that such a grant shows whole;
 * - `virtualInterfaceRegion`, `associatedGateway.region`: a list of which it shows the rows that name a granted region there,
 *   and those that name none;
 * - `refused`: a change that needs a grant of all regions;
 * - `gatewaysRefused`: a change of what an ARN names, which needs one where that is a Direct Connect gateway or resiliency
 *   group.
 *
 * Where a rule has none, the region that the call is sent to must be granted, and nothing else.
 */
export type AcrossRegions =
  "shown" | "virtualInterfaceRegion" | "associatedGateway.region" | "refused" | "gatewaysRefused";

interface Rule<Name extends Operation> {
  readonly needs: Permission;
  readonly on: Reach<Name>;
  readonly acrossRegions?: AcrossRegions;
}

const ports = { needs: "read", on: "rows" } as const;
const wholeAccount = { needs: "read", on: "account" } as const;
const ofAssociatedGateways = { ...wholeAccount, acrossRegions: "associatedGateway.region" } as const;

/**
 * Who may do what: every operation of Direct Connect, the permission that it needs, and what it reaches. An operation
 * that is left out does not compile. `docs/permissions.md` is written from this.
 */
export const RULES = {
  // looking
  DescribeConnections: ports,
  DescribeInterconnects: ports,
  DescribeLags: ports,
  DescribeVirtualInterfaces: ports,
  DescribeHostedConnections: { needs: "read", on: { port: "connectionId" } },
  DescribeConnectionsOnInterconnect: { needs: "read", on: { port: "interconnectId" } },
  DescribeLoa: { needs: "read", on: { port: "connectionId" } },
  DescribeConnectionLoa: { needs: "read", on: { port: "connectionId" } },
  DescribeInterconnectLoa: { needs: "read", on: { port: "interconnectId" } },
  DescribeRouterConfiguration: { needs: "read", on: { virtualInterface: "virtualInterfaceId" } },
  ListVirtualInterfaceRoutes: { needs: "read", on: { virtualInterface: "virtualInterfaceId" } },
  DescribeTags: { needs: "read", on: { resources: "resourceArns" } },
  DescribeLocations: { needs: "read", on: "anyone" },
  DescribeDirectConnectGateways: { ...wholeAccount, acrossRegions: "shown" },
  DescribeDirectConnectGatewayAttachments: { ...wholeAccount, acrossRegions: "virtualInterfaceRegion" },
  DescribeDirectConnectGatewayAssociations: ofAssociatedGateways,
  DescribeDirectConnectGatewayAssociationProposals: ofAssociatedGateways,
  DescribeVirtualGateways: wholeAccount,
  DescribeCustomerMetadata: wholeAccount,
  ListVirtualInterfaceTestHistory: wholeAccount,
  ListResiliencyGroups: wholeAccount,
  GetResiliencyGroup: wholeAccount,
  ListResiliencyGroupAssociations: wholeAccount,

  // allocating to other accounts
  AllocateHostedConnection: { needs: "allocate", on: { port: "connectionId", owner: "ownerAccount" } },
  AllocateConnectionOnInterconnect: {
    needs: "allocate",
    on: { port: "interconnectId", owner: "ownerAccount" },
  },
  AssociateHostedConnection: {
    needs: "allocate",
    on: { hosted: "connectionId", port: "parentConnectionId" },
  },
  AllocatePrivateVirtualInterface: { needs: "allocate", on: { port: "connectionId", owner: "ownerAccount" } },
  AllocatePublicVirtualInterface: { needs: "allocate", on: { port: "connectionId", owner: "ownerAccount" } },
  AllocateTransitVirtualInterface: { needs: "allocate", on: { port: "connectionId", owner: "ownerAccount" } },

  // ordering and joining
  CreateConnection: { needs: "provision", on: "account" },
  CreateInterconnect: { needs: "provision", on: "account" },
  CreateLag: { needs: "provision", on: "account" },
  CreatePrivateVirtualInterface: { needs: "provision", on: "account" },
  CreatePublicVirtualInterface: { needs: "provision", on: "account" },
  CreateTransitVirtualInterface: { needs: "provision", on: "account" },
  CreateBGPPeer: { needs: "provision", on: { virtualInterface: "virtualInterfaceId" } },
  CreateDirectConnectGateway: { needs: "provision", on: "account", acrossRegions: "refused" },
  CreateDirectConnectGatewayAssociation: { needs: "provision", on: "account", acrossRegions: "refused" },
  CreateDirectConnectGatewayAssociationProposal: { needs: "provision", on: "account" },
  AssociateConnectionWithLag: { needs: "provision", on: "account" },
  DisassociateConnectionFromLag: { needs: "provision", on: "account" },
  // How connections are billed is money, as an order is.
  UpdateConnectionsBillingMode: { needs: "provision", on: "account" },
  CreateResiliencyGroup: { needs: "provision", on: "account", acrossRegions: "refused" },
  // Which connections are in a group can halve or double what they cost.
  AssociateConnectionsToResiliencyGroup: { needs: "provision", on: "account", acrossRegions: "refused" },
  DisassociateConnectionsFromResiliencyGroup: { needs: "provision", on: "account", acrossRegions: "refused" },
  AssociateVirtualInterface: {
    needs: "provision",
    on: { virtualInterface: "virtualInterfaceId", port: "connectionId" },
  },

  // accepting
  ConfirmConnection: { needs: "accept", on: "account" },
  ConfirmPrivateVirtualInterface: { needs: "accept", on: "account" },
  ConfirmPublicVirtualInterface: { needs: "accept", on: "account" },
  ConfirmTransitVirtualInterface: { needs: "accept", on: "account" },
  AcceptDirectConnectGatewayAssociationProposal: { needs: "accept", on: "account", acrossRegions: "refused" },
  ConfirmCustomerAgreement: { needs: "accept", on: "account" },

  // changing
  UpdateConnection: { needs: "update", on: { hosted: "connectionId" } },
  UpdateLag: { needs: "update", on: "account" },
  UpdateVirtualInterfaceAttributes: { needs: "update", on: { virtualInterface: "virtualInterfaceId" } },
  UpdateResiliencyGroup: { needs: "update", on: "account", acrossRegions: "refused" },
  UpdateDirectConnectGateway: { needs: "update", on: "account", acrossRegions: "refused" },
  UpdateDirectConnectGatewayAssociation: { needs: "update", on: "account", acrossRegions: "refused" },
  TagResource: { needs: "update", on: { resource: "resourceArn" }, acrossRegions: "gatewaysRefused" },
  UntagResource: { needs: "update", on: { resource: "resourceArn" }, acrossRegions: "gatewaysRefused" },
  AssociateMacSecKey: { needs: "keys", on: "account" },
  DisassociateMacSecKey: { needs: "keys", on: "account" },
  StartBgpFailoverTest: { needs: "test", on: { virtualInterface: "virtualInterfaceId" } },
  StopBgpFailoverTest: { needs: "test", on: { virtualInterface: "virtualInterfaceId" } },

  // deleting and declining
  DeleteConnection: { needs: "delete", on: { hosted: "connectionId" } },
  DeleteInterconnect: { needs: "delete", on: "account" },
  DeleteLag: { needs: "delete", on: "account" },
  DeleteVirtualInterface: { needs: "delete", on: { virtualInterface: "virtualInterfaceId" } },
  DeleteBGPPeer: { needs: "delete", on: { virtualInterface: "virtualInterfaceId" } },
  DeleteResiliencyGroup: { needs: "delete", on: "account", acrossRegions: "refused" },
  DeleteDirectConnectGateway: { needs: "delete", on: "account", acrossRegions: "refused" },
  DeleteDirectConnectGatewayAssociation: { needs: "delete", on: "account", acrossRegions: "refused" },
  DeleteDirectConnectGatewayAssociationProposal: { needs: "delete", on: "account", acrossRegions: "refused" },
} as const satisfies { readonly [Name in Operation]: Rule<Name> };

/** How a grant of some regions holds an operation that concerns what is in no region; undefined for all others. */
export function acrossRegionsOf(operation: Operation): AcrossRegions | undefined {
  const rule = RULES[operation];
  return "acrossRegions" in rule ? rule.acrossRegions : undefined;
}
