import type * as sdk from "@aws-sdk/client-direct-connect";
import type { ElementChange, RowChange } from "../row-change";
import { connection, hostedLists } from "./connections";
import { listedAnywhere, rowChangeOf, storedList } from "./row-change-of";

/** The members of a LAG in its row, which also counts them. */
export const MEMBERS: Pick<ElementChange, "member" | "key" | "state" | "count"> = {
  ...{ member: "connections", key: "connectionId", state: "connectionState" },
  count: "numberOfConnections",
};

/** An interconnect that AWS's answer shows in the form of a connection, as its own lists show it. */
function asInterconnect(member: sdk.Connection): sdk.Interconnect {
  const { connectionId, connectionName, connectionState, ...row } = member;
  const { ownerAccount: _owner, vlan: _vlan, partnerName: _partner, ...port } = row;
  return {
    ...port,
    ...(connectionId !== undefined && { interconnectId: connectionId }),
    ...(connectionName !== undefined && { interconnectName: connectionName }),
    // The words are the same for both.
    ...(connectionState !== undefined && {
      interconnectState: connectionState as sdk.InterconnectState,
    }),
  };
}

/** A partner's interconnect that AWS's answer shows in the form of a connection. */
export function interconnect(
  member: sdk.Connection,
  account: string,
  decisive: readonly string[],
  isWhole: boolean,
): RowChange | undefined {
  return rowChangeOf(member.connectionId, {
    listings: [{ operation: "DescribeInterconnects", account }],
    ...{ members: asInterconnect(member), isWhole, decisive, state: "interconnectState" },
  });
}

/**
 * A port that is in a LAG after a change, or in none.
 * @param port as AWS answers it, whether it is a connection or an interconnect.
 * @param lagId null where it is in none.
 */
export function movedPort(
  port: sdk.Connection,
  lagId: string | null,
  account: string,
): (RowChange | undefined)[] {
  const members = { ...port, lagId };
  const decisive = ["lagId"];
  const ofInterconnect = interconnect(port, account, decisive, false);
  return [
    connection(port, { members, decisive }),
    ofInterconnect && { ...ofInterconnect, members: { ...ofInterconnect.members, lagId } },
  ];
}

/**
 * The changes of a port that joins a LAG, by its id alone: its resources move with it, and other LAGs lose it.
 * @param carried the ids of its resources; the customers' lists of hosted connections name no parent.
 */
export function movedAlong(
  port: string | null | undefined,
  lagId: string | undefined,
  carried: readonly string[],
): (RowChange | undefined)[] {
  if (lagId === undefined) return [];
  return [
    rowChangeOf(port, {
      listings: listedAnywhere("DescribeVirtualInterfaces"),
      ...{ by: "connectionId", members: { connectionId: lagId }, decisive: ["connectionId"] },
    }),
    rowChangeOf(port, {
      listings: hostedLists(),
      ...{ by: "parentId", members: { parentId: lagId, lagId }, decisive: ["parentId"] },
    }),
    ...carried
      .filter((id) => id.startsWith("dxcon-"))
      .map((id) =>
        rowChangeOf(id, {
          listings: listedAnywhere("DescribeConnections"),
          ...{ members: { lagId }, decisive: ["lagId"] },
        }),
      ),
    rowChangeOf(port, {
      listings: listedAnywhere("DescribeLags"),
      ...{ by: "connections.connectionId", except: lagId },
      elements: [{ ...MEMBERS, put: [], removed: port == null ? [] : [port] }],
    }),
  ];
}

/** A LAG's own list of its members, after one joined or left. */
export function memberList(
  lagId: string | undefined,
  change: { readonly put?: sdk.Connection; readonly removed?: string },
  account: string,
): RowChange | undefined {
  const { put, removed } = change;
  return rowChangeOf(lagId, {
    listings: [{ operation: "DescribeLags", account }],
    elements: [
      {
        ...MEMBERS,
        put: put === undefined ? [] : storedList([put]),
        removed: removed === undefined ? [] : [removed],
      },
    ],
  });
}
