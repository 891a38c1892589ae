import { makeApiKey } from "../../../src/auth/api-keys";
import type { GatewayUnderTest } from "../../gateway";

const EXPIRES = new Date("2099-01-01");
const keys = Object.fromEntries(
  ["operator", "other", "viewer", "blind", "narrow", "auditor", "chief"].map((name) => [
    name,
    makeApiKey(EXPIRES),
  ]),
);

/** The credentials of a caller of `access`. */
export function as(name: string): Record<string, string> {
  return { "x-api-key": keys[name]?.key ?? "" };
}

/** A caller with webhooks, another one, one without the permission, one that may not read, one with some grants, one that
 * may audit another account, and one that may audit all. */
export const access = {
  roles: { hooks: ["webhooks"] },
  callers: [
    { name: "operator", roles: ["operator"], accounts: "all" },
    { name: "other", roles: ["operator"], accounts: "all" },
    { name: "viewer", roles: ["viewer"], accounts: "all" },
    { name: "blind", roles: ["hooks"], accounts: "all" },
    { name: "narrow", roles: ["operator"], accounts: [{ account: "111111111111" }] },
    { name: "auditor", roles: ["operator", "auditor"], accounts: [{ account: "333333333333" }] },
    { name: "chief", roles: ["auditor"], accounts: "all" },
  ].map((caller) => ({ ...caller, apiKeys: [keys[caller.name]?.stored] })),
};

/** A key for secrets, as the setting has it. */
export const KEY = Buffer.alloc(32, "first key").toString("base64");
export const LATER_KEY = Buffer.alloc(32, "later key").toString("base64");
export const SETTINGS = { WEBHOOK_SECRET_KEYS: KEY };

const WEBHOOK = `webhookId url description state disabledReason disabledAt previousSecretUntil cursor isConfigured createdBy
  filter { accounts regions resourceTypes types ids }`;

export const CREATE = `mutation ($input: CreateWebhookInput!, $key: String) {
  createWebhook(input: $input, idempotencyKey: $key) { secret webhook { ${WEBHOOK} } }
}`;
export const UPDATE = `mutation ($input: UpdateWebhookInput!, $key: String) {
  updateWebhook(input: $input, idempotencyKey: $key) { ${WEBHOOK} }
}`;
export const DELETE = `mutation ($input: DeleteWebhookInput!, $key: String) {
  deleteWebhook(input: $input, idempotencyKey: $key)
}`;
export const ROTATE = `mutation ($input: RotateWebhookSecretInput!, $key: String) {
  rotateWebhookSecret(input: $input, idempotencyKey: $key) { secret webhook { ${WEBHOOK} } }
}`;
export const TEST = `mutation ($input: TestWebhookInput!, $key: String) {
  testWebhook(input: $input, idempotencyKey: $key) { deliveryId eventId isTest state attempts status error }
}`;
export const REDELIVER = `mutation ($input: RedeliverWebhookInput!, $key: String) {
  redeliverWebhook(input: $input, idempotencyKey: $key) { ${WEBHOOK} }
}`;
export const LIST = `{ webhooks { ${WEBHOOK} } }`;
export const DELIVERIES = `query ($webhook: ID!, $first: Int, $after: String, $states: [WebhookDeliveryState!]) {
  webhookDeliveries(webhookId: $webhook, first: $first, after: $after, states: $states) {
    nodes { deliveryId eventId isTest state attempts attemptedAt nextAttemptAt status durationMs error createdAt }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

export const URL_OF_HOOK = "https://hooks.example.com/direct-connect";

/** Makes a webhook. @returns its id and secret. */
export async function createWebhook(
  gateway: GatewayUnderTest,
  input: object = {},
  headers = as("operator"),
): Promise<{ id: string; secret: string }> {
  const { data, errors } = await gateway.ask(CREATE, { input: { url: URL_OF_HOOK, ...input } }, headers);
  expect(errors).toEqual([]);
  const { secret, webhook } = data.createWebhook as { secret: string; webhook: { webhookId: string } };
  return { id: webhook.webhookId, secret };
}
