import type { Input, ReadOperation } from "../client/operations";
import type { Collection } from "../collections/collection";
import type { RowChange } from "../write/row-change";

/** A read, with what narrows it. */
interface Narrowed<Name extends ReadOperation> {
  readonly operation: Name;
  readonly input: Input<Name>;
}

/** The operations that list the rows of a parent, and the member of their input that names it: rows do not. */
const PARENT: Readonly<Partial<Record<ReadOperation, string>>> = {
  DescribeHostedConnections: "connectionId",
  DescribeConnectionsOnInterconnect: "interconnectId",
};

/** The member that rows of such lists get when they are converted: the parent that they were read from. */
const PARENT_IN_ROWS = "parentId";

/** Members of an input that have another name in rows. */
const IN_ROWS: Readonly<Record<string, string>> = { virtualGatewayId: "associatedGatewayId" };

/** A row with its present parent, which may differ from that of the read. */
export function placedUnder<Row extends object>(row: Row, parent: string | undefined): Row {
  return parent === undefined || membersOf(row)[PARENT_IN_ROWS] === parent
    ? row
    : { ...row, [PARENT_IN_ROWS]: parent };
}

/** Whether a row matches the narrowing of a read: each id of the input is the row's. */
export function isNarrowedTo<Name extends ReadOperation>(
  { operation, input }: Narrowed<Name>,
  row: object,
): boolean {
  return Object.entries(membersOf(input)).every(([name, wanted]) => {
    if (wanted == null || name === PARENT[operation]) return true;
    return membersOf(row)[IN_ROWS[name] ?? name] === wanted;
  });
}

/** The parent of the rows that a read lists; undefined where it has none. */
export function parentOf<Name extends ReadOperation>({ operation, input }: Narrowed<Name>): unknown {
  const member = PARENT[operation];
  return member === undefined ? undefined : membersOf(input)[member];
}

/** Whether a row has no other parent than that of a read. */
export function isOfParent<Name extends ReadOperation>(read: Narrowed<Name>, row: object): boolean {
  const parent = parentOf(read);
  return parent === undefined || membersOf(row)[PARENT_IN_ROWS] === parent;
}

/**
 * Whether a change may list its row, or list it first, under the parent of a read; also where the read has no parent.
 */
export function mayBeListedUnder<Name extends ReadOperation>(
  read: Narrowed<Name>,
  { listings }: Pick<RowChange, "listings">,
): boolean {
  const parent = parentOf(read);
  return listings.some(
    (listing) =>
      listing.operation === read.operation &&
      listing.account !== null && // where it applies to every account, only rows that are listed already change
      (parent === undefined || listing.parent === undefined || listing.parent === parent),
  );
}

/** The parent that rows of a list move to, by a change of the rows of another one. */
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
