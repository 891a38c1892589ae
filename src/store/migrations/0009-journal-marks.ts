import type { Kysely } from "kysely";
import { kysely } from "../drivers";

/**
 * Marks of the time that gateways have observed: each is set only after one of them has observed the previous one
 * for as long as marks are apart, by its own clock. So ages do not depend on the clock of any machine.
 */
export interface JournalMarksTable {
  /** One more than that of the mark before. */
  number: string;
  /** The largest `sequence` that the journal had then: entries up to it are older than the mark. */
  sequence: string;
}

/** What an entry has of marks. */
export interface EntryMark {
  /** The last mark that was there when the entry was opened again, the last time; null where it was opened once. */
  reopened_mark: string | null;
}

/** What a use of what is deprecated has of them. */
export interface UsageMark {
  /** The last mark that was there when a use was written for the last time; null where an earlier version wrote it. */
  used_mark: string | null;
}

/** What is there already counts from now on. Adds columns that rewrite no row. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { sql } = kysely();
  await db.schema
    .createTable("journal_marks")
    .addColumn("number", "bigint", (column) => column.primaryKey())
    .addColumn("sequence", "bigint", (column) => column.notNull())
    .execute();
  await sql`insert into journal_marks (number, sequence) select 0, coalesce(max(sequence), 0) from journal`.execute(
    db,
  );
  await db.schema.alterTable("journal").addColumn("reopened_mark", "bigint").execute();
  await db.schema.alterTable("deprecated_uses").addColumn("used_mark", "bigint").execute();
}
