import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { NO_LEASE } from "../../src/journal/lease";
import { BETWEEN_MARKS } from "../../src/journal/marks";
import type { Caller } from "../../src/auth/caller";
import type { Grants } from "../../src/auth/grants";
import { EventLog } from "../../src/events/event-log";
import { EventStreams } from "../../src/events/event-streams";
import { EventTail } from "../../src/events/event-tail";
import type { NewEvent } from "../../src/events/change-event";
import { purgeEvents } from "../../src/events/event-statements";
import { createLogger } from "../../src/observability/logging";
import { UNKNOWN_SENDER } from "../../src/scheduling/fair-queue";
import { Store, type StoreOptions } from "../../src/store/store";
import { borrowSharedDatabase } from "../runner/databases";

const logger = createLogger({ level: "silent", pretty: false });
const ACCOUNT = "222222222222";
const OWNER = randomUUID();
const CALLER: Omit<Caller, "grants"> = {
  ...{ name: "viewer", configuredName: "viewer", roles: ["viewer"], permissions: new Set(["read"]) },
  ...{ limits: {}, visibility: "" },
};
const EVERYTHING = { grants: "all", sender: UNKNOWN_SENDER } as const;

const stores: Store[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});

function open(options: Omit<StoreOptions, "timeoutMilliseconds"> = {}): Store {
  const store = new Store({ timeoutMilliseconds: 60_000, ...options }, logger);
  stores.push(store);
  return store;
}

async function hold(store: Store, region: string): Promise<void> {
  await store.use(({ query }) =>
    query.insertInto("watches").values({ account: ACCOUNT, region, owner: OWNER }).execute(),
  );
}

const event = (resource: string): NewEvent => ({
  id: randomUUID(),
  type: "updated",
  resourceType: "Connection",
  resource,
  sequence: 1,
  changes: [],
  cause: null,
  grantable: {},
});

const write = (log: EventLog, region: string, ...resources: string[]) =>
  log.write({ account: ACCOUNT, region }, OWNER, {
    ...{ events: resources.map(event), stored: [], removed: [], firstSeenLists: [] },
  });

async function resourcesAfter(log: EventLog, cursor: string | null, limit = 100) {
  const { events, end, more } = await log.page(cursor, limit, {}, EVERYTHING);
  return { resources: events.map(({ resource }) => resource), end, more };
}

const cursorOf = (end: number) => Buffer.from(`event:${end}`).toString("base64url");

test("an event that another replica commits late is not skipped: those after it wait for it", async () => {
  const postgres = await borrowSharedDatabase();
  const store = open({ postgres });
  await hold(store, "us-east-1");
  const log = new EventLog(store);
  // Another replica's transaction has its event and its number, and is held open.
  const other = new Client({ connectionString: postgres.url });
  await other.connect();
  await other.query("begin");
  await other.query("select singleton from event_log for update");
  await other.query(
    `insert into events (id, account, region, resource_type, resource, sequence, type, changes, grantable, mark)
     values ($1, $2, 'eu-west-1', 'Connection', 'early', 1, 'updated', '[]', '{}', 0)`,
    [randomUUID(), ACCOUNT],
  );
  const later = write(log, "us-east-1", "later");
  await isWaiting(other);
  const before = await resourcesAfter(log, null);
  expect(before.resources).toEqual([]);
  await other.query("commit");
  expect(await later).toBe(true);
  await other.end();
  expect((await resourcesAfter(log, cursorOf(before.end))).resources).toEqual(["early", "later"]);
});

test("a write that waits for another one is not taken for that of a process that lost the place", async () => {
  const postgres = await borrowSharedDatabase();
  const store = open({ postgres });
  await hold(store, "us-east-1");
  const log = new EventLog(store);
  const other = new Client({ connectionString: postgres.url });
  await other.connect();
  await other.query("begin");
  await other.query("update event_log set journal_order = 1");
  await other.query("update watches set renewals = renewals + 1");
  const waiting = write(log, "us-east-1", "a");
  await isWaiting(other);
  await other.query("commit");
  expect(await waiting).toBe(true);
  await other.end();
  expect((await resourcesAfter(log, null)).resources).toEqual(["a"]);
});

