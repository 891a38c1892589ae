import type { Selectable } from "kysely";
import { badInput } from "../../errors";
import { quoted } from "../../observability/secrets";
import type { Database } from "../../store/database";
import type { WebhookDeliveriesTable } from "../../store/migrations/0013-webhooks";
import type { Delivery, DeliveryState } from "./webhook";

/** A delivery in the form of the store. */
export type DeliveryRow = Selectable<WebhookDeliveriesTable>;

/** Only this folder writes the columns. */
export function toDelivery(row: DeliveryRow): Delivery {
  const { id, webhook, event, attempts, status, error } = row;
  return {
    ...{ id, webhook, event, attempts, status, error },
    number: Number(row.number),
    eventNumber: row.event_number === null ? null : Number(row.event_number),
    state: row.state as DeliveryState,
    attemptedAt: row.attempted_at,
    nextAttemptAt: row.state === "waiting" ? row.next_attempt_at : null,
    durationMs: row.duration_ms,
    createdAt: row.created_at,
  };
}

const CURSOR = /^delivery:(\d{1,15})$/;

/** The opaque form of a position in the list of deliveries. */
export function deliveryCursor(number: number): string {
  return Buffer.from(`delivery:${number}`).toString("base64url");
}

/** @throws GatewayError BAD_USER_INPUT for an invalid cursor. */
export function deliveryNumberOf(cursor: string): number {
  const [, number] = CURSOR.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
  if (number !== undefined) return Number(number);
  throw badInput([
    { argument: "after", sent: quoted(cursor), allowed: "a cursor of the deliveries of a webhook" },
  ]);
}

/**
 * The deliveries to a webhook, the newest first.
 * @param before the number of the delivery that the page begins after; null for the newest.
 */
export async function readDeliveries(
  { query }: Database,
  webhook: string,
  { before, limit, states }: { before: number | null; limit: number; states?: readonly string[] | undefined },
): Promise<DeliveryRow[]> {
  let rows = query.selectFrom("webhook_deliveries").selectAll().where("webhook", "=", webhook);
  if (before !== null) rows = rows.where("number", "<", String(before));
  if (states !== undefined) rows = rows.where("state", "in", states.length === 0 ? [""] : states);
  return rows.orderBy("number", "desc").limit(limit).execute();
}

/** @returns undefined where the webhook has no delivery of this id. */
export async function readDelivery(
  { query }: Database,
  webhook: string,
  id: string,
): Promise<DeliveryRow | undefined> {
  return query
    .selectFrom("webhook_deliveries")
    .selectAll()
    .where("webhook", "=", webhook)
    .where("id", "=", id)
    .executeTakeFirst();
}
