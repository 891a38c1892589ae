import type { Operation } from "../../../src/directconnect/client/operations";
import { accounts } from "../../../src/emulator/fixtures/accounts";

/*
 * Answers with exactly the members that the published examples of the AWS CLI have (awscli/examples/directconnect in
 * its repository, looked up file by file), with our own values: older than much of the API, they lack regions, tags,
 * BGP peers, owners and ids that newer answers have. Of letters of authorization the examples show their content alone.
 */

const owner = accounts.partner;
const site = { location: "EqDC2" };
const inRegion = { ...site, region: "us-east-1" };
const DCGW = "dc600000-0000-4000-8000-0000000000aa";

const connection = {
  ...{ ownerAccount: owner, connectionId: "dxcon-ffpub001", connectionState: "requested" },
  ...{ bandwidth: "1Gbps", connectionName: "published", ...inRegion },
};
const inLag = { ...connection, lagId: "dxlag-ffpub001" };
const hosted = {
  ...{ partnerName: "Nordlink", vlan: 101, ownerAccount: accounts.acme, connectionId: "dxcon-ffpub002" },
  ...{ connectionState: "ordering", bandwidth: "500Mbps", connectionName: "hosted", ...inRegion },
};
const interconnect = {
  ...{ bandwidth: "1Gbps", interconnectName: "published", interconnectId: "dxcon-ffpub003" },
  ...{ interconnectState: "requested", ...inRegion },
};
const otherInLag = { ...inLag, connectionId: "dxcon-ffpub004" };
const lag = {
  ...{ awsDevice: "EqDC2-published", numberOfConnections: 2, lagState: "pending", ownerAccount: owner },
  ...{ lagName: "published", connections: [inLag, otherInLag], lagId: "dxlag-ffpub001", minimumLinks: 0 },
  ...{ connectionsBandwidth: "1Gbps", ...inRegion },
};
const config = "<logical_connection/>";
const oldInterface = {
  ...{ virtualInterfaceState: "pending", asn: 65020, vlan: 101, customerAddress: "192.0.2.2/30" },
  ...{ ownerAccount: owner, connectionId: "dxcon-ffpub001", virtualInterfaceId: "dxvif-ffpub001" },
  ...{ authKey: "a-key-of-ours", routeFilterPrefixes: [], customerRouterConfig: config, ...site },
  ...{ amazonAddress: "192.0.2.1/30", virtualInterfaceType: "private", virtualInterfaceName: "published" },
};
const privateInterface = { ...oldInterface, virtualGatewayId: "vgw-ffpub001" };
const publicInterface = {
  ...{ ...oldInterface, virtualInterfaceType: "public", routeFilterPrefixes: [{ cidr: "198.51.100.0/24" }] },
};
const listedPublic = { ...publicInterface, virtualInterfaceId: "dxvif-ffpub002", virtualGatewayId: "" };
const peer = {
  ...{ bgpStatus: "down", customerAddress: "192.0.2.2/30", addressFamily: "ipv4", authKey: "a-key-of-ours" },
  ...{ bgpPeerState: "available", amazonAddress: "192.0.2.1/30", asn: 65020 },
};
const ipv6 = {
  customerAddress: "2001:db8:1::2/125",
  addressFamily: "ipv6",
  amazonAddress: "2001:db8:1::1/125",
};
/** Two peers that have no ids, in these states. */
const withPeers = (state: string, otherState: string, other: object = {}) => ({
  ...{ ...privateInterface, addressFamily: "ipv4" },
  bgpPeers: [
    { ...peer, bgpPeerState: state },
    { ...peer, ...other, bgpPeerState: otherState },
  ],
});
const transit = {
  ...{
    ...oldInterface,
    virtualInterfaceType: "transit",
    region: "us-east-1",
    awsDeviceV2: "EqDC2-published",
  },
  ...{ amazonSideAsn: 64600, addressFamily: "ipv4", mtu: 1500, jumboFrameCapable: true },
  ...{ tags: [{ key: "Name", value: "published" }] },
  ...{ virtualGatewayId: "", directConnectGatewayId: DCGW },
  bgpPeers: [{ ...peer, bgpPeerId: "dxpeer-ffpub001", awsDeviceV2: "EqDC2-published" }],
};
const gateway = {
  ...{ amazonSideAsn: 64600, directConnectGatewayId: DCGW, ownerAccount: owner },
  ...{ directConnectGatewayName: "published", directConnectGatewayState: "available" },
};
const otherGateway = { ...gateway, directConnectGatewayId: "dc600000-0000-4000-8000-0000000000ab" };
const association = {
  ...{ associationState: "associating", virtualGatewayOwnerAccount: owner, directConnectGatewayId: DCGW },
  ...{ virtualGatewayId: "vgw-ffpub001", virtualGatewayRegion: "us-east-1" },
};
const otherAssociation = {
  ...{ ...association, associationState: "disassociating", virtualGatewayId: "vgw-ffpub002" },
};
const attachment = {
  ...{
    virtualInterfaceOwnerAccount: owner,
    directConnectGatewayId: DCGW,
    virtualInterfaceRegion: "us-east-1",
  },
  ...{ attachmentState: "attaching", virtualInterfaceId: "dxvif-ffpub001" },
};
const suffix = { loaContent: Buffer.from("%PDF").toString("base64") };
const tags = {
  resourceArn: `arn:aws:directconnect:us-east-1:${owner}:dxcon/dxcon-ffpub001`,
  tags: [{ value: "published", key: "Name" }],
};

