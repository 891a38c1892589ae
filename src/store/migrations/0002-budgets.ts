import type { Kysely } from "kysely";
import { kysely } from "../drivers";

/** What each caller has spent of the minute that runs, as rate-limiter-flexible reads and writes it. */
export interface BudgetsTable {
  key: string;
  points: number;
  /** When the minute is over, in milliseconds since 1970. */
  expire: string | null;
}

export async function up(db: Kysely<unknown>): Promise<void> {
  const { sql } = kysely();
  await db.schema
    .createTable("budgets")
    // What a crash of the database loses is a minute's counting, and no query waits for a disk.
    .modifyFront(sql`unlogged`)
    .addColumn("key", "text", (column) => column.primaryKey())
    // The library's own integer would end where several budgets meet the largest limit; a bigint comes as a text.
    .addColumn("points", "double precision", (column) => column.notNull().defaultTo(0))
    .addColumn("expire", "bigint")
    .execute();
}
