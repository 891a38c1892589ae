import type { VirtualInterfaceTestHistory } from "@aws-sdk/client-direct-connect";
import { byNewness } from "./ids-before";
import { matches } from "./matches";
import type { JsonValue, Look, Reconciliations } from "./reconciliation";
import { applied, appliedUnlessOlder, gone, notApplied, unknown } from "./verdicts";

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
    repeated: "another",
    before: async (look, { virtualInterfaceId }) =>
      (await testsOf(look, virtualInterfaceId)).map(({ testId = "" }) => testId),
    look: async (look, change) => {
      const { virtualInterfaceId, bgpPeers, testDurationInMinutes } = change.input;
      const equal = (await testsOf(look, virtualInterfaceId)).filter(
        (test) =>
          matches({ testDurationInMinutes }, test) &&
          (bgpPeers ?? []).every((id) => test.bgpPeers?.includes(id)),
      );
      return byNewness(look, change, equal, {
        idOf: ({ testId }) => testId,
        isStanding: ({ status }) => isStatus(status, "inprogress"),
        outputOf: (virtualInterfaceTest) => ({ virtualInterfaceTest }),
      });
    },
  },

  /** One that ended by its time was not stopped. */
  StopBgpFailoverTest: {
    repeated: "nothing",
    before: async (look, { virtualInterfaceId }) => {
      const tests = await testsOf(look, virtualInterfaceId);
      const idsOf = (word: string) =>
        tests.flatMap(({ status, testId }) => (isStatus(status, word) ? (testId ?? []) : []));
      return { running: idsOf("inprogress")[0] ?? null, cancelled: idsOf("cancelled") };
    },
    look: async (look, { input: { virtualInterfaceId }, before }) => {
      const tests = await testsOf(look, virtualInterfaceId);
      const { running, cancelled } = stoppableBefore(before);
      if (running !== null) {
        const test = tests.find(({ testId }) => testId === running);
        if (test === undefined) return gone;
        return isStatus(test.status, "cancelled") ? applied({ virtualInterfaceTest: test }) : notApplied;
      }
      // The list from before the call may have lagged behind the start of the test that was stopped.
      const unseen = tests.filter(
        ({ status, testId }) => isStatus(status, "cancelled") && cancelled?.has(testId) !== true,
      );
      const [stopped, another] = unseen;
      if (stopped === undefined || tests.some(({ status }) => isStatus(status, "inprogress")))
        return notApplied;
      return another === undefined && cancelled !== undefined
        ? appliedUnlessOlder({ virtualInterfaceTest: stopped })
        : unknown("Which test this change stopped, if any, cannot be told.");
    },
  },
};

interface StoppableBefore {
  /** The test that ran before the call; null where none was listed. */
  readonly running: string | null;
  /** Those that had been stopped before; undefined where that is not known. */
  readonly cancelled: ReadonlySet<unknown> | undefined;
}

/** What `before` answered; earlier versions noted the id of the running test alone. */
function stoppableBefore(before: JsonValue): StoppableBefore {
  if (typeof before !== "object" || before === null)
    return { running: typeof before === "string" ? before : null, cancelled: undefined };
  const { running = null, cancelled } = before as { running?: string | null; cancelled?: JsonValue }; // as `before` made it
  return { running, cancelled: Array.isArray(cancelled) ? new Set(cancelled) : undefined };
}

/** How AWS writes the status is not documented to the letter, so case and separators count for nothing. */
function isStatus(status: string | undefined, word: string): boolean {
  return status?.toLowerCase().replace(/[^a-z]/g, "") === word;
}
