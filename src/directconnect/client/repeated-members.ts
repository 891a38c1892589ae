import { IncompleteAnswerError } from "./complete-answer";
import { valueAt } from "./member-path";
import type { Answer, Input, MemberPath, Operation, WriteOperation } from "./operations";

/** What the answer to one operation must have in common with its input. */
interface Repeated<Name extends WriteOperation> {
  /** Members of the answer, and the members of the input that they repeat. */
  readonly members: readonly (readonly [answer: MemberPath<Answer<Name>>, input: MemberPath<Input<Name>>])[];
  /** The member with the state of the resource, and the states that are impossible once the change was executed. */
  readonly state?: readonly [answer: MemberPath<Answer<Name>>, never: ReadonlySet<string>];
}

/** A port or LAG whose deletion was executed is in none of these states. States that AWS adds later are not checked. */
const STANDING = new Set(["ordering", "requested", "pending", "available", "down"]);
const STANDING_INTERFACE = new Set([...STANDING, "confirming", "verifying", "testing"]);
const STANDING_ASSOCIATION = new Set(["associating", "associated", "updating"]);
const UNCONFIRMED = new Set(["ordering", "confirming"]);

const NO_MEMBERS = { members: [] };

/**
 * What distinguishes the answer to a change from the answer to another one. AWS repeats the ids and names that were
 * sent, and answers a state that follows; all of AWS's published examples do. Members that AWS may write in another
 * form than the caller (bandwidths, locations, addresses) or set later (MTU, encryption) are not compared.
 */
