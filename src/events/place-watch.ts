import type { Logger } from "pino";
import type { Accounts, Place } from "../directconnect/accounts/accounts";
import { isNotFound } from "../directconnect/client/failures";
import type { Snapshots } from "../directconnect/read/snapshots";
import { type Clocks, Stopwatch } from "../scheduling/clocks";
import type { Store } from "../store/store";
import type { ChangeEventType } from "../types/change-event";
import type { CallShare } from "./call-share";
import type { WatchedPlace } from "./change-event";
import type { EventLog } from "./event-log";
import { readWatched, type StoredResource } from "./event-statements";
import { type FollowedChange, LONGEST_FOLLOWED } from "./followed-change";
import { ListWatch, observedOf, type RowStep } from "./list-watch";
import { GLOBAL_LISTS, type ListReading, REGION_LISTS, type WatchedList } from "./watched-lists";

/** The intervals of reads, in milliseconds. */
export interface WatchPaces {
  /** Of lists without news. */
  readonly quiet: number;
  /** Of resources in a transitional state, or that were just changed. */
  readonly settling: number;
  /** How long AWS's lists may be behind a change. */
  readonly consistency: number;
}

/** The cost and the results of watching, for an operator. */
export interface WatchMetrics {
  watchCalls(place: WatchedPlace, calls: number): void;
  /** @param seconds from the change to its event, at most; undefined where that is unknown. */
  changeEvent(type: ChangeEventType, seconds: number | undefined): void;
}

export interface WatchDependencies {
  readonly accounts: Accounts;
  readonly snapshots: Snapshots;
  readonly store: Store;
  readonly log: EventLog;
  readonly share: CallShare;
  readonly paces: WatchPaces;
  /** The maximum number of concurrent reads of one place. */
  readonly readsAtOnce: number;
  readonly metrics: WatchMetrics;
  /**
   * Reads the changes that were made so far, so that events get their cause.
   * @param isNew whether a resource did not exist before.
   * @returns false where a change in progress may have caused this news, so that its outcome must be awaited.
   */
  readonly learn: (
    account: string,
    news: ReadonlySet<string>,
    isNew: (key: string) => boolean,
  ) => Promise<boolean>;
  readonly clocks: Clocks;
  readonly logger: Logger;
}

/** The number of rows that one statement writes: some megabytes at most. */
const ROWS_AT_ONCE = 200;
/**
 * An unsettled row is read again after this fraction of the time since its last change: a port that waits for days is
 * read rarely.
 */
export const PACE_PART = 60;

/**
 * Watches one account and region while this process holds its lease: reads its lists at a slow interval, unsettled
 * resources more often and by their ids, and writes the news.
 */
export class PlaceWatch {
  readonly #place: Place;
  readonly #begun: Stopwatch;
  readonly #lists = new Map<string, ListWatch>();
  #changes: readonly FollowedChange[] = [];
  /** The stored readings of lists that this process has not read yet. */
  #stored:
    { readonly lists: ReadonlySet<string>; readonly resources: Map<string, StoredResource[]> } | undefined;
  #running: Promise<void> | undefined;
  #isClosed = false;
  isLost = false;
  /** Whether all lists are read, not only those that a change concerns. */
  isWanted = false;

  /**
   * @param lease its name.
   * @param resumes whether another process, or an earlier one, has left unsettled resources.
   */
  constructor(
    readonly watched: WatchedPlace,
    private readonly lease: string,
    private readonly resumes: boolean,
    private readonly dependencies: WatchDependencies,
  ) {
    const { account, region } = watched;
    this.#begun = new Stopwatch(dependencies.clocks);
    this.#place = dependencies.accounts.place(account, region === "" ? null : region);
  }

