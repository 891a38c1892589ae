import type * as sdk from "@aws-sdk/client-direct-connect";
import { type RowChanges, rowChangeOf } from "./row-change-of";

function failoverTest(
  answer: { virtualInterfaceTest?: sdk.VirtualInterfaceTestHistory } | null,
  account: string,
) {
  const row = answer?.virtualInterfaceTest;
  return rowChangeOf(row?.testId, {
    listings: [{ operation: "ListVirtualInterfaceTestHistory", account }],
    members: row,
    isWhole: true,
    state: "status",
  });
}

/** What failover tests say about rows. */
export const failoverTestChanges = {
  StartBgpFailoverTest: ({ answer, account }) => [failoverTest(answer, account)],
  StopBgpFailoverTest: ({ answer, account }) => [failoverTest(answer, account)],
} satisfies Partial<RowChanges>;
