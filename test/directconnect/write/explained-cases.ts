import type { RequestBillingMode } from "@aws-sdk/client-direct-connect";
import type { Aspect } from "../../../src/directconnect/write/reconciliation/effects";
import type { Input, WriteOperation } from "../../../src/directconnect/client/operations";
import { accounts } from "../../../src/emulator/fixtures/accounts";
import { fixtureCkns } from "../../../src/emulator/fixtures/lags";
import { fillerId, fixtureIds } from "../../../src/emulator/fixtures/names";
import { MARK } from "../../../src/directconnect/write/reconciliation/change-tags";
import { secretArn } from "../../../src/emulator/ports/macsec-keys";
import { changes } from "../reconciliation/changes";
import { ofRow, type Row, type Step, type Story } from "./changed-later";
import type { Change } from "./keyed-changes";

/** A later change that makes otherwise what the change left behind. */
export interface Case extends Story {
  readonly by: WriteOperation;
  readonly aspect: Aspect;
}

const member = { connectionId: fixtureIds["lag-dc2-b"], lagId: fixtureIds["lag-dc2"] };
const port = member.connectionId;
const outOfLag: Change = ["DisassociateConnectionFromLag", "enterprise", member];
const intoLag: Change = ["AssociateConnectionWithLag", "enterprise", member];
const newLag: Change = [
  "CreateLag",
  "enterprise",
  {
    ...{ location: "EqDC2", connectionsBandwidth: "10Gbps", numberOfConnections: 1, lagName: "takes" },
    ...{ connectionId: port, requestMACSec: true },
  },
];
const lags = `lags(accounts: ["enterprise"], first: 100) { nodes { lagId lagName connections { connectionId } } }`;
/** A change of the LAG that was made anew. */
const ofNewLag = (operation: WriteOperation, input: object = {}): Step =>
  ofRow(
    lags,
    ({ lagId }) => !Object.values<unknown>(fixtureIds).includes(lagId),
    ({ lagId }) => [operation, "enterprise", { lagId: String(lagId), ...input }],
  );
const vif = fixtureIds["vif-308"];
/** The billing mode of all that the account has at the location, or of one port. */
const billed = (billingMode: RequestBillingMode, ...connectionIds: string[]): Change => [
  "UpdateConnectionsBillingMode",
  "enterprise",
  {
    connectionIds:
      connectionIds.length > 0
        ? connectionIds
        : [fixtureIds["lag-dc2-a"], fixtureIds["lag-dc2-b"], fixtureIds["enterprise-100g"]],
    billingMode,
  },
];
/** What a virtual interface may carry, or announce. */
const limited = (attributes: object): Change => [
  "UpdateVirtualInterfaceAttributes",
  "enterprise",
  { virtualInterfaceId: vif, ...attributes },
];
const moved: Change = [
  "AssociateVirtualInterface",
  "enterprise",
  { virtualInterfaceId: vif, connectionId: port },
];

/** An order of a virtual interface on a port or LAG. */
export const ordered = (connectionId: string, vlan = 777): Change => [
  "CreatePrivateVirtualInterface",
  "enterprise",
  {
    connectionId,
    newPrivateVirtualInterface: {
      ...{ virtualInterfaceName: "ordered", vlan, asn: 65000 },
      virtualGatewayId: fixtureIds["vgw-a"],
    },
  },
];
const interfaces = `virtualInterfaces(accounts: ["enterprise"], first: 100) {
  nodes { virtualInterfaceId virtualInterfaceName vlan bgpPeers { bgpPeerId } } }`;
/** A change of the virtual interface that was ordered with a VLAN. */
export const ofInterface = (change: (row: Row) => Change, vlan = 777) =>
  ofRow(interfaces, (row) => row["vlan"] === vlan, change);

