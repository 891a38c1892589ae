import { LRUCache } from "lru-cache";
import type { Logger } from "pino";
import type { Accounts } from "../directconnect/accounts/accounts";
import { Repeated } from "../directconnect/write/repeated";
import { readOpenChanges, readSettledSince, type SettledChange } from "../journal/settled-changes";
import { type Clocks, Stopwatch } from "../scheduling/clocks";
import type { Store } from "../store/store";
import { watchKey, type WatchedPlace } from "./change-event";
import { purgeEvents } from "./event-statements";
import { FollowedChange, isCreation } from "./followed-change";
import { PlaceWatch, type WatchDependencies } from "./place-watch";
import type { WatchLeases } from "./watch-leases";
import type { Marks } from "../journal/marks";

/** The interval of the checks for work, and of the removal of old events, in milliseconds. */
export const RUN_INTERVAL = 1_000;
const PURGE_INTERVAL = 600_000;
/** Changes that a process remembers for places that it may take over. */
const MOST_CHANGES = 1_000;

export interface WatcherOptions {
  /** The places that are watched permanently. */
  readonly places: readonly WatchedPlace[];
  /** Whether the effects of changes through the gateways are followed. */
  readonly followsChanges: boolean;
  readonly retentionHours: number;
}

/** How long news waits for the outcome of the change that may have made it, in milliseconds. */
export const LONGEST_AWAITED = 15_000;

/** A change, and when this process learned of it. */
interface Learned {
  readonly change: SettledChange;
  readonly since: Stopwatch;
}

/**
 * Decides which places this process watches: those that it needs, or where something was changed, unless another
 * process watches them.
 */
export class Watcher {
  readonly #runs: Repeated;
  readonly #wanted = new Map<string, { readonly place: WatchedPlace; count: number }>();
  readonly #watches = new Map<string, PlaceWatch>();
  readonly #learned = new LRUCache<string, Learned>({ max: MOST_CHANGES });
  /** By their places: since when all changes that were learned before are settled. */
  readonly #settled = new Map<string, Stopwatch>();
  readonly #accounts: Accounts;
  readonly #store: Store;
  readonly #logger: Logger;
  readonly #clocks: Clocks;
  /** By their entries: since when changes have been open. */
  readonly #open = new LRUCache<string, Stopwatch>({ max: MOST_CHANGES });
  #learning: Promise<void> = Promise.resolve();
  /** Where in the journal the next read begins; undefined before the first one. */
  #order: string | null | undefined;
  #purgedAt = -Infinity;
  #isClosed = false;

  constructor(
    private readonly options: WatcherOptions,
    private readonly leases: WatchLeases,
    private readonly marks: Pick<Marks, "set">,
    private readonly dependencies: Omit<WatchDependencies, "learn">,
  ) {
    const { accounts, store, logger, clocks, paces } = dependencies;
    this.#accounts = accounts;
    this.#store = store;
    this.#logger = logger;
    this.#clocks = clocks;
    for (const place of options.places) this.#wanted.set(watchKey(place), { place, count: 1 });
    this.#runs = new Repeated(Math.min(RUN_INTERVAL, paces.settling), () => this.#run());
  }

  start(): void {
    this.#runs.start();
  }

  /**
   * Has places watched.
   * @returns a function that ends it; call it once.
   */
  want(places: readonly WatchedPlace[]): () => void {
    for (const place of places) {
      const wanted = this.#wanted.get(watchKey(place)) ?? { place, count: 0 };
      wanted.count += 1;
      this.#wanted.set(watchKey(place), wanted);
    }
    return () => {
      for (const place of places) {
        const wanted = this.#wanted.get(watchKey(place));
        if (wanted !== undefined && (wanted.count -= 1) === 0) this.#wanted.delete(watchKey(place));
      }
    };
  }

  /** Waits for reads in progress, and releases the places to other processes. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#runs.close();
    await Promise.all([...this.#watches.values()].map((watch) => watch.close()));
    await this.leases.close().catch(() => undefined); // others take them over when the leases end
  }

  /** Opens nothing where no place is to be watched. */
  async #run(): Promise<void> {
    if (this.#isClosed || (!this.#store.isOpen && this.#wanted.size === 0)) return;
    try {
      if (this.options.followsChanges) await this.#learnOnce();
      await this.#watch();
      await this.marks.set();
      await this.#purge();
    } catch (error) {
      this.#logger.warn({ err: error }, "accounts could not be watched; it is tried again");
    }
  }

