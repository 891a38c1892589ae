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

/** How often things are read again, in milliseconds. */
export interface WatchPaces {
  /** Lists, while all is quiet. */
  readonly quiet: number;
  /** What is on its way to another state, or was just changed. */
  readonly settling: number;
  /** For how long AWS's lists may lag behind a change. */
  readonly consistency: number;
}

/** What watching costs and finds, for an operator. */
export interface WatchMetrics {
  watchCalls(place: WatchedPlace, calls: number): void;
  /** @param seconds from the change to its event, at most; undefined where that is not known. */
  changeEvent(type: ChangeEventType, seconds: number | undefined): void;
}

export interface WatchDependencies {
  readonly accounts: Accounts;
  readonly snapshots: Snapshots;
  readonly store: Store;
  readonly log: EventLog;
  readonly share: CallShare;
  readonly paces: WatchPaces;
  /** Reads of one place at the same time. */
  readonly readsAtOnce: number;
  readonly metrics: WatchMetrics;
  /**
   * Learns of the changes that were made until now, so that what is new is told with its cause.
   * @param isNew whether something was not there before.
   * @returns false where a change is being made that may have made this news, so that its outcome is to be awaited.
   */
  readonly learn: (
    account: string,
    news: ReadonlySet<string>,
    isNew: (key: string) => boolean,
  ) => Promise<boolean>;
  readonly clocks: Clocks;
  readonly logger: Logger;
}

/** Rows that one statement writes: as many as are some megabytes at most. */
const ROWS_AT_ONCE = 200;
/** What has been unsettled for so many times its pace is read at that pace: a port that waits for days is read rarely. */
const PACE_PART = 60;

/**
 * Watches one account and region while this process holds its lease: reads its lists at a quiet pace, what is unsettled
 * more often and by its id, and writes what is new.
 */
export class PlaceWatch {
  readonly #place: Place;
  readonly #begun: Stopwatch;
  readonly #lists = new Map<string, ListWatch>();
  #changes: readonly FollowedChange[] = [];
  /** What was seen last of lists that are not read yet. */
  #stored:
    { readonly lists: ReadonlySet<string>; readonly resources: Map<string, StoredResource[]> } | undefined;
  #running: Promise<void> | undefined;
  #isClosed = false;
  isLost = false;
  /** Whether lists are read that no change concerns. */
  isWanted = false;

  /**
   * @param lease its name.
   * @param resumes whether another process, or an earlier one, has left something to be followed.
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

  /** Whether nothing is followed any more. */
  get isSettled(): boolean {
    if (this.#stored === undefined && this.resumes) return false;
    return this.#changes.length === 0 && !this.#isResuming;
  }

  /** Whether something that was left to be followed is not settled yet. */
  get #isResuming(): boolean {
    const isYoung = this.#begun.atLeast < LONGEST_FOLLOWED;
    const lists = [...this.#lists.values()];
    return this.resumes && isYoung && lists.some(({ unsettled }) => unsettled.size > 0);
  }

  /** Watches closely what a change names until it is settled. */
  follow(change: FollowedChange): void {
    if (this.#changes.some(({ entryId }) => entryId === change.entryId)) return;
    this.#changes = [...this.#changes, change];
    for (const list of this.#lists.values()) this.#invalidate(list, change);
  }

  /** Does what is due, unless it is still at it. */
  run(): void {
    if (this.#isClosed || this.isLost) return;
    this.#running ??= this.#run()
      .catch((error: unknown) =>
        this.dependencies.logger.warn({ err: error, ...this.watched }, "an account could not be watched"),
      )
      .finally(() => (this.#running = undefined));
  }

  /** Waits until what is being read has been read. */
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
        // What is under its rows is only known when they are read.
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

  /** What was read before a change says nothing of what it did. */
  #invalidate(watch: ListWatch, change: FollowedChange): void {
    if (change.concerns(watch.list.operation)) watch.notBefore = this.dependencies.snapshots.now();
  }

  /** What of a list is to be read now: the list, or rows by their keys where these are fewer calls. */
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

  /** Whether a change concerns it that came after its last reading. */
  #isInvalidated(watch: ListWatch): boolean {
    return watch.notBefore > (watch.readAt ?? -Infinity);
  }

  /** Whether a change has made something that no list shows yet, and lists may still lag behind it. */
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

  /** Watches what is listed under the rows of a list, and no longer what is under rows that are gone. */
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

  /** Whether it is known what the news of a reading follow from; what is not known is read again. */
  async #hasCauses(watch: ListWatch, reading: ListReading): Promise<boolean> {
    const news = watch.newsIn(reading);
    if (news.size === 0) return true;
    return this.dependencies.learn(this.watched.account, news, (key) => !watch.has(key));
  }

  /** @param none what it says where AWS says that it is not there. */
  async #reading(read: () => Promise<ListReading>, none?: ListReading): Promise<ListReading | undefined> {
    try {
      const reading = await read();
      this.#spend(reading.calls);
      return reading;
    } catch (error) {
      this.#spend(1);
      if (isNotFound(error)) return none;
      // A region that is not available, or a right that is missing, is no change of what is there.
      this.dependencies.logger.debug({ err: error, ...this.watched }, "what is watched could not be read");
      return undefined;
    }
  }

  /** Writes in the order of the rows, some at a time. @returns false where the place is another process's now. */
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

  /** What is in no region is asked in one, and counts there. */
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