/** An order of a hosted connection. */
export const allocated = (parent: string, vlan = 700): Change => [
  "AllocateHostedConnection",
  "partner",
  {
    ...{ connectionId: parent, ownerAccount: accounts.acme, vlan },
    ...{ bandwidth: "50Mbps", connectionName: "allocated" },
  },
];
/** The same by the deprecated operation. */
const allocatedOld: Change = [
  "AllocateConnectionOnInterconnect",
  "partner",
  {
    ...{ interconnectId: fixtureIds["ic-va1"], ownerAccount: accounts.acme, vlan: 700 },
    ...{ bandwidth: "50Mbps", connectionName: "allocated" },
  },
];
const hosted = `connections(accounts: ["acme"], first: 100) { nodes { connectionId vlan } }`;
/** Moves the hosted connection with a VLAN to another interconnect or LAG. */
export const movedHosted = (parentConnectionId: string, vlan = 700) =>
  ofRow(
    hosted,
    (row) => row["vlan"] === vlan,
    ({ connectionId }) => [
      "AssociateHostedConnection",
      "partner",
      { connectionId: String(connectionId), parentConnectionId },
    ],
  );
const interconnectIntoLag: Change = [
  "CreateLag",
  "partner",
  {
    ...{ location: "CSVA1", connectionsBandwidth: "10Gbps", numberOfConnections: 1, lagName: "takes" },
    connectionId: fixtureIds["ic-va1"],
  },
];

const key = { connectionId: port, ckn: "ab".repeat(32), cak: "cd".repeat(32) };
const secretOf = (ckn: string) => secretArn(accounts.enterprise, "us-east-1", ckn);
const keyed: Change = ["AssociateMacSecKey", "enterprise", key];
const unkeyed: Change = [
  "DisassociateMacSecKey",
  "enterprise",
  { connectionId: port, secretARN: secretOf(fixtureCkns.old) },
];
const encrypts = (mode: string, connectionId: string = fixtureIds["lag-dc2-a"]): Change => [
  "UpdateConnection",
  "enterprise",
  { connectionId, encryptionMode: mode },
];
const renamed = (connectionName: string): Change => [
  "UpdateConnection",
  "acme",
  { connectionId: fixtureIds["acme-dc2"], connectionName },
];
const named = (lagName: string): Change => ["UpdateLag", "enterprise", { lagId: member.lagId, lagName }];
const links = (minimumLinks: number): Change => [
  "UpdateLag",
  "enterprise",
  { lagId: member.lagId, minimumLinks },
];
const attributes = (input: object): Change => [
  "UpdateVirtualInterfaceAttributes",
  "enterprise",
  { virtualInterfaceId: vif, ...input },
];
const arn = (account: string, kind: string, id: string) =>
  `arn:aws:directconnect:us-east-1:${account}:${kind}/${id}`;
const tagged = (account: "acme" | "partner" | "enterprise", kind: string, id: string): Change => [
  "TagResource",
  account,
  { resourceArn: arn(accounts[account], kind, id), tags: [{ key: "added", value: "now" }] },
];
const acmeTagged = tagged("acme", "dxcon", fixtureIds["acme-dc2"]);
const untagged: Change = [
  "UntagResource",
  "acme",
  { resourceArn: arn(accounts.acme, "dxcon", fixtureIds["acme-dc2"]), tagKeys: ["added"] },
];
const group = { resiliencyGroupId: fixtureIds["ashburn-group"] };
const inGroup = { ...group, connectionIdentifiers: [fixtureIds["enterprise-ld5"]] };
const gateway = { directConnectGatewayId: fixtureIds.legacy };
const pair = { ...gateway, gatewayId: fixtureIds["vgw-free"] };
const cidrs = (...blocks: string[]) => blocks.map((cidr) => ({ cidr }));
const associated: Change = ["CreateDirectConnectGatewayAssociation", "enterprise", pair];
const unassociated: Change = [
  "DeleteDirectConnectGatewayAssociation",
  "enterprise",
  { ...gateway, virtualGatewayId: pair.gatewayId },
];
const associations = `directConnectGatewayAssociations(accounts: ["enterprise"], first: 100) {
  nodes { associationId associatedGateway { id } } }`;
/** A change of the association of a gateway. */
export const ofAssociation = (gatewayId: string, operation: WriteOperation, input: object = {}): Step =>
  ofRow(
    associations,
    (row) => (row["associatedGateway"] as Row)["id"] === gatewayId,
    ({ associationId }) => [operation, "enterprise", { associationId: String(associationId), ...input }],
  );
