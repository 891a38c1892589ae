import type { Kysely } from "kysely";

/** What says which resources a change may have made that was sent more than once. */
export interface EarlierSendingsColumns {
  /**
   * JSON: the marker of each time that the change was sent before, and what was there before that; the oldest first. Null
   * where it was sent once.
   */
  earlier: unknown;
}

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("journal").addColumn("earlier", "jsonb").execute();
}
