import type { Database } from "../store/database";

/** How many entries one statement removes: it ends in some milliseconds, and others go on in between. */
const BATCH = 1_000;

interface PurgeOptions {
  readonly retentionHours: number;
  /** What this process takes for the time, in milliseconds since 1970: the earlier one of it and the database's counts. */
  readonly now: number;
  /** The states of entries that stay however old they are. */
  readonly unsettled: readonly string[];
  /** Whether to leave the rest for later. */
  readonly isEnough: () => boolean;
}

/**
 * Removes entries that were opened, for the last time, before the retention began when this was called; so it ends, however many become
 * old meanwhile.
 * @returns how many.
 */
export async function purgeEntries(
  use: <Result>(task: (database: Database) => Promise<Result>) => Promise<Result>,
  { retentionHours, now, unsettled, isEnough }: PurgeOptions,
): Promise<number> {
  const before = await use(({ sql, query }) =>
    sql<{
      time: string;
    }>`select (least(now(), to_timestamp(${now / 1_000}::float8)) - make_interval(hours => ${retentionHours}))::text as time`
      .execute(query)
      .then(({ rows }) => rows[0]?.time ?? "-infinity"),
  );
  const time = (sql: Database["sql"]) => sql<Date>`${before}::timestamptz`;
  let removed = 0;
  while (!isEnough()) {
    const batch = await use(({ query, sql }) =>
      query
        .deleteFrom("journal")
        .where("id", "in", (where) =>
          where
            .selectFrom("journal")
            .select("id")
            .where("opened_at", "<", time(sql))
            .where((is) => is.or([is("reopened_at", "is", null), is("reopened_at", "<", time(sql))]))
            .where("state", "not in", [...unsettled])
            .orderBy("opened_at")
            .limit(BATCH),
        )
        // It may have been opened again in between.
        .where("opened_at", "<", time(sql))
        .where((is) => is.or([is("reopened_at", "is", null), is("reopened_at", "<", time(sql))]))
        .where("state", "not in", [...unsettled])
        .executeTakeFirst(),
    );
    removed += Number(batch.numDeletedRows);
    if (Number(batch.numDeletedRows) < BATCH) break;
  }
  return removed;
}
