import { randomUUID } from "node:crypto";
import { readConfig } from "../../src/config/config";
import { changeTimesOf } from "../../src/directconnect/write/change-times";
import type { Held, NewEntry } from "../../src/journal/entry";
import { Journal } from "../../src/journal/journal";
import { BETWEEN_MARKS } from "../../src/journal/marks";
import { createLogger } from "../../src/observability/logging";
import { Store } from "../../src/store/store";
import { HandClocks } from "../clocks";
import { steppingDatabase } from "../store/stepping-database";

const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;
const RETENTION_HOURS = 24;
const options = { ...changeTimesOf(readConfig({})), retentionHours: RETENTION_HOURS };

/** A process that shares the database with others. */
interface Process {
  readonly journal: Journal;
  readonly clocks: HandClocks;
}

let store: Store;
/** Sets the database's clock. */
let step: (milliseconds: number) => Promise<void>;
let one: Process;
let other: Process;

function process(): Process {
  const clocks = new HandClocks();
  return { clocks, journal: new Journal(store, options, undefined, clocks) };
}

beforeEach(async () => {
  const database = await steppingDatabase();
  ({ step } = database);
  store = new Store(
    { timeoutMilliseconds: 10_000, postgres: database.postgres },
    createLogger({ level: "silent", pretty: false }),
  );
  [one, other] = [process(), process()];
});
afterEach(() => store.close());

let last = 0;
function entry({ journal }: Process, resources: readonly string[] = []): Held<NewEntry> {
  const id = randomUUID();
  return {
    ...{ id, marker: randomUUID(), caller: "portal", key: `key-${(last += 1)}`, lease: journal.lease(id) },
    ...{ operation: "CreateConnection", account: "111111111111", region: "us-east-1" },
    ...{ input: {}, fingerprint: "f", before: null, requestId: "r" },
    concerned: { resources, owners: [] },
  };
}

/** Opens an entry and settles it. */
async function made(
  by: Process,
  resources?: readonly string[],
  state: "applied" | "notApplied" = "applied",
): Promise<Held<NewEntry>> {
  const opened = entry(by, resources);
  expect(await by.journal.open(opened)).toBeNull();
  await by.journal.settle(opened, state === "applied" ? { state, output: {} } : { state });
  return opened;
}

const find = ({ key }: Pick<NewEntry, "key">) => one.journal.find({ name: "portal" }, key);
const isThere = async (wanted: Pick<NewEntry, "key">) => (await find(wanted)) !== null;

/** Time passes at these processes, which note it as the background does. */
async function pass(milliseconds: number, processes: readonly Process[] = [one]): Promise<void> {
  for (let passed = 0; passed <= milliseconds; passed += BETWEEN_MARKS / 2) {
    for (const { journal, clocks } of processes) {
      await journal.noteTime();
      clocks.pass(BETWEEN_MARKS / 2);
    }
  }
}

describe("an old entry", () => {
  test("is removed once gateways have seen the retention pass, not before", async () => {
    const old = await made(one);
    await pass((RETENTION_HOURS - 1) * HOUR);
    const young = await made(one);
    await one.journal.purge();
    expect(await isThere(old)).toBe(true);
    await pass(HOUR + 2 * BETWEEN_MARKS);
    expect(await one.journal.purge()).toBe(1);
    expect([await isThere(old), await isThere(young)]).toEqual([false, true]);
  });

  test.each([
    ["forwards", YEAR],
    ["back", -YEAR],
  ])("is none for a step %s of every wall clock, the database's included", async (_direction, by) => {
    const before = await made(one);
    await pass(BETWEEN_MARKS);
    await step(by);
    for (const { clocks } of [one, other]) clocks.step(by);
    const after = await made(one);
    await step(-by);
    for (const { clocks } of [one, other]) clocks.step(-by);
    await pass((RETENTION_HOURS - 1) * HOUR, [one, other]);
    await step(by);
    expect(await one.journal.purge()).toBe(0);
    expect([await isThere(before), await isThere(after)]).toEqual([true, true]);
    await pass(HOUR + 2 * BETWEEN_MARKS);
    expect(await one.journal.purge()).toBe(2); // nor is it kept for longer
  });

  test("becomes no older the faster, the more gateways there are", async () => {
    const old = await made(one);
    await pass((RETENTION_HOURS - 1) * HOUR, [one, other, process(), process()]);
    await one.journal.purge();
    expect(await isThere(old)).toBe(true);
  });

  test("becomes older by what each of several gateways has seen, one after the other", async () => {
    const old = await made(one);
    for (let hour = 0; hour <= RETENTION_HOURS; hour += 1) await pass(HOUR + BETWEEN_MARKS, [process()]);
    await one.journal.purge();
    expect(await isThere(old)).toBe(false);
  });

  test("is as old as its last opening", async () => {
    const opened = await made(one, [], "notApplied");
    await pass((RETENTION_HOURS - 1) * HOUR);
    const existing = await find(opened);
    if (existing === null) throw new Error("It is there.");
    const again = {
      ...entry(one),
      id: existing.id,
      key: existing.key,
      lease: one.journal.lease(existing.id),
    };
    expect(await one.journal.reopen(existing, again)).toBe(true);
    await one.journal.settle(again, { state: "notApplied" });
    await pass(2 * HOUR);
    expect(await one.journal.purge()).toBe(0);
    await pass((RETENTION_HOURS - 2) * HOUR + 2 * BETWEEN_MARKS);
    expect(await one.journal.purge()).toBe(1);
  });

  test("stays as long as it has no outcome", async () => {
    const open = entry(one);
    await one.journal.open(open);
    await pass((RETENTION_HOURS + 2) * HOUR);
    expect(await one.journal.purge()).toBe(0);
    expect(await isThere(open)).toBe(true);
  });

  test("is none for a wall clock that is set again and again", async () => {
    const old = await made(one);
    for (let at = 0; at <= RETENTION_HOURS * 7; at += 1) {
      await one.journal.noteTime();
      one.clocks.step(HOUR);
    }
    expect(await one.journal.purge()).toBe(0);
    expect(await isThere(old)).toBe(true);
  });

  test("is none for a gateway that slept for years and goes on from the mark that it saw last", async () => {
    await one.journal.noteTime();
    await pass(3 * HOUR, [other]);
    await store.use(({ query }) => query.deleteFrom("journal_marks").where("number", "<", "3").execute()); // as a purge does
    const young = await made(other);
    one.clocks.pass(YEAR);
    await one.journal.noteTime();
    for (let hour = 3; hour < RETENTION_HOURS + 2; hour += BETWEEN_MARKS / HOUR) {
      await pass(BETWEEN_MARKS / 2, [other]);
      await other.journal.purge();
    }
    expect(await isThere(young)).toBe(true);
  });
});