/** By operation; those of which no example is published are in `UNPUBLISHED`. */
export const PUBLISHED: Readonly<Partial<Record<Operation, object>>> = {
  DescribeConnections: { connections: [connection] },
  DescribeConnectionsOnInterconnect: { connections: [hosted] },
  DescribeHostedConnections: { connections: [hosted] },
  DescribeInterconnects: { interconnects: [interconnect] },
  DescribeLags: { lags: [lag] },
  DescribeLocations: {
    locations: [
      { locationName: "A building of ours", locationCode: "OURS1" },
      { locationName: "Another building of ours", locationCode: "OURS2" },
    ],
  },
  DescribeVirtualInterfaces: { virtualInterfaces: [privateInterface, listedPublic] },
  DescribeVirtualGateways: {
    virtualGateways: [{ virtualGatewayId: "vgw-ffpub001", virtualGatewayState: "available" }],
  },
  DescribeDirectConnectGateways: { directConnectGateways: [gateway, otherGateway] },
  DescribeDirectConnectGatewayAssociations: {
    nextToken: "a-token-of-ours",
    directConnectGatewayAssociations: [association, otherAssociation],
  },
  DescribeDirectConnectGatewayAttachments: {
    directConnectGatewayAttachments: [attachment],
    nextToken: "a-token-of-ours",
  },
  DescribeTags: { resourceTags: [tags] },
  DescribeLoa: suffix,
  DescribeConnectionLoa: { loa: suffix },
  DescribeInterconnectLoa: { loa: suffix },

  AllocateConnectionOnInterconnect: hosted,
  AllocateHostedConnection: hosted,
  AllocatePrivateVirtualInterface: { ...oldInterface, virtualInterfaceState: "confirming" },
  AllocatePublicVirtualInterface: { ...publicInterface, virtualInterfaceState: "confirming" },
  AllocateTransitVirtualInterface: { virtualInterface: { ...transit, directConnectGatewayId: "" } },
  AssociateConnectionWithLag: inLag,
  AssociateHostedConnection: { ...hosted, lagId: "dxlag-ffpub001" },
  AssociateVirtualInterface: withPeers("deleting", "pending"),
  ConfirmConnection: { connectionState: "pending" },
  ConfirmPrivateVirtualInterface: { virtualInterfaceState: "pending" },
  ConfirmPublicVirtualInterface: { virtualInterfaceState: "verifying" },
  CreateBGPPeer: { virtualInterface: withPeers("available", "pending", ipv6) },
  CreateConnection: connection,
  CreateDirectConnectGateway: { directConnectGateway: gateway },
  CreateDirectConnectGatewayAssociation: { directConnectGatewayAssociation: association },
  CreateInterconnect: interconnect,
  CreateLag: lag,
  CreatePrivateVirtualInterface: privateInterface,
  CreatePublicVirtualInterface: { ...publicInterface, virtualInterfaceState: "verifying" },
  CreateTransitVirtualInterface: { virtualInterface: transit },
  DeleteBGPPeer: { virtualInterface: withPeers("available", "deleting", ipv6) },
  DeleteConnection: { ...connection, connectionState: "deleted" },
  DeleteDirectConnectGateway: { directConnectGateway: { ...gateway, directConnectGatewayState: "deleting" } },
  DeleteDirectConnectGatewayAssociation: {
    directConnectGatewayAssociation: { ...association, associationState: "disassociating" },
  },
  DeleteInterconnect: { interconnectState: "deleted" },
  DeleteLag: { ...lag, numberOfConnections: 0, lagState: "deleted", connections: [] },
  DeleteVirtualInterface: { virtualInterfaceState: "deleting" },
  DisassociateConnectionFromLag: connection,
  TagResource: {},
  UntagResource: {},
  UpdateLag: lag,
  UpdateVirtualInterfaceAttributes: { ...transit, virtualInterfaceState: "down", tags: [] },
};

/** Operations of which the AWS CLI publishes no example; what they answer is tested with the least that they can. */
export const UNPUBLISHED: readonly Operation[] = [
  "DescribeCustomerMetadata",
  "DescribeDirectConnectGatewayAssociationProposals",
  "DescribeRouterConfiguration",
  "ListVirtualInterfaceTestHistory",
  "GetResiliencyGroup",
  "ListResiliencyGroupAssociations",
  "ListResiliencyGroups",
  "ListVirtualInterfaceRoutes",
  "UpdateConnectionsBillingMode",
  "AssociateConnectionsToResiliencyGroup",
  "CreateResiliencyGroup",
  "DeleteResiliencyGroup",
  "DisassociateConnectionsFromResiliencyGroup",
  "UpdateResiliencyGroup",
  "AcceptDirectConnectGatewayAssociationProposal",
  "AssociateMacSecKey",
  "ConfirmCustomerAgreement",
  "ConfirmTransitVirtualInterface",
  "CreateDirectConnectGatewayAssociationProposal",
  "DeleteDirectConnectGatewayAssociationProposal",
  "DisassociateMacSecKey",
  "StartBgpFailoverTest",
  "StopBgpFailoverTest",
  "UpdateConnection",
  "UpdateDirectConnectGateway",
  "UpdateDirectConnectGatewayAssociation",
];
