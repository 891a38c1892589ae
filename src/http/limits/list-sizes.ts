/** How many items a list without pages holds at most: a number, or the number of resources that its field names. */
export type ListSize = number | "named resources";

/** One item for each account and region, and for each AWS operation behind the list. */
const UNAVAILABLE = 30;
/** A LAG takes up to 4 ports (DOMAIN C.4); those that were deleted are listed for a while. */
const PORTS_OF_A_LAG = 10;
/** Ports that one query for resiliency names; all arguments have this bound. */
const PORTS = 1000;
const VLANS = 4094;

/**
 * The largest sizes of the lists without pages, by field, or by type and field where fields of one name differ. They
 * are AWS's quotas where AWS states one (DOMAIN C). Lists of scalars cost nothing, and are not in this table.
 */
const LIST_SIZES: Readonly<Record<string, ListSize>> = {
  "AcceptanceInbox.offers": 1000,
  "ChangeEvent.changes": 30,
  "CustomerMetadata.agreements": 10,
  /** All hosted connections of a port, and the virtual interface of each. */
  "DeletionPlan.steps": 2 * VLANS,
  "DirectConnectGatewayDeletion.remainingAssociations": 100,
  "Lag.connections": PORTS_OF_A_LAG,
  "Lag.members": PORTS_OF_A_LAG,
  "MacSecRotation.blockedBy": 3,
  "MacSecRotation.coming": 3,
  "MacSecRotation.retiring": 3,
  "Query.accounts": 30,
  "Query.resourceTags": "named resources",
  "Query.routerTypes": 100,
  /** A caller makes at most 20; the config file may have more. */
  "Query.webhooks": 40,
  "ResiliencyAssessment.byDevice": PORTS,
  "ResiliencyAssessment.byLocation": PORTS,
  "ResiliencyAssessment.byProvider": PORTS,
  "ResiliencyAssessment.singlePointsOfFailure": PORTS,
  /** AWS publishes neither quota; these are the emulator's. */
  "ResiliencyGroup.connections": 50,
  "ResiliencyGroupMembersChange.resiliencyGroupAssociations": 50,
  resiliencyGroups: 100,
  "ConnectionsBillingModeChange.connections": 200,
  "Viewer.accounts": 30,
  /** Two ranges are at least one VLAN apart. */
  "VlanPlan.free": VLANS / 2,
  "VlanPlan.used": VLANS,
  allowedPrefixesToDirectConnectGateway: 200,
  availableBillingModes: 11,
  /** Of one route: segments of its AS path, and communities; usually a few. */
  "Route.asPath": 10,
  "Route.communities": 32,
  bgpPeers: 4,
  existingAllowedPrefixesToDirectConnectGateway: 200,
  macSecKeys: 3,
  requestedAllowedPrefixesToDirectConnectGateway: 200,
  routeFilterPrefixes: 1000,
  tags: 50,
  unavailable: UNAVAILABLE,
};

/** The size of a list that the table lacks; a test finds it. */
const UNKNOWN_SIZE = 1000;

/** The size of a list without pages; undefined where the table lacks it. */
export function statedListSize(type: string, field: string): ListSize | undefined {
  return LIST_SIZES[`${type}.${field}`] ?? LIST_SIZES[field];
}

/** @param countResources how many resources the field names. */
export function largestListSize(type: string, field: string, countResources: () => number): number {
  const size = statedListSize(type, field) ?? UNKNOWN_SIZE;
  return typeof size === "number" ? size : countResources();
}

/** 51 are live at most (DOMAIN C.4); deleted ones are listed for a while. */
const VIRTUAL_INTERFACES_OF_A_PORT = 60;
/** 30 are live at most (DOMAIN C.4). */
const VIRTUAL_INTERFACES_OF_A_GATEWAY = 40;

/**
 * The most items of a relation's page, whatever page size is requested: AWS's quotas of one port, gateway or virtual
 * interface, and some more. Pages that the table lacks hold as many as requested.
 */
const PAGE_SIZES: Readonly<Record<string, number>> = {
  "Connection.virtualInterfaces": VIRTUAL_INTERFACES_OF_A_PORT,
  "Lag.virtualInterfaces": VIRTUAL_INTERFACES_OF_A_PORT,
  "VirtualInterfaceCarrier.virtualInterfaces": VIRTUAL_INTERFACES_OF_A_PORT,
  "VirtualInterface.attachments": 10,
  "DirectConnectGateway.virtualInterfaces": VIRTUAL_INTERFACES_OF_A_GATEWAY,
  "DirectConnectGateway.attachments": VIRTUAL_INTERFACES_OF_A_GATEWAY,
  /** Of 20 virtual private gateways, or 6 transit gateways. */
  "DirectConnectGateway.associations": 40,
};

/** How many items a page of a requested size holds at most. */
export function largestPageSize(type: string, field: string, members: number): number {
  return Math.min(members, PAGE_SIZES[`${type}.${field}`] ?? members);
}
