import type { Database } from "../store/database";
import type { DeprecatedUsage } from "./deprecated-use";
import { lastMark, markBefore } from "./marks";

/** Rows of one statement, which has at most 65535 parameters, and must not block the store for long. */
export const ROWS_AT_ONCE = 1_000;
/** The maximum number of rows of all callers together. */
export const MOST_KEPT = 10_000;

/** Where a page of uses ends. */
type UsageKey = Pick<DeprecatedUsage, "caller" | "element">;

/**
 * Reads all stored uses, a bounded number with each statement.
 * @param use executes each statement.
 */
export async function readUsages(
  use: (task: (database: Database) => Promise<DeprecatedUsage[]>) => Promise<DeprecatedUsage[]>,
): Promise<DeprecatedUsage[]> {
  const all: DeprecatedUsage[] = [];
  for (;;) {
    const last = all.at(-1);
    const page = await use((database) => readPage(database, last));
    all.push(...page);
    // There are more only until each replica has removed its excess rows.
    if (page.length < ROWS_AT_ONCE || all.length >= MOST_KEPT) return all;
  }
}

async function readPage({ query, sql }: Database, last: UsageKey | undefined): Promise<DeprecatedUsage[]> {
  const usages = query.selectFrom("deprecated_uses").selectAll();
  const following = last && usages.where(sql<boolean>`(caller, element) > (${last.caller}, ${last.element})`);
  const rows = await (following ?? usages).orderBy("caller").orderBy("element").limit(ROWS_AT_ONCE).execute();
  return rows.map(({ client_name, first_used, last_used, used_mark: _mark, count, ...same }) => ({
    ...same,
    clientName: client_name,
    count: Number(count),
    // The embedded store's dates come from its thread; these become `Date`s of this realm.
    firstUsed: new Date(first_used),
    lastUsed: new Date(last_used),
  }));
}

/** Adds up to `ROWS_AT_ONCE` uses to the stored ones; all of them or none. */
export async function writeUsages(
  { query, sql }: Database,
  usages: readonly DeprecatedUsage[],
): Promise<void> {
  // In one order, so that two replicas never wait for each other.
  const rows = usages
    .map((usage) => ({ ...toRow(usage), used_mark: lastMark(sql) }))
    .sort((one, other) => (usageKey(one) < usageKey(other) ? -1 : 1));
  await query
    .insertInto("deprecated_uses")
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(["caller", "element"]).doUpdateSet(({ ref }) => ({
        reason: ref("excluded.reason"),
        replacement: ref("excluded.replacement"),
        client_name: sql<string | null>`coalesce(excluded.client_name, deprecated_uses.client_name)`,
        count: sql<string>`deprecated_uses.count + excluded.count`,
        first_used: sql<Date>`least(deprecated_uses.first_used, excluded.first_used)`,
        last_used: sql<Date>`greatest(deprecated_uses.last_used, excluded.last_used)`,
        used_mark: ref("excluded.used_mark"),
      })),
    )
    .execute();
}

/**
 * Removes excess rows of the callers with the most rows: each keeps the same number of its latest ones, or all where
 * it has fewer. The name of a person begins with its caller's, and a colon.
 */
export async function removeExcess({ query, sql }: Database): Promise<void> {
  const { rows } = await sql<{ isTooMany: boolean }>`
    select count(*) > ${MOST_KEPT} as "isTooMany" from deprecated_uses
  `.execute(query);
  if (rows[0]?.isTooMany !== true) return;
  // Rows that another replica has locked are left to it, so that no two wait for each other.
  await sql`
    with ranked as (
      select caller, element, row_number() over (
        partition by split_part(caller, ':', 1) order by used_mark desc nulls last, last_used desc
      ) as place from deprecated_uses
    ), excess as (
      select caller, element from ranked order by place, caller offset ${MOST_KEPT}
    ), locked as (
      select uses.caller, uses.element from deprecated_uses as uses join excess using (caller, element)
      for update of uses skip locked
    )
    delete from deprecated_uses using locked
    where deprecated_uses.caller = locked.caller and deprecated_uses.element = locked.element
  `.execute(query);
}

/** Removes rows without a use within the retention. Rows of an earlier version count from the first call on. */
export async function removeUsages({ query, sql }: Database, retentionHours: number): Promise<void> {
  await query
    .updateTable("deprecated_uses")
    .set({ used_mark: lastMark(sql) })
    .where("used_mark", "is", null)
    .execute();
  await query
    .deleteFrom("deprecated_uses")
    .where("used_mark", "<", markBefore(sql, retentionHours))
    .execute();
}

function toRow({ clientName, firstUsed, lastUsed, ...same }: DeprecatedUsage) {
  return { ...same, client_name: clientName, first_used: firstUsed, last_used: lastUsed };
}

function usageKey({ caller, element }: Pick<DeprecatedUsage, "caller" | "element">): string {
  return `${caller} ${element}`;
}
