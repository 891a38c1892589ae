import { randomUUID } from "node:crypto";
import { readConfig } from "../../src/config/config";
import { changeTimesOf } from "../../src/directconnect/write/change-times";
import type { Entry, Held, NewEntry, Outcome, Writable } from "../../src/journal/entry";
import { Journal } from "../../src/journal/journal";
import { createLogger } from "../../src/observability/logging";
import { Store } from "../../src/store/store";
import { HandClocks } from "../clocks";
import { borrowSharedDatabase } from "../runner/databases";

const times = changeTimesOf(readConfig({}));
const { leaseMilliseconds, fenceMarginMilliseconds, deadlineMilliseconds } = times;

/** Two processes with clocks of their own on one database. */
let store: Store;
let first: Journal;
let second: Journal;
let firstClocks: HandClocks;
let secondClocks: HandClocks;

beforeAll(async () => {
  store = new Store(
    { timeoutMilliseconds: 10_000, postgres: await borrowSharedDatabase() },
    createLogger({ level: "silent", pretty: false }),
  );
});
beforeEach(async () => {
  await store.use(({ query }) => query.deleteFrom("journal").execute());
  [firstClocks, secondClocks] = [new HandClocks(), new HandClocks()];
  const options = { ...times, retentionHours: 24 };
  first = new Journal(store, options, undefined, firstClocks);
  second = new Journal(store, options, undefined, secondClocks);
});
afterAll(() => store.close());

let last = 0;
/** An entry that the first process has opened. */
async function opened(): Promise<Held<NewEntry>> {
  const entry = {
    ...{ id: randomUUID(), marker: randomUUID(), caller: "portal", key: `key-${(last += 1)}` },
    ...{ operation: "CreateConnection", account: "111111111111", region: "us-east-1" },
    ...{ input: {}, fingerprint: "f", before: null, requestId: "r" },
  };
  const held = { ...entry, lease: first.lease(entry.id) };
  expect(await first.open(held)).toBeNull();
  return held;
}

/** An entry as the second process reads it. */
const found = ({ key }: Pick<Entry, "key">) => second.find({ name: "portal" }, key);

/** The second process takes an entry over as it sees it now, where it can. */
async function take(entry: Pick<Entry, "key">): Promise<Held<Entry> | null> {
  const { observedLease: seenLease } = present(await found(entry));
  return second.take(seenLease);
}

function present<Value>(value: Value | null): Value {
  if (value === null) throw new Error("There is no such entry, or it cannot be taken over.");
  return value;
}

/** The same after it has seen the entry's lease for as long as that takes. */
async function takenOver(entry: Pick<Entry, "key">): Promise<Held<Entry>> {
  await take(entry);
  secondClocks.pass(leaseMilliseconds);
  return present(await take(entry));
}

/** What the second process can take over now. */
async function claimed(): Promise<string[]> {
  return (await second.claim(10)).map(({ id }) => id);
}

test("an entry that cannot be taken over does not hold up the others, and is tried again", async () => {
  const entries = [await opened(), await opened(), await opened()];
  const [bad, ...others] = entries.map(({ id }) => id);
  await claimed(); // begins to observe them
  // As a damaged row does.
  await store.use(({ query, sql }) =>
    sql`create function fail() returns trigger language plpgsql as
      $$ begin raise exception 'invalid page' using errcode = 'XX001'; end $$`.execute(query),
  );
  await store.use(({ query, sql }) =>
    sql
      .raw(
        `create trigger fails before update on journal for each row when (old.id = '${bad}') execute function fail()`,
      )
      .execute(query),
  );
  secondClocks.pass(leaseMilliseconds);
  expect((await claimed()).sort()).toEqual([...others].sort());
  expect(await claimed()).toEqual([]);
  secondClocks.pass(leaseMilliseconds);
  expect((await claimed()).sort()).toEqual([...others].sort()); // whose leases were not renewed
  expect(await claimed()).toEqual([]);
  await store.use(({ query, sql }) => sql`drop function fail cascade`.execute(query));
  secondClocks.pass(leaseMilliseconds);
  expect(await claimed()).toContain(bad);
});

