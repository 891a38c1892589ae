import type { VirtualInterfaceTestHistory } from "@aws-sdk/client-direct-connect";
import type { Input } from "../../client/operations";
import { byNewness, idsOfAll } from "./ids-before";
import { by, type Explains, unlessChangedLater } from "./later-changes";
import { matches } from "./matches";
import type { JsonValue, Reader, Reconciliations } from "./reconciliation";
import { applied, gone, notApplied, unknown } from "./verdicts";

function testsOf(reader: Reader, virtualInterfaceId = ""): Promise<readonly VirtualInterfaceTestHistory[]> {
  return reader.list(
    "ListVirtualInterfaceTestHistory",
    { virtualInterfaceId },
    (output) => output.virtualInterfaceTestHistory,
  );
}

/** The id of a test is more reliable than its start: AWS's clock is not the gateway's. */
export const failoverTests: Pick<Reconciliations, "StartBgpFailoverTest" | "StopBgpFailoverTest"> = {
  StartBgpFailoverTest: {
    repeated: "another",
    before: async (reader, { virtualInterfaceId }) =>
      idsOfAll(await testsOf(reader, virtualInterfaceId), ({ testId }) => testId),
    check: async (reader, change) => {
      const { input } = change;
      const equal = (await testsOf(reader, input.virtualInterfaceId)).filter((test) =>
        isStarted(input, test),
      );
      return byNewness(reader, change, equal, {
        idOf: ({ testId }) => testId,
        isStanding: ({ status }) => isStatus(status, "inprogress"),
        outputOf: (virtualInterfaceTest) => ({ virtualInterfaceTest }),
        makers: { StartBgpFailoverTest: isStarted },
      });
    },
  },

  /** One that ended by its time was not stopped. */
  StopBgpFailoverTest: {
    repeated: "nothing",
    before: async (reader, { virtualInterfaceId }) => {
      const tests = await testsOf(reader, virtualInterfaceId);
      if (tests.some(({ testId, status }) => !testId || !status)) return null;
      const idsOf = (word: string) =>
        tests.flatMap(({ status, testId }) => (isStatus(status, word) ? (testId ?? []) : []));
      return { running: idsOf("inprogress")[0] ?? null, cancelled: idsOf("cancelled") };
    },
    check: async (reader, { input: { virtualInterfaceId }, before }) => {
      const tests = await testsOf(reader, virtualInterfaceId);
      const { running, cancelled } = stoppableBefore(before);
      if (running !== null) {
        const test = tests.find(({ testId }) => testId === running);
        if (test === undefined) return gone;
        return isStatus(test.status, "cancelled") ? applied({ virtualInterfaceTest: test }) : notApplied;
      }
      // The list from before the call may have been behind the start of the test that was stopped.
      const unseen = tests.filter(
        ({ status, testId }) => isStatus(status, "cancelled") && cancelled?.has(testId) !== true,
      );
      const [stopped, another] = unseen;
      if (stopped === undefined) return notApplied;
      if (another !== undefined || cancelled === undefined)
        return unknown("Which test this change stopped, if any, is not known.");
      const stillRunning = tests.filter(({ status }) => isStatus(status, "inprogress"));
      return unlessChangedLater(reader, stillRunning.map(startedLater), { virtualInterfaceTest: stopped });
    },
  },
};

/** AWS's own, where an order names none. */
const DEFAULT_MINUTES = 180;

function isStarted(
  { virtualInterfaceId, bgpPeers, testDurationInMinutes }: Input<"StartBgpFailoverTest">,
  test: VirtualInterfaceTestHistory,
): boolean {
  return (
    matches({ virtualInterfaceId }, test) &&
    test.testDurationInMinutes === (testDurationInMinutes ?? DEFAULT_MINUTES) &&
    (bgpPeers ?? []).every((id) => test.bgpPeers?.includes(id))
  );
}

/** By an order whose answer names the test, or may still do so. */
function startedLater({ virtualInterfaceId, testId = "" }: VirtualInterfaceTestHistory): Explains {
  const isOnIt = by("StartBgpFailoverTest", (start) => start.virtualInterfaceId === virtualInterfaceId);
  return (later) => isOnIt(later) && (later.state !== "applied" || later.resources.includes(testId));
}

interface StoppableBefore {
  /** The test that ran before the call; null where none was listed. */
  readonly running: string | null;
  /** Those that had been stopped before; undefined where that is unknown. */
  readonly cancelled: ReadonlySet<unknown> | undefined;
}

/** The result of `before`; earlier versions noted the id of the running test alone. */
function stoppableBefore(before: JsonValue): StoppableBefore {
  if (typeof before !== "object" || before === null)
    return { running: typeof before === "string" ? before : null, cancelled: undefined };
  const { running = null, cancelled } = before as { running?: string | null; cancelled?: JsonValue }; // as `before` made it
  return { running, cancelled: Array.isArray(cancelled) ? new Set(cancelled) : undefined };
}

/** AWS does not document how it spells the status, so case and separators are ignored. */
function isStatus(status: string | undefined, word: string): boolean {
  return status?.toLowerCase().replace(/[^a-z]/g, "") === word;
}
