const minute = 60_000;

/** How long things take, in emulated milliseconds (DOMAIN B; where AWS says "up to", a livelier value). */
export const defaultDurations = {
  /** AWS reviews a port request and issues its LOA. */
  portReview: 60 * minute,
  /** The cross connect is made and light comes up. */
  portCrossConnect: 120 * minute,
  hostedProvisioning: 3 * minute,
  portDeletion: 2 * minute,
  /** How long a deleted or rejected connection, interconnect or LAG stays listed. */
  portTombstone: 60 * minute,
  macSecKeyChange: 5 * minute,
  /** AWS verifies that the prefixes of a public virtual interface are its owner's; up to 72 hours. */
  publicVerification: 60 * minute,
  virtualInterfaceProvisioning: minute,
  /** The disruption of a change of MTU or SiteLink, or of a move to another connection. */
  virtualInterfaceUpdate: minute / 2,
  virtualInterfaceDeletion: minute,
  /** How long a deleted or rejected virtual interface stays listed. */
  virtualInterfaceTombstone: 15 * minute,
  bgpPeerDeletion: minute,
  /** How long a deleted BGP peer stays listed. */
  bgpPeerTombstone: minute,
  failoverTestHistory: 365 * 24 * 60 * minute,
  directConnectGatewayCreation: minute / 6,
  directConnectGatewayDeletion: minute,
  /** A Direct Connect gateway whose associations forbid its deletion returns to available. */
  directConnectGatewayRevert: 3 * minute,
  association: 8 * minute,
  associationUpdate: 3 * minute,
  disassociation: 5 * minute,
  /** How long a disassociated association stays listed. */
  associationTombstone: 10 * minute,
  proposalExpiry: 7 * 24 * 60 * minute,
  /** How long an accepted or deleted proposal stays listed. */
  proposalTombstone: 3 * 24 * 60 * minute,
  /** A virtual interface is attached to a Direct Connect gateway, or detached from it. */
  attachmentChange: minute,
  attachmentTombstone: 15 * minute,
  resiliencyGroupCreation: minute / 12,
  resiliencyGroupDeletion: minute / 2,
  /** A connection joins a resiliency group, or leaves it. */
  resiliencyGroupAssociation: minute / 2,
  /** How long a deleted resiliency group, or an association that has ended, stays listed. */
  resiliencyGroupTombstone: 15 * minute,
} as const;

export type Durations = Readonly<Record<keyof typeof defaultDurations, number>>;