const updated = (input: object): Change => [
  "UpdateDirectConnectGatewayAssociation",
  "enterprise",
  { associationId: fixtureIds["association-accepted"], ...input },
];
const proposed: Change = [
  "CreateDirectConnectGatewayAssociationProposal",
  "subsidiary",
  {
    ...{
      directConnectGatewayId: fixtureIds["vpc-gw"],
      directConnectGatewayOwnerAccount: accounts.enterprise,
    },
    ...{
      gatewayId: fixtureIds["vgw-accepted"],
      addAllowedPrefixesToDirectConnectGateway: cidrs("10.93.0.0/16"),
    },
  },
];
const proposals = `directConnectGatewayAssociationProposals(accounts: ["enterprise"], first: 100) {
  nodes { proposalId proposalState associatedGateway { id } } }`;
const acceptance = changes.AcceptDirectConnectGatewayAssociationProposal
  .input as Input<"AcceptDirectConnectGatewayAssociationProposal">;
const acceptedWith = (...blocks: string[]): Step =>
  ofRow(
    proposals,
    (row) =>
      row["proposalState"] === "REQUESTED" &&
      (row["associatedGateway"] as Row)["id"] === fixtureIds["vgw-accepted"],
    ({ proposalId }) => [
      "AcceptDirectConnectGatewayAssociationProposal",
      "enterprise",
      {
        ...{ ...acceptance, proposalId: String(proposalId) },
        overrideAllowedPrefixesToDirectConnectGateway: cidrs(...blocks),
      },
    ],
  );
const tested = { virtualInterfaceId: fixtureIds["vif-307"] };
const deletedConnection = (account: "acme" | "blueHarbor", connectionId: string): Change => [
  "DeleteConnection",
  account,
  { connectionId },
];
const deletedInterface = (virtualInterfaceId: string): Change => [
  "DeleteVirtualInterface",
  "enterprise",
  { virtualInterfaceId },
];
const memberless = fixtureIds["acme-va1"];

