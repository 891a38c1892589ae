import type { Logger } from "pino";
import type { Caller } from "../auth/caller";
import type { Upstream } from "../directconnect/direct-connect";
import { Marks } from "../journal/marks";
import { type Clocks, SYSTEM_CLOCKS } from "../scheduling/clocks";
import type { Notifications } from "../store/notifications";
import type { Store } from "../store/store";
import { CallShare } from "./call-share";
import type { WatchedPlace } from "./change-event";
import { watchedPlaces } from "./watched-places";
import { EventLog } from "./event-log";
import { EventStreams } from "./event-streams";
import { EventTail } from "./event-tail";
import { FirstReadings } from "./first-readings";
import type { WebhookMember } from "./webhooks/configured-webhooks";
import { openWebhooks } from "./webhooks/open-webhooks";
import type { ResolveName } from "./webhooks/send-webhook";
import type { Webhooks } from "./webhooks/webhooks";
import type { WatchMetrics } from "./place-watch";
import type { WebhookCounts } from "../observability/metrics";
import type { WebhookMetrics } from "./webhooks/delivery";
import { WatchLeases } from "./watch-leases";
import { Watcher } from "./watcher";

/** The settings that events depend on, as the configuration has them. */
export interface EventSettings {
  readonly WATCH_INTERVAL_MS: number;
  readonly WATCH_SETTLING_MS: number;
  readonly WATCH_CONCURRENCY: number;
  readonly WATCH_CALL_SHARE: number;
  readonly WATCH_CHANGES: boolean;
  readonly EVENT_RETENTION_HOURS: number;
  readonly CONSISTENCY_WINDOW_MS: number;
  /** 32 bytes each; the first one encrypts the secrets of webhooks. */
  readonly WEBHOOK_SECRET_KEYS: readonly Buffer[];
  readonly WEBHOOK_ALLOWED_NETWORKS: readonly string[];
  readonly WEBHOOK_CA_FILE?: string | undefined;
  readonly WEBHOOK_TIMEOUT_MS: number;
  readonly JOURNAL_RETENTION_HOURS: number;
  readonly webhooks: readonly WebhookMember[];
  /** The places that the config file has watched permanently; by default none. */
  readonly watch?: "all" | WatchConfig | undefined;
}

interface WatchConfig {
  /** Ids or aliases; by default all accounts. */
  readonly accounts?: readonly string[] | undefined;
  /** By default all regions of each account. */
  readonly regions?: readonly string[] | undefined;
}

export interface EventDependencies {
  readonly upstream: Upstream;
  readonly store: Store;
  readonly notifications: Notifications | undefined;
  /** Calls that may go to one account and region in a second; undefined for no bound. */
  readonly callsPerSecond: number | undefined;
  readonly metrics: WatchMetrics & WebhookMetrics;
  readonly logger: Logger;
  readonly clocks?: Clocks | undefined;
  /** A caller of the config file as it is now. */
  readonly callerNamed: (name: string) => Caller | undefined;
  /** Finds the addresses of the names in the URLs of webhooks; by DNS if left out. */
  readonly resolveName?: ResolveName | undefined;
}

/** The observed changes, for requests. */
export interface Events {
  readonly log: EventLog;
  readonly streams: EventStreams;
  readonly webhooks: Webhooks;
}

export interface OpenEvents extends Events {
  /** Starts watching. */
  start(): void;
  /** The webhooks in the store; undefined where that cannot be read now. It opens no store. */
  readonly countWebhooks: () => Promise<WebhookCounts | undefined>;
  /** Waits for reads in progress, and releases the watched places to other processes; the store stays open. */
  close(): Promise<void>;
}

/**
 * Assembles the parts that observe and report changes.
 * @throws GatewayError BAD_USER_INPUT where the config file names an account or region that is not available.
 */
export function openEvents(settings: EventSettings, dependencies: EventDependencies): OpenEvents {
  const { upstream, store, notifications, logger, metrics, clocks = SYSTEM_CLOCKS } = dependencies;
  const { accounts, snapshots } = upstream;
  const share =
    dependencies.callsPerSecond === undefined
      ? undefined
      : (dependencies.callsPerSecond * settings.WATCH_CALL_SHARE) / 100;
  const onEvents = () => {
    tail.wake();
    webhooks.wake();
  };
  const log = new EventLog(store, onEvents);
  const tail = new EventTail(log, logger, () => snapshots.now());
  if (notifications !== undefined) notifications.onEvents = onEvents;
  const firstReadings = new FirstReadings(store, clocks, logger, 2 * settings.WATCH_INTERVAL_MS);
  const watcher = new Watcher(
    {
      places: placesOf(upstream, settings.watch),
      followsChanges: settings.WATCH_CHANGES,
      retentionHours: settings.EVENT_RETENTION_HOURS,
    },
    new WatchLeases(store, clocks),
    new Marks((task) => store.use(task), clocks),
    {
      ...{ accounts, snapshots, store, log, metrics, clocks, logger },
      share: new CallShare(share, clocks.monotonic),
      paces: {
        quiet: settings.WATCH_INTERVAL_MS,
        settling: settings.WATCH_SETTLING_MS,
        consistency: settings.CONSISTENCY_WINDOW_MS,
      },
      readsAtOnce: settings.WATCH_CONCURRENCY,
    },
  );
  const webhooks = openWebhooks(settings, { ...dependencies, clocks, watcher });
  return {
    log,
    webhooks: webhooks.webhooks,
    countWebhooks: webhooks.count,
    streams: new EventStreams(log, tail, watcher, firstReadings),
    start: () => {
      watcher.start();
      webhooks.start();
    },
    close: async () => {
      await webhooks.close();
      await tail.close();
      await firstReadings.close();
      await watcher.close();
    },
  };
}

function placesOf({ accounts }: Upstream, watch: EventSettings["watch"]): WatchedPlace[] {
  if (watch === undefined) return [];
  const { accounts: names, regions }: WatchConfig = watch === "all" ? {} : watch;
  const places = accounts.places(names, regions, {
    accounts: "watch.accounts",
    regions: "watch.regions",
  });
  return watchedPlaces(places, true);
}
