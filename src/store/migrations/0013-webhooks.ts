import type { Generated, Kysely } from "kysely";
import { kysely } from "../drivers";

/** A webhook. `src/events/webhooks/` reads and writes these tables. */
export interface WebhooksTable {
  id: string;
  /** The name in the config file of the caller whose grants it has. */
  caller: string;
  created_by: string;
  /** Whether the config file has it. */
  is_configured: Generated<boolean>;
  url: string;
  description: string | null;
  /** JSON: an event filter with accounts by their ids. */
  filter: unknown;
  /** Encrypted, as is the one before. */
  secret: string;
  previous_secret: string | null;
  /** How long deliveries are also signed with the secret before. */
  previous_until: Date | null;
  /** enabled; paused by its caller; disabled by the gateway. */
  state: Generated<string>;
  disabled_reason: string | null;
  disabled_at: Date | null;
  /** The number of the log up to which its deliveries exist. */
  position: string;
  created_at: Date;
}

/** The delivery of one event to one webhook. */
export interface WebhookDeliveriesTable {
  /** The order in which deliveries were made. */
  number: Generated<string>;
  id: string;
  webhook: string;
  /** The id of the event; of a test, one of its own. */
  event: string;
  /** The number of the event in the log; null for a test. */
  event_number: string | null;
  /** First attempts for one resource are made in order. */
  resource: string;
  state: Generated<string>;
  attempts: Generated<number>;
  /** Of the first attempt; null before. */
  first_attempt_at: Date | null;
  /** Of the last attempt. */
  attempted_at: Date | null;
  /** When it is due. */
  next_attempt_at: Date;
  /** Until when a process is about to make an attempt. */
  claimed_until: Date | null;
  claim: string | null;
  /** The HTTP status of the last answer. */
  status: number | null;
  duration_ms: number | null;
  /** Why the last attempt failed. */
  error: string | null;
  created_at: Date;
}

/** A change of a webhook, by its caller and idempotency key. */
export interface WebhookChangesTable {
  caller: string;
  key: string;
  operation: string;
  /** Distinguishes changes; holds nothing of their content. */
  fingerprint: string;
  webhook: string;
  delivery: string | null;
  made_at: Date;
}

export async function up(db: Kysely<unknown>): Promise<void> {
  const { sql } = kysely();
  await db.schema
    .createTable("webhooks")
    .addColumn("id", "uuid", (column) => column.primaryKey())
    .addColumn("caller", "text", (column) => column.notNull())
    .addColumn("created_by", "text", (column) => column.notNull())
    .addColumn("is_configured", "boolean", (column) => column.notNull().defaultTo(false))
    .addColumn("url", "text", (column) => column.notNull())
    .addColumn("description", "text")
    .addColumn("filter", "jsonb", (column) => column.notNull())
    .addColumn("secret", "text", (column) => column.notNull())
    .addColumn("previous_secret", "text")
    .addColumn("previous_until", "timestamptz")
    .addColumn("state", "text", (column) => column.notNull().defaultTo("enabled"))
    .addColumn("disabled_reason", "text")
    .addColumn("disabled_at", "timestamptz")
    .addColumn("position", "bigint", (column) => column.notNull())
    .addColumn("created_at", "timestamptz", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("webhooks_caller").on("webhooks").column("caller").execute();
  await db.schema
    .createTable("webhook_deliveries")
    .addColumn("number", "bigint", (column) => column.generatedAlwaysAsIdentity().primaryKey())
    .addColumn("id", "uuid", (column) => column.notNull().unique())
    .addColumn("webhook", "uuid", (column) => column.notNull().references("webhooks.id").onDelete("cascade"))
    .addColumn("event", "uuid", (column) => column.notNull())
    .addColumn("event_number", "bigint")
    .addColumn("resource", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull().defaultTo("waiting"))
    .addColumn("attempts", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("first_attempt_at", "timestamptz")
    .addColumn("attempted_at", "timestamptz")
    .addColumn("next_attempt_at", "timestamptz", (column) => column.notNull())
    .addColumn("claimed_until", "timestamptz")
    .addColumn("claim", "uuid")
    .addColumn("status", "integer")
    .addColumn("duration_ms", "integer")
    .addColumn("error", "text")
    .addColumn("created_at", "timestamptz", (column) => column.notNull())
    .addUniqueConstraint("webhook_deliveries_event", ["webhook", "event"])
    .execute();
  await sql`create index webhook_deliveries_due on webhook_deliveries (webhook, next_attempt_at)
    where state = 'waiting'`.execute(db);
  await sql`create index webhook_deliveries_first on webhook_deliveries (webhook, resource, event_number)
    where state = 'waiting' and attempts = 0`.execute(db);
  await db.schema
    .createIndex("webhook_deliveries_page")
    .on("webhook_deliveries")
    .columns(["webhook", "number"])
    .execute();
  await db.schema
    .createTable("webhook_changes")
    .addColumn("caller", "text", (column) => column.notNull())
    .addColumn("key", "text", (column) => column.notNull())
    .addColumn("operation", "text", (column) => column.notNull())
    .addColumn("fingerprint", "text", (column) => column.notNull())
    .addColumn("webhook", "uuid", (column) => column.notNull())
    .addColumn("delivery", "uuid")
    .addColumn("made_at", "timestamptz", (column) => column.notNull())
    .addPrimaryKeyConstraint("webhook_changes_pkey", ["caller", "key"])
    .execute();
}