/** For each effect of each operation what shows it, and more that went wrong once. */
export const CASES: Readonly<Record<string, Case>> = {
  "a virtual interface on a LAG, moved to a port": {
    ...{ by: "AssociateVirtualInterface", aspect: "place" },
    before: [outOfLag],
    change: ordered(member.lagId),
    later: [
      ofInterface(({ virtualInterfaceId }) => [
        "AssociateVirtualInterface",
        "enterprise",
        { virtualInterfaceId: String(virtualInterfaceId), connectionId: port },
      ]),
    ],
  },
  "a virtual interface on a port that joins a LAG": {
    ...{ by: "AssociateConnectionWithLag", aspect: "place" },
    before: [outOfLag],
    change: ordered(port),
    later: [intoLag],
  },
  "a virtual interface on a port that a new LAG takes": {
    ...{ by: "CreateLag", aspect: "place" },
    before: [outOfLag],
    change: ordered(port),
    later: [newLag],
  },
  "a virtual interface on a port that joins a LAG, from which it is moved": {
    ...{ by: "AssociateVirtualInterface", aspect: "place" },
    before: [outOfLag],
    change: ordered(port),
    later: [
      newLag,
      ofInterface(({ virtualInterfaceId }) => [
        "AssociateVirtualInterface",
        "enterprise",
        { virtualInterfaceId: String(virtualInterfaceId), connectionId: member.lagId },
      ]),
    ],
  },
  "a virtual interface whose first BGP peer is replaced": {
    ...{ by: "DeleteBGPPeer", aspect: "bgpPeers" },
    change: ordered(member.lagId),
    later: [
      ofInterface(({ virtualInterfaceId }) => [
        "CreateBGPPeer",
        "enterprise",
        {
          ...{ virtualInterfaceId: String(virtualInterfaceId) },
          newBGPPeer: { asn: 65001, addressFamily: "ipv6" },
        },
      ]),
      ofInterface(({ virtualInterfaceId, bgpPeers }) => [
        "DeleteBGPPeer",
        "enterprise",
        {
          virtualInterfaceId: String(virtualInterfaceId),
          bgpPeerId: String((bgpPeers as Row[])[0]?.["bgpPeerId"]),
        },
      ]),
    ],
  },
  "a hosted connection, moved to another interconnect": {
    ...{ by: "AssociateHostedConnection", aspect: "place" },
    change: allocated(fixtureIds["ic-va1"]),
    later: [movedHosted(fixtureIds["ic-dc2"])],
  },
  "a hosted connection of the deprecated operation, moved to a LAG": {
    ...{ by: "AssociateHostedConnection", aspect: "place" },
    change: allocatedOld,
    later: [movedHosted(fixtureIds["lag-dc2-100"])],
  },
  "a hosted connection on an interconnect that a new LAG takes": {
    ...{ by: "CreateLag", aspect: "place" },
    change: allocated(fixtureIds["ic-va1"]),
    later: [interconnectIntoLag],
  },
  "a port in a LAG, taken by a new one": {
    ...{ by: "CreateLag", aspect: "lag" },
    before: [outOfLag],
    change: intoLag,
    later: [newLag],
  },
  "a port in a LAG, taken out of it": {
    ...{ by: "DisassociateConnectionFromLag", aspect: "lag" },
    before: [outOfLag],
    change: intoLag,
    later: [outOfLag],
  },
  "a port out of a LAG, put back": {
    ...{ by: "AssociateConnectionWithLag", aspect: "lag" },
    change: outOfLag,
    later: [intoLag],
  },
  "the name of a LAG that is deleted": {
    ...{ by: "DeleteLag", aspect: "being" },
    before: [outOfLag, newLag],
    change: ofNewLag("UpdateLag", { lagName: "renamed" }),
    later: [ofNewLag("DeleteLag")],
  },
  "a port in a LAG that is deleted": {
    ...{ by: "DeleteLag", aspect: "being" },
    before: [outOfLag, newLag, ofNewLag("DisassociateConnectionFromLag", { connectionId: port })],
    change: ofNewLag("AssociateConnectionWithLag", { connectionId: port }),
    later: [ofNewLag("DeleteLag")],
  },
  "a virtual interface, moved to a port that a new LAG takes": {
    ...{ by: "CreateLag", aspect: "place" },
    before: [outOfLag],
    change: moved,
    later: [newLag],
  },
  "a hosted connection, moved to an interconnect that a new LAG takes": {
    ...{ by: "CreateLag", aspect: "place" },
    change: [
      "AssociateHostedConnection",
      "partner",
      { connectionId: fillerId(1000), parentConnectionId: fixtureIds["ic-va1"] },
    ],
    later: [interconnectIntoLag],
  },
  "a port's encryption mode, then that of its LAG": {
    ...{ by: "UpdateLag", aspect: "member encryptionMode" },
    change: encrypts("SHOULD_ENCRYPT"),
    later: [["UpdateLag", "enterprise", { lagId: member.lagId, encryptionMode: "NO_ENCRYPT" }]],
  },
  "a port's encryption mode, set again": {
    ...{ by: "UpdateConnection", aspect: "member encryptionMode" },
    change: encrypts("SHOULD_ENCRYPT"),
    later: [encrypts("NO_ENCRYPT")],
  },
  "the encryption mode of a port that joins a LAG": {
    ...{ by: "AssociateConnectionWithLag", aspect: "member encryptionMode" },
    before: [outOfLag],
    change: encrypts("NO_ENCRYPT", port),
    later: [intoLag],
  },
  "the encryption mode of a port that a new LAG takes": {
    ...{ by: "CreateLag", aspect: "member encryptionMode" },
    before: [outOfLag],
    change: encrypts("NO_ENCRYPT", port),
    later: [newLag],
  },
  "a MACsec key on a port that joins a LAG": {
    ...{ by: "AssociateConnectionWithLag", aspect: "macSecKeys" },
    before: [outOfLag],
    change: keyed,
    later: [intoLag],
  },
  "a MACsec key on a port that a new LAG takes": {
    ...{ by: "CreateLag", aspect: "macSecKeys" },
    before: [outOfLag],
    change: keyed,
    later: [newLag],
  },
  "a MACsec key that is taken off": {
    ...{ by: "DisassociateMacSecKey", aspect: "macSecKeys" },
    before: [outOfLag],
    change: keyed,
    later: [["DisassociateMacSecKey", "enterprise", { connectionId: port, secretARN: secretOf(key.ckn) }]],
  },
  "a MACsec key off a port that joins a LAG which has it": {
    ...{ by: "AssociateConnectionWithLag", aspect: "macSecKeys" },
    before: [outOfLag],
    change: unkeyed,
    later: [intoLag],
  },
  "a MACsec key off a port, put back": {
    ...{ by: "AssociateMacSecKey", aspect: "macSecKeys" },
    before: [outOfLag],
    change: unkeyed,
    later: [["AssociateMacSecKey", "enterprise", unkeyed[2]]],
  },
  "a port's encryption mode, which falls with its last MACsec key": {
    ...{ by: "DisassociateMacSecKey", aspect: "member encryptionMode" },
    before: [outOfLag, encrypts("SHOULD_ENCRYPT", port)],
    change: encrypts("MUST_ENCRYPT", port),
    later: [
      unkeyed,
      [
        "DisassociateMacSecKey",
        "enterprise",
        { connectionId: port, secretARN: secretOf(fixtureCkns.coming) },
      ],
    ],
  },
  "a connection's name, set again": {
    ...{ by: "UpdateConnection", aspect: "member connectionName" },
    change: renamed("aaa"),
    later: [renamed("bbb")],
  },
  "the name of a connection that is deleted": {
    ...{ by: "DeleteConnection", aspect: "being" },
    change: ["UpdateConnection", "acme", { connectionId: memberless, connectionName: "aaa" }],
    later: [deletedInterfaceOfAcme(), deletedConnection("acme", memberless)],
  },
  "how connections are billed, set again": {
    ...{ by: "UpdateConnectionsBillingMode", aspect: "member billingMode" },
    change: billed("FlatRateTier2"),
    later: [billed("FlatRateTier3")],
  },
  "how a port is billed that joins a LAG": {
    ...{ by: "AssociateConnectionWithLag", aspect: "member billingMode" },
    before: [billed("FlatRateTier2"), outOfLag],
    change: billed("FlatRateTier3", port),
    later: [intoLag],
  },
  "how a port is billed that a new LAG takes": {
    ...{ by: "CreateLag", aspect: "member billingMode" },
    before: [billed("FlatRateTier2"), outOfLag],
    change: billed("FlatRateTier3", port),
    later: [["CreateLag", "enterprise", { ...newLag[2], billingMode: "FlatRateTier1" }]],
  },
  "a virtual interface's rate limit, set again": {
    ...{ by: "UpdateVirtualInterfaceAttributes", aspect: "member rateLimit" },
    change: limited({ rateLimit: "100Mbps" }),
    later: [limited({ rateLimit: "Unlimited" })],
  },
  "a virtual interface's prefixes, set again": {
    ...{ by: "UpdateVirtualInterfaceAttributes", aspect: "member prefixPoolAllocatedCountIpv4" },
    change: limited({ prefixPoolAllocatedCountIpv4: 200 }),
    later: [limited({ prefixPoolAllocatedCountIpv4: 300 })],
  },
  "a confirmed connection that is deleted": {
    ...{ by: "DeleteConnection", aspect: "being" },
    change: ["ConfirmConnection", "blueHarbor", { connectionId: fixtureIds["blue-ordering"] }],
    later: [deletedConnection("blueHarbor", fixtureIds["blue-ordering"])],
  },
  "a tag of an interconnect that is deleted": {
    ...{ by: "DeleteInterconnect", aspect: "being" },
    change: tagged("partner", "dxcon", fixtureIds["ic-new"]),
    later: [["DeleteInterconnect", "partner", { interconnectId: fixtureIds["ic-new"] }]],
  },
  "a LAG's name, set again": {
    ...{ by: "UpdateLag", aspect: "member lagName" },
    change: named("aaa"),
    later: [named("bbb")],
  },
  "a LAG's minimum of links, set again": {
    ...{ by: "UpdateLag", aspect: "member minimumLinks" },
    change: links(2),
    later: [links(0)],
  },
  "a virtual interface's name, set again": {
    ...{ by: "UpdateVirtualInterfaceAttributes", aspect: "member virtualInterfaceName" },
    change: attributes({ virtualInterfaceName: "aaa" }),
    later: [attributes({ virtualInterfaceName: "bbb" })],
  },
  "a virtual interface's MTU, set again": {
    ...{ by: "UpdateVirtualInterfaceAttributes", aspect: "member mtu" },
    change: attributes({ mtu: 8500 }),
    later: [attributes({ mtu: 1500 })],
  },
  "a virtual interface's SiteLink, set again": {
    ...{ by: "UpdateVirtualInterfaceAttributes", aspect: "member enableSiteLink" },
    change: [
      "UpdateVirtualInterfaceAttributes",
      "enterprise",
      { virtualInterfaceId: fixtureIds["vif-302"], enableSiteLink: false },
    ],
    later: [
      [
        "UpdateVirtualInterfaceAttributes",
        "enterprise",
        { virtualInterfaceId: fixtureIds["vif-302"], enableSiteLink: true },
      ],
    ],
  },
  "a virtual interface's name, and it is deleted": {
    ...{ by: "DeleteVirtualInterface", aspect: "being" },
    change: attributes({ virtualInterfaceName: "aaa" }),
    later: [deletedInterface(vif)],
  },
  "a virtual interface that is moved and deleted": {
    ...{ by: "DeleteVirtualInterface", aspect: "being" },
    before: [outOfLag],
    change: moved,
    later: [deletedInterface(vif)],
  },
  "a deleted BGP peer, made anew": {
    ...{ by: "CreateBGPPeer", aspect: "bgpPeers" },
    before: [
      [
        "CreateBGPPeer",
        "enterprise",
        { virtualInterfaceId: vif, newBGPPeer: { addressFamily: "ipv6", asn: 65077 } },
      ],
    ],
    change: ["DeleteBGPPeer", "enterprise", { virtualInterfaceId: vif, asn: 65077 }],
    later: [
      [
        "CreateBGPPeer",
        "enterprise",
        { virtualInterfaceId: vif, newBGPPeer: { addressFamily: "ipv6", asn: 65077 } },
      ],
    ],
  },
  "a stopped failover test, begun anew": {
    ...{ by: "StartBgpFailoverTest", aspect: "failoverTests" },
    change: ["StopBgpFailoverTest", "enterprise", tested],
    later: [["StartBgpFailoverTest", "enterprise", tested]],
  },
  "a failover test, stopped": {
    ...{ by: "StopBgpFailoverTest", aspect: "failoverTests" },
    change: ["StartBgpFailoverTest", "enterprise", { virtualInterfaceId: fixtureIds["vif-301"] }],
    later: [["StopBgpFailoverTest", "enterprise", { virtualInterfaceId: fixtureIds["vif-301"] }]],
  },
  "a Direct Connect gateway's name, set again": {
    ...{ by: "UpdateDirectConnectGateway", aspect: "member newDirectConnectGatewayName" },
    change: ["UpdateDirectConnectGateway", "enterprise", { ...gateway, newDirectConnectGatewayName: "aaa" }],
    later: [["UpdateDirectConnectGateway", "enterprise", { ...gateway, newDirectConnectGatewayName: "bbb" }]],
  },
  "the name of a Direct Connect gateway that is deleted": {
    ...{ by: "DeleteDirectConnectGateway", aspect: "being" },
    change: ["UpdateDirectConnectGateway", "enterprise", { ...gateway, newDirectConnectGatewayName: "aaa" }],
    later: [["DeleteDirectConnectGateway", "enterprise", gateway]],
  },
  "an association of which a prefix is removed": {
    ...{ by: "UpdateDirectConnectGatewayAssociation", aspect: "prefixes" },
    change: [
      "CreateDirectConnectGatewayAssociation",
      "enterprise",
      { ...pair, addAllowedPrefixesToDirectConnectGateway: cidrs("10.77.0.0/16", "10.78.0.0/16") },
    ],
    later: [
      ofAssociation(pair.gatewayId, "UpdateDirectConnectGatewayAssociation", {
        removeAllowedPrefixesToDirectConnectGateway: cidrs("10.77.0.0/16"),
      }),
    ],
  },
  "a prefix of an association whose prefixes an acceptance replaces": {
    ...{ by: "AcceptDirectConnectGatewayAssociationProposal", aspect: "prefixes" },
    before: [proposed],
    change: updated({ addAllowedPrefixesToDirectConnectGateway: cidrs("10.92.0.0/16") }),
    later: [acceptedWith("10.93.0.0/16")],
  },
  "a prefix of an association that is deleted": {
    ...{ by: "DeleteDirectConnectGatewayAssociation", aspect: "associations" },
    change: updated({ addAllowedPrefixesToDirectConnectGateway: cidrs("10.92.0.0/16") }),
    later: [
      [
        "DeleteDirectConnectGatewayAssociation",
        "enterprise",
        { associationId: fixtureIds["association-accepted"] },
      ],
    ],
  },
  "an association that is deleted and made anew": {
    ...{ by: "CreateDirectConnectGatewayAssociation", aspect: "associations" },
    before: [associated],
    change: unassociated,
    later: [associated],
  },
  "an association that is deleted, and made anew by an acceptance": {
    ...{ by: "AcceptDirectConnectGatewayAssociationProposal", aspect: "associations" },
    before: [proposed],
    change: [
      "DeleteDirectConnectGatewayAssociation",
      "enterprise",
      { directConnectGatewayId: fixtureIds["vpc-gw"], virtualGatewayId: fixtureIds["vgw-accepted"] },
    ],
    later: [acceptedWith("10.93.0.0/16")],
  },
  "a resiliency group's name, set again": {
    ...{ by: "UpdateResiliencyGroup", aspect: "member resiliencyGroupName" },
    change: ["UpdateResiliencyGroup", "enterprise", { ...group, resiliencyGroupName: "aaa" }],
    later: [["UpdateResiliencyGroup", "enterprise", { ...group, resiliencyGroupName: "bbb" }]],
  },
  "a port in a resiliency group, taken out": {
    ...{ by: "DisassociateConnectionsFromResiliencyGroup", aspect: "resiliencyGroups" },
    change: ["AssociateConnectionsToResiliencyGroup", "enterprise", inGroup],
    later: [["DisassociateConnectionsFromResiliencyGroup", "enterprise", inGroup]],
  },
  "a port out of a resiliency group, put back": {
    ...{ by: "AssociateConnectionsToResiliencyGroup", aspect: "resiliencyGroups" },
    before: [["AssociateConnectionsToResiliencyGroup", "enterprise", inGroup]],
    change: ["DisassociateConnectionsFromResiliencyGroup", "enterprise", inGroup],
    later: [["AssociateConnectionsToResiliencyGroup", "enterprise", inGroup]],
  },
  "a tag that is taken off": {
    ...{ by: "UntagResource", aspect: "tag added" },
    change: acmeTagged,
    later: [untagged],
  },
  "a tag that is set again": {
    ...{ by: "TagResource", aspect: "tag added" },
    before: [acmeTagged],
    change: untagged,
    later: [acmeTagged],
  },
};

