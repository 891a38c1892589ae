import { setTimeout as wait } from "node:timers/promises";
import type { Logger } from "pino";
import { Journal } from "../journal/journal";
import { traceStatements } from "../journal/traced-statements";
import type { Metrics } from "../observability/metrics";
import { traceScopes } from "../observability/trace-scope";
import type { Tracing } from "../observability/tracing";
import { type Clocks, Stopwatch, SYSTEM_CLOCKS } from "../scheduling/clocks";
import type { Notifications } from "../store/notifications";
import type { Store } from "../store/store";
import type { Accounts } from "./accounts/accounts";
import { type ClientSettings, openClients } from "./client/open-clients";
import type { Upstream } from "./direct-connect";
import { openSnapshots, type SnapshotSettings } from "./read/open-snapshots";
import { BackgroundReconciler } from "./write/background-reconciler";
import { type ChangeTimeSettings, changeTimesOf, longestChangeMilliseconds } from "./write/change-times";
import { Changes } from "./write/changes";
import { InvalidationChannel } from "./write/invalidation-channel";
import { RecentChanges } from "./write/recent-changes";

/** The settings that reading and changing depend on, as the configuration has them. */
export interface UpstreamSettings extends ClientSettings, SnapshotSettings, ChangeTimeSettings {
  readonly WRITE_ATTEMPTS: number;
}

/** What reads and changes need. */
export interface UpstreamDependencies {
  readonly accounts: Accounts;
  readonly store: Store;
  /** Another endpoint than AWS's, such as the emulator's. */
  readonly endpoint?: string | undefined;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  /** The clock by which snapshots age; the process's own where left out. */
  readonly now?: (() => number) | undefined;
  /** The clocks of leases and of the deadlines of changes; the process's own where left out. */
  readonly clocks?: Clocks | undefined;
}

/** Direct Connect as all requests share it, with its background work. */
export interface OpenUpstream {
  readonly upstream: Upstream;
  /** Absent where no other process uses the store. */
  readonly notifications: Notifications | undefined;
  /** Whether the recent changes of the journal are still to be applied: until then, lists that lag may lack them. */
  readonly isStarting: boolean;
  /** Starts the background work: reconciliation of journal entries, and notifications of other processes' changes. */
  start(): Promise<void>;
  /** Ends the background work; the store stays open. */
  close(): Promise<void>;
  /** Removes the snapshots and ends the connections to AWS. */
  release(): void;
}

/** How long the start waits for the connection that receives other processes' changes, in milliseconds. */
const FIRST_LISTENING = 1_000;

/** How long the gateway counts as starting at most while the store does not answer, in milliseconds. */
const LONGEST_STARTING = 15_000;

/** Assembles the parts that read and change Direct Connect. Nothing is sent before the first request, or `start`. */
export function openUpstream(settings: UpstreamSettings, dependencies: UpstreamDependencies): OpenUpstream {
  const { accounts, store, logger, now, clocks = SYSTEM_CLOCKS } = dependencies;
  const times = changeTimesOf(settings);
  const clients = openClients(settings, { ...dependencies, accounts: accounts.all });
  const retentionHours = settings.JOURNAL_RETENTION_HOURS;
  const journal = new Journal(
    store,
    { ...times, retentionHours },
    traceStatements(dependencies.tracing),
    clocks,
  );
  const notifications = store.notifications({
    onMessage: (text) => invalidations.receive(text),
    onSettled: (id) => invalidations.settled(id),
    onListening: () => {
      snapshots.forgetAll();
      recalling = recentChanges.apply();
    },
  });
  const snapshots = openSnapshots(
    settings,
    clients,
    now,
    () => notifications === undefined || (notifications.isListening && recentChanges.areApplied),
  );
  const invalidations = new InvalidationChannel(
    { accounts, snapshots, journal, ...(notifications && { sender: notifications }) },
    { ...times, underWayMilliseconds: longestChangeMilliseconds(times) },
    logger,
  );
  const recentChanges = new RecentChanges(journal, invalidations, logger);
  let recalling = Promise.resolve();
  const changes = new Changes(
    accounts,
    clients,
    journal,
    times,
    // From here on, the reconciler's work belongs to no request, and to no request's trace.
    () => traceScopes.exit(() => reconciler.start()),
    snapshots,
    clocks,
    (outcome) => invalidations.learned(outcome),
  );
  const reconciler = new BackgroundReconciler(changes, journal, times, logger);
  let starting = journal.mayHoldEntries() ? new Stopwatch(clocks) : undefined;
  const listen = async (to: Notifications) => {
    await to.start();
    await recalling;
  };
  const writes = { attempts: settings.WRITE_ATTEMPTS, backoffMilliseconds: 200 };
  return {
    upstream: { accounts, clients, snapshots, changes, journal, writes },
    notifications,
    get isStarting() {
      return starting !== undefined && starting.atLeast < LONGEST_STARTING;
    },
    start: async () => {
      if (starting === undefined) return;
      reconciler.start();
      // Each ends where the store cannot be used, too.
      const caughtUp = notifications === undefined ? recentChanges.apply() : listen(notifications);
      void caughtUp.then(() => (starting = undefined));
      // From the start, because other processes' changes affect queries too; an unresponsive server delays the start
      // no longer.
      if (notifications !== undefined) await Promise.race([caughtUp, wait(FIRST_LISTENING)]);
    },
    close: async () => {
      recentChanges.close();
      invalidations.close();
      await reconciler.close();
      await notifications?.close();
    },
    release: () => {
      snapshots.close();
      clients.close();
    },
  };
}
