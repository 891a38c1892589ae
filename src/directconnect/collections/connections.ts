import type * as sdk from "@aws-sdk/client-direct-connect";
import type { Connection } from "../../types/connection";
import type { ReadOperation } from "../client/operations";
import { ROW_RULES } from "../read/row-rules";
import { withRequestedBillingMode } from "./billing";
import { type Enter, entrance } from "./rows";
import type { Collection } from "./collection";

const enter = entrance<sdk.Connection, Connection>({
  typename: "Connection",
  arn: { kind: "dxcon", from: "connectionId" },
  rule: ROW_RULES.Connection,
});

export const enterConnection: Enter<sdk.Connection, Connection> = (connection, place) => {
  const row = enter(connection, place);
  return row && withRequestedBillingMode(row);
};

export const connections: Collection<sdk.Connection, Connection, "DescribeConnections"> = {
  title: "connection",
  operation: "DescribeConnections",
  input: {},
  rowsOf: (output) => output.connections,
  enter: enterConnection,
  key: "connectionId",
  nameMember: "connectionName",
  parents: ["location"],
  byKey: (connectionId) => ({ connectionId }),
};

/**
 * The hosted connections on one interconnect or LAG. AWS's rows do not name their parent, so each row gets the parent
 * that it was read from.
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

/** The same, by the deprecated operation, for callers that use it by name. */
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
    enter: (connection, place) => {
      const row = enterConnection(connection, place);
      return row === null ? null : Object.assign(row, { parentId });
    },
    key: "connectionId",
    nameMember: "connectionName",
  } as const satisfies Partial<Collection<sdk.Connection, Connection, ReadOperation>>;
}
