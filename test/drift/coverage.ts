import type { Operation } from "../../src/directconnect/client/operations";

/** Where the graph has what the SDK has. */
export interface Coverage {
  /** By operation: the query or mutation that calls it, then other fields that take some of its inputs. */
  readonly operations: Readonly<Record<string, readonly string[]>>;
  /** By structure or enum: its type, where that is called something else. */
  readonly types: Readonly<Record<string, string>>;
}

/** What the graph lacks on purpose. `*` means every structure. */
export interface Omission {
  readonly what: string;
  readonly reason: string;
}

const operations: Readonly<Record<Operation, readonly string[]>> = {
  AcceptDirectConnectGatewayAssociationProposal: ["Mutation.acceptDirectConnectGatewayAssociationProposal"],
  AllocateConnectionOnInterconnect: ["Mutation.allocateConnectionOnInterconnect"],
  AllocateHostedConnection: ["Mutation.allocateHostedConnection"],
  AllocatePrivateVirtualInterface: ["Mutation.allocatePrivateVirtualInterface"],
  AllocatePublicVirtualInterface: ["Mutation.allocatePublicVirtualInterface"],
  AllocateTransitVirtualInterface: ["Mutation.allocateTransitVirtualInterface"],
  AssociateConnectionWithLag: ["Mutation.associateConnectionWithLag"],
  AssociateConnectionsToResiliencyGroup: ["Mutation.associateConnectionsToResiliencyGroup"],
  AssociateHostedConnection: ["Mutation.associateHostedConnection"],
  AssociateMacSecKey: ["Mutation.associateMacSecKey"],
  AssociateVirtualInterface: ["Mutation.associateVirtualInterface"],
  ConfirmConnection: ["Mutation.confirmConnection"],
  ConfirmCustomerAgreement: ["Mutation.confirmCustomerAgreement"],
  ConfirmPrivateVirtualInterface: ["Mutation.confirmPrivateVirtualInterface"],
  ConfirmPublicVirtualInterface: ["Mutation.confirmPublicVirtualInterface"],
  ConfirmTransitVirtualInterface: ["Mutation.confirmTransitVirtualInterface"],
  CreateBGPPeer: ["Mutation.createBGPPeer"],
  CreateConnection: ["Mutation.createConnection"],
  CreateDirectConnectGateway: ["Mutation.createDirectConnectGateway"],
  CreateDirectConnectGatewayAssociation: ["Mutation.createDirectConnectGatewayAssociation"],
  CreateDirectConnectGatewayAssociationProposal: ["Mutation.createDirectConnectGatewayAssociationProposal"],
  CreateInterconnect: ["Mutation.createInterconnect"],
  CreateLag: ["Mutation.createLag"],
  CreatePrivateVirtualInterface: ["Mutation.createPrivateVirtualInterface"],
  CreatePublicVirtualInterface: ["Mutation.createPublicVirtualInterface"],
  CreateResiliencyGroup: ["Mutation.createResiliencyGroup"],
  CreateTransitVirtualInterface: ["Mutation.createTransitVirtualInterface"],
  DeleteBGPPeer: ["Mutation.deleteBGPPeer"],
  DeleteConnection: ["Mutation.deleteConnection"],
  DeleteDirectConnectGateway: ["Mutation.deleteDirectConnectGateway"],
  DeleteDirectConnectGatewayAssociation: ["Mutation.deleteDirectConnectGatewayAssociation"],
  DeleteDirectConnectGatewayAssociationProposal: ["Mutation.deleteDirectConnectGatewayAssociationProposal"],
  DeleteInterconnect: ["Mutation.deleteInterconnect"],
  DeleteLag: ["Mutation.deleteLag"],
  DeleteResiliencyGroup: ["Mutation.deleteResiliencyGroup"],
  DeleteVirtualInterface: ["Mutation.deleteVirtualInterface"],
  DescribeConnectionLoa: ["Query.connectionLoa"],
  DescribeConnections: ["Query.connections"],
  DescribeConnectionsOnInterconnect: ["Query.connectionsOnInterconnect"],
  DescribeCustomerMetadata: ["Query.customerMetadata"],
  DescribeDirectConnectGatewayAssociationProposals: ["Query.directConnectGatewayAssociationProposals"],
  DescribeDirectConnectGatewayAssociations: ["Query.directConnectGatewayAssociations"],
  DescribeDirectConnectGatewayAttachments: ["Query.directConnectGatewayAttachments"],
  DescribeDirectConnectGateways: ["Query.directConnectGateways"],
  DescribeHostedConnections: ["Query.hostedConnections"],
  DescribeInterconnectLoa: ["Query.interconnectLoa"],
  DescribeInterconnects: ["Query.interconnects"],
  DescribeLags: ["Query.lags"],
  DescribeLoa: ["Query.loa"],
  DescribeLocations: ["Query.locations"],
  DescribeRouterConfiguration: ["Query.routerConfiguration"],
  DescribeTags: ["Query.resourceTags"],
  DescribeVirtualGateways: ["Query.virtualGateways"],
  DescribeVirtualInterfaces: ["Query.virtualInterfaces"],
  DisassociateConnectionFromLag: ["Mutation.disassociateConnectionFromLag"],
  DisassociateConnectionsFromResiliencyGroup: ["Mutation.disassociateConnectionsFromResiliencyGroup"],
  DisassociateMacSecKey: ["Mutation.disassociateMacSecKey"],
  GetResiliencyGroup: ["Query.resiliencyGroup"],
  ListResiliencyGroupAssociations: ["Query.resiliencyGroupAssociations"],
  ListResiliencyGroups: ["Query.resiliencyGroups"],
  ListVirtualInterfaceRoutes: ["Query.virtualInterfaceRoutes"],
  ListVirtualInterfaceTestHistory: ["Query.failoverTests"],
  StartBgpFailoverTest: ["Mutation.startBgpFailoverTest"],
  StopBgpFailoverTest: ["Mutation.stopBgpFailoverTest"],
  TagResource: ["Mutation.tagResource"],
  UntagResource: ["Mutation.untagResource"],
  UpdateConnection: ["Mutation.updateConnection"],
  UpdateConnectionsBillingMode: ["Mutation.updateConnectionsBillingMode"],
  UpdateDirectConnectGateway: ["Mutation.updateDirectConnectGateway"],
  UpdateDirectConnectGatewayAssociation: ["Mutation.updateDirectConnectGatewayAssociation"],
  UpdateLag: ["Mutation.updateLag"],
  UpdateResiliencyGroup: ["Mutation.updateResiliencyGroup"],
  UpdateVirtualInterfaceAttributes: ["Mutation.updateVirtualInterfaceAttributes"],
};

