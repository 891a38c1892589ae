import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Client } from "pg";
import { readConfig } from "../../src/config/config";
import { changeTimesOf } from "../../src/directconnect/write/change-times";
import type { Grants } from "../../src/auth/grants";
import { type AuditArguments, auditFilter, cutOf } from "../../src/journal/audit";
import type { Held, NewEntry } from "../../src/journal/entry";
import { Journal } from "../../src/journal/journal";
import { BETWEEN_MARKS } from "../../src/journal/marks";
import { UNKNOWN_SENDER } from "../../src/scheduling/fair-queue";
import { createLogger } from "../../src/observability/logging";
import { Store } from "../../src/store/store";
import { HandClocks } from "../clocks";
import { freshDatabase } from "../store/fresh-database";
import { fillJournal } from "../../bench/many-entries";

const ROWS = 30_000;
const OPTIONS = { ...changeTimesOf(readConfig({})), retentionHours: 12 };

interface Statement {
  readonly text: string;
  readonly values: unknown[];
}

interface Plan {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly Plans?: readonly Plan[];
}

let url: string;
let store: Store;
let journal: Journal;
let client: Client;
const statements: Statement[] = [];
const used = new Set<string>();
const clocks = new HandClocks();

beforeAll(async () => {
  const postgres = await freshDatabase();
  url = postgres.url;
  store = new Store(
    { timeoutMilliseconds: 30_000, postgres },
    createLogger({ level: "silent", pretty: false }),
  );
  journal = new Journal(store, OPTIONS, ({ name }) => used.add(name), clocks);
  await store.open();
  await fillJournal(url, ROWS, "999999999999");
  client = new Client({ connectionString: url });
  await client.connect();
  await vacuumed();
  const query = jest.spyOn(Client.prototype, "query") as unknown as jest.SpyInstance<unknown, unknown[]>;
  await makeEachStatement();
  for (const [text, values] of query.mock.calls) {
    if (typeof text === "string") statements.push({ text, values: (values ?? []) as unknown[] });
  }
  query.mockRestore();
}, 60_000);
afterAll(async () => {
  await client.end();
  await store.close();
});

/**
 * Waits until an index alone shows which entries exist: as long as a transaction of another test is open, a vacuum
 * leaves pages of which that is not known, and the plans would be others.
 */
async function vacuumed(): Promise<void> {
  for (;;) {
    await client.query("vacuum analyze journal");
    const { rows } = await client.query<{ whole: boolean }>(
      "select relallvisible >= relpages as whole from pg_class where oid = 'journal'::regclass",
    );
    if (rows[0]?.whole === true) return;
    await wait(100);
  }
}

const FILTERS: readonly NonNullable<AuditArguments["filter"]>[] = [
  {},
  { caller: ["caller-7"] },
  { caller: ["caller-7", "caller-8", "gone"] },
  { operation: ["UpdateConnection"] },
  { operation: ["UpdateConnection", "TagResource"] },
  { account: ["111111111117"] },
  { account: ["111111111117", "111111111118"] },
  { state: ["unknown"] },
  { state: ["unknown", "refused"] },
  { caller: Array.from({ length: 200 }, (_, n) => `caller-${n}`) },
  { since: new Date(Date.now() - 600_000) },
  { until: new Date(Date.now() - 36_000_000) },
  { caller: ["caller-7"], operation: ["DeleteVirtualInterface"], state: ["refused"] },
];

const NARROW: Grants = new Map([
  ["111111111117", { ports: new Set(["dxcon-00000007"]), ownerAccounts: new Set(["222222222227"]) }],
  ["111111111118", { regions: new Set(["us-east-1"]) }],
]);

