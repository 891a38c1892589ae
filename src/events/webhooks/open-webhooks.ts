import { readFileSync } from "node:fs";
import { createSecureContext, rootCertificates } from "node:tls";
import type { Logger } from "pino";
import type { Caller } from "../../auth/caller";
import type { Accounts } from "../../directconnect/accounts/accounts";
import { badInput } from "../../errors";
import type { Clocks } from "../../scheduling/clocks";
import type { Store } from "../../store/store";
import { watchKey, type WatchedPlace } from "../change-event";
import { watchedPlaces } from "../watched-places";
import type { Watcher } from "../watcher";
import { countWebhooks } from "./webhook-counts";
import type { WebhookMetrics } from "./delivery";
import { checkConfigured, type WebhookMember } from "./configured-webhooks";
import { SecretKeys } from "./secret-keys";
import { resolveByDns, type ResolveName } from "./send-webhook";
import type { Webhook } from "./webhook";
import { WebhookRuns } from "./webhook-runs";
import { AllowedNetworks } from "./webhook-url";
import { Webhooks } from "./webhooks";

/** The settings that webhooks depend on. */
export interface WebhookSettings {
  readonly WEBHOOK_SECRET_KEYS: readonly Buffer[];
  readonly WEBHOOK_ALLOWED_NETWORKS: readonly string[];
  readonly WEBHOOK_CA_FILE?: string | undefined;
  readonly WEBHOOK_TIMEOUT_MS: number;
  readonly EVENT_RETENTION_HOURS: number;
  readonly JOURNAL_RETENTION_HOURS: number;
  readonly webhooks: readonly WebhookMember[];
}

interface WebhookDependencies {
  readonly upstream: { readonly accounts: Accounts };
  readonly store: Store;
  readonly clocks: Clocks;
  readonly logger: Logger;
  readonly metrics: WebhookMetrics;
  readonly watcher: Pick<Watcher, "want">;
  readonly callerNamed: (name: string) => Caller | undefined;
  readonly resolveName?: ResolveName | undefined;
}

/** @throws GatewayError BAD_USER_INPUT for what the config file has and the gateway has not, and for a bad CA file. */
export function openWebhooks(settings: WebhookSettings, dependencies: WebhookDependencies) {
  const { upstream, store, clocks, logger, metrics, watcher, callerNamed, resolveName } = dependencies;
  const keys = new SecretKeys(settings.WEBHOOK_SECRET_KEYS);
  const networks = new AllowedNetworks(settings.WEBHOOK_ALLOWED_NETWORKS);
  const runs = new WebhookRuns({
    ...{ store, keys, clocks, logger, metrics, callerNamed },
    configured: checkConfigured(settings.webhooks, upstream.accounts, networks),
    watch: watchFor(upstream.accounts, watcher),
    send: {
      networks,
      resolve: resolveName ?? resolveByDns,
      authorities: authoritiesIn(settings.WEBHOOK_CA_FILE),
      timeoutMilliseconds: settings.WEBHOOK_TIMEOUT_MS,
    },
    retentionHours: {
      deliveries: settings.EVENT_RETENTION_HOURS,
      changes: settings.JOURNAL_RETENTION_HOURS,
    },
  });
  return {
    webhooks: new Webhooks(store, keys, networks, clocks, logger, () => runs.wake()),
    count: () => countWebhooks(store, clocks.wall()),
    start: () => runs.start(),
    wake: () => runs.wake(),
    close: () => runs.close(),
  };
}

function authoritiesIn(path: string | undefined): string[] | undefined {
  if (path === undefined) return undefined;
  try {
    const pem = readFileSync(path, "utf8");
    if (!pem.includes("-----BEGIN CERTIFICATE-----")) throw new Error("It has no certificate.");
    createSecureContext({ ca: pem });
    return [...rootCertificates, pem];
  } catch {
    throw badInput([
      { argument: "WEBHOOK_CA_FILE", sent: JSON.stringify(path), allowed: "a file with certificates in PEM" },
    ]);
  }
}

/** Has the accounts and regions of webhooks watched, as far as their callers are granted them. */
function watchFor(accounts: Accounts, watcher: Pick<Watcher, "want">) {
  let watchedKeys = "";
  let unwatch: () => void = () => undefined;
  return (webhooks: readonly { readonly webhook: Webhook; readonly caller: Caller }[]) => {
    const places = new Map<string, WatchedPlace>();
    for (const { webhook, caller } of webhooks)
      for (const place of placesFor(webhook, accounts.granted(caller.grants)))
        places.set(watchKey(place), place);
    const keys = [...places.keys()].sort().join();
    if (keys === watchedKeys) return;
    watchedKeys = keys;
    const before = unwatch;
    unwatch = watcher.want([...places.values()]);
    before();
  };
}

function placesFor({ filter: { accounts: names, regions } }: Webhook, granted: Accounts): WatchedPlace[] {
  const some = names?.filter((name) => granted.find(name) !== undefined);
  if (some?.length === 0) return [];
  try {
    return watchedPlaces(granted.places(some, regions), regions === undefined);
  } catch {
    return []; // a region is no longer granted
  }
}