  /** Whether all followed changes are settled. */
  get isSettled(): boolean {
    if (this.#stored === undefined && this.resumes) return false;
    return this.#changes.length === 0 && !this.#isResuming;
  }

  /** Whether resources that another process left are not settled yet. */
  get #isResuming(): boolean {
    const isYoung = this.#begun.atLeast < LONGEST_FOLLOWED;
    const lists = [...this.#lists.values()];
    return this.resumes && isYoung && lists.some(({ unsettled }) => unsettled.size > 0);
  }

  /** Reads the resources of a change often until they are settled. */
  follow(change: FollowedChange): void {
    if (this.#changes.some(({ entryId }) => entryId === change.entryId)) return;
    this.#changes = [...this.#changes, change];
    for (const list of this.#lists.values()) this.#invalidate(list, change);
  }

  /** Starts the due reads, unless a run is in progress. */
  run(): void {
    if (this.#isClosed || this.isLost) return;
    this.#running ??= this.#run()
      .catch((error: unknown) =>
        this.dependencies.logger.warn({ err: error, ...this.watched }, "an account could not be watched"),
      )
      .finally(() => (this.#running = undefined));
  }

  /** Waits for the reads in progress. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    const { store, snapshots, readsAtOnce } = this.dependencies;
    if (this.#stored === undefined) {
      const { lists, resources } = await store.use((database) => readWatched(database, this.watched));
      const byList = new Map<string, StoredResource[]>();
      for (const one of resources) {
        const ofList = byList.get(one.list);
        if (ofList === undefined) byList.set(one.list, [one]);
        else ofList.push(one);
      }
      this.#stored = { lists, resources: byList };
      for (const list of this.watched.region === "" ? GLOBAL_LISTS : REGION_LISTS) {
        const watch = this.#listen(list);
        // The lists under its rows are only known when they are read.
        if (this.resumes && list.under !== undefined && byList.has(list.id))
          watch.notBefore = snapshots.now();
      }
    }
    const now = snapshots.now();
    const due = [...this.#lists.values()].flatMap((list) => this.#dueOf(list, now));
    const next = due[Symbol.iterator]();
    const work = async () => {
      for (const task of next) if (!this.#isClosed && !this.isLost) await task();
    };
    await Promise.all(Array.from({ length: readsAtOnce }, work));
    this.#changes = this.#changes.filter(
      (change) => !change.isOver(this.#isSettled(change), this.dependencies.paces.consistency),
    );
  }

  #isSettled(change: FollowedChange): boolean {
    return [...this.#lists.values()].every(
      (watch) =>
        !change.concerns(watch.list.operation) ||
        ((watch.failures > 0 || !this.#isInvalidated(watch)) &&
          watch.namedBy(change).every((key) => !watch.unsettled.has(key))),
    );
  }

  #listen(list: WatchedList): ListWatch {
    let watch = this.#lists.get(list.id);
    if (watch === undefined) {
      const stored = this.#stored?.resources.get(list.id) ?? [];
      const isKnown = this.#stored?.lists.has(list.id) === true;
      watch = new ListWatch(list, this.watched.account, isKnown, stored, this.dependencies.clocks);
      this.#lists.set(list.id, watch);
      for (const change of this.#changes) this.#invalidate(watch, change);
    }
    return watch;
  }

  /** Readings from before a change do not show its result. */
  #invalidate(watch: ListWatch, change: FollowedChange): void {
    if (change.concerns(watch.list.operation)) watch.notBefore = this.dependencies.snapshots.now();
  }

  /** The due reads of a list: the whole list, or rows by their keys where that takes fewer calls. */
  #dueOf(watch: ListWatch, now: number): (() => Promise<void>)[] {
    const { quiet, settling } = this.dependencies.paces;
    const pause = Math.min(quiet, settling * 2 ** watch.failures);
    if (now - watch.triedAt < pause) return this.#rowsOf(watch, now, false);
    const isQuietlyDue = this.isWanted && (watch.readAt === undefined || now - watch.readAt >= quiet);
    const awaitsMade = this.#changes.some((change) => this.#awaits(watch, change));
    return this.#isInvalidated(watch) || isQuietlyDue || awaitsMade
      ? [() => this.#readList(watch)]
      : this.#rowsOf(watch, now, true);
  }

  /** Whether a change after its last reading concerns it. */
  #isInvalidated(watch: ListWatch): boolean {
    return watch.notBefore > (watch.readAt ?? -Infinity);
  }

  /** Whether a change has made a resource that no list shows yet, while lists may still be behind. */
  #awaits(watch: ListWatch, change: FollowedChange): boolean {
    return (
      change.concerns(watch.list.operation) &&
      !change.isOver(true, this.dependencies.paces.consistency) &&
      [...change.created].some((id) => ![...this.#lists.values()].some((list) => list.has(id)))
    );
  }

  /** @param mayList whether the list may be read now. */
  #rowsOf(watch: ListWatch, now: number, mayList: boolean): (() => Promise<void>)[] {
    const { quiet, settling } = this.dependencies.paces;
    const named = this.#changes.flatMap((change) =>
      change.concerns(watch.list.operation) ? watch.namedBy(change) : [],
    );
    const isFollowed = this.isWanted || this.#isResuming;
    const keys = [...new Set([...(isFollowed ? watch.unsettled : []), ...named])].filter((key) => {
      const pace = watch.unsettled.has(key) ? watch.unchangedFor(key) / PACE_PART : 0;
      return now - (watch.readAtOf(key) ?? -Infinity) >= Math.min(quiet, Math.max(settling, pace));
    });
    if (keys.length === 0) return [];
    if (watch.list.readOne === undefined || keys.length > watch.pages)
      return mayList ? [() => this.#readList(watch)] : [];
    return keys.map((key) => () => this.#readRow(watch, key));
  }

  async #readList(watch: ListWatch): Promise<void> {
    const { snapshots, clocks } = this.dependencies;
    if (!this.#mayCall()) return;
    watch.triedAt = snapshots.now();
    const notBefore = Math.max(watch.notBefore, (watch.readAt ?? -Infinity) + 1);
    const reading = await this.#reading(() => watch.list.read(snapshots, this.#place, notBefore));
    if (reading === undefined) {
      watch.failures += 1;
      return;
    }
    watch.failures = 0;
    if (!(await this.#hasCauses(watch, reading))) return;
    const steps = [...watch.compare(reading, this.#changes), ...watch.expiring(clocks.wall())];
    const isNewlyKnown = watch.isNewlyKnown(reading);
    if (!(await this.#write(steps, isNewlyKnown ? [watch.list.id] : []))) return;
    if (isNewlyKnown) watch.noteKnown();
    watch.readAt = reading.readAt;
    watch.pages = Math.max(1, reading.pages);
    await this.#listenUnder(watch);
  }

  /** Watches the lists under the rows of a list, and stops watching those under deleted rows. */
  async #listenUnder(watch: ListWatch): Promise<void> {
    if (watch.list.under === undefined) return;
    const under = new Set(watch.under().map((list) => this.#listen(list)));
    const wasUnder = this.#under.get(watch) ?? new Set();
    for (const gone of wasUnder) {
      if (under.has(gone)) continue;
      if (await this.#write(gone.removeAll(this.#changes), [])) this.#lists.delete(gone.list.id);
      else under.add(gone);
    }
    this.#under.set(watch, under);
  }

  readonly #under = new Map<ListWatch, ReadonlySet<ListWatch>>();

  async #readRow(watch: ListWatch, key: string): Promise<void> {
    const { snapshots } = this.dependencies;
    const { readOne } = watch.list;
    if (readOne === undefined || !this.#mayCall()) return;
    const notBefore = Math.max(watch.notBefore, (watch.readAtOf(key) ?? -Infinity) + 1);
    const none: ListReading = { rows: [], readAt: snapshots.now(), calls: 1, pages: 1, isComplete: true };
    const reading = await this.#reading(() => readOne(snapshots, this.#place, key, notBefore), none);
    if (reading === undefined || !(await this.#hasCauses(watch, reading))) return;
    await this.#write(watch.compareOne(key, reading, this.#changes), []);
  }

  /** Whether the causes of a reading's news are known; otherwise it is read again. */
  async #hasCauses(watch: ListWatch, reading: ListReading): Promise<boolean> {
    const news = watch.newsIn(reading);
    if (news.size === 0) return true;
    return this.dependencies.learn(this.watched.account, news, (key) => !watch.has(key));
  }

  /** @param none the reading where AWS answers that it does not exist. */
  async #reading(read: () => Promise<ListReading>, none?: ListReading): Promise<ListReading | undefined> {
    try {
      const reading = await read();
      this.#spend(reading.calls);
      return reading;
    } catch (error) {
      this.#spend(1);
      if (isNotFound(error)) return none;
      // A region that is not available, or a right that is missing, is no change of resources.
      this.dependencies.logger.debug({ err: error, ...this.watched }, "what is watched could not be read");
      return undefined;
    }
  }

  /** Writes in the order of the rows, some at a time. @returns false where another process has taken the place. */
  async #write(steps: readonly RowStep[], firstSeenLists: readonly string[]): Promise<boolean> {
    const { log, metrics } = this.dependencies;
    for (
      let from = 0;
      from < steps.length || (from === 0 && firstSeenLists.length > 0);
      from += ROWS_AT_ONCE
    ) {
      const some = steps.slice(from, from + ROWS_AT_ONCE);
      const isLast = from + ROWS_AT_ONCE >= steps.length;
      const observed = observedOf(some, isLast ? firstSeenLists : []);
      if (!(await log.write(this.watched, this.lease, observed))) {
        this.isLost = true;
        return false;
      }
      for (const { apply, events, ageMilliseconds } of some) {
        apply();
        for (const { type } of events)
          metrics.changeEvent(type, ageMilliseconds === undefined ? undefined : ageMilliseconds / 1_000);
      }
    }
    return true;
  }

  /** Resources without a region are read in one region, and their calls count there. */
  get #sharer(): string {
    return `${this.#place.account.accountId} ${this.#place.region}`;
  }

  #mayCall(): boolean {
    return this.dependencies.share.allows(this.#sharer);
  }

  #spend(calls: number): void {
    if (calls === 0) return;
    this.dependencies.share.spend(this.#sharer, calls);
    this.dependencies.metrics.watchCalls(this.watched, calls);
  }
}
