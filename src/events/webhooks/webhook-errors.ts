import { badInput, GatewayError } from "../../errors";
import { excerpt, quoted } from "../../observability/secrets";

/** The caller has no webhook of this id. */
export function noWebhook(id: string): GatewayError {
  return new GatewayError("NOT_FOUND", `There is no webhook ${excerpt(id)}.`);
}

/** Nothing could encrypt a secret. */
export function noKeys(): GatewayError {
  return new GatewayError(
    "NOT_CONFIGURED",
    "This gateway has no webhooks: its setting WEBHOOK_SECRET_KEYS is not set, which encrypts their secrets.",
  );
}

export function tooMany(most: number): GatewayError {
  return new GatewayError(
    "LIMIT_EXCEEDED",
    `A caller may have ${most} webhooks, those of the config file included. Delete one that is not needed.`,
    { limit: { name: "webhooks", sent: most + 1, allowed: most } },
  );
}

/** What the config file says of a webhook is changed there. */
export function inConfigFile(id: string): GatewayError {
  const allowed = "a webhook that a mutation made; this one is in the config file, and is changed there";
  return badInput([{ argument: "input.webhookId", sent: quoted(id), allowed }]);
}