describe("which of two changes was opened or settled first, the database's clock does not say", () => {
  test.each([
    ["back", -HOUR],
    ["forwards", HOUR],
  ])("set %s in between", async (_direction, by) => {
    const settled = await made(one, ["dxcon-1"]);
    const open = entry(one, ["dxcon-1"]);
    await one.journal.open(open);
    await step(by);
    const wanted = entry(one, ["dxcon-1"]);
    await one.journal.open(wanted);
    await step(by);
    await one.journal.settle(open, { state: "applied", output: {} });
    const later = await made(one, ["dxcon-1"]);
    const others = await one.journal.others({ id: wanted.id, targets: [], rows: ["dxcon-1"] });
    const order = await Promise.all([settled, open, later].map(find));
    expect(order.map((each) => each?.executed)).not.toContain(undefined);
    expect(others).toHaveLength(3);
    // settled before it; opened before it and settled after; opened after it
    expect(others.map(({ isOlder }) => isOlder).sort()).toEqual([false, false, true]);
    expect(others.map(({ isLater }) => isLater).sort()).toEqual([false, false, true]);
    expect(others.some(({ isOlder, isLater }) => isOlder && isLater)).toBe(false);
  });
});

describe("how long ago an outcome was noted", () => {
  const WINDOW = options.consistencyMilliseconds;
  const ageOf = async (by: Process, wanted: Pick<NewEntry, "key">) => {
    const found = await find(wanted);
    if (found === null) throw new Error("It is there.");
    return by.journal.outcomeAge(found);
  };
  /** As the background does every two seconds. */
  const watch = async (milliseconds: number, processes: readonly Process[] = [one, other]) => {
    for (let passed = 0; passed < milliseconds; passed += 2_000) {
      for (const { journal, clocks } of processes) {
        clocks.pass(2_000);
        await journal.claim(1);
      }
    }
  };

  test.each([
    ["forwards", YEAR],
    ["back", -HOUR],
  ])(
    "is told by the own clock of who has watched the journal, the database's set %s",
    async (_direction, by) => {
      await watch(4_000);
      const settled = await made(one);
      await step(by);
      await watch(10_000);
      expect(await ageOf(one, settled)).toBe(10_000);
      expect(await ageOf(other, settled)).toBe(10_000); // that another process noted it makes no difference
    },
  );

  test("is more than the window for who has watched it for longer, whatever the database's clock says", async () => {
    const settled = await made(one);
    await watch(WINDOW + 4_000, [other]);
    await step(4_000); // all that has passed by that clock
    expect(await ageOf(other, settled)).toBeGreaterThan(WINDOW);
    await watch(100 * WINDOW, [other]); // what it has seen is forgotten, that it is old is not
    expect(await ageOf(other, settled)).toBeGreaterThan(WINDOW);
  });

  describe.each([
    ["forwards", YEAR],
    ["back", -HOUR],
  ])("to a process that has just begun, the database's clock set %s,", (_direction, by) => {
    /** One that has read the journal once, as each does at its start. */
    const begun = async () => {
      const late = process();
      const recent = await late.journal.recent();
      return { late, ids: recent.map(({ entry: { id } }) => id) };
    };

    test("is young where no process has observed it become old, and counts from there", async () => {
      await one.journal.recent();
      const settled = await made(one);
      await step(by);
      const { late, ids } = await begun();
      expect(ids).toContain(settled.id);
      expect(await ageOf(late, settled)).toBe(0);
      await watch(WINDOW + 4_000, [late]);
      expect(await ageOf(late, settled)).toBeGreaterThan(WINDOW);
      expect((await begun()).ids).not.toContain(settled.id); // it has seen that for all of them
    });

    test("is old where another process has seen that, and what came since is not", async () => {
      await one.journal.recent();
      const settled = await made(one);
      await watch(WINDOW + 4_000, [other]);
      const young = await made(one);
      await step(by);
      const { late, ids } = await begun();
      expect(ids).toEqual([young.id]);
      expect(await ageOf(late, settled)).toBeGreaterThan(WINDOW);
      expect(await ageOf(late, young)).toBe(0);
    });
  });

  test("counts a sleep of the machine, during which the monotonic clock is stopped", async () => {
    await watch(4_000);
    const settled = await made(one);
    one.clocks.step(HOUR);
    expect(await ageOf(one, settled)).toBe(HOUR);
  });
});
