import type { Database, UseDatabase } from "../store/database";
import type { JsonValue } from "../store/json";
import type { Entry } from "./entry";
import { columns, toEntry, UNSETTLED } from "./rows";

/** A change that AWS's lists may not show yet. */
export interface RecentChange {
  readonly entry: Pick<Entry, "id" | "operation" | "account" | "region" | "input" | "before">;
  /** AWS's answer, null where there is none; undefined while it is unknown whether the change was made. */
  readonly output: JsonValue | undefined;
  /** By the numbers of the transactions that opened the entry and noted the outcome. */
  readonly order: { readonly from: number; readonly until: number | undefined };
  /** How long ago the outcome was noted, at most, in milliseconds; undefined where that is unknown. */
  readonly ageMilliseconds: number | undefined;
}

/** How many changes of each kind are read: a process stores no more (`directconnect/read/invalidations.ts`). */
const MOST = 10_000;
/** How many are read in one statement, so that other statements are not delayed. */
const AT_ONCE = 50;
/** How many are read of those that name given ids. */
const MOST_OF_IDS = 500;

/**
 * The changes whose outcome is unknown, and those whose outcome was noted last, in this order, the newest first.
 * @param ageOf how long ago an outcome was noted, at most; the first that is older than `milliseconds` ends the list.
 */
export async function readRecentChanges(
  use: UseDatabase,
  milliseconds: number,
  ageOf: (entry: Entry) => number | undefined,
): Promise<RecentChange[]> {
  const recent: RecentChange[] = [];
  for (let before: string | undefined; recent.length < MOST;) {
    const rows = await use((database) => unsettledBefore(database, before).execute());
    for (const row of rows) recent.push(recentOf(toEntry(row), Number(row.opened_order), undefined));
    if (rows.length < AT_ONCE) break;
    before = rows.at(-1)?.opened_order ?? undefined;
  }
  const most = recent.length + MOST;
  for (let before: string | undefined; recent.length < most;) {
    const rows = await use((database) => settledBefore(database, before).execute());
    for (const row of rows) {
      const entry = toEntry(row);
      const age = ageOf(entry);
      if (age !== undefined && age > milliseconds) return recent;
      recent.push(recentOf(entry, Number(row.opened_order), age));
      before = row.settled_order ?? undefined;
    }
    if (rows.length < AT_ONCE) return recent;
  }
  return recent;
}

/**
 * The changes with a known outcome that name one of the given ids and that AWS's lists may not show yet, the newest first.
 * @param ageOf as `readRecentChanges` has it.
 */
export async function readRecentOf(
  database: Database,
  ids: readonly string[],
  milliseconds: number,
  ageOf: (entry: Entry) => number | undefined,
): Promise<RecentChange[]> {
  const rows = await settledBefore(database, undefined, MOST_OF_IDS)
    .where(database.sql<boolean>`resources && ${[...ids]}::text[]`)
    .execute();
  const changes = rows.map((row) => {
    const entry = toEntry(row);
    return recentOf(entry, Number(row.opened_order), ageOf(entry));
  });
  return changes.filter(({ ageMilliseconds: age }) => age === undefined || age <= milliseconds);
}

/** One change with a known outcome; undefined where it is unknown, or the entry was removed. */
export async function readSettledChange(
  { query, sql }: Database,
  id: string,
  ageOf: (entry: Entry) => number | undefined,
): Promise<RecentChange | undefined> {
  const row = await query
    .selectFrom("journal")
    .select(columns(sql))
    .where("id", "=", id)
    .where("state", "=", "applied")
    .where("settled_order", "is not", null)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const entry = toEntry(row);
  return recentOf(entry, Number(row.opened_order), ageOf(entry));
}

function unsettledBefore({ query, sql }: Database, before: string | undefined) {
  const open = query
    .selectFrom("journal")
    .select(columns(sql))
    .where("state", "in", UNSETTLED)
    .where("opened_order", "is not", null)
    .orderBy("opened_order", "desc")
    .limit(AT_ONCE);
  return before === undefined ? open : open.where("opened_order", "<", before);
}

function settledBefore({ query, sql }: Database, before: string | undefined, limit = AT_ONCE) {
  const applied = query
    .selectFrom("journal")
    .select(columns(sql))
    .where("state", "=", "applied")
    .where("opened_order", "is not", null)
    .where("settled_order", "is not", null)
    .orderBy("settled_order", "desc")
    .limit(limit);
  return before === undefined ? applied : applied.where("settled_order", "<", before);
}

function recentOf(entry: Entry, from: number, ageMilliseconds: number | undefined): RecentChange {
  const isSettled = entry.state === "applied";
  return {
    entry,
    output: isSettled ? entry.output : undefined,
    order: { from, until: entry.executed?.until },
    ageMilliseconds,
  };
}