export const coverage: Coverage = {
  operations,
  types: { VirtualInterfaceTestHistory: "FailoverTest", ResiliencyGroupSummary: "ResiliencyGroup" },
};

const PAGES = "Lists are read whole, all of AWS's pages, and cut into pages of their own (`first`, `after`).";

const ASN =
  "One field holds two-byte and four-byte ASNs: the pair of the SDK is evened out where objects enter and leave.";

const TOKEN = "The gateway makes it itself, of the caller and the key of the change.";

export const omissions: readonly Omission[] = [
  ...["CreateResiliencyGroup", "UpdateResiliencyGroup"]
    .concat("AssociateConnectionsToResiliencyGroup", "DisassociateConnectionsFromResiliencyGroup")
    .map((operation) => ({ what: `input ${operation}Request.clientToken`, reason: TOKEN })),
  { what: "input *.maxResults", reason: PAGES },
  { what: "input *.nextToken", reason: PAGES },
  { what: "output *.nextToken", reason: PAGES },
  { what: "input *.asnLong", reason: ASN },
  { what: "output *.asnLong", reason: ASN },
  {
    what: "output ConfirmCustomerAgreementResponse.status",
    reason: "The mutation answers the customer's metadata, whose agreements each have their status.",
  },
];

/** What the graph has under a structure's name, and the model has not. `*` means every structure. */
export const additions: readonly Omission[] = [
  { what: "output *.id", reason: "The ARN, by which `node` finds what has one." },
  { what: "output *.account", reason: "The account that read the row." },
  { what: "output *.region", reason: "The region that was read, where AWS's rows name none." },
  {
    what: "output *.requestedBillingMode",
    reason: "The billing mode that can be requested again: AWS accepts fewer than it shows.",
  },
  { what: "output Loa.resourceId", reason: "The port that the letter of authorization is of." },
];
