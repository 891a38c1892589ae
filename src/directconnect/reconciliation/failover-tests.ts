import type { VirtualInterfaceTestHistory } from "@aws-sdk/client-direct-connect";
import { idsBefore } from "./ids-before";
import { matches } from "./matches";
import type { Look, Reconciliations } from "./reconciliation";
import { applied, notApplied, unknown } from "./verdicts";

function testsOf(look: Look, virtualInterfaceId = ""): Promise<readonly VirtualInterfaceTestHistory[]> {
  return look.list(
    "ListVirtualInterfaceTestHistory",
    { virtualInterfaceId },
    (output) => output.virtualInterfaceTestHistory,
  );
}

/** The id of a test tells more than its start: AWS's clock is not the gateway's. */
export const failoverTests: Pick<Reconciliations, "StartBgpFailoverTest" | "StopBgpFailoverTest"> = {
  StartBgpFailoverTest: {
    repeated: "refused",
    before: async (look, { virtualInterfaceId }) =>
      (await testsOf(look, virtualInterfaceId)).map(({ testId = "" }) => testId),
    look: async (look, { input, before }) => {
      const { virtualInterfaceId, bgpPeers, testDurationInMinutes } = input;
      const known = idsBefore(before);
      const started = (await testsOf(look, virtualInterfaceId)).find(
        (test) =>
          !known.has(test.testId ?? "") &&
          matches({ testDurationInMinutes }, test) &&
          (bgpPeers ?? []).every((id) => test.bgpPeers?.includes(id)),
      );
      return started === undefined ? notApplied : applied({ virtualInterfaceTest: started });
    },
  },

  /** One that ended by its time was not stopped. */
  StopBgpFailoverTest: {
    repeated: "refused",
    before: async (look, { virtualInterfaceId }) => {
      const running = (await testsOf(look, virtualInterfaceId)).find(({ status }) =>
        isStatus(status, "inprogress"),
      );
      return running?.testId ?? null;
    },
    look: async (look, { input: { virtualInterfaceId }, before }) => {
      if (before === null) return notApplied;
      const test = (await testsOf(look, virtualInterfaceId)).find(({ testId }) => testId === before);
      if (test === undefined) return unknown("The failover test is no longer listed.");
      return isStatus(test.status, "cancelled") ? applied({ virtualInterfaceTest: test }) : notApplied;
    },
  },
};

/** How AWS writes the status is not documented to the letter, so case and separators count for nothing. */
function isStatus(status: string | undefined, word: string): boolean {
  return status?.toLowerCase().replace(/[^a-z]/g, "") === word;
}