function deletedInterfaceOfAcme(): Change {
  return ["DeleteVirtualInterface", "acme", { virtualInterfaceId: fixtureIds["vif-acme-va1"] }];
}

/** What other keys do at the same places meanwhile: it says nothing of a change that was not executed. */
export const BUSY: Readonly<Record<string, Story>> = {
  "a hosted connection, while others are allocated beside it and moved": {
    change: allocated(fixtureIds["ic-va1"]),
    later: [allocated(fixtureIds["ic-va1"], 701), movedHosted(fixtureIds["ic-dc2"], 701)],
  },
  "a hosted connection, while an equal one of another interconnect is moved": {
    before: [allocated(fixtureIds["ic-dc2"])],
    change: allocated(fixtureIds["ic-va1"]),
    later: [movedHosted(fixtureIds["lag-dc2-100"])],
  },
  "a virtual interface, while others are made beside it and moved": {
    before: [outOfLag],
    change: ordered(member.lagId),
    later: [
      ordered(member.lagId, 778),
      ofInterface(
        ({ virtualInterfaceId }) => [
          "AssociateVirtualInterface",
          "enterprise",
          { virtualInterfaceId: String(virtualInterfaceId), connectionId: port },
        ],
        778,
      ),
    ],
  },
  "a virtual interface on a port, while another port joins the LAG": {
    change: ordered(member.lagId),
    later: [outOfLag, intoLag],
  },
  "a port's name, while its LAG encrypts otherwise": {
    change: [
      "UpdateConnection",
      "enterprise",
      { connectionId: fixtureIds["lag-dc2-a"], connectionName: "renamed" },
    ],
    later: [["UpdateLag", "enterprise", { lagId: member.lagId, encryptionMode: "NO_ENCRYPT" }]],
  },
  "a LAG's minimum of links, while it is renamed and a port leaves and joins": {
    change: links(2),
    later: [named("bbb"), outOfLag, intoLag],
  },
  "a prefix of an association, while others of the same gateway change": {
    change: updated({ addAllowedPrefixesToDirectConnectGateway: cidrs("10.92.0.0/16") }),
    later: [
      updated({ addAllowedPrefixesToDirectConnectGateway: cidrs("10.94.0.0/16") }),
      ["AcceptDirectConnectGatewayAssociationProposal", "enterprise", acceptance],
      [
        "UpdateDirectConnectGatewayAssociation",
        "enterprise",
        {
          associationId: fixtureIds["association-vgw-a"],
          removeAllowedPrefixesToDirectConnectGateway: cidrs("10.92.0.0/16"),
        },
      ],
    ],
  },
  "a MACsec key, while another is put on the same port": {
    before: [outOfLag],
    change: keyed,
    later: [["AssociateMacSecKey", "enterprise", { ...key, ckn: "12".repeat(32) }]],
  },
  "a tag, while another is set": {
    change: acmeTagged,
    later: [
      [
        "TagResource",
        "acme",
        {
          resourceArn: arn(accounts.acme, "dxcon", fixtureIds["acme-dc2"]),
          tags: [{ key: "other", value: "now" }],
        },
      ],
    ],
  },
  "a port, while others are ordered, renamed and tagged": {
    change: portOrdered("one"),
    later: [
      portOrdered("two"),
      ofPort("two", "UpdateConnection", ({ connectionId }) => ({ connectionId, connectionName: "three" })),
      ofPort("three", "TagResource", ({ arn: resourceArn }) => ({
        resourceArn,
        tags: [{ key: "added", value: "now" }],
      })),
    ],
  },
};

