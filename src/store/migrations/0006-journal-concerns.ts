import type { Kysely } from "kysely";
import { kysely } from "../drivers";
import { indexStatement, type TableIndex } from "../table-index";

/** What an entry concerns, so that views of the journal can be held to grants. Null in entries of earlier versions. */
export interface JournalConcerns {
  /** Ids of ports, virtual interfaces, gateways and so on, without their ARNs. */
  resources: string[] | null;
  /** The accounts that own them, 12 digits each. */
  owners: string[] | null;
}

/** Each filter of the audit trail, newest entries first. */
export const INDEXES: readonly TableIndex[] = [
  { name: "journal_caller_opened_at", table: "journal", on: "(caller, opened_at)" },
  { name: "journal_operation_opened_at", table: "journal", on: "(operation, opened_at)" },
  { name: "journal_account_opened_at", table: "journal", on: "(account, opened_at)" },
  { name: "journal_state_opened_at", table: "journal", on: "(state, opened_at)" },
  { name: "journal_resources", table: "journal", on: "using gin (resources)" },
  { name: "journal_owners", table: "journal", on: "using gin (owners)" },
  { name: "deprecated_uses_last_used", table: "deprecated_uses", on: "(last_used)" },
];

/** A table up to this size is indexed in a few milliseconds, which no caller notices. */
const FEW_ROWS = 10_000;

/**
 * Adds the columns, which rewrites no row. The indexes are made here where there are few rows; making them locks the
 * table against writing, so that with more rows it is left to `buildIndexes`, after this transaction and without that lock.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { sql } = kysely();
  await sql`alter table journal add column resources text[], add column owners text[]`.execute(db);
  const { rows } = await sql<{ few: boolean }>`
    select count(*) <= ${FEW_ROWS} as few from (select 1 from journal limit ${FEW_ROWS + 1}) as first_rows
  `.execute(db);
  if (rows[0]?.few !== true) return;
  for (const index of INDEXES) await sql.raw(indexStatement(index)).execute(db);
}
