import type { Kysely } from "kysely";

/** What says in which order changes were made, without any clock. */
export interface JournalOrder {
  /**
   * From the sequence of the entries, taken when the outcome was noted: an entry with a larger `sequence` was opened after
   * that. Null while there is no outcome, and in entries that an earlier version settled.
   */
  settled_sequence: string | null;
}

/** Adds the column, which rewrites no row. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("journal").addColumn("settled_sequence", "bigint").execute();
}
