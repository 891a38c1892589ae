import type { Kysely } from "kysely";

/** What is known of a change whose answer was lost, before its outcome is. */
export interface LostChangeColumns {
  /**
   * The id of the transaction that noted that no answer would come any more, as `JournalOrder` has them: the change was
   * executed before it. Null while the answer may come, and where an earlier version wrote that.
   */
  lost_order: string | null;
  /** Whether AWS's lists show nothing of the change, though they must show it unless another change was executed later. */
  is_untraced: boolean | null;
}

/**
 * What the gateways have seen become older than a consistency window, by their own clocks: by it a process that has just
 * started measures the ages of outcomes.
 */
export interface JournalAgesTable {
  /** The consistency window. */
  milliseconds: string;
  /** Outcomes that transactions with a smaller id noted are older than that. */
  before_order: string;
}

/** Adds columns that rewrite no row, and a table. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("journal")
    .addColumn("lost_order", "bigint")
    .addColumn("is_untraced", "boolean")
    .execute();
  await db.schema
    .createTable("journal_ages")
    .addColumn("milliseconds", "bigint", (column) => column.primaryKey())
    .addColumn("before_order", "bigint", (column) => column.notNull())
    .execute();
}
