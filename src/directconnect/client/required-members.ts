import type { Answer, MemberPath, Operation } from "./operations";

/**
 * What an operation's answer always has: of a read its list or its content, of a change what names the resource that it
 * was made to, or the state where AWS answers nothing else. An answer without it is no answer.
 *
 * AWS's model requires no member of any output. The members here are in each of AWS's published examples; an empty list
 * is sent as an empty list, never left out. Examples of associations have no `associationId`, so the Direct Connect
 * gateway names them. The two operations on tags answer nothing but that they were executed.
 */
export const REQUIRED_MEMBERS: {
  readonly [Name in Operation]: readonly MemberPath<Answer<Name>>[];
} = {
  DescribeConnectionLoa: ["loa.loaContent"],
  DescribeConnections: ["connections"],
  DescribeConnectionsOnInterconnect: ["connections"],
  DescribeCustomerMetadata: ["agreements"],
  DescribeDirectConnectGatewayAssociationProposals: ["directConnectGatewayAssociationProposals"],
  DescribeDirectConnectGatewayAssociations: ["directConnectGatewayAssociations"],
  DescribeDirectConnectGatewayAttachments: ["directConnectGatewayAttachments"],
  DescribeDirectConnectGateways: ["directConnectGateways"],
  DescribeHostedConnections: ["connections"],
  DescribeInterconnectLoa: ["loa.loaContent"],
  DescribeInterconnects: ["interconnects"],
  DescribeLags: ["lags"],
  DescribeLoa: ["loaContent"],
  DescribeLocations: ["locations"],
  DescribeRouterConfiguration: ["customerRouterConfig"],
  DescribeTags: ["resourceTags"],
  DescribeVirtualGateways: ["virtualGateways"],
  DescribeVirtualInterfaces: ["virtualInterfaces"],
  ListVirtualInterfaceTestHistory: ["virtualInterfaceTestHistory"],

  AcceptDirectConnectGatewayAssociationProposal: ["directConnectGatewayAssociation.directConnectGatewayId"],
  AllocateConnectionOnInterconnect: ["connectionId"],
  AllocateHostedConnection: ["connectionId"],
  AllocatePrivateVirtualInterface: ["virtualInterfaceId"],
  AllocatePublicVirtualInterface: ["virtualInterfaceId"],
  AllocateTransitVirtualInterface: ["virtualInterface.virtualInterfaceId"],
  AssociateConnectionWithLag: ["connectionId"],
  AssociateHostedConnection: ["connectionId"],
  AssociateMacSecKey: ["connectionId", "macSecKeys"],
  AssociateVirtualInterface: ["virtualInterfaceId"],
  ConfirmConnection: ["connectionState"],
  ConfirmCustomerAgreement: ["status"],
  ConfirmPrivateVirtualInterface: ["virtualInterfaceState"],
  ConfirmPublicVirtualInterface: ["virtualInterfaceState"],
  ConfirmTransitVirtualInterface: ["virtualInterfaceState"],
  CreateBGPPeer: ["virtualInterface.virtualInterfaceId"],
  CreateConnection: ["connectionId"],
  CreateDirectConnectGateway: ["directConnectGateway.directConnectGatewayId"],
  CreateDirectConnectGatewayAssociation: ["directConnectGatewayAssociation.directConnectGatewayId"],
  CreateDirectConnectGatewayAssociationProposal: ["directConnectGatewayAssociationProposal.proposalId"],
  CreateInterconnect: ["interconnectId"],
  CreateLag: ["lagId"],
  CreatePrivateVirtualInterface: ["virtualInterfaceId"],
  CreatePublicVirtualInterface: ["virtualInterfaceId"],
  CreateTransitVirtualInterface: ["virtualInterface.virtualInterfaceId"],
  DeleteBGPPeer: ["virtualInterface.virtualInterfaceId"],
  DeleteConnection: ["connectionId"],
  DeleteDirectConnectGateway: ["directConnectGateway.directConnectGatewayId"],
  DeleteDirectConnectGatewayAssociation: ["directConnectGatewayAssociation.directConnectGatewayId"],
  DeleteDirectConnectGatewayAssociationProposal: ["directConnectGatewayAssociationProposal.proposalId"],
  DeleteInterconnect: ["interconnectState"],
  DeleteLag: ["lagId"],
  DeleteVirtualInterface: ["virtualInterfaceState"],
  DisassociateConnectionFromLag: ["connectionId"],
  DisassociateMacSecKey: ["connectionId", "macSecKeys"],
  StartBgpFailoverTest: ["virtualInterfaceTest.testId"],
  StopBgpFailoverTest: ["virtualInterfaceTest.testId"],
  TagResource: [],
  UntagResource: [],
  UpdateConnection: ["connectionId"],
  UpdateDirectConnectGateway: ["directConnectGateway.directConnectGatewayId"],
  UpdateDirectConnectGatewayAssociation: ["directConnectGatewayAssociation.directConnectGatewayId"],
  UpdateLag: ["lagId"],
  UpdateVirtualInterfaceAttributes: ["virtualInterfaceId"],
};
