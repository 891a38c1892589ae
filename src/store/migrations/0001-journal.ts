import type { Generated, Kysely } from "kysely";
import { kysely } from "../drivers";

/** One change that a caller requested: what was sent, and its outcome. `src/journal/` reads and writes it. */
export interface JournalTable {
  /** Chosen by the gateway, so that it can name a row whose insertion was not acknowledged. */
  id: string;
  /** In the order of opening; pages of the audit trail go by it. */
  sequence: Generated<string>;
  caller: string;
  key: string;
  operation: string;
  account: string;
  region: string;
  /** JSON without its secret members. */
  input: unknown;
  /** Of the whole input, secrets included, with a salt of its own. */
  fingerprint: string;
  /** Sent in the call where nothing else identifies its result; a new one each time that it is sent. */
  marker: string;
  /** JSON of what was there before. */
  before: unknown;
  state: string;
  /** JSON of AWS's answer without its secret members; null where it has none, or none yet. */
  output: unknown;
  /** JSON of the error that AWS decided. */
  error: unknown;
  request_id: string;
  aws_request_id: string | null;
  opened_at: Generated<Date>;
  settled_at: Date | null;
  /** The process that works on it, until then; another may take it over later. */
  lease_owner: string;
  lease_until: Date;
  /** How many reconciliation checks were made since; the pause between them grows with it. */
  looks: Generated<number>;
}

export async function up(db: Kysely<unknown>): Promise<void> {
  const { sql } = kysely();
  await db.schema
    .createTable("journal")
    .addColumn("id", "uuid", (column) => column.primaryKey())
    .addColumn("sequence", "bigint", (column) => column.generatedAlwaysAsIdentity().notNull().unique())
    .addColumn("caller", "text", (column) => column.notNull())
    .addColumn("key", "text", (column) => column.notNull())
    .addColumn("operation", "text", (column) => column.notNull())
    .addColumn("account", "text", (column) => column.notNull())
    .addColumn("region", "text", (column) => column.notNull())
    .addColumn("input", "jsonb", (column) => column.notNull())
    .addColumn("fingerprint", "text", (column) => column.notNull())
    .addColumn("marker", "text", (column) => column.notNull())
    .addColumn("before", "jsonb")
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("output", "jsonb")
    .addColumn("error", "jsonb")
    .addColumn("request_id", "text", (column) => column.notNull())
    .addColumn("aws_request_id", "text")
    .addColumn("opened_at", "timestamptz", (column) => column.notNull().defaultTo(sql`now()`))
    .addColumn("settled_at", "timestamptz")
    .addColumn("lease_owner", "uuid", (column) => column.notNull())
    .addColumn("lease_until", "timestamptz", (column) => column.notNull())
    .addColumn("looks", "integer", (column) => column.notNull().defaultTo(0))
    .addUniqueConstraint("journal_caller_key", ["caller", "key"])
    .execute();
  // Few are open at any time: what is left to look at is found without reading the rest.
  await db.schema
    .createIndex("journal_open")
    .on("journal")
    .column("lease_until")
    .where(sql.ref("state"), "in", sql`('open', 'unknown')`)
    .execute();
  await db.schema.createIndex("journal_opened_at").on("journal").column("opened_at").execute();
}
