import { toJsonb } from "../../journal/stored-json";
import type { Database } from "../../store/database";
import type { LoggedEvent } from "../change-event";
import { readEvents } from "../event-statements";
import type { DeliveryRow } from "./delivery-pages";
import type { DeliveryState, DisabledReason } from "./webhook";
import type { WebhookRow } from "./webhook-statements";

/** All webhooks that are enabled, or have a test to send. */
export async function readServed({ query, sql }: Database): Promise<WebhookRow[]> {
  return query
    .selectFrom("webhooks")
    .selectAll()
    .where((is) =>
      is.or([
        is("state", "=", "enabled"),
        sql<boolean>`exists (select from webhook_deliveries as test
          where test.webhook = webhooks.id and test.state = 'waiting' and test.event_number is null)`,
      ]),
    )
    .execute();
}

/**
 * Makes deliveries of events, and notes how far the log was read for a webhook. Where another process has done so since,
 * nothing is written. What was delivered before is due again.
 */
export async function insertDeliveries(
  { query, sql }: Database,
  { id, position }: Pick<WebhookRow, "id" | "position">,
  events: readonly LoggedEvent[],
  end: number,
  now: Date,
): Promise<void> {
  const rows = events.map((event) => ({
    event: event.id,
    number: event.number,
    resource: `${event.account} ${event.resource}`,
  }));
  await sql`
    with moved as (
      update webhooks set position = ${end} where id = ${id} and position = ${position} and state = 'enabled'
      returning id
    )
    insert into webhook_deliveries (id, webhook, event, event_number, resource, next_attempt_at, created_at)
    select gen_random_uuid(), moved.id, one.event, one.number, one.resource, ${now}::timestamptz, ${now}::timestamptz
    from moved, jsonb_to_recordset(${toJsonb(rows)}::jsonb) as one(event uuid, number bigint, resource text)
    order by one.number
    on conflict (webhook, event) do update set
      state = 'waiting', attempts = 0, first_attempt_at = null, next_attempt_at = excluded.next_attempt_at
    where webhook_deliveries.state <> 'waiting'`.execute(query);
}

/**
 * Takes due deliveries of a webhook. A first attempt is due when that of each earlier event of its resource was made.
 * @param claim names what is taken.
 * @param milliseconds for how long; then another process may take it.
 * @param limit the maximum number.
 */
export async function claimDeliveries(
  { query, sql }: Database,
  webhook: string,
  { claim, milliseconds, limit }: { claim: string; milliseconds: number; limit: number },
  now: Date,
): Promise<DeliveryRow[]> {
  const until = new Date(now.getTime() + milliseconds);
  const { rows } = await sql<DeliveryRow>`
    with due as materialized (
      select one.id from webhook_deliveries as one join webhooks on webhooks.id = one.webhook
      where one.webhook = ${webhook} and one.state = 'waiting' and one.next_attempt_at <= ${now}::timestamptz
        and (one.claimed_until is null or one.claimed_until <= ${now}::timestamptz)
        and (one.event_number is null or webhooks.state = 'enabled')
        and (one.attempts > 0 or not exists (
          select from webhook_deliveries as earlier
          where earlier.webhook = one.webhook and earlier.resource = one.resource and earlier.state = 'waiting'
            and earlier.attempts = 0 and earlier.event_number < one.event_number))
      order by one.next_attempt_at, one.number limit ${limit}
      for update of one skip locked
    )
    update webhook_deliveries set claim = ${claim}::uuid, claimed_until = ${until}::timestamptz
    from due where webhook_deliveries.id = due.id
    returning webhook_deliveries.*`.execute(query);
  return rows;
}

/** What became of an attempt. */
export interface NotedAttempt {
  readonly state: DeliveryState;
  /** When it was made; undefined where none was made. */
  readonly attemptedAt?: Date | undefined;
  readonly nextAttemptAt?: Date | undefined;
  readonly status?: number | undefined;
  readonly durationMs?: number | undefined;
  readonly error?: string | undefined;
}

/** Notes the outcome of a delivery that this process took. @returns false where another process took it since. */
export async function noteAttempt(
  { query, sql }: Database,
  { id, claim, next_attempt_at: due }: DeliveryRow,
  { state, attemptedAt, nextAttemptAt, status, durationMs, error }: NotedAttempt,
): Promise<boolean> {
  const { numUpdatedRows } = await query
    .updateTable("webhook_deliveries")
    .set({
      state,
      ...(attemptedAt && {
        attempts: sql<number>`attempts + 1`,
        first_attempt_at: sql<Date>`coalesce(first_attempt_at, ${attemptedAt}::timestamptz)`,
        attempted_at: attemptedAt,
        status: status ?? null,
        duration_ms: durationMs ?? null,
        error: error ?? null,
      }),
      next_attempt_at: nextAttemptAt ?? due,
      claim: null,
      claimed_until: null,
    })
    .where("id", "=", id)
    .where("claim", "=", claim)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Disables a webhook, unless its caller has paused it. @returns whether it was enabled. */
export async function disableWebhook(
  { query }: Database,
  id: string,
  reason: DisabledReason,
  at: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await query
    .updateTable("webhooks")
    .set({ state: "disabled", disabled_reason: reason, disabled_at: at })
    .where("id", "=", id)
    .where("state", "=", "enabled")
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** @returns undefined where the event was removed. */
export async function readEvent(database: Database, number: number): Promise<LoggedEvent | undefined> {
  const { events } = await readEvents(database, number - 1, 1);
  return events.find((event) => event.number === number);
}

/** Removes what is older than it is stored: deliveries that ended, and keys of changes. */
export async function purgeWebhooks(
  { query }: Database,
  { deliveriesBefore, changesBefore }: { deliveriesBefore: Date; changesBefore: Date },
): Promise<void> {
  await query
    .deleteFrom("webhook_deliveries")
    .where("state", "!=", "waiting")
    .where("created_at", "<", deliveriesBefore)
    .where((is) => is.or([is("attempted_at", "is", null), is("attempted_at", "<", deliveriesBefore)]))
    .execute();
  await query.deleteFrom("webhook_changes").where("made_at", "<", changesBefore).execute();
}
