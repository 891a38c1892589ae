import { DeprecatedUses, MOST_GATHERED } from "../../src/journal/deprecated-uses";
import { BETWEEN_MARKS, Marks } from "../../src/journal/marks";
import { MOST_KEPT, ROWS_AT_ONCE, writeUsages } from "../../src/journal/usage-rows";
import { createLogger } from "../../src/observability/logging";
import { Store, type StoreOptions } from "../../src/store/store";
import { HandClocks } from "../clocks";
import { borrowSharedDatabase } from "../runner/databases";
import { steppingDatabase } from "../store/stepping-database";
import { databaseInBetween } from "./database-in-between";

const logged: string[] = [];
const logger = createLogger({
  level: "warn",
  pretty: false,
  destination: { write: (line) => void logged.push(line) },
});
const stores: Store[] = [];
afterEach(() => Promise.all(stores.splice(0).map((store) => store.close())));

function open(options: Omit<StoreOptions, "timeoutMilliseconds">) {
  const store = new Store({ timeoutMilliseconds: 10_000, ...options }, logger);
  stores.push(store);
  return {
    store,
    uses: new DeprecatedUses(store, { retentionHours: 24, grantsOf: () => undefined }, logger),
  };
}

const use = (caller: string, clientName: string | null = null) => ({
  element: "Query.old",
  reason: "Use Query.new instead.",
  replacement: "Query.new",
  caller,
  clientName,
});
const HOUR = 3_600_000;
const yesterday = (hours: number) => new Date(Date.now() - hours * HOUR);
const countsOf = async (uses: DeprecatedUses) =>
  Object.fromEntries((await uses.list("all")).map(({ caller, count }) => [caller, count]));

test("what a store does not take is kept until it does", async () => {
  const database = await databaseInBetween();
  const { uses } = open({ postgres: database.postgres });
  database.be("down");
  uses.note(use("portal"));
  await uses.close();
  await expect(uses.list("all")).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  uses.note(use("portal"));
  database.be("up");
  expect(await countsOf(uses)).toEqual({ portal: 2 });
  await uses.close();
  expect(await countsOf(open({ postgres: database.postgres }).uses)).toEqual({ portal: 2 });
  await Promise.all(stores.splice(0).map((store) => store.close()));
  database.stop();
});

test("the first and the last time, and the last client with a name, in any order of writes", async () => {
  const postgres = await borrowSharedDatabase();
  const [one, other] = [open({ postgres }).uses, open({ postgres }).uses];
  one.note(use("portal", "web"), yesterday(2));
  other.note(use("portal", "old web"), yesterday(3));
  other.note(use("portal"), yesterday(1));
  await other.close();
  await one.close();
  expect(await one.list("all")).toMatchObject([{ caller: "portal", clientName: "web", count: 3 }]);
  const [usage] = await one.list("all");
  expect((Number(usage?.lastUsed) - Number(usage?.firstUsed)) / 3_600_000).toBeCloseTo(2, 1);
});

test("an element without a use within the retention is removed, by the time that gateways observed", async () => {
  const { postgres, step } = await steppingDatabase();
  const clocks = new HandClocks();
  const { store, uses } = open({ postgres });
  const marks = new Marks((task) => store.use(task), clocks);
  const pass = async (hours: number) => {
    for (let at = 0; at <= (hours * HOUR) / BETWEEN_MARKS; at += 1) {
      await marks.set();
      clocks.pass(BETWEEN_MARKS);
    }
  };
  /** Old uses are removed when the first ones are written. */
  const write = async (caller: string, at?: Date) => {
    const { uses: others } = open({ postgres });
    others.note(use(caller), at);
    await others.close();
  };
  await write("earlier version");
  await store.use(({ query }) => query.updateTable("deprecated_uses").set({ used_mark: null }).execute());
  await write("gone", yesterday(25));
  await step(365 * 24 * HOUR);
  await pass(23);
  await write("there");
  expect(Object.keys(await countsOf(uses)).sort()).toEqual(["earlier version", "gone", "there"]);
  await pass(2);
  await write("again");
  expect(Object.keys(await countsOf(uses)).sort()).toEqual(["again", "there"]);
}, 60_000);

test("a temporary store is not opened for them, and takes them when it is open", async () => {
  const { store, uses } = open({});
  uses.note(use("portal"));
  expect(await countsOf(uses)).toEqual({ portal: 1 });
  await uses.close();
  expect(store.isOpen).toBe(false);
  await store.open();
  await uses.close();
  expect(
    await countsOf(new DeprecatedUses(store, { retentionHours: 24, grantsOf: () => undefined }, logger)),
  ).toEqual({ portal: 1 });
}, 60_000);

test("persons without number cost no memory without end, and take no place of other callers", async () => {
  const { uses } = open({});
  for (let at = 0; at < 2 * MOST_GATHERED; at += 1) uses.note(use(`people:${at}#issuer`, "web"));
  for (let at = 0; at < 100; at += 1) uses.note(use(`others:${at}#issuer`));
  uses.note(use("people:1#issuer", `Bearer ${"x".repeat(1000)}`));
  const all = await uses.list("all");
  expect(all.length).toBeLessThan(MOST_GATHERED);
  const of = (name: string) => all.filter(({ caller }) => caller === name || caller.startsWith(`${name}:`));
  expect(of("others")).toHaveLength(100);
  expect(of("people").length).toBe(MOST_GATHERED / 2 + 1);
  expect(of("people").reduce((sum, { count }) => sum + count, 0)).toBe(2 * MOST_GATHERED + 1);
  expect(all.find(({ caller }) => caller === "people:1#issuer")).toMatchObject({
    clientName: "[redacted]",
    count: 2,
  });
  expect(logged.filter((line) => line.includes("further ones count as the caller"))).toHaveLength(1);
});

test("of a caller with too many persons the oldest rows are removed, and none of another caller", async () => {
  const postgres = await borrowSharedDatabase();
  const { store, uses } = open({ postgres });
  const persons = (callers: string, from: number, count: number) =>
    Array.from({ length: count }, (_, at) => ({
      ...{ ...use(`${callers}:${from + at}#issuer`), count: 1 },
      ...{ firstUsed: yesterday(10), lastUsed: new Date(yesterday(10).getTime() + (from + at) * 1000) },
    }));
  for (let from = 0; from < MOST_KEPT + ROWS_AT_ONCE; from += ROWS_AT_ONCE)
    await store.use((database) => writeUsages(database, persons("people", from, ROWS_AT_ONCE)));
  uses.note(use("others:1#issuer"), yesterday(20));
  await uses.close();
  const kept = await uses.list("all");
  expect(kept).toHaveLength(MOST_KEPT);
  expect(kept.map(({ caller }) => caller)).toContain("others:1#issuer");
  const oldest = Math.min(...kept.map(({ caller }) => Number(/^people:(\d+)/.exec(caller)?.[1] ?? Infinity)));
  expect(oldest).toBe(ROWS_AT_ONCE + 1);
}, 60_000);

test("however many read them at once, they are read twice, and those who came together share one list", async () => {
  const { store, uses } = open({ postgres: await borrowSharedDatabase() });
  await store.open();
  uses.note(use("portal"));
  await uses.close();
  const read = jest.spyOn(store, "read");
  const first = uses.list("all");
  await new Promise(setImmediate);
  const lists = await Promise.all(Array.from({ length: 50 }, () => uses.list("all")));
  await first;
  expect(read).toHaveBeenCalledTimes(2);
  expect(new Set(lists).size).toBe(1);
});