describe("a lease is not over", () => {
  test("before it was seen unrenewed for its whole length, by the clock of who wants it", async () => {
    const { id } = await opened();
    firstClocks.pass(leaseMilliseconds * 10);
    expect(await claimed()).toEqual([]);
    secondClocks.pass(leaseMilliseconds - 1);
    expect(await claimed()).toEqual([]);
    secondClocks.pass(1);
    expect(await claimed()).toEqual([id]);
  });

  test("because a wall clock was set forwards, the database's included", async () => {
    const entry = await opened();
    await claimed();
    secondClocks.step(3_600_000);
    expect(await claimed()).toEqual([]);
    await store.use(({ query, sql }) =>
      query
        .updateTable("journal")
        .set({
          lease_until: sql<Date>`now() - interval '1 hour'`,
          opened_at: sql<Date>`now() - interval '1 day'`,
        })
        .execute(),
    );
    expect(await claimed()).toEqual([]);
    expect(await take(entry)).toBeNull();
  });

  test("where it was renewed in the meantime", async () => {
    const { id, lease } = await opened();
    await claimed();
    secondClocks.pass(leaseMilliseconds - 1);
    await first.keep([lease]);
    secondClocks.pass(1);
    expect(await claimed()).toEqual([]);
    secondClocks.pass(leaseMilliseconds);
    expect(await claimed()).toEqual([id]);
  });

  test("for who has seen what another process took since", async () => {
    const entry = await opened();
    const { observedLease: seenLease } = present(await found(entry));
    await take(entry);
    secondClocks.pass(leaseMilliseconds);
    expect(await second.take(seenLease)).not.toBeNull();
    expect(await second.take(seenLease)).toBeNull();
  });
});

describe("the holder of a lease", () => {
  test.each([
    ["time", (clocks: HandClocks, milliseconds: number) => clocks.pass(milliseconds)],
    [
      "the wall clock alone, as in a sleep",
      (clocks: HandClocks, milliseconds: number) => clocks.step(milliseconds),
    ],
  ])("gives it up a margin before its end, by %s", async (_how, pass) => {
    const { lease } = await opened();
    pass(firstClocks, leaseMilliseconds - fenceMarginMilliseconds - 1);
    expect(lease.isHeld).toBe(true);
    pass(firstClocks, 1);
    expect(lease.isHeld).toBe(false);
  });

  test("counts from when a renewal was begun, not from when it was answered", async () => {
    const { lease } = await opened();
    firstClocks.pass(1_000);
    const renewing = first.keep([lease]);
    firstClocks.pass(leaseMilliseconds - fenceMarginMilliseconds);
    await renewing;
    expect(lease.isHeld).toBe(false);
  });

  test("a holder that learns of its loss does not wait for its end", async () => {
    const entry = await opened();
    await takenOver(entry);
    await first.keep([entry.lease]);
    expect(entry.lease.isHeld).toBe(false);
  });
});

/** Every write to an entry. */
const WRITES: [string, (journal: Journal, entry: Writable) => Promise<unknown>][] = [
  ["applied", (journal, entry) => journal.settle(entry, { state: "applied", output: {} })],
  ["notApplied", (journal, entry) => journal.settle(entry, { state: "notApplied" })],
  [
    "refused",
    (journal, entry) =>
      journal.settle(entry, { state: "refused", error: { code: "CONFLICT", message: "", retryable: false } }),
  ],
  ["forget", (journal, entry) => journal.forget(entry)],
  ["leave", (journal, entry) => journal.leave(entry, 0)],
  ["lose", (journal, entry) => journal.lose(entry)],
  ["keep", (journal, { lease }) => journal.keep([lease])],
];

describe.each(WRITES)("%s", (_name, write) => {
  test("changes nothing of an entry that another process has taken over", async () => {
    const entry = await opened();
    const taken = await takenOver(entry);
    const before = await found(entry);
    await write(first, entry);
    expect(await found(entry)).toEqual(before);
    expect(taken.state).toBe("open");
  });

  test("changes the entry of who holds its lease", async () => {
    const entry = await opened();
    const before = await found(entry);
    await write(first, entry);
    expect(await found(entry)).not.toEqual(before);
  });
});

describe("of an entry that another process has taken over", () => {
  test("a repeat that was sent again is not forgotten", async () => {
    const entry = await opened();
    await first.settle(entry, { state: "notApplied" });
    const again = { ...entry, marker: randomUUID(), lease: first.lease(entry.id) };
    await first.reopen(present(await found(entry)), again);
    await takenOver(again);
    const before = await found(again);
    await first.forget(again);
    expect(await found(again)).toEqual(before);
  });

  test("that it has no trace is not noted", async () => {
    const isUntraced = () =>
      store.use(({ query }) => query.selectFrom("journal").select("is_untraced").executeTakeFirst());
    const entry = await opened();
    await first.lose(entry);
    const taken = await takenOver(entry);
    await first.noteUntraced(entry);
    expect(await isUntraced()).toEqual({ is_untraced: null });
    await second.noteUntraced(taken);
    expect(await isUntraced()).toEqual({ is_untraced: true });
  });
});

