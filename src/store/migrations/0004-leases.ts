import type { Generated, Kysely } from "kysely";

/**
 * What says of an entry of the journal who may write it, without the clock of the database. `lease_owner` names the
 * lease, and is another one whenever the lease is taken; `lease_until` is written for versions before this migration.
 */
export interface LeaseColumns {
  /** How often the lease was renewed. A process that wants the entry watches whether it still changes. */
  lease_renewals: Generated<number>;
  /** How long an entry without a holder is left alone, in milliseconds since it was first seen without one. */
  pause_ms: Generated<number>;
  /**
   * How many milliseconds have certainly passed since the change could be sent for the last time; below 0 where it may be
   * sent for that long yet.
   */
  unsent_for_ms: Generated<number>;
  /**
   * The marker of the sending that `unsent_for_ms` is about. Where it is not the entry's own, an older version has sent the
   * change since then, which looks at its deadline once and may send it later.
   */
  unsent_marker: string | null;
}

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("journal")
    .addColumn("lease_renewals", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("pause_ms", "double precision", (column) => column.notNull().defaultTo(0))
    .addColumn("unsent_for_ms", "double precision", (column) => column.notNull().defaultTo(0))
    .addColumn("unsent_marker", "text")
    .execute();
}