  /** Reads the changes since the last time, by any process. */
  async #learn(): Promise<void> {
    if (this.#order === undefined) this.#order = await this.#store.use(readOrder);
    const { changes, next } = await this.#store.use((database) =>
      readSettledSince(database, this.#order ?? null),
    );
    const fresh = changes.filter(({ id }) => !this.#learned.has(id));
    for (const change of fresh) await this.#note(change);
    if (fresh.length > 0 || this.#order === null)
      await this.#store.use(({ query, sql }) =>
        sql`update event_log set journal_order = greatest(journal_order, ${next}::bigint)`.execute(query),
      );
    this.#order = next;
  }

  async #learnOf(
    account: string,
    news: ReadonlySet<string>,
    isNew: (key: string) => boolean,
  ): Promise<boolean> {
    if (!this.options.followsChanges) return true;
    const open = await this.#store.use((database) => readOpenChanges(database, account));
    const isAwaited = open.some(
      ({ id, operation, resources }) =>
        this.#isRecent(id) &&
        (resources.some((one) => news.has(one)) || (isCreation(operation) && [...news].some(isNew))),
    );
    if (this.#isClosed || isAwaited) return false;
    await this.#learnOnce();
    return true;
  }

  /** A change that stays open for long is not waited for. */
  #isRecent(id: string): boolean {
    const open = this.#open.get(id) ?? new Stopwatch(this.#clocks);
    this.#open.set(id, open);
    return open.atLeast < LONGEST_AWAITED;
  }

  /** One read at a time, for all places. One that began before is not sufficient: it may have missed changes. */
  async #learnOnce(): Promise<void> {
    const learning = this.#learning.catch(() => undefined).then(() => this.#learn());
    this.#learning = learning;
    learning.catch(() => undefined); // a waiting caller gets the error
    await learning;
  }

  async #note(change: SettledChange): Promise<void> {
    if (this.#accounts.find(change.account) === undefined) return;
    const learned = { change, since: new Stopwatch(this.#clocks) };
    this.#learned.set(change.id, learned);
    for (const place of placesOf(change)) {
      const { account, region } = place;
      if (this.#followed(learned, place) !== undefined) await this.leases.settle({ account, region });
    }
    for (const watch of this.#watches.values()) this.#follow(watch, learned);
  }

  #follow(watch: PlaceWatch, learned: Learned): void {
    const followed = this.#followed(learned, watch.watched);
    if (followed !== undefined) watch.follow(followed);
  }

  #followed({ change, since }: Learned, watched: WatchedPlace): FollowedChange | undefined {
    if (watched.region !== "" && watched.region !== change.region) return undefined;
    const settled = this.#settled.get(watchKey(watched));
    if (settled !== undefined && settled.atLeast <= since.atLeast) return undefined;
    const place = this.#accounts.place(change.account, change.region);
    return FollowedChange.of(change, place, watched, since);
  }

  async #watch(): Promise<void> {
    const wanted = [...this.#wanted.values()].map(({ place }) => place);
    const watches = await this.leases.run(
      wanted,
      ({ isSettling, ...place }) =>
        this.#wanted.has(watchKey(place)) || (isSettling && this.#accounts.find(place.account) !== undefined),
    );
    const held = new Set(watches.filter(({ isHeld }) => isHeld).map(watchKey));
    for (const [key, watch] of this.#watches) {
      if (watch.isLost) this.leases.lose(watch.watched);
      if (held.has(key) && !watch.isLost) continue;
      this.#watches.delete(key);
      void watch.close();
    }
    for (const { account, region, isSettling } of watches.filter(({ isHeld }) => isHeld))
      await this.#keep({ account, region }, isSettling);
  }

  /** Watches a place that this process holds, as long as it is needed, or a change is followed there. */
  async #keep(place: WatchedPlace, isSettling: boolean): Promise<void> {
    const key = watchKey(place);
    const lease = this.leases.nameOf(place);
    if (lease === undefined) return;
    let watch = this.#watches.get(key);
    if (watch === undefined) {
      const begun = new PlaceWatch(place, lease, isSettling, {
        ...this.dependencies,
        learn: (account, news, isNew) => this.#learnOf(account, news, isNew),
      });
      this.#learned.rforEach((learned) => this.#follow(begun, learned)); // the oldest first
      this.#watches.set(key, begun);
      watch = begun;
    }
    watch.isWanted = this.#wanted.has(key);
    if (isSettling && watch.isSettled) {
      this.#settled.set(key, new Stopwatch(this.#clocks));
      await this.leases.settled(place);
    }
    if (!watch.isWanted && watch.isSettled) {
      this.#watches.delete(key);
      await watch.close();
      await this.leases.release(place);
      return;
    }
    watch.run();
  }

  async #purge(): Promise<void> {
    const now = this.#clocks.monotonic();
    if (now - this.#purgedAt < PURGE_INTERVAL) return;
    await this.#store.use((database) => purgeEvents(database, this.options.retentionHours));
    this.#purgedAt = now;
  }
}

/** The places that a change concerns: its region, and the one without a region. */
function placesOf({ account, region }: SettledChange): WatchedPlace[] {
  return [
    { account, region },
    { account, region: "" },
  ];
}

async function readOrder({ query }: Parameters<typeof purgeEvents>[0]): Promise<string | null> {
  const row = await query.selectFrom("event_log").select("journal_order").executeTakeFirst();
  return row?.journal_order ?? null;
}
