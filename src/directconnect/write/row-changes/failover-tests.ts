import type * as sdk from "@aws-sdk/client-direct-connect";
import type { RowChange } from "../row-change";
import { listedAnywhere, type RowChanges, rowChangeOf } from "./row-change-of";

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

/** The virtual interface under test: AWS's answer names it, and not its state. */
function underTest(
  answer: { virtualInterfaceTest?: sdk.VirtualInterfaceTestHistory } | null,
  [before, after]: readonly [before: string, after: string],
): RowChange | undefined {
  const { virtualInterfaceId, bgpPeers } = answer?.virtualInterfaceTest ?? {};
  const sessions = { member: "bgpPeers", key: "bgpPeerId", put: [], removed: [] };
  return rowChangeOf(virtualInterfaceId, {
    listings: listedAnywhere("DescribeVirtualInterfaces"),
    topic: `test of ${virtualInterfaceId ?? ""}`,
    whose: { virtualInterfaceState: before },
    members: { virtualInterfaceState: after },
    decisive: ["virtualInterfaceState"],
    // BGP decides which sessions come up after a test, and when.
    elements:
      after === "testing" ? [{ ...sessions, set: { keys: bgpPeers, members: { bgpStatus: "down" } } }] : [],
  });
}

/** The row changes by failover tests. */
export const failoverTestChanges = {
  StartBgpFailoverTest: ({ answer, account }) => [
    failoverTest(answer, account),
    underTest(answer, ["available", "testing"]),
  ],
  StopBgpFailoverTest: ({ answer, account }) => [
    failoverTest(answer, account),
    underTest(answer, ["testing", "available"]),
  ],
} satisfies Partial<RowChanges>;
