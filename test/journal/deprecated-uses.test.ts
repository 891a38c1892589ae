import { DeprecatedUses } from "../../src/journal/deprecated-uses";
import { BETWEEN_MARKS, Marks } from "../../src/journal/marks";
import { createLogger } from "../../src/observability/logging";
import { Store, type StoreOptions } from "../../src/store/store";
import { HandClocks } from "../clocks";
import { freshDatabase } from "../store/fresh-database";
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

test("the first and the last time, and the last client that said its name, whoever writes first", async () => {
  const postgres = await freshDatabase();
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

test("what nobody has used for as long as entries are kept is forgotten, by the time that gateways saw pass", async () => {
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

test("callers without number cost no memory without end, and a client's name no secret", async () => {
  const { uses } = open({});
  for (let at = 0; at < 10_100; at += 1) uses.note(use(`people:${at}`, `Bearer ${"x".repeat(1000)}`));
  uses.note(use("people:1"));
  const all = await uses.list("all");
  expect(all).toHaveLength(10_000);
  expect(all[1]).toMatchObject({ caller: "people:1", clientName: "[redacted]", count: 2 });
  expect(logged.filter((line) => line.includes("lost"))).toHaveLength(1);
});
