import type { Kysely } from "kysely";

/**
 * What says in which order changes were made, without any clock: the ids of the transactions that opened an entry, for the last
 * time, and noted its outcome. PostgreSQL gives them out in order, and takes no right to a sequence for them. Null where an
 * earlier version wrote the entry.
 */
export interface JournalOrder {
  opened_order: string | null;
  settled_order: string | null;
}

/** Adds the columns, which rewrites no row. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("journal")
    .addColumn("opened_order", "bigint")
    .addColumn("settled_order", "bigint")
    .execute();
}
