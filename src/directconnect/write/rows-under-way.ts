import type { Input, ReadOperation, WriteOperation } from "../client/operations";
import type { RowChange } from "./row-change";
import { rowChangesOf } from "./row-changes";
import { CONNECTIONS } from "./row-changes/connections";
import { type Draft, listedAnywhere, rowChangeOf } from "./row-changes/row-change-of";
import { withoutMembers } from "./row-change";

type Rows = readonly (RowChange | undefined)[];
type Id = string | null | undefined;

const PORTS: readonly ReadOperation[] = [...CONNECTIONS, "DescribeInterconnects"];

/** The unknown state of a row: only AWS's lists have it. */
function row(
  id: Id,
  operations: readonly ReadOperation[],
  draft: Partial<Draft> = {},
): RowChange | undefined {
  return rowChangeOf(id, { listings: listedAnywhere(...operations), ...draft, isLeftOut: true });
}

/** A row that may move to another parent: from its earlier parent it may disappear, like a deleted one. */
const MOVING: Partial<Draft> = { state: "state", members: { state: "deleted" } };

const port = (id: Id, draft?: Partial<Draft>): Rows => [
  row(id, PORTS, draft),
  row(id, ["DescribeLags"], { by: "connections.connectionId" }),
];
const lag = (id: Id) => row(id, ["DescribeLags"]);
const inLag = (id: Id) => row(id, PORTS, { by: "lagId" });
const carriedBy = (id: Id) => row(id, ["DescribeVirtualInterfaces"], { by: "connectionId" });
const hostedOn = (id: Id) =>
  row(id, ["DescribeHostedConnections", "DescribeConnectionsOnInterconnect"], { by: "parentId" });
const virtualInterface = (id: Id, draft?: Partial<Draft>): Rows => [
  row(id, ["DescribeVirtualInterfaces"], draft),
  row(id, ["DescribeDirectConnectGatewayAttachments"], { by: "virtualInterfaceId" }),
];
const failoverTest = (id: Id): Rows => [
  ...virtualInterface(id),
  row(id, ["ListVirtualInterfaceTestHistory"], { by: "virtualInterfaceId" }),
];
const membership = ({ connectionId, lagId }: { connectionId?: Id; lagId?: Id }): Rows => [
  ...port(connectionId, MOVING),
  ...[lag(lagId), carriedBy(connectionId), hostedOn(connectionId)],
];
const keysOf = ({ connectionId: id }: { connectionId?: Id }): Rows => [...port(id), lag(id), inLag(id)];

const memberships = ({ resiliencyGroupId }: { resiliencyGroupId?: Id }): Rows => [
  row(resiliencyGroupId, ["ListResiliencyGroupAssociations"], { by: "resiliencyGroupId" }),
];

/** A new resource is no row yet that an earlier change could concern. */
const none = (): Rows => [];

/** The row changes of a deletion, or of a change of tags, by its input alone. */
function fromInputAlone<Name extends WriteOperation>(operation: Name) {
  return (input: Input<Name>, account: string, region: string): Rows =>
    rowChangesOf(operation, { input, answer: null, account, region, before: null }).map(withoutMembers);
}

const ofVirtualInterface = ({ virtualInterfaceId }: { virtualInterfaceId?: Id }): Rows =>
  virtualInterface(virtualInterfaceId);

