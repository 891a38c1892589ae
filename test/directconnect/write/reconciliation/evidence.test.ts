import { readConfig } from "../../../../src/config/config";
import type { Repeated, Verdict } from "../../../../src/directconnect/write/reconciliation/reconciliation";
import { reconciliations } from "../../../../src/directconnect/write/reconciliation/reconciliations";
import type { WriteOperation } from "../../../../src/directconnect/client/operations";
import { changeTimesOf } from "../../../../src/directconnect/write/change-times";
import { CheckPauses } from "../../../../src/directconnect/write/reconciliation/check-pauses";
import { Evidence } from "../../../../src/directconnect/write/reconciliation/evidence";
import { GatewayError } from "../../../../src/errors";

const times = changeTimesOf(
  readConfig({ AWS_TIMEOUT_MS: "10000", SETTLE_MS: "3000", CONSISTENCY_WINDOW_MS: "30000" }),
);

/** Of these a repeat makes another one. */
const ANOTHER: readonly string[] = [
  "CreateBGPPeer",
  "CreateConnection",
  "CreateDirectConnectGateway",
  "CreateDirectConnectGatewayAssociationProposal",
  "CreateInterconnect",
  "CreateLag",
  "CreateResiliencyGroup",
  "StartBgpFailoverTest",
  "UpdateConnectionsBillingMode", // one more of three changes in six months
];
/** Of these AWS refuses a second one; of all others a list that lags shows what was before. */
const REFUSED: readonly string[] = [
  "AllocateConnectionOnInterconnect",
  "AllocateHostedConnection",
  "AllocatePrivateVirtualInterface",
  "AllocatePublicVirtualInterface",
  "AllocateTransitVirtualInterface",
  "CreateDirectConnectGatewayAssociation",
  "CreatePrivateVirtualInterface",
  "CreatePublicVirtualInterface",
  "CreateTransitVirtualInterface",
];
/** How long it takes until a check can conclude from that nothing was made, with the times above. */
const CONCLUDES = { another: 43_000, refused: 33_000, nothing: 33_000 };

describe.each(Object.entries(reconciliations))("%s", (operation, { repeated, mark }) => {
  test("says what comes of a repeat", () => {
    expect(["another", "refused", "nothing"] satisfies Repeated[]).toContain(repeated);
    expect(repeated === "another").toBe(ANOTHER.includes(operation));
    expect(repeated === "refused").toBe(REFUSED.includes(operation));
    if (mark !== undefined) expect(repeated).toBe("another");
  });

  test("takes two checks that agree, the last after all that can still happen", () => {
    const evidence = new Evidence(times);
    const concludesIn = evidence.concludesIn(repeated, 3_000, 0);
    expect(concludesIn).toBe(CONCLUDES[repeated]);
    expect(evidence.concludesIn(repeated, 2_000, 1_000)).toBe(CONCLUDES[repeated] - 1_000);
    expect(evidence.indicated("marker", true, "notApplied")).toBe(false);
    expect(evidence.indicated("marker", false, "notApplied")).toBe(false);
    expect(evidence.indicated("another marker", true, "notApplied")).toBe(false);
    expect(evidence.indicated("marker", true, "notApplied")).toBe(true);
    expect(evidence.indicated("marker", true, "applied")).toBe(false);
    expect(evidence.indicated("marker", true, "gone")).toBe(false);
    expect(evidence.indicated("marker", true, "gone")).toBe(true);
  });

  test("begins anew after a check that said something else", () => {
    const evidence = new Evidence(times);
    evidence.indicated("marker", true, "notApplied");
    evidence.forget("marker");
    expect(evidence.indicated("marker", true, "notApplied")).toBe(false);
  });
});

describe("the pauses between checks", () => {
  const none: Verdict<WriteOperation> = { outcome: "unknown", why: "It may still be executed." };
  const error = new GatewayError("THROTTLED", "was throttled", { retryable: true });
  const unread: Verdict<WriteOperation> = { outcome: "unknown", why: "was throttled", error };
  const after = (verdicts: readonly Verdict<WriteOperation>[], concludesIn?: number, random = 0) => {
    const pauses = new CheckPauses(0, () => random);
    return verdicts.map((verdict) => pauses.next(verdict, concludesIn));
  };

  test("grow, up to a limit", () => {
    expect(after(Array<typeof none>(9).fill(none))).toEqual([
      250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
    ]);
  });

  test("grow faster where Direct Connect cannot be read", () => {
    expect(after([unread, unread, unread])).toEqual([2_000, 30_000, 30_000]);
  });

  test("are shorter by chance, by a quarter at most", () => {
    expect(after([none, none], undefined, 1)).toEqual([187.5, 375]);
  });

  test("end when a check can say that nothing was made, but not for what cannot be read", () => {
    expect(after([none, none, unread], 300)).toEqual([250, 300, 8_000]);
    expect(after([none, none], -1)).toEqual([250, 500]);
  });

  test("go on growing where an entry is taken up again", () => {
    expect(new CheckPauses(3, () => 0).next(none)).toBe(2_000);
  });
});
