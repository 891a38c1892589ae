import type { Input, Output, WriteOperation } from "../../../src/directconnect/client/operations";
import { accounts } from "../../../src/emulator/fixtures/accounts";
import { fixtureCkns } from "../../../src/emulator/fixtures/lags";
import { fixtureIds, fixturePeerId } from "../../../src/emulator/fixtures/names";
import { secretArn } from "../../../src/emulator/ports/macsec-keys";

type AccountName = keyof typeof accounts;

/** Makes an earlier change, undisturbed, in us-east-1. */
export type Make = <Name extends WriteOperation>(
  operation: Name,
  account: AccountName,
  input: Input<Name>,
) => Promise<Output<Name>>;

/** One change that the fixtures allow, for each operation. */
export interface Change<Name extends WriteOperation> {
  account: AccountName;
  /** us-east-1 where left out. */
  region?: string;
  /** What it is sent with; what must be there before is made first. */
  input: Input<Name> | ((make: Make) => Promise<Input<Name>>);
}

const lagDc2 = fixtureIds["lag-dc2"];

const order = (vlan: number) => ({ virtualInterfaceName: `vif-${vlan}`, vlan, asn: 65020 });

const publicOrder = (vlan: number) => ({
  ...order(vlan),
  ...{ amazonAddress: "203.0.113.9/30", customerAddress: "203.0.113.10/30" },
  routeFilterPrefixes: [{ cidr: "198.51.100.0/24" }],
});

const ownedBySubsidiary = { connectionId: lagDc2, ownerAccount: accounts.subsidiary };

async function subsidiaryGateway(make: Make): Promise<string> {
  const { directConnectGateway } = await make("CreateDirectConnectGateway", "subsidiary", {
    directConnectGatewayName: "subsidiary-gw",
    amazonSideAsn: 64600,
  });
  return directConnectGateway?.directConnectGatewayId ?? "";
}

const outOfLag = { connectionId: fixtureIds["lag-dc2-b"], lagId: lagDc2 };

