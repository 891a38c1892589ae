import type { Generated, Kysely } from "kysely";

/** What auditors read of a change of a webhook. */
export interface WebhookAuditColumns {
  /** The order in which changes were made. */
  number: Generated<string>;
  /** JSON: what was requested, of the URL its origin alone; null for changes of versions that did not store it. */
  input: unknown;
}

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("webhook_changes")
    .addColumn("number", "bigint", (column) => column.generatedByDefaultAsIdentity())
    .addColumn("input", "jsonb")
    .execute();
  await db.schema.createIndex("webhook_changes_page").on("webhook_changes").column("number").execute();
}