/** Everything that the journal does, on a shared store and on one of its own. */
async function makeEachStatement(): Promise<void> {
  const entry = (lease = journal.lease(randomUUID())): Held<NewEntry> => ({
    ...{
      id: lease.entryId,
      lease,
      marker: randomUUID(),
      caller: "portal",
      key: randomUUID(),
      operation: "TagResource",
    },
    ...{ account: "111111111117", region: "us-east-1", input: {}, fingerprint: "f", before: null },
    ...{ requestId: "r", concerned: { resources: ["dxcon-1"], owners: [] } },
  });
  for (const filter of FILTERS) {
    for (const grants of ["all", NARROW] as const) {
      const wanted = auditFilter({ filter }, grants);
      const page = await journal.list(wanted, cutOf({ first: 50 }));
      const { position } = page.rows.at(-1) ?? {};
      if (position !== undefined) {
        const text = `entry:${position.openedAt}:${position.sequence}`;
        const after = Buffer.from(text).toString("base64url");
        await journal.list(wanted, cutOf({ first: 50, after }));
      }
      await journal.list(wanted, cutOf({ last: 50 }));
      await journal.count(wanted);
    }
  }
  const one = entry();
  await journal.open(one);
  await journal.keep([one.lease]);
  await journal.settle(one, { state: "notApplied" });
  const existing = await journal.find({ name: "portal" }, one.key);
  if (existing === null) throw new Error("It was opened above.");
  const again = { ...one, marker: randomUUID(), lease: journal.lease(one.id) };
  await journal.reopen(existing, again);
  await journal.settle(again, { state: "applied", output: {} }, { resources: ["dxcon-2"], owners: [] });
  await journal.isUnsettled(again);
  await journal.isFollowed(existing);
  await journal.hasWithoutResult(["CreateConnection", "AllocateHostedConnection"]);
  await journal.recent();
  await journal.recentOf(["dxcon-1", "dxcon-2"]);
  await journal.settledChange(one.id);
  await journal.find({ name: "portal", formerName: "port" }, one.key, { grants: NARROW });
  await journal.laterBy({ id: one.id, operation: "DeleteVirtualInterface", accounts: ["111111111117"] });
  const other = entry();
  await journal.open(other);
  await journal.settle(other, { state: "applied", output: {} }, { resources: ["dxcon-3"], owners: [] });
  const others = await journal.others({ id: one.id, targets: ["dxcon-1"], rows: ["dxcon-2", "dxcon-3"] });
  expect(others).toHaveLength(1);
  await journal.contents(UNKNOWN_SENDER, { mostBytes: Infinity, isGone: () => false }).of(one.id);
  const [two, three] = [entry(), entry()];
  await journal.open(two);
  await journal.forget(two);
  await journal.open(three);
  await journal.lose(three);
  await journal.noteUntraced(three);
  await journal.leave(three, 0);
  await journal.claim(4);
  await journal.unsettled(["111111111111"]);
  await journal.noteTime();
  clocks.pass(BETWEEN_MARKS);
  await journal.noteTime();
  await journal.claim(4); // by now the outcomes above are old
  await passed(OPTIONS.retentionHours);
  await client.query("update journal_marks set sequence = least(sequence, 5)");
  expect(await journal.purge()).toBe(5);
  // A store of its own is taken over as a whole.
  jest.spyOn(store, "shared", "get").mockReturnValueOnce(false);
  await new Journal(store, OPTIONS).find({ name: "portal" }, "none");
}

test("what is explained is all that the journal does", () => {
  const source = readFileSync(join(__dirname, "../../src/journal/journal.ts"), "utf8");
  const names = [...source.matchAll(/#(?:use|read)\("(\w+)"/g)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(8);
  expect(used).toEqual(new Set(names));
});

test("each statement uses an index, however many entries there are", async () => {
  const ofJournal = statements.filter(({ text }) => text.includes("journal"));
  expect(ofJournal.length).toBeGreaterThan(FILTERS.length * 6);
  const scanning: string[] = [];
  for (const { text, values } of ofJournal) {
    const { rows } = await client.query<{ "QUERY PLAN": [{ Plan: Plan }] }>(
      `explain (format json) ${text}`,
      values,
    );
    const plan = rows[0]?.["QUERY PLAN"][0].Plan;
    if (plan === undefined) throw new Error(`There is no plan of ${text}`);
    if (scans(plan)) scanning.push(`${text}\n${JSON.stringify(values)}\n${JSON.stringify(plan)}`);
  }
  expect(scanning).toEqual([]);
});

/** Whether a plan reads the journal row by row. */
function scans(plan: Plan): boolean {
  return (
    (plan["Node Type"] === "Seq Scan" && plan["Relation Name"] === "journal") ||
    (plan.Plans ?? []).some(scans)
  );
}

/** Marks show that so many hours have passed since now. */
async function passed(hours: number): Promise<void> {
  await client.query(
    `insert into journal_marks select last.number + step, last.sequence from generate_series(1, $1) as step,
      (select (select max(number) from journal_marks) as number, (select max(sequence) from journal) as sequence) as last`,
    [(hours * 3_600_000) / BETWEEN_MARKS + 1],
  );
}

test("old entries are removed batch by batch, those without an outcome never, and it ends", async () => {
  const count = async (condition: string) =>
    Number(
      (await client.query<{ n: string }>(`select count(*) n from journal where ${condition}`)).rows[0]?.n,
    );
  await passed(12);
  await fillJournal(url, 10, "999999999999", "new");
  await client.query("update journal set state = 'open' where state = 'unknown' and sequence % 2 = 0");
  const unsettled = await count("state in ('open', 'unknown')");
  expect(unsettled).toBeGreaterThan(0);
  const old = "state not in ('open', 'unknown') and key not like 'new%'";
  const before = await count(old);
  let batches = 0;
  expect(await journal.purge(() => (batches += 1) > 2)).toBe(2_000);
  expect(await count(old)).toBe(before - 2_000); // it stopped on request
  expect(await journal.purge()).toBe(before - 2_000);
  expect(await count(old)).toBe(0);
  expect(await count("state in ('open', 'unknown')")).toBe(unsettled);
  expect(await count("key like 'new%'")).toBe(10);
});