export const changes: { readonly [Name in WriteOperation]: Change<Name> } = {
  AcceptDirectConnectGatewayAssociationProposal: {
    ...{ account: "enterprise", region: "us-west-2" },
    input: {
      directConnectGatewayId: fixtureIds["vpc-gw"],
      proposalId: fixtureIds["proposal-requested"],
      associatedGatewayOwnerAccount: accounts.subsidiary,
    },
  },
  AllocateConnectionOnInterconnect: {
    account: "partner",
    input: {
      ...{ interconnectId: fixtureIds["ic-va1"], ownerAccount: accounts.acme, vlan: 310 },
      ...{ bandwidth: "50Mbps", connectionName: "old-form" },
    },
  },
  AllocateHostedConnection: {
    account: "partner",
    input: {
      ...{ connectionId: fixtureIds["ic-dc2"], ownerAccount: accounts.acme, vlan: 310 },
      ...{ bandwidth: "50Mbps", connectionName: "new-form" },
    },
  },
  AllocatePrivateVirtualInterface: {
    account: "enterprise",
    input: { ...ownedBySubsidiary, newPrivateVirtualInterfaceAllocation: order(311) },
  },
  AllocatePublicVirtualInterface: {
    account: "enterprise",
    input: { ...ownedBySubsidiary, newPublicVirtualInterfaceAllocation: publicOrder(312) },
  },
  AllocateTransitVirtualInterface: {
    account: "enterprise",
    input: { ...ownedBySubsidiary, newTransitVirtualInterfaceAllocation: order(313) },
  },
  AssociateConnectionWithLag: {
    account: "enterprise",
    input: async (make) => {
      await make("DisassociateConnectionFromLag", "enterprise", outOfLag);
      return outOfLag;
    },
  },
  AssociateConnectionsToResiliencyGroup: {
    account: "enterprise",
    input: {
      resiliencyGroupId: fixtureIds["ashburn-group"],
      connectionIdentifiers: [fixtureIds["enterprise-ld5"]],
    },
  },
  AssociateHostedConnection: {
    account: "partner",
    input: { connectionId: fixtureIds["acme-va1"], parentConnectionId: fixtureIds["lag-dc2-100"] },
  },
  AssociateMacSecKey: {
    account: "enterprise",
    input: { connectionId: lagDc2, ckn: "ab".repeat(32), cak: "cd".repeat(32) },
  },
  AssociateVirtualInterface: {
    account: "enterprise",
    input: async (make) => {
      await make("DisassociateConnectionFromLag", "enterprise", outOfLag);
      return { virtualInterfaceId: fixtureIds["vif-308"], connectionId: outOfLag.connectionId };
    },
  },
  ConfirmConnection: { account: "blueHarbor", input: { connectionId: fixtureIds["blue-ordering"] } },
  ConfirmCustomerAgreement: { account: "cobalt", input: {} },
  ConfirmPrivateVirtualInterface: {
    account: "subsidiary",
    input: async (make) => ({
      virtualInterfaceId: fixtureIds["vif-305"],
      directConnectGatewayId: await subsidiaryGateway(make),
    }),
  },
  ConfirmPublicVirtualInterface: {
    account: "subsidiary",
    input: async (make) => {
      const { virtualInterfaceId } = await make("AllocatePublicVirtualInterface", "enterprise", {
        ...ownedBySubsidiary,
        newPublicVirtualInterfaceAllocation: publicOrder(314),
      });
      return { virtualInterfaceId };
    },
  },
  ConfirmTransitVirtualInterface: {
    account: "subsidiary",
    input: async (make) => {
      const directConnectGatewayId = await subsidiaryGateway(make);
      const { virtualInterface } = await make("AllocateTransitVirtualInterface", "enterprise", {
        ...ownedBySubsidiary,
        newTransitVirtualInterfaceAllocation: order(315),
      });
      return { virtualInterfaceId: virtualInterface?.virtualInterfaceId, directConnectGatewayId };
    },
  },
  CreateBGPPeer: {
    account: "enterprise",
    input: {
      virtualInterfaceId: fixtureIds["vif-308"],
      newBGPPeer: { addressFamily: "ipv6", asn: 65001 },
    },
  },
  CreateConnection: {
    account: "enterprise",
    input: {
      location: "EqDC2",
      bandwidth: "1Gbps",
      connectionName: "port",
      tags: [{ key: "env", value: "test" }],
    },
  },
  CreateDirectConnectGateway: {
    account: "acme",
    input: { directConnectGatewayName: "acme-second", amazonSideAsn: 64700 },
  },
  CreateDirectConnectGatewayAssociation: {
    account: "enterprise",
    input: { directConnectGatewayId: fixtureIds.legacy, gatewayId: fixtureIds["vgw-free"] },
  },
  CreateDirectConnectGatewayAssociationProposal: {
    ...{ account: "subsidiary", region: "us-west-2" },
    input: {
      directConnectGatewayId: fixtureIds["vpc-gw"],
      directConnectGatewayOwnerAccount: accounts.enterprise,
      gatewayId: fixtureIds["vgw-requested"],
      addAllowedPrefixesToDirectConnectGateway: [{ cidr: "10.40.0.0/16" }],
    },
  },
  CreateInterconnect: {
    account: "partner",
    input: { location: "EqDC2", bandwidth: "10Gbps", interconnectName: "ic-next" },
  },
  CreateLag: {
    account: "enterprise",
    input: { location: "EqDC2", connectionsBandwidth: "1Gbps", numberOfConnections: 2, lagName: "lag-next" },
  },
  CreatePrivateVirtualInterface: {
    account: "enterprise",
    input: {
      connectionId: lagDc2,
      newPrivateVirtualInterface: { ...order(321), directConnectGatewayId: fixtureIds["vpc-gw"] },
    },
  },
  CreatePublicVirtualInterface: {
    account: "enterprise",
    input: { connectionId: lagDc2, newPublicVirtualInterface: publicOrder(322) },
  },
  CreateResiliencyGroup: {
    account: "enterprise",
    input: { resiliencyGroupName: "dublin", intendedResiliencyModel: "high-resiliency" },
  },
  CreateTransitVirtualInterface: {
    account: "enterprise",
    input: {
      connectionId: lagDc2,
      newTransitVirtualInterface: { ...order(323), directConnectGatewayId: fixtureIds["global-transit"] },
    },
  },
  DeleteBGPPeer: {
    account: "enterprise",
    input: {
      virtualInterfaceId: fixtureIds["vif-301"],
      bgpPeerId: fixturePeerId(fixtureIds["vif-301"], "ipv6"),
    },
  },
  DeleteConnection: { account: "enterprise", input: { connectionId: fixtureIds["enterprise-100g"] } },
  DeleteDirectConnectGateway: {
    account: "enterprise",
    input: { directConnectGatewayId: fixtureIds.legacy },
  },
  DeleteDirectConnectGatewayAssociation: {
    account: "enterprise",
    input: { associationId: fixtureIds["association-vgw-a"] },
  },
  DeleteDirectConnectGatewayAssociationProposal: {
    ...{ account: "subsidiary", region: "us-west-2" },
    input: { proposalId: fixtureIds["proposal-requested"] },
  },
  DeleteInterconnect: { account: "partner", input: { interconnectId: fixtureIds["ic-new"] } },
  DeleteLag: {
    account: "enterprise",
    input: async (make) => {
      const { lagId } = await make("CreateLag", "enterprise", {
        ...{ location: "EqDC2", connectionsBandwidth: "1Gbps", numberOfConnections: 1, lagName: "lag-past" },
      });
      return { lagId };
    },
  },
  DeleteResiliencyGroup: {
    account: "enterprise",
    input: async (make) => {
      const { resiliencyGroup } = await make("CreateResiliencyGroup", "enterprise", {
        resiliencyGroupName: "empty",
        intendedResiliencyModel: "high-resiliency",
      });
      return { resiliencyGroupId: resiliencyGroup?.resiliencyGroupId };
    },
  },
  DeleteVirtualInterface: { account: "enterprise", input: { virtualInterfaceId: fixtureIds["vif-308"] } },
  DisassociateConnectionFromLag: { account: "enterprise", input: outOfLag },
  DisassociateConnectionsFromResiliencyGroup: {
    account: "enterprise",
    input: { resiliencyGroupId: fixtureIds["ashburn-group"], connectionIdentifiers: [lagDc2] },
  },
  DisassociateMacSecKey: {
    account: "enterprise",
    input: {
      connectionId: lagDc2,
      secretARN: secretArn(accounts.enterprise, "us-east-1", fixtureCkns.old),
    },
  },
  StartBgpFailoverTest: {
    account: "enterprise",
    input: { virtualInterfaceId: fixtureIds["vif-301"], testDurationInMinutes: 60 },
  },
  StopBgpFailoverTest: { account: "enterprise", input: { virtualInterfaceId: fixtureIds["vif-307"] } },
  TagResource: {
    account: "acme",
    input: {
      resourceArn: `arn:aws:directconnect:us-east-1:${accounts.acme}:dxcon/${fixtureIds["acme-dc2"]}`,
      tags: [{ key: "env", value: "staging" }, { key: "empty" }],
    },
  },
  UntagResource: {
    account: "acme",
    input: {
      resourceArn: `arn:aws:directconnect:us-east-1:${accounts.acme}:dxcon/${fixtureIds["acme-dc2"]}`,
      tagKeys: ["env"],
    },
  },
  UpdateConnection: {
    account: "acme",
    input: { connectionId: fixtureIds["acme-dc2"], connectionName: "renamed" },
  },
  UpdateConnectionsBillingMode: {
    account: "enterprise",
    input: {
      // All that the account has at the location: it is billed in one way there.
      connectionIds: [fixtureIds["lag-dc2-a"], fixtureIds["lag-dc2-b"], fixtureIds["enterprise-100g"]],
      billingMode: "FlatRateTier2",
    },
  },
  UpdateDirectConnectGateway: {
    account: "enterprise",
    input: { directConnectGatewayId: fixtureIds["vpc-gw"], newDirectConnectGatewayName: "renamed" },
  },
  UpdateDirectConnectGatewayAssociation: {
    account: "enterprise",
    input: {
      associationId: fixtureIds["association-vgw-a"],
      addAllowedPrefixesToDirectConnectGateway: [{ cidr: "10.50.0.0/16" }],
      removeAllowedPrefixesToDirectConnectGateway: [{ cidr: "10.10.0.0/16" }],
    },
  },
  UpdateLag: { account: "enterprise", input: { lagId: lagDc2, lagName: "renamed", minimumLinks: 2 } },
  UpdateResiliencyGroup: {
    account: "enterprise",
    input: { resiliencyGroupId: fixtureIds["ashburn-group"], resiliencyGroupName: "virginia" },
  },
  UpdateVirtualInterfaceAttributes: {
    account: "enterprise",
    input: { virtualInterfaceId: fixtureIds["vif-308"], mtu: 8500, virtualInterfaceName: "renamed" },
  },
};
