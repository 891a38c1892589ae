import type { ListOf } from "../../types/graph/list";
import type { Accounts, Place } from "../accounts/accounts";
import { proposals } from "../collections/association-proposals";
import type { Collection } from "../collections/collection";
import { connections } from "../collections/connections";
import { interconnects } from "../collections/interconnects";
import { lags } from "../collections/lags";
import { locations } from "../collections/locations";
import { virtualInterfaces } from "../collections/virtual-interfaces";
import { conditionsOf } from "../lists/conditions";
import type { ReadOperation } from "../client/operations";
import type { RowSet } from "../lists/row-set";
import { pageOfRows } from "../lists/select";
import { unionOf } from "../lists/union";

/** Starts the read of a collection before any field requests it. */
export interface ReadsAhead {
  readonly accounts: Accounts;
  prefetch<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
  ): void;
}

/** Starts the read of a relation, for the rows of one place. */
export type Relation = (read: ReadsAhead, place: Place) => void;

/** By the operation that reads a list: the relations that every such list of a document selects. */
export type Expected = ReadonlyMap<ReadOperation, readonly Relation[]>;

export const NOTHING_EXPECTED: Expected = new Map();

/** The root lists, by the operation that reads them. */
const LISTS: Readonly<Partial<Record<string, ReadOperation>>> = {
  connections: "DescribeConnections",
  interconnects: "DescribeInterconnects",
  lags: "DescribeLags",
  locations: "DescribeLocations",
  virtualGateways: "DescribeVirtualGateways",
  directConnectGateways: "DescribeDirectConnectGateways",
};

const here = (place: Place): Place[] => [place];
const inRegion = ({ region }: Place, accounts: Accounts): Place[] => accounts.everywhere(region);
const inAccount = ({ account }: Place, accounts: Accounts): readonly Place[] =>
  accounts.places([account.accountId]);
const atHome = ({ account }: Place, accounts: Accounts): Place[] => [accounts.place(account.accountId)];

/**
 * The relations that read one whole collection, whatever the number and the content of the rows, as long as there are
 * any. All others wait for the rows: a connection without a LAG must not cost a read of the LAGs.
 */
const RELATIONS: Readonly<Partial<Record<string, Relation>>> = {
  "Connection.virtualInterfaces": whole(virtualInterfaces, here),
  "Connection.locationDetails": whole(locations, here),
  "Interconnect.locationDetails": whole(locations, here),
  "Lag.virtualInterfaces": whole(virtualInterfaces, here),
  "Lag.locationDetails": whole(locations, here),
  "Location.connections": whole(connections, inRegion),
  "Location.interconnects": whole(interconnects, inRegion),
  "Location.lags": whole(lags, inRegion),
  "VirtualGateway.virtualInterfaces": whole(virtualInterfaces, here),
  "DirectConnectGateway.virtualInterfaces": whole(virtualInterfaces, inAccount),
  "DirectConnectGateway.proposals": whole(proposals, atHome),
};

function whole<Sdk extends object, Row extends object, Name extends ReadOperation>(
  collection: Collection<Sdk, Row, Name>,
  placesOf: (place: Place, accounts: Accounts) => readonly Place[],
): Relation {
  return (read, place) => {
    for (const each of placesOf(place, read.accounts)) read.prefetch(collection, each);
  };
}

/** A root field of a query, with the coordinates of the fields that are resolved beneath it. */
export interface Selection {
  readonly field: string;
  readonly beneath: ReadonlySet<string>;
}

const expectedBySelections = new WeakMap<readonly Selection[], Expected>();

/**
 * The relations of a query's root lists that will be read. Where two lists of one kind differ, those that both select.
 * @param selections the same object each time that a query is executed.
 */
export function expectedOf(selections: readonly Selection[]): Expected {
  let expected = expectedBySelections.get(selections);
  if (expected === undefined) expectedBySelections.set(selections, (expected = expect(selections)));
  return expected;
}

function expect(selections: readonly Selection[]): Expected {
  const selected = new Map<ReadOperation, ReadonlySet<string>>();
  for (const { field, beneath } of selections) {
    const operation = LISTS[field];
    if (operation === undefined) continue;
    const before = selected.get(operation) ?? beneath;
    selected.set(operation, new Set([...beneath].filter((coordinate) => before.has(coordinate))));
  }
  const expected = new Map<ReadOperation, Relation[]>();
  for (const [operation, coordinates] of selected) {
    const relations = [...coordinates].flatMap((coordinate) => RELATIONS[coordinate] ?? []);
    if (relations.length > 0) expected.set(operation, relations);
  }
  return expected.size === 0 ? NOTHING_EXPECTED : expected;
}

/**
 * The places whose rows will be on the page, estimated from earlier reads.
 * @param snapshots the last snapshot of each place's collection.
 * @param isKept whether the snapshots are cached afterwards. Then a place without a snapshot counts, so that the
 *   first query is one round trip: an empty place costs its prefetch once. Otherwise it counts where the list
 *   reads only this place.
 */
export function likelyPlaces<Row extends object>(
  places: readonly Place[],
  snapshots: readonly (RowSet<Row> | undefined)[],
  args: ListOf<object>,
  isKept: boolean,
): Place[] {
  const [first, ...others] = snapshots.filter((set) => set !== undefined);
  if (first !== undefined && others.length + 1 === places.length) {
    const shown = new Set(pageOfRows(unionOf([first, ...others]), args).nodes.map(homeOf));
    return places.filter(({ account, region }) => {
      return shown.has(`${account.accountId} ${region}`) || shown.has(account.accountId);
    });
  }
  const conditions = conditionsOf(args.filter);
  return places.filter((_place, index) => {
    const set = snapshots[index];
    if (set === undefined) return isKept || places.length === 1;
    return set.fitting(conditions, set.shape.key).length > 0;
  });
}

/** The place that a row was read from; for a row that is the same in every region, the account. */
function homeOf(row: object): string {
  const { account = "", region }: { account?: string; region?: string } = row;
  return region === undefined ? account : `${account} ${region}`;
}
