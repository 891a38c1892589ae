import type { Selectable } from "kysely";
import { fromJsonb, toJsonb } from "../../journal/stored-json";
import type { Database } from "../../store/database";
import type { JsonValue } from "../../store/json";
import type { WebhooksTable } from "../../store/migrations/0013-webhooks";
import type { EventFilter } from "../event-filter";
import type { SecretKeys } from "./secret-keys";
import type { DisabledReason, Webhook, WebhookContent, WebhookState } from "./webhook";

/** A webhook in the form of the store. */
export type WebhookRow = Selectable<WebhooksTable>;

/** Only this folder writes the columns. */
export function toWebhook(row: WebhookRow): Webhook {
  return {
    id: row.id,
    caller: row.caller,
    createdBy: row.created_by,
    isConfigured: row.is_configured,
    url: row.url,
    description: row.description,
    filter: fromJsonb(row.filter as JsonValue) as EventFilter,
    state: row.state as WebhookState,
    disabledReason: row.disabled_reason as DisabledReason | null,
    disabledAt: row.disabled_at,
    previousSecretUntil: row.previous_until,
    position: Number(row.position),
    createdAt: row.created_at,
  };
}

/** The webhooks of a caller, the oldest first. */
export async function readWebhooks({ query }: Database, caller: string): Promise<WebhookRow[]> {
  return query
    .selectFrom("webhooks")
    .selectAll()
    .where("caller", "=", caller)
    .orderBy("created_at")
    .orderBy("id")
    .execute();
}

/** @returns undefined where the caller has none of this id. */
export async function readWebhook(
  database: Database,
  caller: string,
  id: string,
): Promise<WebhookRow | undefined> {
  return webhookOf(database, caller, id).executeTakeFirst();
}

/** The same, locked until the end of the transaction. */
export async function lockWebhook(
  database: Database,
  caller: string,
  id: string,
): Promise<WebhookRow | undefined> {
  return webhookOf(database, caller, id).forUpdate().executeTakeFirst();
}

function webhookOf({ query }: Database, caller: string, id: string) {
  return query.selectFrom("webhooks").selectAll().where("caller", "=", caller).where("id", "=", id);
}

/** A webhook before it is in the store. */
export interface NewWebhook extends WebhookContent {
  readonly id: string;
  readonly caller: string;
  readonly createdBy: string;
  /** Encrypted. */
  readonly secret: string;
  readonly createdAt: Date;
}

/** Inserts a webhook that begins at the end of the log. */
export async function insertWebhook(
  { query, sql }: Database,
  { id, caller, createdBy, url, description, filter, secret, createdAt }: NewWebhook,
): Promise<WebhookRow> {
  return query
    .insertInto("webhooks")
    .values({
      ...{ id, caller, url, description, secret },
      created_by: createdBy,
      filter: toJsonb(filter),
      created_at: createdAt,
      position: sql<string>`coalesce((select greatest(purged, (select max(number) from events)) from event_log), 0)`,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** The end of the log, and the number of the last event that was removed. */
export async function readEnds({ query, sql }: Database): Promise<{ last: number; purged: number }> {
  const { rows } = await sql<{ last: string; purged: string }>`
    select purged, greatest(purged, (select max(number) from events)) as last from event_log`.execute(query);
  return { last: Number(rows[0]?.last ?? 0), purged: Number(rows[0]?.purged ?? 0) };
}

type Changes = Partial<
  Pick<
    WebhookRow,
    | "caller"
    | "is_configured"
    | "url"
    | "description"
    | "secret"
    | "previous_secret"
    | "previous_until"
    | "state"
    | "disabled_reason"
    | "disabled_at"
  > & { filter: string; position: string }
>;

/** Changes a webhook. With no change it is answered as it is. */
export async function updateWebhook(
  { query }: Database,
  row: WebhookRow,
  changes: Changes,
): Promise<WebhookRow> {
  if (Object.keys(changes).length === 0) return row;
  return query
    .updateTable("webhooks")
    .set(changes)
    .where("id", "=", row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Makes what is not delivered due again, as if it were new. */
export async function renewDeliveries({ query }: Database, webhook: string, now: Date): Promise<void> {
  await query
    .updateTable("webhook_deliveries")
    .set({ state: "waiting", attempts: 0, first_attempt_at: null, next_attempt_at: now })
    .where("webhook", "=", webhook)
    .where("state", "in", ["waiting", "failed"])
    .where("event_number", "is not", null)
    .execute();
}

/** Makes the delivery of a test. */
export async function insertTest(
  { query }: Database,
  webhook: string,
  delivery: string,
  now: Date,
): Promise<void> {
  await query
    .insertInto("webhook_deliveries")
    .values({
      id: delivery,
      webhook,
      event: delivery,
      event_number: null,
      resource: `test ${delivery}`,
      next_attempt_at: now,
      created_at: now,
    })
    .execute();
}

/** Encrypts secrets with the first key that a later one of the setting still encrypts. */
export async function encryptAgain({ query }: Database, keys: SecretKeys): Promise<void> {
  const rows = await query.selectFrom("webhooks").select(["id", "secret", "previous_secret"]).execute();
  for (const row of rows)
    for (const column of ["secret", "previous_secret"] as const) {
      const stored = row[column];
      if (stored === null || !keys.isOutdated(stored)) continue;
      const secret = keys.decrypt(stored, row.id);
      if (secret === undefined) continue;
      await query
        .updateTable("webhooks")
        .set({ [column]: keys.encrypt(secret, row.id) })
        .where("id", "=", row.id)
        .where(column, "=", stored) // or it was rotated meanwhile
        .execute();
    }
}
