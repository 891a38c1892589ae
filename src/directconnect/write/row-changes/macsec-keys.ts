import type * as sdk from "@aws-sdk/client-direct-connect";
import type { RowChange } from "../row-change";
import { type RowChanges, rowChangeOf, storedList } from "./row-change-of";

const LISTS = ["DescribeConnections", "DescribeInterconnects", "DescribeLags"] as const;

function keys(
  connectionId: string | undefined,
  macSecKeys: readonly sdk.MacSecKey[] | undefined,
  account: string,
): (RowChange | undefined)[] {
  const put = storedList(macSecKeys);
  return [
    rowChangeOf(connectionId, {
      listings: LISTS.map((operation) => ({ operation, account })),
      elements: [{ member: "macSecKeys", key: "secretARN", state: "state", put, removed: [] }],
    }),
  ];
}

/** What changes of MACsec keys say about rows. */
export const macSecKeyChanges = {
  AssociateMacSecKey: ({ input, answer, account }) => keys(input.connectionId, answer?.macSecKeys, account),
  DisassociateMacSecKey: ({ input, answer, account }) =>
    keys(input.connectionId, answer?.macSecKeys, account),
} satisfies Partial<RowChanges>;
