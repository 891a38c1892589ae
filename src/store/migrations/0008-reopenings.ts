import type { Kysely } from "kysely";

/** When an entry was opened again, so that `opened_at`, which pages of the audit trail go by, never changes. */
export interface ReopeningColumns {
  /** The last time; null where it was opened once. An earlier version sets `opened_at` instead. */
  reopened_at: Date | null;
}

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("journal").addColumn("reopened_at", "timestamptz").execute();
}
