import type { WebhookCounts } from "../../observability/metrics";
import type { Database } from "../../store/database";
import type { Store } from "../../store/store";
import type { WebhookState } from "./webhook";

/** The time limit of the statements, in milliseconds: metrics are collected often, and late ones are of no use. */
const READ_TIMEOUT = 1_000;
/** Complete by its type: each state is counted from the start. */
const NONE: Readonly<Record<WebhookState, number>> = { enabled: 0, paused: 0, disabled: 0 };

/**
 * Counts the webhooks in the store, and the deliveries that wait for enabled ones.
 * @param now milliseconds of the wall clock.
 * @returns undefined where that cannot be read now. It opens no store.
 */
export async function countWebhooks(store: Store, now: number): Promise<WebhookCounts | undefined> {
  if (!store.isOpen) return store.exists() ? undefined : { states: NONE, waiting: 0, oldestSeconds: 0 };
  return store.use((database) => readCounts(database, now), READ_TIMEOUT).catch(() => undefined);
}

async function readCounts({ query }: Database, now: number): Promise<WebhookCounts> {
  const rows = await query
    .selectFrom("webhooks")
    .select(["state", ({ fn }) => fn.countAll<string>().as("webhooks")])
    .groupBy("state")
    .execute();
  const { waiting, oldest } = await query
    .selectFrom("webhook_deliveries as delivery")
    .innerJoin("webhooks", "webhooks.id", "delivery.webhook")
    .where("delivery.state", "=", "waiting")
    .where("webhooks.state", "=", "enabled")
    .select(({ fn }) => [
      fn.countAll<string>().as("waiting"),
      fn.min<Date | null>("delivery.created_at").as("oldest"),
    ])
    .executeTakeFirstOrThrow();
  return {
    states: { ...NONE, ...Object.fromEntries(rows.map(({ state, webhooks }) => [state, Number(webhooks)])) },
    waiting: Number(waiting),
    oldestSeconds: oldest === null ? 0 : Math.max(0, now - oldest.getTime()) / 1_000,
  };
}
