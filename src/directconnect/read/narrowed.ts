import type { Input, ReadOperation } from "../client/operations";

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

/** Members of an input under which rows have another name. */
const IN_ROWS: Readonly<Record<string, string>> = { virtualGatewayId: "associatedGatewayId" };

/** Whether a read lists what is under this parent; where none is given it lists what is under any. */
export function isUnder<Name extends ReadOperation>(
  { operation, input }: Narrowed<Name>,
  parent: string | undefined,
): boolean {
  const member = PARENT[operation];
  return member === undefined || parent === undefined || membersOf(input)[member] === parent;
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

function membersOf(object: object): Readonly<Record<string, unknown>> {
  return object as Readonly<Record<string, unknown>>; // inputs and rows are plain objects
}