/** Waits until a statement waits for the transaction of a client. */
async function isWaiting(client: Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query("select from pg_locks where not granted and pid <> pg_backend_pid()");
    if (rows.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe.each([
  ["PostgreSQL", async () => open({ postgres: await borrowSharedDatabase() })],
  ["the embedded store", () => Promise.resolve(open())],
])("in %s", (_name, openStore) => {
  test("pages follow each other without a gap or a repetition, and the last one says where to go on", async () => {
    const store = await openStore();
    await hold(store, "us-east-1");
    const log = new EventLog(store);
    const empty = await resourcesAfter(log, null);
    await write(log, "us-east-1", "a", "b", "c");
    const first = await resourcesAfter(log, cursorOf(empty.end), 2);
    expect(first).toMatchObject({ resources: ["a", "b"], more: true });
    const second = await resourcesAfter(log, cursorOf(first.end), 2);
    expect(second).toMatchObject({ resources: ["c"], more: false });
    expect(await resourcesAfter(log, cursorOf(second.end))).toEqual({
      resources: [],
      end: second.end,
      more: false,
    });
  });

  test("a process that lost the place writes nothing", async () => {
    const store = await openStore();
    await hold(store, "us-east-1");
    await store.use(({ query }) => query.updateTable("watches").set({ owner: NO_LEASE }).execute());
    const log = new EventLog(store);
    expect(await write(log, "us-east-1", "a")).toBe(false);
    expect((await resourcesAfter(log, null)).resources).toEqual([]);
  });

  test("events are removed when they are older than the retention; an older cursor names the oldest one", async () => {
    const store = await openStore();
    await hold(store, "us-east-1");
    const log = new EventLog(store);
    await write(log, "us-east-1", "old", "older");
    const middle = await resourcesAfter(log, null, 1);
    const marks = 3_600_000 / BETWEEN_MARKS;
    const passMarks = async (from: number, count: number) => {
      const rows = Array.from({ length: count }, (_, index) => ({
        number: String(from + index),
        sequence: "0",
      }));
      await store.use(({ query }) => query.insertInto("journal_marks").values(rows).execute());
    };
    await passMarks(1, marks);
    await write(log, "us-east-1", "young");
    await store.use((database) => purgeEvents(database, 1));
    expect((await resourcesAfter(log, null)).resources).toEqual(["old", "older", "young"]);
    await passMarks(1 + marks, 1);
    await store.use((database) => purgeEvents(database, 1));
    const kept = await resourcesAfter(log, null);
    expect(kept.resources).toEqual(["young"]);
    const oldest = cursorOf(kept.end - 1);
    await expect(log.page(cursorOf(middle.end), 10, {}, EVERYTHING)).rejects.toThrow(oldest);
    expect((await resourcesAfter(log, oldest)).resources).toEqual(["young"]);
    await expect(log.page(cursorOf(kept.end + 1), 10, {}, EVERYTHING)).rejects.toThrow("a cursor of the log");
  });

  test("those who wait are woken by a write of the same process", async () => {
    const store = await openStore();
    await hold(store, "us-east-1");
    const log = new EventLog(store, () => tail.wake());
    const tail = new EventTail(log, logger, () => 0);
    const leave = tail.open(0);
    const { signal } = new AbortController();
    const woken = tail.next(signal);
    await write(log, "us-east-1", "a");
    await woken;
    expect(tail.after(0)).toMatchObject([{ resource: "a" }]);
    leave();
    await tail.close();
  });
});

const NOTHING_AWAITED = { isRead: () => Promise.resolve(true), whenRead: () => Promise.resolve(true) };

test("an event that is no longer granted when its turn comes is not shown, though the log was read before", async () => {
  const store = open({ postgres: await borrowSharedDatabase() });
  await hold(store, "us-east-1");
  const log = new EventLog(store);
  await write(log, "us-east-1", "a", "b");
  const { end } = await resourcesAfter(log, null);
  const tail = new EventTail(log, logger, () => 0);
  const leave = tail.open(end); // a stream that begins before that is behind, and reads pages of the log
  const streams = new EventStreams(log, tail, { want: () => () => undefined }, NOTHING_AWAITED);
  const ending = new AbortController();
  let grants: Grants = "all";
  const caller = () => ({ ...CALLER, grants });
  const events = await streams.open(cursorOf(0), {}, [], { caller, signal: ending.signal });
  expect((await events.next()).value).toMatchObject({ resource: "a" });
  grants = new Map();
  const next = events.next();
  ending.abort();
  expect(await next).toEqual({ done: true, value: undefined });
  leave();
  await tail.close();
});