export const REPEATED_MEMBERS: { readonly [Name in WriteOperation]: Repeated<Name> } = {
  AcceptDirectConnectGatewayAssociationProposal: {
    members: [["directConnectGatewayAssociation.directConnectGatewayId", "directConnectGatewayId"]],
  },
  AllocateConnectionOnInterconnect: {
    members: [
      ["connectionName", "connectionName"],
      ["ownerAccount", "ownerAccount"],
      ["vlan", "vlan"],
    ],
  },
  AllocateHostedConnection: {
    members: [
      ["connectionName", "connectionName"],
      ["ownerAccount", "ownerAccount"],
      ["vlan", "vlan"],
    ],
  },
  AllocatePrivateVirtualInterface: {
    members: [
      ["connectionId", "connectionId"],
      ["ownerAccount", "ownerAccount"],
      ["vlan", "newPrivateVirtualInterfaceAllocation.vlan"],
      ["virtualInterfaceName", "newPrivateVirtualInterfaceAllocation.virtualInterfaceName"],
    ],
  },
  AllocatePublicVirtualInterface: {
    members: [
      ["connectionId", "connectionId"],
      ["ownerAccount", "ownerAccount"],
      ["vlan", "newPublicVirtualInterfaceAllocation.vlan"],
      ["virtualInterfaceName", "newPublicVirtualInterfaceAllocation.virtualInterfaceName"],
    ],
  },
  AllocateTransitVirtualInterface: {
    members: [
      ["virtualInterface.connectionId", "connectionId"],
      ["virtualInterface.ownerAccount", "ownerAccount"],
      ["virtualInterface.vlan", "newTransitVirtualInterfaceAllocation.vlan"],
      ["virtualInterface.virtualInterfaceName", "newTransitVirtualInterfaceAllocation.virtualInterfaceName"],
    ],
  },
  AssociateConnectionWithLag: {
    members: [
      ["connectionId", "connectionId"],
      ["lagId", "lagId"],
    ],
  },
  AssociateConnectionsToResiliencyGroup: NO_MEMBERS, // AWS lists what was associated; each row names the group
  AssociateHostedConnection: { members: [["connectionId", "connectionId"]] },
  AssociateMacSecKey: { members: [["connectionId", "connectionId"]] },
  AssociateVirtualInterface: {
    members: [
      ["virtualInterfaceId", "virtualInterfaceId"],
      ["connectionId", "connectionId"],
    ],
  },
  ConfirmConnection: { members: [], state: ["connectionState", UNCONFIRMED] },
  ConfirmCustomerAgreement: NO_MEMBERS,
  ConfirmPrivateVirtualInterface: { members: [], state: ["virtualInterfaceState", UNCONFIRMED] },
  ConfirmPublicVirtualInterface: { members: [], state: ["virtualInterfaceState", UNCONFIRMED] },
  ConfirmTransitVirtualInterface: { members: [], state: ["virtualInterfaceState", UNCONFIRMED] },
  CreateBGPPeer: { members: [["virtualInterface.virtualInterfaceId", "virtualInterfaceId"]] },
  CreateConnection: { members: [["connectionName", "connectionName"]] },
  CreateDirectConnectGateway: {
    members: [["directConnectGateway.directConnectGatewayName", "directConnectGatewayName"]],
  },
  CreateDirectConnectGatewayAssociation: {
    members: [["directConnectGatewayAssociation.directConnectGatewayId", "directConnectGatewayId"]],
  },
  CreateDirectConnectGatewayAssociationProposal: {
    members: [["directConnectGatewayAssociationProposal.directConnectGatewayId", "directConnectGatewayId"]],
  },
  CreateInterconnect: { members: [["interconnectName", "interconnectName"]] },
  CreateLag: { members: [["lagName", "lagName"]] },
  CreatePrivateVirtualInterface: {
    members: [
      ["connectionId", "connectionId"],
      ["vlan", "newPrivateVirtualInterface.vlan"],
      ["virtualInterfaceName", "newPrivateVirtualInterface.virtualInterfaceName"],
    ],
  },
  CreatePublicVirtualInterface: {
    members: [
      ["connectionId", "connectionId"],
      ["vlan", "newPublicVirtualInterface.vlan"],
      ["virtualInterfaceName", "newPublicVirtualInterface.virtualInterfaceName"],
    ],
  },
  CreateResiliencyGroup: {
    members: [["resiliencyGroup.resiliencyGroupName", "resiliencyGroupName"]],
  },
  CreateTransitVirtualInterface: {
    members: [
      ["virtualInterface.connectionId", "connectionId"],
      ["virtualInterface.vlan", "newTransitVirtualInterface.vlan"],
      ["virtualInterface.virtualInterfaceName", "newTransitVirtualInterface.virtualInterfaceName"],
    ],
  },
  DeleteBGPPeer: { members: [["virtualInterface.virtualInterfaceId", "virtualInterfaceId"]] },
  DeleteConnection: {
    members: [["connectionId", "connectionId"]],
    state: ["connectionState", STANDING],
  },
  DeleteDirectConnectGateway: {
    members: [["directConnectGateway.directConnectGatewayId", "directConnectGatewayId"]],
    state: ["directConnectGateway.directConnectGatewayState", STANDING],
  },
  DeleteDirectConnectGatewayAssociation: {
    members: [
      ["directConnectGatewayAssociation.associationId", "associationId"],
      ["directConnectGatewayAssociation.directConnectGatewayId", "directConnectGatewayId"],
    ],
    state: ["directConnectGatewayAssociation.associationState", STANDING_ASSOCIATION],
  },
  DeleteDirectConnectGatewayAssociationProposal: {
    members: [["directConnectGatewayAssociationProposal.proposalId", "proposalId"]],
    state: ["directConnectGatewayAssociationProposal.proposalState", STANDING],
  },
  DeleteInterconnect: { members: [], state: ["interconnectState", STANDING] },
  DeleteLag: { members: [["lagId", "lagId"]], state: ["lagState", STANDING] },
  DeleteResiliencyGroup: {
    members: [["resiliencyGroup.resiliencyGroupId", "resiliencyGroupId"]],
    state: ["resiliencyGroup.state", STANDING],
  },
  DeleteVirtualInterface: { members: [], state: ["virtualInterfaceState", STANDING_INTERFACE] },
  DisassociateConnectionFromLag: { members: [["connectionId", "connectionId"]] },
  DisassociateConnectionsFromResiliencyGroup: NO_MEMBERS,
  DisassociateMacSecKey: { members: [["connectionId", "connectionId"]] },
  StartBgpFailoverTest: { members: [["virtualInterfaceTest.virtualInterfaceId", "virtualInterfaceId"]] },
  StopBgpFailoverTest: { members: [["virtualInterfaceTest.virtualInterfaceId", "virtualInterfaceId"]] },
  TagResource: NO_MEMBERS,
  UntagResource: NO_MEMBERS,
  UpdateConnection: {
    members: [
      ["connectionId", "connectionId"],
      ["connectionName", "connectionName"],
    ],
  },
  UpdateConnectionsBillingMode: NO_MEMBERS, // AWS may answer the mode of a pair; the outcome of each id is stated
  UpdateDirectConnectGateway: {
    members: [
      ["directConnectGateway.directConnectGatewayId", "directConnectGatewayId"],
      ["directConnectGateway.directConnectGatewayName", "newDirectConnectGatewayName"],
    ],
  },
  UpdateDirectConnectGatewayAssociation: {
    members: [["directConnectGatewayAssociation.associationId", "associationId"]],
  },
  UpdateLag: {
    members: [
      ["lagId", "lagId"],
      ["lagName", "lagName"],
    ],
  },
  UpdateResiliencyGroup: {
    members: [
      ["resiliencyGroup.resiliencyGroupId", "resiliencyGroupId"],
      ["resiliencyGroup.resiliencyGroupName", "resiliencyGroupName"],
    ],
  },
  UpdateVirtualInterfaceAttributes: {
    members: [
      ["virtualInterfaceId", "virtualInterfaceId"],
      ["virtualInterfaceName", "virtualInterfaceName"],
    ],
  },
};

/**
 * Checks that an answer can belong to its input. An answer with another resource, or with a state that the change ends,
 * says nothing about this change: it is reconciled as if no answer had arrived.
 * @throws IncompleteAnswerError
 */
export function checkRepeatedMembers(operation: Operation, input: unknown, output: unknown): void {
  const table: ComparedMembers = REPEATED_MEMBERS;
  const { members, state } = table[operation] ?? NOT_COMPARED;
  for (const [answered, sent] of members) {
    const [is, was] = [valueAt(output, answered), valueAt(input, sent)];
    // A value of another type counts as absent.
    if (typeof is === typeof was && is !== was)
      throw new IncompleteAnswerError(operation, `the ${answered} that was sent`);
  }
  if (state === undefined) return;
  const [answered, never] = state;
  const is = valueAt(output, answered);
  if (typeof is === "string" && never.has(is.toLowerCase()))
    throw new IncompleteAnswerError(operation, `a ${answered} that follows the change`);
}

/** One line of the table, whatever its operation. */
interface Compared {
  readonly members: readonly (readonly [answer: string, input: string])[];
  readonly state?: readonly [answer: string, never: ReadonlySet<string>];
}

/** The table as indexed by any operation, including reads. */
type ComparedMembers = Readonly<Partial<Record<Operation, Compared>>>;

const NOT_COMPARED: Compared = { members: [] };
