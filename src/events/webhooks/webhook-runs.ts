import { randomUUID } from "node:crypto";
import type { Caller } from "../../auth/caller";
import { Repeated } from "../../directconnect/write/repeated";
import type { Store } from "../../store/store";
import { readEvents } from "../event-statements";
import { fits } from "../event-filter";
import { type ConfiguredWebhook, storeConfigured } from "./configured-webhooks";
import { DeliveryAttempt, type DeliveryDependencies } from "./delivery";
import { claimDeliveries, insertDeliveries, purgeWebhooks, readServed } from "./delivery-statements";
import type { Webhook } from "./webhook";
import { encryptAgain, readEnds, toWebhook, type WebhookRow } from "./webhook-statements";

/** The interval of the checks for work, and of the removal of what is old, in milliseconds. */
const RUN_INTERVAL = 1_000;
const PURGE_INTERVAL = 600_000;
/** Events that are read at once for one webhook. */
const EVENTS_AT_ONCE = 500;
/** Attempts for one webhook that a process makes at the same time. */
const ATTEMPTS_AT_ONCE = 4;
/** How much longer than an attempt may take it is not taken by another process, in milliseconds. */
const CLAIM_MARGIN = 45_000;
const HOUR = 3_600_000;

export interface WebhookRunDependencies extends Omit<DeliveryDependencies, "signal"> {
  /** The webhooks of the config file. */
  readonly configured: readonly ConfiguredWebhook[];
  /** A caller of the config file as it is now. */
  readonly callerNamed: (configuredName: string) => Caller | undefined;
  /** Has the accounts and regions of webhooks watched, instead of those of the last call. */
  readonly watch: (webhooks: readonly { readonly webhook: Webhook; readonly caller: Caller }[]) => void;
  readonly retentionHours: { readonly deliveries: number; readonly changes: number };
}

/** Delivers events to webhooks: each process takes what is due, and what it took no other one takes. */
export class WebhookRuns {
  readonly #runs = new Repeated(RUN_INTERVAL, () => this.#next());
  readonly #stop = new AbortController();
  /** The attempts of this process, by their webhooks. */
  readonly #attempts = new Map<string, Set<Promise<void>>>();
  readonly #store: Store;
  #running: Promise<void> = Promise.resolve();
  #isStale = false;
  #isPrepared = false;
  #purgedAt = -Infinity;

  constructor(private readonly dependencies: WebhookRunDependencies) {
    this.#store = dependencies.store;
  }

  start(): void {
    this.#runs.start();
  }

  /** Called where there may be something to deliver. */
  wake(): void {
    void this.#next();
  }

  /** Ends attempts that have no answer yet: another process, or the next start, makes them again. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#runs.close();
    await this.#running;
    await Promise.all([...this.#attempts.values()].flatMap((attempts) => [...attempts]));
    this.dependencies.watch([]);
  }

  /** One run at a time: it counts the attempts that it begins. */
  #next(): Promise<void> {
    if (!this.#isStale) {
      this.#isStale = true;
      this.#running = this.#running.then(() => this.#run());
    }
    return this.#running;
  }

  /** Opens nothing where there is no webhook. */
  async #run(): Promise<void> {
    this.#isStale = false;
    const { configured, logger } = this.dependencies;
    if (this.#stop.signal.aborted || (!this.#store.isOpen && configured.length === 0)) return;
    try {
      if (!this.#isPrepared) await this.#prepare();
      await this.#serveAll();
      await this.#purge();
    } catch (error) {
      logger.warn({ err: error }, "webhooks could not be served; it is tried again");
    }
  }

  /** Once in a process: the webhooks of the config file and the keys change at a start alone. */
  async #prepare(): Promise<void> {
    const { keys, configured } = this.dependencies;
    await this.#store.use((database) => storeConfigured(database, configured, keys, this.#now()));
    if (keys.exist) await this.#store.use((database) => encryptAgain(database, keys));
    this.#isPrepared = true;
  }

  async #serveAll(): Promise<void> {
    const rows = await this.#store.use(readServed);
    const served = rows.flatMap((row) => {
      const caller = this.#callerOf(row);
      return caller === undefined ? [] : [{ row, webhook: toWebhook(row), caller }];
    });
    this.dependencies.watch(served.filter(({ row }) => row.state === "enabled"));
    const ids = new Set(rows.map(({ id }) => id));
    for (const [id, { size }] of this.#attempts) if (size === 0 && !ids.has(id)) this.#attempts.delete(id);
    if (served.length === 0) return;
    const { last } = await this.#store.use(readEnds);
    for (const { row, webhook, caller } of served) {
      if (row.state === "enabled" && webhook.position < last) await this.#fanOut(row, webhook, caller);
      await this.#attempt(row, caller);
    }
  }

  /**
   * The caller of a webhook, where it may be sent events now. Otherwise they wait until it may again, as far as the log
   * has them then.
   */
  #callerOf(row: WebhookRow): Caller | undefined {
    const caller = this.dependencies.callerNamed(row.caller);
    const isAllowed = caller?.permissions.has("read") === true && caller.permissions.has("webhooks");
    return isAllowed ? caller : undefined;
  }

  async #fanOut(row: WebhookRow, { filter, position }: Webhook, { grants }: Caller): Promise<void> {
    const read = await this.#store.use((database) => readEvents(database, position, EVENTS_AT_ONCE, filter));
    const isAll = read.events.length < EVENTS_AT_ONCE;
    const end = isAll ? Math.max(read.last, position) : (read.events.at(-1)?.number ?? position);
    const events = read.events.filter((event) => fits(event, filter, grants));
    await this.#store.use((database) => insertDeliveries(database, row, events, end, this.#now()));
    if (!isAll) this.wake();
  }

  /** Begins as many attempts as may run at the same time. */
  async #attempt(row: WebhookRow, caller: Caller): Promise<void> {
    const attempts = this.#attempts.get(row.id) ?? new Set();
    this.#attempts.set(row.id, attempts);
    const free = ATTEMPTS_AT_ONCE - attempts.size;
    if (free === 0 || this.#stop.signal.aborted) return;
    const milliseconds = this.dependencies.send.timeoutMilliseconds + CLAIM_MARGIN;
    const claimed = await this.#store.use((database) =>
      claimDeliveries(database, row.id, { claim: randomUUID(), milliseconds, limit: free }, this.#now()),
    );
    for (const delivery of claimed) {
      const attempt = new DeliveryAttempt({ ...this.dependencies, signal: this.#stop.signal }, row, delivery)
        .make(caller)
        .catch((error: unknown) =>
          this.dependencies.logger.warn(
            { err: error, webhook: row.id, delivery: delivery.id },
            "the outcome of a delivery could not be noted; it is made again",
          ),
        )
        .finally(() => {
          attempts.delete(attempt);
          if (!this.#stop.signal.aborted) this.wake();
        });
      attempts.add(attempt);
    }
  }

  async #purge(): Promise<void> {
    const now = performance.now();
    if (now - this.#purgedAt < PURGE_INTERVAL) return;
    this.#purgedAt = now;
    const { deliveries, changes } = this.dependencies.retentionHours;
    const before = (hours: number) => new Date(this.dependencies.clocks.wall() - hours * HOUR);
    await this.#store.use((database) =>
      purgeWebhooks(database, { deliveriesBefore: before(deliveries), changesBefore: before(changes) }),
    );
  }

  #now(): Date {
    return new Date(this.dependencies.clocks.wall());
  }
}
