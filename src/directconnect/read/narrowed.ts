import type { Input, ReadOperation } from "../client/operations";
import type { Collection } from "../collections/collection";
import type { RowChange } from "../write/row-change";

/** A read, with what narrows it. */
interface Narrowed<Name extends ReadOperation> {
  readonly operation: Name;
  readonly input: Input<Name>;
}

/** The operations that list what is under a parent, and the member of their input that names it: rows do not. */
const PARENT: Readonly<Partial<Record<ReadOperation, string>>> = {
  DescribeHostedConnections: "connectionId",
  DescribeConnectionsOnInterconnect: "interconnectId",
};

/** The member that rows of such lists are given when they enter: the parent that they were read from. */
const PARENT_IN_ROWS = "parentId";

/** Members of an input under which rows have another name. */
const IN_ROWS: Readonly<Record<string, string>> = { virtualGatewayId: "associatedGatewayId" };

/** A row under the parent that it has now, which need not be that of the read. */
export function placedUnder<Row extends object>(row: Row, parent: string | undefined): Row {
  return parent === undefined || membersOf(row)[PARENT_IN_ROWS] === parent
    ? row
    : { ...row, [PARENT_IN_ROWS]: parent };
}

/** Whether a row is of those that a read was narrowed to: each id that the input names is the row's. */
export function isNarrowedTo<Name extends ReadOperation>(
  { operation, input }: Narrowed<Name>,
  row: object,
): boolean {
  return Object.entries(membersOf(input)).every(([name, wanted]) => {
    if (wanted == null || name === PARENT[operation]) return true;
    return membersOf(row)[IN_ROWS[name] ?? name] === wanted;
  });
}

/** What a read lists rows under; undefined for one that lists them under nothing. */
export function parentOf<Name extends ReadOperation>({ operation, input }: Narrowed<Name>): unknown {
  const member = PARENT[operation];
  return member === undefined ? undefined : membersOf(input)[member];
}

/** Whether a row is not under another parent than that of a read. */
export function isOfParent<Name extends ReadOperation>(read: Narrowed<Name>, row: object): boolean {
  const parent = parentOf(read);
  return parent === undefined || membersOf(row)[PARENT_IN_ROWS] === parent;
}

/** Whether a change may list its row, or list it first, under the parent of a read; also where there is no parent. */
export function mayBeListedUnder<Name extends ReadOperation>(
  read: Narrowed<Name>,
  { listings }: Pick<RowChange, "listings">,
): boolean {
  const parent = parentOf(read);
  return listings.some(
    (listing) =>
      listing.operation === read.operation &&
      listing.account !== null && // only rows that are listed already are changed for every account
      (parent === undefined || listing.parent === undefined || listing.parent === parent),
  );
}

/** The parent that rows of a list move to, by a change of those under another one. */
export function parentAfter({ by, members }: Pick<RowChange, "by" | "members">): unknown {
  return by === PARENT_IN_ROWS ? members[PARENT_IN_ROWS] : undefined;
}

/** The same collection, under another parent. */
export function underParent<Sdk extends object, Row extends object, Name extends ReadOperation>(
  collection: Collection<Sdk, Row, Name>,
  parent: string,
): Collection<Sdk, Row, Name> {
  const { operation, enter } = collection;
  const input = { ...collection.input, [PARENT[operation] ?? ""]: parent };
  return {
    ...collection,
    input,
    enter: (sdkObject, place) => {
      const row = enter(sdkObject, place);
      return row === null ? null : Object.assign(row, { [PARENT_IN_ROWS]: parent });
    },
  };
}

function membersOf(object: object): Readonly<Record<string, unknown>> {
  return object as Readonly<Record<string, unknown>>; // inputs and rows are plain objects
}