/** Changes that were executed, and cannot be distinguished from those of another caller. */
export const UNTOLD: Readonly<Record<string, Story>> = {
  "a hosted connection that is moved by who could not read where it was": {
    change: allocated(fixtureIds["ic-va1"]),
    later: [movedHosted(fixtureIds["ic-dc2"])],
    unreadable: "DescribeHostedConnections",
  },
  "a port whose tag is taken off, and which is renamed": {
    change: portOrdered("one"),
    later: [
      ofPort("one", "UntagResource", ({ arn: resourceArn }) => ({ resourceArn, tagKeys: [MARK] })),
      ofPort("one", "UpdateConnection", ({ connectionId }) => ({ connectionId, connectionName: "two" })),
    ],
  },
  "a port whose tag is set to something else": {
    change: portOrdered("one"),
    later: [
      ofPort("one", "TagResource", ({ arn: resourceArn }) => ({
        resourceArn,
        tags: [{ key: MARK, value: "mine" }],
      })),
    ],
  },
};

function portOrdered(connectionName: string): Change {
  return ["CreateConnection", "enterprise", { location: "EqDC2", bandwidth: "1Gbps", connectionName }];
}

function ofPort(name: string, operation: WriteOperation, inputOf: (row: Row) => object): Step {
  return ofRow(
    `connections(accounts: ["enterprise"], first: 100) { nodes { connectionId connectionName arn: id } }`,
    (row) => row["connectionName"] === name,
    (row) => [operation, "enterprise", inputOf(row)],
  );
}
