import { Emulator } from "../../chaos/emulator";
import { judge, type Judgement } from "../../chaos/figures";
import { History, type Operation, type Reply } from "../../chaos/history";
import { fixtureIds } from "../../src/emulator/fixtures/names";
import { type Emulator as Running, startEmulator } from "../../src/emulator/wire/server";

const PARTNER = "111111111111";
const ENTERPRISE = "555555555555";

/** What ends a run of chaos as failed must be seen where it happened. */
let running: Running;
let emulator: Emulator;
beforeEach(async () => {
  running = await startEmulator({ seed: "figures", requestLogSize: 1_000 });
  emulator = new Emulator(running.url);
});
afterEach(() => running.close());

/** Executes a change past every gateway. */
const execute = (operation: string, input: object) => emulator.execute(operation, PARTNER, input);

async function order(interconnectName: string): Promise<string> {
  const input = { location: "EqDC2", bandwidth: "10Gbps", interconnectName };
  return String((await execute("CreateInterconnect", input))["interconnectId"]);
}

function begin(history: History, token: string, mutation = "createInterconnect", input = {}): Operation {
  return history.begin({ mutation, account: "partner", input, token }, "key");
}

const applied = (interconnectId: string) => ({ outcome: "applied", data: { interconnectId } }) as const;
const done = { outcome: "applied", data: {} } as const;

/** One attempt with an answer, after what was executed until now. */
async function answer({ attempts }: Operation, reply: Reply): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 150)); // two clocks may differ by 100 ms
  attempts.push({ began: performance.now(), ended: performance.now(), reply });
}

const NOT_APPLIED = { code: "NOT_APPLIED", message: "It was not made." };

/** What a run found, without the kinds of which nothing was found. */
async function found(history: History): Promise<Partial<Judgement>> {
  const { judgement, findings } = await judge(history, emulator);
  const counts = Object.entries(judgement).filter(([, count]) => count > 0);
  expect(findings).toHaveLength(counts.reduce((sum, [, count]) => sum + Number(count), 0));
  return Object.fromEntries(counts);
}

test("a run in which nothing went wrong has no finding", async () => {
  const history = new History();
  const repeated = begin(history, "once");
  await answer(repeated, NOT_APPLIED); // and then it was sent
  const interconnectId = await order("once");
  await answer(repeated, { data: { interconnectId } });
  repeated.outcome = applied(interconnectId);
  begin(history, "refused").outcome = { outcome: "refused", code: "REJECTED", message: "no" };
  const deleted = await order("deleted");
  begin(history, "deleted").outcome = applied(deleted);
  begin(history, deleted, "deleteInterconnect", { interconnectId: deleted }).outcome = done;
  await execute("DeleteInterconnect", { interconnectId: deleted });
  expect(await found(history)).toEqual({});
});

test.each([
  ["made twice", ["name", "name"], applied("dxcon-1"), { lost: 1 }],
  ["acknowledged and absent", [], applied("dxcon-1"), { lost: 1 }],
  ["refused and present", ["name"], { outcome: "refused", code: "CONFLICT", message: "taken" }, {}],
  ["left unknown", ["name"], { outcome: "unknown", code: "OUTCOME_UNKNOWN" }, {}],
] as const)("what was %s is counted", async (kind, orders, outcome, also) => {
  const history = new History();
  begin(history, "name").outcome = outcome;
  for (const name of orders) await order(name);
  expect(await found(history)).toEqual({ [kind]: 1, ...also });
});

test("what was acknowledged before it was executed is counted", async () => {
  const history = new History();
  const operation = begin(history, "name");
  operation.attempts.push({ began: -300, ended: performance.now() - 200, reply: { data: {} } });
  operation.outcome = applied(await order("name"));
  expect(await found(history)).toEqual({ "acknowledged and absent": 1 });
});

test("what had been executed and was answered as not made is counted, though a repeat found it", async () => {
  const history = new History();
  const operation = begin(history, "name");
  const interconnectId = await order("name");
  await answer(operation, NOT_APPLIED);
  await answer(operation, { data: { interconnectId } });
  operation.outcome = applied(interconnectId);
  expect(await found(history)).toEqual({ "not applied and present": 1 });
});

test("an attempt that executed it and says that it was not made is counted, unless another one may have", async () => {
  const history = new History();
  const operation = begin(history, "name");
  const began = performance.now();
  const interconnectId = await order("name");
  await answer(operation, NOT_APPLIED);
  const [attempt] = operation.attempts.splice(0);
  if (attempt !== undefined) operation.attempts.push({ ...attempt, began });
  operation.outcome = applied(interconnectId);
  expect(await found(history)).toEqual({ "not applied and present": 1 });
  operation.attempts.unshift({ began, ended: began, reply: undefined });
  expect(await found(history)).toEqual({});
});

test("two answers that name different resources are counted", async () => {
  const history = new History();
  const operation = begin(history, "name");
  const interconnectId = await order("name");
  for (const id of ["dxcon-1", interconnectId]) await answer(operation, { data: { interconnectId: id } });
  operation.outcome = applied(interconnectId);
  expect(await found(history)).toEqual({ "answered differently": 1 });
});

describe("what was acknowledged and is not shown at the end is lost", () => {
  const connectionId = fixtureIds["ic-dc2"];
  const resourceArn = `arn:aws:directconnect:us-east-1:${PARTNER}:dxcon/${connectionId}`;

  test("a deletion", async () => {
    const history = new History();
    const interconnectId = await order("name");
    await execute("DeleteInterconnect", { interconnectId });
    begin(history, interconnectId, "deleteInterconnect", { interconnectId }).outcome = done;
    expect(await found(history)).toEqual({});
    const second = await order("other");
    begin(history, second, "deleteInterconnect", { interconnectId: second }).outcome = done;
    expect(await found(history)).toEqual({ lost: 1, "acknowledged and absent": 1 });
  });

  test("a tag, and that one was taken off", async () => {
    const history = new History();
    const tag = { key: "story", value: "name" };
    begin(history, "name", "tagResource", { resourceArn, tags: [tag] }).outcome = done;
    await execute("TagResource", { resourceArn, tags: [tag] });
    expect(await found(history)).toEqual({});
    await execute("UntagResource", { resourceArn, tagKeys: ["story"] });
    expect(await found(history)).toEqual({ lost: 1 });
    begin(history, "key", "untagResource", { resourceArn, tagKeys: ["key"] }).outcome = done;
    await execute("UntagResource", { resourceArn, tagKeys: ["key"] });
    expect(await found(history)).toEqual({ lost: 1 });
    await execute("TagResource", { resourceArn, tags: [{ key: "key", value: "" }] });
    expect(await found(history)).toEqual({ lost: 2 });
  });

  test("a name", async () => {
    const history = new History();
    const input = { lagId: fixtureIds["lag-dc2"], lagName: "second" };
    begin(history, "second", "updateLag", input).outcome = done;
    await emulator.execute("UpdateLag", ENTERPRISE, input);
    expect(await found(history)).toEqual({});
    await emulator.execute("UpdateLag", ENTERPRISE, { ...input, lagName: "first" });
    expect(await found(history)).toEqual({ lost: 1 });
  });
});
