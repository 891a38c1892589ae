import { createHash } from "node:crypto";
import { toJsonb } from "../../journal/stored-json";
import type { Accounts } from "../../directconnect/accounts/accounts";
import { badInput } from "../../errors";
import { quoted } from "../../observability/secrets";
import type { Database } from "../../store/database";
import type { EventFilter } from "../event-filter";
import { eventTypesByName, resourceTypesByName } from "../event-names";
import type { SecretKeys } from "./secret-keys";
import { type AllowedNetworks, problemOfUrl } from "./webhook-url";
import { insertWebhook, updateWebhook, type WebhookRow } from "./webhook-statements";

/** A webhook as the config file has it: accounts by ids or aliases, types by their names in the graph. */
export interface WebhookMember extends Omit<ConfiguredWebhook, "filter"> {
  readonly filter: { readonly [Member in keyof EventFilter]?: readonly string[] | undefined };
}

/** A webhook of the config file. */
export interface ConfiguredWebhook {
  readonly name: string;
  readonly caller: string;
  readonly url: string;
  readonly filter: EventFilter;
  /** Its secret, and the one before it, if deliveries are to be signed with both. */
  readonly secrets: readonly string[];
}

/**
 * The webhooks of the config file, with accounts by their ids.
 * @throws GatewayError BAD_USER_INPUT for a URL that is not allowed, and for accounts, regions or types that do not exist.
 */
export function checkConfigured(
  configured: readonly WebhookMember[],
  accounts: Accounts,
  networks: AllowedNetworks,
): ConfiguredWebhook[] {
  return configured.map((webhook, index) => {
    const at = `webhooks.${index}`;
    const problem = problemOfUrl(webhook.url, networks);
    if (problem !== undefined)
      throw badInput([{ argument: `${at}.url`, sent: quoted(webhook.url), allowed: problem }]);
    const { accounts: names, regions, ids } = webhook.filter;
    const places = accounts.places(names, regions, {
      accounts: `${at}.filter.accounts`,
      regions: `${at}.filter.regions`,
    });
    const filter: EventFilter = {
      ...(names && { accounts: [...new Set(places.map(({ account }) => account.accountId))] }),
      ...(regions && { regions }),
      ...(ids && { ids }),
      resourceTypes: valuesOf(
        resourceTypesByName,
        webhook.filter.resourceTypes,
        `${at}.filter.resourceTypes`,
      ),
      types: valuesOf(eventTypesByName, webhook.filter.types, `${at}.filter.types`),
    };
    return { ...webhook, filter };
  });
}

/** The values of an enum by their names in the graph. */
function valuesOf<Value extends string>(
  values: Readonly<Record<string, Value>>,
  names: readonly string[] | undefined,
  argument: string,
): Value[] | undefined {
  return names?.map((name) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value !== undefined) return value;
    throw badInput([{ argument, sent: quoted(name), allowed: `one of ${Object.keys(values).join(", ")}` }]);
  });
}

/** The end of an overlap that lasts until the config file has one secret alone. */
const NO_END = new Date("9999-12-31T00:00:00Z");

/**
 * Makes the webhooks of the store those of the config file, beside those that mutations made. Those that stay keep
 * their positions in the log and their deliveries.
 */
export async function storeConfigured(
  database: Database,
  configured: readonly ConfiguredWebhook[],
  keys: SecretKeys,
  now: Date,
): Promise<void> {
  const { sql } = database;
  await database.query.transaction().execute(async (query) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('configured webhooks', 0))`.execute(query);
    const rows = await query.selectFrom("webhooks").selectAll().where("is_configured", "=", true).execute();
    const ids = new Set(configured.map(({ name }) => idOf(name)));
    for (const row of rows)
      if (!ids.has(row.id)) await query.deleteFrom("webhooks").where("id", "=", row.id).execute();
    for (const webhook of configured) {
      const id = idOf(webhook.name);
      const { caller, url, name, filter } = webhook;
      const row =
        rows.find((one) => one.id === id) ??
        (await insertWebhook(
          { query, sql },
          { id, caller, url, filter, description: name, createdBy: caller, secret: "", createdAt: now },
        ));
      await updateWebhook({ query, sql }, row, {
        ...{ caller, url, description: name, filter: toJsonb(filter), is_configured: true },
        ...secretsOf(row, webhook, keys),
      });
    }
  });
}

function secretsOf(row: WebhookRow, { secrets: [secret = "", before] }: ConfiguredWebhook, keys: SecretKeys) {
  const isSame = (stored: string | null, wanted: string | undefined) =>
    (stored === null ? undefined : keys.decrypt(stored, row.id)) === wanted;
  if (isSame(row.secret, secret) && isSame(row.previous_secret, before)) return {};
  return {
    secret: keys.encrypt(secret, row.id),
    previous_secret: before === undefined ? null : keys.encrypt(before, row.id),
    previous_until: before === undefined ? null : NO_END,
  };
}

/** A UUID that depends on the name alone (RFC 9562, version 8): every replica has the same. */
function idOf(name: string): string {
  const hex = createHash("sha256").update(`webhook of the config file: ${name}`).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}
