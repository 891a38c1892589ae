import type { Operation } from "../../src/directconnect/client/operations";

/** Where the graph has what the SDK has. */
export interface Coverage {
  /** By operation: the query or mutation that calls it, then other fields that take some of its inputs. */
  readonly operations: Readonly<Record<string, readonly string[]>>;
  /** By structure or enum: its type, where that is called something else. */
  readonly types: Readonly<Record<string, string>>;
}

/** What the graph lacks on purpose. `*` stands for every structure. */
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
  CreateTransitVirtualInterface: ["Mutation.createTransitVirtualInterface"],
  DeleteBGPPeer: ["Mutation.deleteBGPPeer"],
  DeleteConnection: ["Mutation.deleteConnection"],
  DeleteDirectConnectGateway: ["Mutation.deleteDirectConnectGateway"],
  DeleteDirectConnectGatewayAssociation: ["Mutation.deleteDirectConnectGatewayAssociation"],
  DeleteDirectConnectGatewayAssociationProposal: ["Mutation.deleteDirectConnectGatewayAssociationProposal"],
  DeleteInterconnect: ["Mutation.deleteInterconnect"],
  DeleteLag: ["Mutation.deleteLag"],
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
  DisassociateMacSecKey: ["Mutation.disassociateMacSecKey"],
  ListVirtualInterfaceTestHistory: ["Query.failoverTests"],
  StartBgpFailoverTest: ["Mutation.startBgpFailoverTest"],
  StopBgpFailoverTest: ["Mutation.stopBgpFailoverTest"],
  TagResource: ["Mutation.tagResource"],
  UntagResource: ["Mutation.untagResource"],
  UpdateConnection: ["Mutation.updateConnection"],
  UpdateDirectConnectGateway: ["Mutation.updateDirectConnectGateway"],
  UpdateDirectConnectGatewayAssociation: ["Mutation.updateDirectConnectGatewayAssociation"],
  UpdateLag: ["Mutation.updateLag"],
  UpdateVirtualInterfaceAttributes: ["Mutation.updateVirtualInterfaceAttributes"],
};

export const coverage: Coverage = { operations, types: { VirtualInterfaceTestHistory: "FailoverTest" } };

const PAGES = "Lists are read whole, all of AWS's pages, and cut into pages of their own (`first`, `after`).";

const ASN =
  "One field holds two-byte and four-byte ASNs: the pair of the SDK is evened out where objects enter and leave.";

export const omissions: readonly Omission[] = [
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
