import { setTimeout as wait } from "node:timers/promises";
import type { FaultKind } from "../../../src/emulator/wire/faults";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { borrowSharedDatabase } from "../../runner/databases";
import {
  type Change,
  codeOf,
  execute,
  gatewaysWithoutReconciler,
  LONG,
  lose,
  lost,
  settled,
  SHORT,
} from "./keyed-changes";

/* Two changes of one name whose answers are both lost. That one was opened first does not say that it was executed first. */

const start = gatewaysWithoutReconciler();

const named = (connectionName: string): Change => [
  "UpdateConnection",
  "acme",
  { connectionId: fixtureIds["acme-dc2"], connectionName },
];
const [EARLIER, LATER] = [named("aaa"), named("bbb")];
/** Known after the machine has sent the other one, however slow it is. */
const SLOW = { ...LONG, AWS_TIMEOUT_MS: "8000", CHANGE_DEADLINE_MS: "10000" };

/** Both are on their way at the same time: the one that is opened first is executed, or is not, after the other one. */
async function overlap(ofEarlier: FaultKind, ofLater: FaultKind) {
  const store = { postgres: await borrowSharedDatabase() };
  const first = await start(SLOW, { store });
  const second = await start(LONG, { store, upstream: first.emulator });
  first.emulator.faults.add({ kind: ofEarlier, operation: "UpdateConnection", count: 1 });
  const answer = execute(first, EARLIER, "earlier");
  while (first.emulator.requests.list("UpdateConnection").length === 0) await wait(20);
  lose(second, ofLater, "UpdateConnection");
  expect(codeOf(await execute(second, LATER, "later"))).toBe("OUTCOME_UNKNOWN");
  first.emulator.faults.clear(); // what is held is executed now
  expect(codeOf(await answer)).toBe("OUTCOME_UNKNOWN");
  await second.stopGateway();
  await first.stopGateway();
  return start(SHORT, { store, upstream: first.emulator });
}

describe("a lost change that was opened earlier and executed later", () => {
  test("explains that the other one is not shown, once a check has found it", async () => {
    const gateway = await overlap("heldThenReset", "resetAfterExecution");
    expect((await settled(() => execute(gateway, EARLIER, "earlier"))).errors).toEqual([]);
    const { data, errors } = await settled(() => execute(gateway, LATER, "later"));
    expect(errors).toEqual([]);
    expect(data.change.connectionName).toBe("aaa");
    expect(gateway.emulator.requests.list("UpdateConnection")).toEqual([]);
  });

  test("is waited for as long as it has no outcome", async () => {
    const gateway = await overlap("heldThenReset", "resetAfterExecution");
    for (const _time of [1, 2])
      expect(codeOf(await execute(gateway, LATER, "later"))).toBe("OUTCOME_UNKNOWN");
    expect((await settled(() => execute(gateway, EARLIER, "earlier"))).errors).toEqual([]);
    expect((await settled(() => execute(gateway, LATER, "later"))).errors).toEqual([]);
    expect(gateway.emulator.requests.list("UpdateConnection")).toEqual([]);
  });
});

test("a deletion that was opened earlier, and deletes what a lost creation made, says that it was made", async () => {
  const store = { postgres: await borrowSharedDatabase() };
  const first = await start({ ...SLOW, AWS_TIMEOUT_MS: "60000", CHANGE_DEADLINE_MS: "60000" }, { store });
  const second = await start(LONG, { store, upstream: first.emulator });
  const virtualInterfaceId = fixtureIds["vif-308"];
  const newBGPPeer = { addressFamily: "ipv6" as const, asn: 65077 };
  const creation: Change = ["CreateBGPPeer", "enterprise", { virtualInterfaceId, newBGPPeer }];
  first.emulator.faults.add({ kind: "held", operation: "DeleteBGPPeer", count: 1 });
  const deletion = execute(first, ["DeleteBGPPeer", "enterprise", { virtualInterfaceId, asn: 65077 }], "del");
  while (first.emulator.requests.list("DeleteBGPPeer").length === 0) await wait(20);
  lose(second, "resetAfterExecution", "CreateBGPPeer");
  expect(codeOf(await execute(second, creation, "made"))).toBe("OUTCOME_UNKNOWN");
  await second.stopGateway();
  first.emulator.clock.advance(600_000); // it is up
  first.emulator.faults.clear();
  expect((await deletion).errors).toEqual([]);
  first.emulator.clock.advance(30 * 86_400_000); // it is listed no more
  await first.stopGateway();
  const gateway = await start(SHORT, { store, upstream: first.emulator });
  expect((await settled(() => execute(gateway, creation, "made"))).errors).toEqual([]);
  expect(gateway.emulator.requests.list("CreateBGPPeer")).toEqual([]);
});

test("of two that overlapped and were not executed, neither waits for the other for ever", async () => {
  const gateway = await overlap("neverAnswers", "reset");
  const codes = new Map<string, unknown>();
  while (codes.get("earlier") !== "NOT_APPLIED" || codes.get("later") !== "NOT_APPLIED") {
    for (const [key, change] of [
      ["earlier", EARLIER],
      ["later", LATER],
    ] as const) {
      if (codes.get(key) === "NOT_APPLIED") continue;
      codes.set(key, codeOf(await execute(gateway, change, key)));
      expect(codes.get(key)).toMatch(/^(NOT_APPLIED|OUTCOME_UNKNOWN|UPSTREAM_TIMEOUT)$/);
    }
  }
  expect(gateway.emulator.requests.list("UpdateConnection")).toEqual([]);
});

test("one whose answer was lost before the other was opened does not explain that the other is not shown", async () => {
  const store = { postgres: await borrowSharedDatabase() };
  const first = await start(LONG, { store });
  lose(first, "resetAfterExecution", "UpdateConnection");
  await lost(first, EARLIER, "earlier");
  lose(first, "reset", "UpdateConnection");
  await lost(first, LATER, "later");
  await first.stopGateway();
  const gateway = await start(SHORT, { store, upstream: first.emulator });
  expect((await settled(() => execute(gateway, EARLIER, "earlier"))).errors).toEqual([]);
  expect(codeOf(await settled(() => execute(gateway, LATER, "later")))).toBe("NOT_APPLIED");
});
