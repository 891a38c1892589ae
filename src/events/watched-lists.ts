import type { Place } from "../directconnect/accounts/accounts";
import type { ReadOperation } from "../directconnect/client/operations";
import { proposals } from "../directconnect/collections/association-proposals";
import { attachmentsOf } from "../directconnect/collections/attachments";
import type { Collection } from "../directconnect/collections/collection";
import { connections, hostedConnectionsOn } from "../directconnect/collections/connections";
import { directConnectGateways } from "../directconnect/collections/direct-connect-gateways";
import { associationsOf } from "../directconnect/collections/gateway-associations";
import { interconnects } from "../directconnect/collections/interconnects";
import { lags } from "../directconnect/collections/lags";
import { resiliencyGroups } from "../directconnect/collections/resiliency-groups";
import { virtualInterfaces } from "../directconnect/collections/virtual-interfaces";
import type { Reading } from "../directconnect/read/snapshot";
import type { Snapshots } from "../directconnect/read/snapshots";
import { toStored } from "../journal/stored-json";
import type { JsonValue } from "../store/json";
import type { WatchedResourceType } from "../types/change-event";

/** A row of a list, in the form that is compared. */
export interface ListedRow {
  readonly key: string;
  readonly resource: string;
  /** The row of the snapshot: the same object while nothing of it changes. */
  readonly source: object;
}

/** One reading of a list, or of one row of it. */
export interface ListReading {
  readonly rows: readonly ListedRow[];
  /** When the read began, on the snapshots' clock. */
  readonly readAt: number;
  /** The number of its calls; 0 where it was cached. */
  readonly calls: number;
  /** The number of calls of another read. */
  readonly pages: number;
  /** Whether a row that is not in it does not exist: no row was left out, and no change of it is undecided. */
  readonly isComplete: boolean;
}

/** A watched list. */
export interface WatchedList {
  /** Its key within its place: the operation, and the parent where it has one. */
  readonly id: string;
  readonly operation: ReadOperation;
  readonly resourceType: WatchedResourceType;
  /** Reads it; from the cache, if that was read at or after `notBefore`. */
  read(snapshots: Snapshots, place: Place, notBefore: number): Promise<ListReading>;
  /** Reads one row by its key; absent where AWS has no such filter. */
  readonly readOne?: (
    snapshots: Snapshots,
    place: Place,
    key: string,
    notBefore: number,
  ) => Promise<ListReading>;
  /** The lists under a row of this one. */
  readonly under?: (row: object, account: string) => readonly WatchedList[];
}

interface ListOptions<Row extends object> {
  readonly parent?: string;
  readonly isOwn?: (row: Row, place: Place) => boolean;
  readonly under?: (row: Row) => readonly WatchedList[];
}

/** @param options whether a row counts here, and the lists under it. */
function listOf<Sdk extends object, Row extends object, Name extends ReadOperation>(
  resourceType: WatchedResourceType,
  collection: Collection<Sdk, Row, Name>,
  { parent, isOwn = () => true, under }: ListOptions<Row> = {},
): WatchedList {
  const { operation, key, byKey } = collection;
  const toReading = (reading: Reading<Row>, place: Place, calls: number): ListReading => ({
    rows: reading.snapshot.rows
      .filter((row) => isOwn(row, place))
      .map((row) => ({ key: String(row[key]), resource: idOf(row) ?? String(row[key]), source: row })),
    readAt: reading.readAt,
    calls,
    pages: reading.pages,
    isComplete: reading.leftOut.size === 0 && reading.isUndecided !== true,
  });
  const read = async (
    snapshots: Snapshots,
    place: Place,
    notBefore: number,
    narrowed: Collection<Sdk, Row, Name> = collection,
  ) => {
    const atHand = snapshots.at(narrowed, place, notBefore, { stale: false, counted: false });
    if (atHand !== undefined) return toReading(atHand, place, 0);
    const inFlight = snapshots.read(narrowed, place, notBefore);
    inFlight.join();
    try {
      const reading = await inFlight.result;
      return toReading(reading, place, Math.max(1, reading.pages));
    } finally {
      inFlight.leave();
    }
  };
  return {
    id: parent === undefined ? operation : `${operation} ${parent}`,
    operation,
    resourceType,
    read: (snapshots, place, notBefore) => read(snapshots, place, notBefore),
    ...(byKey && {
      readOne: (snapshots: Snapshots, place: Place, one: string, notBefore: number) =>
        read(snapshots, place, notBefore, { ...collection, input: byKey(one) }),
    }),
    ...(under && { under: (row: object) => under(row as Row) }), // of this list
  };
}

function idOf(row: object): string | undefined {
  return "id" in row && typeof row.id === "string" ? row.id : undefined;
}

/** Hosted connections that the owner of the parent allocated to itself are among its own connections. */
const hostedOn = (parentId: string) =>
  listOf("Connection", hostedConnectionsOn(parentId), {
    parent: parentId,
    isOwn: ({ ownerAccount }, { account }) => ownerAccount !== account.accountId,
  });

/** The lists of an account in one region. */
export const REGION_LISTS: readonly WatchedList[] = [
  listOf("Connection", connections),
  listOf("Interconnect", interconnects, { under: ({ interconnectId }) => [hostedOn(interconnectId)] }),
  listOf("Lag", lags, {
    under: ({ lagId, allowsHostedConnections }) =>
      allowsHostedConnections === true ? [hostedOn(lagId)] : [],
  }),
  listOf("VirtualInterface", virtualInterfaces),
  // Several regions may list one group; its events belong to the region in its row.
  listOf("ResiliencyGroup", resiliencyGroups, { isOwn: ({ region: own }, { region }) => own === region }),
];

/** The lists of an account without a region. */
export const GLOBAL_LISTS: readonly WatchedList[] = [
  listOf("DirectConnectGateway", directConnectGateways, {
    under: ({ directConnectGatewayId: id }) => [
      listOf("DirectConnectGatewayAssociation", associationsOf({ directConnectGatewayId: id }), {
        parent: id,
      }),
      listOf("DirectConnectGatewayAttachment", attachmentsOf({ directConnectGatewayId: id }), { parent: id }),
    ],
  }),
  listOf("DirectConnectGatewayAssociationProposal", proposals),
];

/** The operations of the lists without a region. */
const GLOBAL_OPERATIONS: ReadonlySet<ReadOperation> = new Set([
  ...([
    "DescribeDirectConnectGateways",
    "DescribeDirectConnectGatewayAssociations",
    "DescribeDirectConnectGatewayAttachments",
    "DescribeDirectConnectGatewayAssociationProposals",
  ] as const),
]);
const REGION_OPERATIONS: ReadonlySet<ReadOperation> = new Set([
  ...REGION_LISTS.map(({ operation }) => operation),
  "DescribeHostedConnections",
]);

/** Whether an operation reads a watched list of a place. @param region empty for lists without a region. */
export function isWatched(operation: ReadOperation, region: string): boolean {
  return (region === "" ? GLOBAL_OPERATIONS : REGION_OPERATIONS).has(operation);
}

/** A row as it is stored and compared: without secrets. */
export function comparable(row: object): Readonly<Record<string, JsonValue>> {
  return toStored(row) as Readonly<Record<string, JsonValue>>; // an object, as a row is
}
