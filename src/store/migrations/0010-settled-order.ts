import type { Kysely } from "kysely";
import { kysely } from "../drivers";
import { indexStatement, type TableIndex } from "../table-index";

/** By it the outcomes that were noted last are found. */
export const SETTLED_ORDER: TableIndex = {
  name: "journal_settled_order",
  table: "journal",
  on: "(settled_order) where state = 'applied'",
};

/** A table up to this size is indexed in some milliseconds; on a larger one `buildIndexes` does it after this transaction. */
const FEW_ROWS = 10_000;

/** Adds the index where there are few rows, as 0006 does. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { sql } = kysely();
  const { rows } = await sql<{ few: boolean }>`
    select count(*) <= ${FEW_ROWS} as few from (select 1 from journal limit ${FEW_ROWS + 1}) as first_rows
  `.execute(db);
  if (rows[0]?.few === true) await sql.raw(indexStatement(SETTLED_ORDER)).execute(db);
}
