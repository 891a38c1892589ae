import type { WriteOperation } from "../../../src/directconnect/client/operations";
import { BackgroundReconciler } from "../../../src/directconnect/write/background-reconciler";
import { EFFECTS } from "../../../src/directconnect/write/reconciliation/effects";
import { changes } from "../reconciliation/changes";
import { lostBefore, stopAll } from "./changed-later";
import { BUSY, CASES, UNTOLD } from "./explained-cases";
import { codeOf, execute, executeSent, settled } from "./keyed-changes";

beforeEach(() => {
  // Outcomes are determined when they are requested, in the order of the test.
  jest.spyOn(BackgroundReconciler.prototype, "start").mockReturnValue();
});
afterEach(async () => {
  await stopAll();
  jest.restoreAllMocks();
});

describe("a change that was executed, and then made otherwise by changes of other keys", () => {
  test.each(Object.entries(CASES))("%s: is made, and never sent again", async (_what, story) => {
    const { gateway, lost } = await lostBefore(story);
    for (const _time of [1, 2]) {
      expect((await settled(() => execute(gateway, lost, "change"))).errors).toEqual([]);
      expect(gateway.emulator.requests.list(lost[0])).toEqual([]);
    }
  });
});

describe("where the answer to the later change was lost, too", () => {
  test.each([
    "a virtual interface on a port that joins a LAG",
    "a virtual interface on a port that a new LAG takes",
    "a hosted connection, moved to another interconnect",
    "a port in a LAG, taken by a new one",
    "a port's encryption mode, then that of its LAG",
  ])("%s: waits for it, and is made", async (what) => {
    const story = CASES[what];
    if (story === undefined) throw new Error("There is no such case.");
    const { gateway, lost, later } = await lostBefore(story, {
      ...{ laterFault: "resetAfterExecution", deadline: "5000" },
    });
    expect(codeOf(await executeSent(gateway, lost, "change"))).toBe("OUTCOME_UNKNOWN");
    expect(gateway.emulator.requests.list(lost[0])).toEqual([]);
    const [other] = later;
    if (other === undefined) throw new Error("There is no later change.");
    expect((await settled(() => execute(gateway, other, "later-0"))).errors).toEqual([]);
    expect((await settled(() => execute(gateway, lost, "change"))).errors).toEqual([]);
    expect(gateway.emulator.requests.list(lost[0])).toEqual([]);
  });
});

/** What each operation can make otherwise, by the fixtures' changes and those of the cases; keys of tags count as one. */
function judged(): Set<string> {
  const inputs = Object.entries(changes).map(([operation, { input }]) => [operation, input] as const);
  const cases = Object.values(CASES).flatMap(({ change, later }) =>
    [change, ...later].flatMap((step) => (typeof step === "function" ? [] : [[step[0], step[2]] as const])),
  );
  return new Set(
    [...inputs, ...cases].flatMap(([operation, input]) => {
      if (typeof input === "function") return [];
      const effectsOf = EFFECTS[operation as WriteOperation] as (of: object) => readonly { aspect: string }[];
      return effectsOf(input).map(({ aspect }) => `${operation}: ${aspect.replace(/^tag .*/, "tag")}`);
    }),
  );
}

test("each effect of each operation is shown by a case", () => {
  const shown = new Set(
    Object.values(CASES).map(({ by, aspect }) => `${by}: ${aspect.replace(/^tag .*/, "tag")}`),
  );
  expect([...judged()].filter((effect) => !shown.has(effect) && !NOT_SHOWN.has(effect))).toEqual([]);
});

/** What no check depends on, or what the emulator does not do. */
const NOT_SHOWN: ReadonlySet<string> = new Set([
  // A proposal that was replaced, deleted or accepted is still listed, and shows its own state.
  "CreateDirectConnectGatewayAssociationProposal: proposals",
  "DeleteDirectConnectGatewayAssociationProposal: proposals",
  "AcceptDirectConnectGatewayAssociationProposal: proposals",
  // AWS does not say whether a port that leaves a LAG keeps its keys; the emulator leaves them.
  "DisassociateConnectionFromLag: macSecKeys",
  "DisassociateConnectionFromLag: member encryptionMode",
]);

test.each(Object.entries(BUSY))(
  "%s: one that was not executed is told to be not made, and made by its repeat",
  async (_what, story) => {
    const { gateway, lost } = await lostBefore(story, { fault: "reset" });
    expect(codeOf(await settled(() => execute(gateway, lost, "change")))).toBe("NOT_APPLIED");
    expect(gateway.emulator.requests.list(lost[0])).toEqual([]);
    expect((await settled(() => execute(gateway, lost, "change"))).errors).toEqual([]);
    expect(gateway.emulator.requests.list(lost[0])).toHaveLength(1);
  },
);

test.each(Object.entries(UNTOLD))(
  "%s: the outcome stays unknown, and nothing is sent",
  async (_what, story) => {
    const { gateway, lost } = await lostBefore(story, { deadline: "5000" });
    for (const _time of [1, 2]) {
      expect(codeOf(await executeSent(gateway, lost, "change"))).toBe("OUTCOME_UNKNOWN");
      expect(gateway.emulator.requests.list(lost[0])).toEqual([]);
    }
  },
);
