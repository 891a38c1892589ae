import type { Database } from "../store/database";
import type { DeprecatedUsage } from "./deprecated-use";
import { lastMark, markBefore } from "./marks";

/** Rows of one statement, which has at most 65535 parameters, and does not hold the store for long. */
const ROWS_AT_ONCE = 1_000;

/** Where a page of uses ends. */
type UsageKey = Pick<DeprecatedUsage, "caller" | "element">;

/**
 * Reads all uses, a bounded number with each statement.
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
    if (page.length < ROWS_AT_ONCE) return all;
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
    // The embedded one's come from its thread; new ones are `Date`s wherever this runs.
    firstUsed: new Date(first_used),
    lastUsed: new Date(last_used),
  }));
}

/** Adds to what is there; all of it or nothing. */
export async function writeUsages(
  { query, sql }: Database,
  usages: readonly DeprecatedUsage[],
): Promise<void> {
  // In one order, or two replicas could wait for each other.
  const rows = usages
    .map((usage) => ({ ...toRow(usage), used_mark: lastMark(sql) }))
    .sort((one, other) => (usageKey(one) < usageKey(other) ? -1 : 1));
  await query.transaction().execute(async (transaction) => {
    for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
      await transaction
        .insertInto("deprecated_uses")
        .values(rows.slice(at, at + ROWS_AT_ONCE))
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
  });
}

/** Removes what was not used for a retention. What an earlier version wrote counts from the first call on. */
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
