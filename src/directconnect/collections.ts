import type * as sdk from "@aws-sdk/client-direct-connect";
import type { Connection } from "../types/connection";
import type { Interconnect } from "../types/interconnect";
import type { Location } from "../types/location";
import type { Input, Output, ReadOperation } from "./operations";
import { type Enter, entrance } from "./rows";

/** What Direct Connect lists: how it is read, and how its rows are taken in. */
export interface Collection<Sdk extends object, Row extends object, Name extends ReadOperation> {
  /** What callers call it: it stands in error messages. */
  readonly title: string;
  readonly operation: Name;
  readonly rowsOf: (output: Output<Name>) => readonly Sdk[] | undefined;
  readonly enter: Enter<Sdk, Row>;
  /** The member that tells rows apart within an account and region. */
  readonly key: keyof Row & string;
  /** The member that `nameContains` looks at. */
  readonly nameMember: keyof Row & string;
  /** What narrows the read: the parent, for collections that are read per parent. */
  readonly input: Input<Name>;
  /** The input that reads one row alone; absent where AWS has no such filter. */
  readonly byKey?: (key: string) => Input<Name>;
}

export const enterConnection = entrance<sdk.Connection, Connection>({
  typename: "Connection",
  arn: { kind: "dxcon", from: "connectionId" },
  lists: ["tags", "macSecKeys"],
});

export const enterInterconnect = entrance<sdk.Interconnect, Interconnect>({
  typename: "Interconnect",
  arn: { kind: "dxcon", from: "interconnectId" },
  lists: ["tags", "macSecKeys"],
});

export const connections: Collection<sdk.Connection, Connection, "DescribeConnections"> = {
  title: "connection",
  operation: "DescribeConnections",
  input: {},
  rowsOf: (output) => output.connections,
  enter: enterConnection,
  key: "connectionId",
  nameMember: "connectionName",
  byKey: (connectionId) => ({ connectionId }),
};

/**
 * What is allocated on one interconnect or LAG. AWS's rows do not name their parent, so each is given the one that
 * it was read from.
 */
export function hostedConnectionsOn(
  parentId: string,
): Collection<sdk.Connection, Connection, "DescribeHostedConnections"> {
  return {
    ...connectionsUnder(parentId),
    operation: "DescribeHostedConnections",
    input: { connectionId: parentId },
    rowsOf: (output) => output.connections,
  };
}

/** The same, by the deprecated operation; for those who still ask for it by name. */
export function connectionsOnInterconnect(
  interconnectId: string,
): Collection<sdk.Connection, Connection, "DescribeConnectionsOnInterconnect"> {
  return {
    ...connectionsUnder(interconnectId),
    operation: "DescribeConnectionsOnInterconnect",
    input: { interconnectId },
    rowsOf: (output) => output.connections,
  };
}

function connectionsUnder(parentId: string) {
  return {
    title: "hosted connection",
    enter: (connection, place) => Object.assign(enterConnection(connection, place), { parentId }),
    key: "connectionId",
    nameMember: "connectionName",
  } as const satisfies Partial<Collection<sdk.Connection, Connection, ReadOperation>>;
}

export const interconnects: Collection<sdk.Interconnect, Interconnect, "DescribeInterconnects"> = {
  title: "interconnect",
  operation: "DescribeInterconnects",
  input: {},
  rowsOf: (output) => output.interconnects,
  enter: enterInterconnect,
  key: "interconnectId",
  nameMember: "interconnectName",
  byKey: (interconnectId) => ({ interconnectId }),
};

export const locations: Collection<sdk.Location, Location, "DescribeLocations"> = {
  title: "location",
  operation: "DescribeLocations",
  input: {},
  rowsOf: (output) => output.locations,
  enter: entrance({
    typename: "Location",
    lists: ["availablePortSpeeds", "availableProviders", "availableMacSecPortSpeeds"],
  }),
  key: "locationCode",
  nameMember: "locationName",
};
