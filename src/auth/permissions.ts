import type { Input, Operation } from "../directconnect/operations";
import type { Permission } from "../types/permission";

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

interface Rule<Name extends Operation> {
  readonly needs: Permission;
  readonly on: Reach<Name>;
}

const ports = { needs: "read", on: "rows" } as const;
const wholeAccount = { needs: "read", on: "account" } as const;

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
  DescribeTags: { needs: "read", on: { resources: "resourceArns" } },
  DescribeLocations: { needs: "read", on: "anyone" },
  DescribeDirectConnectGateways: wholeAccount,
  DescribeDirectConnectGatewayAttachments: wholeAccount,
  DescribeDirectConnectGatewayAssociations: wholeAccount,
  DescribeDirectConnectGatewayAssociationProposals: wholeAccount,
  DescribeVirtualGateways: wholeAccount,
  DescribeCustomerMetadata: wholeAccount,
  ListVirtualInterfaceTestHistory: wholeAccount,

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
  CreateDirectConnectGateway: { needs: "provision", on: "account" },
  CreateDirectConnectGatewayAssociation: { needs: "provision", on: "account" },
  CreateDirectConnectGatewayAssociationProposal: { needs: "provision", on: "account" },
  AssociateConnectionWithLag: { needs: "provision", on: "account" },
  DisassociateConnectionFromLag: { needs: "provision", on: "account" },
  AssociateVirtualInterface: {
    needs: "provision",
    on: { virtualInterface: "virtualInterfaceId", port: "connectionId" },
  },

  // accepting
  ConfirmConnection: { needs: "accept", on: "account" },
  ConfirmPrivateVirtualInterface: { needs: "accept", on: "account" },
  ConfirmPublicVirtualInterface: { needs: "accept", on: "account" },
  ConfirmTransitVirtualInterface: { needs: "accept", on: "account" },
  AcceptDirectConnectGatewayAssociationProposal: { needs: "accept", on: "account" },
  ConfirmCustomerAgreement: { needs: "accept", on: "account" },

  // changing
  UpdateConnection: { needs: "update", on: { hosted: "connectionId" } },
  UpdateLag: { needs: "update", on: "account" },
  UpdateVirtualInterfaceAttributes: { needs: "update", on: { virtualInterface: "virtualInterfaceId" } },
  UpdateDirectConnectGateway: { needs: "update", on: "account" },
  UpdateDirectConnectGatewayAssociation: { needs: "update", on: "account" },
  TagResource: { needs: "update", on: { resource: "resourceArn" } },
  UntagResource: { needs: "update", on: { resource: "resourceArn" } },
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
  DeleteDirectConnectGateway: { needs: "delete", on: "account" },
  DeleteDirectConnectGatewayAssociation: { needs: "delete", on: "account" },
  DeleteDirectConnectGatewayAssociationProposal: { needs: "delete", on: "account" },
} as const satisfies { readonly [Name in Operation]: Rule<Name> };
