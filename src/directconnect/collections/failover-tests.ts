import type * as sdk from "@aws-sdk/client-direct-connect";
import { FAILOVER_TEST_STATUSES, type FailoverTest } from "../../types/failover-test";
import { ROW_RULES } from "../read/row-rules";
import { type Enter, entrance } from "./rows";
import type { Collection } from "./collection";

const enter = entrance<sdk.VirtualInterfaceTestHistory, FailoverTest>({
  typename: "FailoverTest",
  rule: ROW_RULES.FailoverTest,
});

/** AWS's shape names no region; the test is in the region that it was read from. */
export const enterFailoverTest: Enter<sdk.VirtualInterfaceTestHistory, FailoverTest> = (sdkObject, place) => {
  if (sdkObject.status !== undefined) sdkObject.status = statusWord(sdkObject.status);
  return enter(sdkObject, place);
};

/** AWS does not document how it spells the status, so case and separators are ignored. */
function statusWord(status: string): string {
  const bare = (text: string) => text.toLowerCase().replace(/[^a-z]/g, "");
  return FAILOVER_TEST_STATUSES.find((candidate) => bare(candidate) === bare(status)) ?? status;
}

/** The failover tests that the account ran; AWS keeps them for 365 days. */
export const failoverTests: Collection<
  sdk.VirtualInterfaceTestHistory,
  FailoverTest,
  "ListVirtualInterfaceTestHistory"
> = {
  title: "failover test",
  operation: "ListVirtualInterfaceTestHistory",
  input: {},
  rowsOf: (output) => output.virtualInterfaceTestHistory,
  enter: enterFailoverTest,
  key: "testId",
  nameMember: "testId",
  parents: ["virtualInterfaceId"],
  byKey: (testId) => ({ testId }),
};
