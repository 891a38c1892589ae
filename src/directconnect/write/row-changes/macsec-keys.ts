import type * as sdk from "@aws-sdk/client-direct-connect";
import type { RowChange } from "../row-change";
import { type RowChanges, rowChangeOf, storedList } from "./row-change-of";

const PORTS = ["DescribeConnections", "DescribeInterconnects"] as const;

/** The keys of a LAG are those of all of its members. */
function keys(
  connectionId: string | undefined,
  macSecKeys: readonly sdk.MacSecKey[] | undefined,
  account: string,
): (RowChange | undefined)[] {
  const own = { member: "macSecKeys", key: "secretARN", state: "state", removed: [] };
  const elements = [{ ...own, put: storedList(macSecKeys) }];
  const ports = PORTS.map((operation) => ({ operation, account }));
  const ofMembers = {
    member: "connections",
    key: "connectionId",
    put: [],
    removed: [],
    within: { elements },
  };
  return [
    rowChangeOf(connectionId, { listings: ports, elements }),
    rowChangeOf(connectionId, { listings: ports, by: "lagId", elements }),
    rowChangeOf(connectionId, {
      listings: [{ operation: "DescribeLags", account }],
      elements: [...elements, ofMembers],
    }),
  ];
}

/** The row changes by changes of MACsec keys. */
export const macSecKeyChanges = {
  AssociateMacSecKey: ({ input, answer, account }) => keys(input.connectionId, answer?.macSecKeys, account),
  DisassociateMacSecKey: ({ input, answer, account }) =>
    keys(input.connectionId, answer?.macSecKeys, account),
} satisfies Partial<RowChanges>;