/** A missing operation does not compile. */
const UNDER_WAY: {
  readonly [Name in WriteOperation]: (input: Input<Name>, account: string, region: string) => Rows;
} = {
  CreateConnection: none,
  UpdateConnection: ({ connectionId }) => port(connectionId),
  DeleteConnection: fromInputAlone("DeleteConnection"),
  ConfirmConnection: ({ connectionId }) => port(connectionId),
  UpdateConnectionsBillingMode: ({ connectionIds = [] }) => connectionIds.flatMap((id) => port(id)),
  AssociateMacSecKey: keysOf,
  DisassociateMacSecKey: keysOf,

  AllocateHostedConnection: none,
  AllocateConnectionOnInterconnect: none,
  AssociateHostedConnection: ({ connectionId }) => port(connectionId, MOVING),

  CreateInterconnect: none,
  DeleteInterconnect: fromInputAlone("DeleteInterconnect"),

  CreateLag: ({ connectionId }) => [
    ...port(connectionId, MOVING),
    ...[carriedBy(connectionId), hostedOn(connectionId)],
  ],
  UpdateLag: ({ lagId }) => [lag(lagId), inLag(lagId), carriedBy(lagId)],
  DeleteLag: fromInputAlone("DeleteLag"),
  AssociateConnectionWithLag: membership,
  DisassociateConnectionFromLag: membership,

  AllocatePrivateVirtualInterface: none,
  AllocatePublicVirtualInterface: none,
  AllocateTransitVirtualInterface: none,
  CreatePrivateVirtualInterface: none,
  CreatePublicVirtualInterface: none,
  CreateTransitVirtualInterface: none,
  ConfirmPrivateVirtualInterface: ofVirtualInterface,
  ConfirmPublicVirtualInterface: ofVirtualInterface,
  ConfirmTransitVirtualInterface: ofVirtualInterface,
  AssociateVirtualInterface: ({ virtualInterfaceId }) => virtualInterface(virtualInterfaceId, MOVING),
  UpdateVirtualInterfaceAttributes: ofVirtualInterface,
  DeleteVirtualInterface: fromInputAlone("DeleteVirtualInterface"),
  CreateBGPPeer: ofVirtualInterface,
  DeleteBGPPeer: ofVirtualInterface,
  StartBgpFailoverTest: ({ virtualInterfaceId }) => failoverTest(virtualInterfaceId),
  StopBgpFailoverTest: ({ virtualInterfaceId }) => failoverTest(virtualInterfaceId),

  CreateDirectConnectGateway: none,
  UpdateDirectConnectGateway: ({ directConnectGatewayId }) => [
    row(directConnectGatewayId, ["DescribeDirectConnectGateways"]),
  ],
  DeleteDirectConnectGateway: fromInputAlone("DeleteDirectConnectGateway"),
  CreateDirectConnectGatewayAssociation: none,
  UpdateDirectConnectGatewayAssociation: ({ associationId }) => [
    row(associationId, ["DescribeDirectConnectGatewayAssociations"]),
  ],
  DeleteDirectConnectGatewayAssociation: (input, account, region) => [
    ...fromInputAlone("DeleteDirectConnectGatewayAssociation")(input, account, region),
    row(input.virtualGatewayId, ["DescribeDirectConnectGatewayAssociations"], { by: "associatedGatewayId" }),
  ],
  /** It replaces the open one of the same pair. */
  CreateDirectConnectGatewayAssociationProposal: ({ gatewayId }) => [
    row(gatewayId, ["DescribeDirectConnectGatewayAssociationProposals"], { by: "associatedGatewayId" }),
  ],
  DeleteDirectConnectGatewayAssociationProposal: fromInputAlone(
    "DeleteDirectConnectGatewayAssociationProposal",
  ),
  AcceptDirectConnectGatewayAssociationProposal: ({ proposalId }) => [
    row(proposalId, ["DescribeDirectConnectGatewayAssociationProposals"]),
  ],

  CreateResiliencyGroup: none,
  UpdateResiliencyGroup: ({ resiliencyGroupId }) => [
    row(resiliencyGroupId, ["ListResiliencyGroups", "GetResiliencyGroup"]),
  ],
  DeleteResiliencyGroup: fromInputAlone("DeleteResiliencyGroup"),
  AssociateConnectionsToResiliencyGroup: memberships,
  DisassociateConnectionsFromResiliencyGroup: memberships,

  TagResource: fromInputAlone("TagResource"),
  UntagResource: fromInputAlone("UntagResource"),
  ConfirmCustomerAgreement: none,
};

/**
 * The rows that a change alters, by its input, while it is unknown whether it was made: only AWS's lists
 * have their state, whatever earlier changes contain.
 */
export function rowsUnderWay<Name extends WriteOperation>(
  operation: Name,
  input: Input<Name>,
  account: string,
  region: string,
): RowChange[] {
  return UNDER_WAY[operation](input, account, region).filter((each) => each !== undefined);
}
