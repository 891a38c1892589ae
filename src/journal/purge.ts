import type { UseDatabase } from "../store/database";
import { markBefore } from "./marks";

/** How many entries one statement removes: it ends in some milliseconds, and other statements run in between. */
const BATCH = 1_000;

interface PurgeOptions {
  readonly retentionHours: number;
  /** The states of entries that are never removed. */
  readonly unsettled: readonly string[];
  /** Whether to leave the rest for later. */
  readonly isEnough: () => boolean;
}

/**
 * Removes entries whose last opening is older than the retention at the time of the call; so it ends, however
 * many expire meanwhile. Marks measure their age instead of a clock.
 * @returns the number of removed entries.
 */
export async function purgeEntries(
  use: UseDatabase,
  { retentionHours, unsettled, isEnough }: PurgeOptions,
): Promise<number> {
  const mark = await use(({ query, sql }) =>
    query
      .selectFrom("journal_marks")
      .selectAll()
      .where("number", "=", markBefore(sql, retentionHours))
      .executeTakeFirst(),
  );
  if (mark === undefined) return 0;
  let removed = 0;
  while (!isEnough()) {
    const batch = await use(({ query }) =>
      query
        .deleteFrom("journal")
        .where("id", "in", (where) =>
          where
            .selectFrom("journal")
            .select("id")
            .where("sequence", "<=", mark.sequence)
            .where((is) => is.or([is("reopened_mark", "is", null), is("reopened_mark", "<", mark.number)]))
            .where("state", "not in", [...unsettled])
            .orderBy("sequence")
            .limit(BATCH),
        )
        // It may have been opened again in between.
        .where((is) => is.or([is("reopened_mark", "is", null), is("reopened_mark", "<", mark.number)]))
        .where("state", "not in", [...unsettled])
        .executeTakeFirst(),
    );
    removed += Number(batch.numDeletedRows);
    if (Number(batch.numDeletedRows) < BATCH) break;
  }
  await use(({ query }) => query.deleteFrom("journal_marks").where("number", "<", mark.number).execute());
  return removed;
}
