import { Emulator } from "../../chaos/emulator";
import { judge } from "../../chaos/figures";
import { History, type Operation } from "../../chaos/history";
import { type Emulator as Running, startEmulator } from "../../src/emulator/wire/server";

/** What ends a run of chaos as failed must be seen where it happened. */
let running: Running;
let emulator: Emulator;
beforeEach(async () => {
  running = await startEmulator({ seed: "figures", requestLogSize: 1_000 });
  emulator = new Emulator(running.url);
});
afterEach(() => running.close());

const order = (interconnectName: string) =>
  emulator.execute("CreateInterconnect", "111111111111", {
    ...{ location: "EqDC2", bandwidth: "10Gbps", interconnectName },
  });

function begin(history: History, token: string): Operation {
  return history.begin({ mutation: "createInterconnect", account: "partner", input: {}, token }, "key");
}

const applied = (interconnectId: string) => ({ outcome: "applied", data: { interconnectId } }) as const;

test("a run in which nothing went wrong has no finding", async () => {
  const history = new History();
  begin(history, "once").outcome = applied("dxcon-1");
  begin(history, "refused").outcome = { outcome: "refused", code: "REJECTED", message: "no" };
  await order("once");
  const { judgement, findings } = await judge(history, emulator);
  expect(Object.values(judgement)).toEqual([0, 0, 0, 0, 0, 0]);
  expect(findings).toEqual([]);
});

test.each([
  ["made twice", ["name", "name"], applied("dxcon-1")],
  ["acknowledged and absent", [], applied("dxcon-1")],
  ["refused and present", ["name"], { outcome: "refused", code: "CONFLICT", message: "taken" }],
  ["left unknown", ["name"], { outcome: "unknown", code: "OUTCOME_UNKNOWN" }],
] as const)("what was %s is counted", async (kind, orders, outcome) => {
  const history = new History();
  begin(history, "name").outcome = outcome;
  for (const name of orders) await order(name);
  const { judgement, findings } = await judge(history, emulator);
  expect(judgement[kind]).toBe(1);
  expect(findings.join("\n")).toContain(`${kind}: CreateInterconnect name`);
});

test("two answers that name different resources are counted, and what is no longer listed", async () => {
  const history = new History();
  const operation = begin(history, "name");
  for (const interconnectId of ["dxcon-1", "dxcon-2"])
    operation.attempts.push({ began: 0, ended: 1, reply: { data: { interconnectId } } });
  operation.outcome = applied("dxcon-2");
  const { judgement } = await judge(history, emulator);
  expect(judgement).toMatchObject({ "answered differently": 1, lost: 1 });
});