describe.each<[string, Outcome]>([
  ["made a change", { state: "applied", output: { connectionId: "dxcon-1" } }],
  ["refused a change", { state: "refused", error: { code: "CONFLICT", message: "taken", retryable: false } }],
])("that AWS %s, as it says itself,", (_what, outcome) => {
  test("overrules that another process found it not made", async () => {
    const entry = await opened();
    const taken = await takenOver(entry);
    await second.settle(taken, { state: "notApplied" });
    expect(await first.settle(entry, outcome)).toMatchObject({ isNoted: true });
    expect(await found(entry)).toMatchObject(outcome);
  });

  test("is noted once another process has given the entry back without an outcome", async () => {
    const entry = await opened();
    const taken = await takenOver(entry);
    expect(await first.settle(entry, outcome)).toEqual({ isNoted: false });
    expect(await first.isUnsettled(entry)).toBe(true);
    await second.leave(taken, 1_000);
    expect(await first.settle(entry, outcome)).toMatchObject({ isNoted: true });
    expect(await first.isUnsettled(entry)).toBe(false);
    expect(await found(entry)).toMatchObject(outcome);
  });

  test("is not taken for the answer to a later sending", async () => {
    const entry = await opened();
    const taken = await takenOver(entry);
    await second.settle(taken, { state: "notApplied" });
    const again = { ...entry, marker: randomUUID(), lease: second.lease(entry.id) };
    await second.reopen(present(await found(entry)), again);
    expect(await first.settle(entry, outcome)).toEqual({ isNoted: false });
    expect(await first.isUnsettled(entry)).toBe(false);
    expect(await found(entry)).toMatchObject({ state: "open", marker: again.marker });
  });
});

test("a refusal that may be due to an earlier sending stays with the entry for the process that takes it over", async () => {
  const error = { code: "CONFLICT", message: "taken", retryable: false };
  const entry = await opened();
  await first.lose(entry, error);
  expect(await takenOver(entry)).toMatchObject({ state: "unknown", error });
  const other = await opened();
  await first.leave(other, 0, error);
  expect(await take(other)).toMatchObject({ state: "unknown", error });
});

describe("since when a change cannot be sent any more", () => {
  const unsentOf = async (entry: Pick<Entry, "key">) => (await take(entry))?.lease.unsentMilliseconds;

  test("is derived from the end of the lease under which it could be", async () => {
    const entry = await opened();
    await claimed();
    secondClocks.pass(leaseMilliseconds + 700);
    expect(await unsentOf(entry)).toBe(700);
  });

  test("goes on from what who had it before has noted", async () => {
    const entry = await opened();
    entry.lease.endSending();
    firstClocks.pass(2_000);
    await first.leave(entry, 1_000);
    expect(await claimed()).toEqual([]);
    secondClocks.pass(300);
    expect(await unsentOf(entry)).toBe(2_300);
  });

  test("comes a deadline later where an older version has sent it, which has no fence", async () => {
    const entry = await opened();
    await first.leave(entry, 0);
    // As such a version opens an entry again: it does not write the new columns.
    await store.use(({ query }) =>
      query.updateTable("journal").set({ marker: "another", lease_owner: randomUUID() }).execute(),
    );
    await claimed();
    secondClocks.pass(leaseMilliseconds);
    expect(await unsentOf(entry)).toBe(-deadlineMilliseconds);
  });
});

test("an entry that was released waits for its pause, except where a caller requests it", async () => {
  const entry = await opened();
  await first.leave(entry, 4_000);
  expect(await claimed()).toEqual([]);
  secondClocks.pass(3_999);
  expect(await claimed()).toEqual([]);
  secondClocks.pass(1);
  const [again] = await second.claim(10);
  if (again === undefined) throw new Error("It is left alone for too long.");
  await second.leave(again, 4_000);
  expect(await claimed()).toEqual([]);
  expect(await take(entry)).not.toBeNull();
});

test("a lease counts from the statement that takes it, not from before the store was open", async () => {
  const other = await opened();
  const id = randomUUID();
  const held = { ...other, id, marker: randomUUID(), key: `key-${(last += 1)}`, lease: first.lease(id) };
  firstClocks.pass(leaseMilliseconds); // the store is being made
  expect(await first.open(held)).toBeNull();
  expect(held.lease.isHeld).toBe(true);
  firstClocks.pass(leaseMilliseconds - fenceMarginMilliseconds);
  expect(held.lease.isHeld).toBe(false);
});

test("who has seen an earlier sending does not open it again", async () => {
  const entry = await opened();
  await first.settle(entry, { state: "notApplied" });
  const stale = present(await found(entry));
  const again = { ...entry, marker: randomUUID(), lease: first.lease(entry.id) };
  expect(await first.reopen(stale, again)).toBe(true);
  await first.settle(again, { state: "notApplied" });
  const third = { ...entry, marker: randomUUID(), lease: second.lease(entry.id) };
  expect(await second.reopen(stale, third)).toBe(false);
  expect(third.lease.isTaken).toBe(false);
  expect(present(await found(entry))).toMatchObject({ marker: again.marker, state: "notApplied" });
  expect(await second.reopen(present(await found(entry)), third)).toBe(true);
});
