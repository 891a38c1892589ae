import type {
  AssociatedCoreNetwork,
  AssociatedGateway,
  DirectConnectGateway,
  DirectConnectGatewayAssociation,
  DirectConnectGatewayAssociationProposal,
  DirectConnectGatewayAssociationProposalState,
  DirectConnectGatewayAssociationState,
  DirectConnectGatewayAttachment,
  DirectConnectGatewayAttachmentState,
  DirectConnectGatewayAttachmentType,
  DirectConnectGatewayState,
  RouteFilterPrefix,
  Tag,
} from "@aws-sdk/client-direct-connect";
import { defineTable } from "../state/table";

/** A Direct Connect gateway. It has no region: its account sees it from every one (DOMAIN A.3). */
export interface DirectConnectGatewayRecord extends DirectConnectGateway {
  directConnectGatewayId: string;
  directConnectGatewayName: string;
  directConnectGatewayState: DirectConnectGatewayState;
  amazonSideAsn: number;
  ownerAccount: string;
  tags: Tag[];
}

export const directConnectGateways = defineTable<DirectConnectGatewayRecord>()({
  name: "Direct Connect gateways",
  id: (gateway) => gateway.directConnectGatewayId,
  indexes: {
    owner: (gateway) => gateway.ownerAccount,
  },
});

/** Every member of the associated gateway is known, though the SDK says that each may be absent. */
type KnownGateway = { [Member in keyof AssociatedGateway]-?: NonNullable<AssociatedGateway[Member]> };

/** A Direct Connect gateway joined to a virtual private gateway, a transit gateway or a core network. */
export interface AssociationRecord extends DirectConnectGatewayAssociation {
  associationId: string;
  associationState: DirectConnectGatewayAssociationState;
  directConnectGatewayId: string;
  directConnectGatewayOwnerAccount: string;
  allowedPrefixesToDirectConnectGateway: RouteFilterPrefix[];
  associatedGateway?: KnownGateway;
  associatedCoreNetwork?: AssociatedCoreNetwork;
}

export const associations = defineTable<AssociationRecord>()({
  name: "Direct Connect gateway associations",
  id: (association) => association.associationId,
  indexes: {
    directConnectGateway: (association) => association.directConnectGatewayId,
    /** By the id of the virtual private gateway, transit gateway or core network. */
    associated: (association) => association.associatedGateway?.id ?? association.associatedCoreNetwork?.id,
  },
});

/** Whether the association still joins, is about to, or has not yet let go. */
export function isJoined(association: AssociationRecord): boolean {
  return association.associationState !== "disassociated";
}

/** The offer of a gateway's owner to associate it with another account's Direct Connect gateway. */
export interface ProposalRecord extends DirectConnectGatewayAssociationProposal {
  proposalId: string;
  proposalState: DirectConnectGatewayAssociationProposalState;
  directConnectGatewayId: string;
  directConnectGatewayOwnerAccount: string;
  associatedGateway: KnownGateway;
  requestedAllowedPrefixesToDirectConnectGateway: RouteFilterPrefix[];
}

export const proposals = defineTable<ProposalRecord>()({
  name: "Direct Connect gateway association proposals",
  id: (proposal) => proposal.proposalId,
  indexes: {
    /** One key for all: an account sees what it proposed and what was proposed to it in one list. */
    everywhere: () => "",
    directConnectGateway: (proposal) => proposal.directConnectGatewayId,
    associated: (proposal) => proposal.associatedGateway.id,
  },
});

/** A virtual interface attached to a Direct Connect gateway; the pair is its identity. */
export interface AttachmentRecord extends DirectConnectGatewayAttachment {
  directConnectGatewayId: string;
  virtualInterfaceId: string;
  virtualInterfaceOwnerAccount: string;
  virtualInterfaceRegion: string;
  attachmentState: DirectConnectGatewayAttachmentState;
  attachmentType: DirectConnectGatewayAttachmentType;
}

/** The key of an attachment in its table. */
export function attachmentKey(gatewayId: string, virtualInterfaceId: string): string {
  return `${gatewayId}/${virtualInterfaceId}`;
}

export const attachments = defineTable<AttachmentRecord>()({
  name: "Direct Connect gateway attachments",
  id: (attachment) => attachmentKey(attachment.directConnectGatewayId, attachment.virtualInterfaceId),
  indexes: {
    directConnectGateway: (attachment) => attachment.directConnectGatewayId,
    virtualInterface: (attachment) => attachment.virtualInterfaceId,
  },
});

/** Whether the attachment still holds, is about to, or has not yet let go. */
export function isAttached(attachment: AttachmentRecord): boolean {
  return attachment.attachmentState !== "detached";
}
