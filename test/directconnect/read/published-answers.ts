import type { Operation } from "../../../src/directconnect/operations";
import { accounts } from "../../../src/emulator/fixtures/accounts";

/*
 * Answers with exactly the members that the published examples of the AWS CLI have, with our own values: older than
 * much of the API, they lack regions, tags, BGP peers, owners and ids that newer answers have.
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
const lag = {
  ...{ awsDevice: "EqDC2-published", numberOfConnections: 1, lagState: "pending", ownerAccount: owner },
  ...{ lagName: "published", connections: [inLag], lagId: "dxlag-ffpub001", minimumLinks: 0 },
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
const withPeers = { ...privateInterface, addressFamily: "ipv4", bgpPeers: [peer] };
const transit = {
  ...{
    ...oldInterface,
    virtualInterfaceType: "transit",
    region: "us-east-1",
    awsDeviceV2: "EqDC2-published",
  },
  ...{ amazonSideAsn: 64600, addressFamily: "ipv4", mtu: 1500, jumboFrameCapable: true, tags: [] },
  ...{ virtualGatewayId: "", directConnectGatewayId: DCGW },
  bgpPeers: [{ ...peer, bgpPeerId: "dxpeer-ffpub001", awsDeviceV2: "EqDC2-published" }],
};
const gateway = {
  ...{ amazonSideAsn: 64600, directConnectGatewayId: DCGW, ownerAccount: owner },
  ...{ directConnectGatewayName: "published", directConnectGatewayState: "available" },
};
const association = {
  ...{ associationState: "associating", virtualGatewayOwnerAccount: owner, directConnectGatewayId: DCGW },
  ...{ virtualGatewayId: "vgw-ffpub001", virtualGatewayRegion: "us-east-1" },
};
const otherAssociation = { ...association, virtualGatewayId: "vgw-ffpub002" };
const attachment = {
  ...{
    virtualInterfaceOwnerAccount: owner,
    directConnectGatewayId: DCGW,
    virtualInterfaceRegion: "us-east-1",
  },
  ...{ attachmentState: "attaching", virtualInterfaceId: "dxvif-ffpub001" },
};
const letter = { loaContent: Buffer.from("%PDF").toString("base64"), loaContentType: "application/pdf" };
const tags = {
  resourceArn: `arn:aws:directconnect:us-east-1:${owner}:dxcon/dxcon-ffpub001`,
  tags: [{ value: "published", key: "Name" }],
};

/** By operation; those of which no example is published are left out. */
export const PUBLISHED: Readonly<Partial<Record<Operation, object>>> = {
  DescribeConnections: { connections: [connection] },
  DescribeConnectionsOnInterconnect: { connections: [hosted] },
  DescribeHostedConnections: { connections: [hosted] },
  DescribeInterconnects: { interconnects: [interconnect] },
  DescribeLags: { lags: [lag] },
  DescribeLocations: { locations: [{ locationName: "A building of ours", locationCode: "OURS1" }] },
  DescribeVirtualInterfaces: { virtualInterfaces: [privateInterface, listedPublic] },
  DescribeVirtualGateways: {
    virtualGateways: [{ virtualGatewayId: "vgw-ffpub001", virtualGatewayState: "available" }],
  },
  DescribeDirectConnectGateways: { directConnectGateways: [gateway] },
  DescribeDirectConnectGatewayAssociations: {
    directConnectGatewayAssociations: [association, otherAssociation],
  },
  DescribeDirectConnectGatewayAttachments: { directConnectGatewayAttachments: [attachment] },
  DescribeTags: { resourceTags: [tags] },
  DescribeLoa: letter,
  DescribeConnectionLoa: { loa: letter },
  DescribeInterconnectLoa: { loa: letter },

  AllocateConnectionOnInterconnect: hosted,
  AllocateHostedConnection: hosted,
  AllocatePrivateVirtualInterface: { ...oldInterface, virtualInterfaceState: "confirming" },
  AllocatePublicVirtualInterface: { ...publicInterface, virtualInterfaceState: "confirming" },
  AllocateTransitVirtualInterface: { virtualInterface: { ...transit, directConnectGatewayId: "" } },
  AssociateConnectionWithLag: inLag,
  AssociateHostedConnection: hosted,
  AssociateVirtualInterface: withPeers,
  ConfirmConnection: { connectionState: "pending" },
  ConfirmPrivateVirtualInterface: { virtualInterfaceState: "pending" },
  ConfirmPublicVirtualInterface: { virtualInterfaceState: "verifying" },
  CreateBGPPeer: { virtualInterface: withPeers },
  CreateConnection: connection,
  CreateDirectConnectGateway: { directConnectGateway: gateway },
  CreateDirectConnectGatewayAssociation: { directConnectGatewayAssociation: association },
  CreateInterconnect: interconnect,
  CreateLag: lag,
  CreatePrivateVirtualInterface: privateInterface,
  CreatePublicVirtualInterface: { ...publicInterface, virtualInterfaceState: "verifying" },
  CreateTransitVirtualInterface: { virtualInterface: transit },
  DeleteBGPPeer: { virtualInterface: withPeers },
  DeleteConnection: { ...connection, connectionState: "deleted" },
  DeleteDirectConnectGateway: { directConnectGateway: { ...gateway, directConnectGatewayState: "deleting" } },
  DeleteDirectConnectGatewayAssociation: {
    directConnectGatewayAssociation: { ...association, associationState: "disassociating" },
  },
  DeleteInterconnect: { interconnectState: "deleted" },
  DeleteLag: { lagId: "dxlag-ffpub001", lagState: "deleted" },
  DeleteVirtualInterface: { virtualInterfaceState: "deleting" },
  DisassociateConnectionFromLag: connection,
  TagResource: {},
  UntagResource: {},
  UpdateLag: lag,
  UpdateVirtualInterfaceAttributes: { ...transit, virtualInterfaceState: "down" },
};
