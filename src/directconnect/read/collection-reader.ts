import type { Place } from "../accounts/accounts";
import { allLeftOut } from "../client/unfit-values";
import type { Clients } from "../client/clients";
import type { Collection } from "../collections/collection";
import { fromAws } from "../client/failures";
import type { ReadOperation } from "../client/operations";
import type { Reading, Snapshot } from "./snapshot";
import { isAnswer } from "./answer-overlay";
import type { Completed } from "./completion";
import { composeSnapshot, isInOrder, renewedRows } from "./compose-snapshot";
import { InFlightRead, type ReadProgress } from "./in-flight-read";
import type { Invalidations } from "./invalidations";
import { type Lifetimes, took } from "./lifetimes";
import { type Listing, ListingReader } from "./listing-reader";
import { isRepeated } from "./paged-read";
import { ReadBoundError, type ReadBounds, tooLong } from "./read-bounds";
import type { Entry, Listed, SnapshotCache } from "./snapshot-cache";
import { CHANGEABLE_READS } from "../write/invalidation";

/** The purpose of one read. */
interface Wanted<Sdk extends object, Row extends object, Name extends ReadOperation> {
  readonly key: string;
  readonly entry: Entry;
  readonly collection: Collection<Sdk, Row, Name>;
  readonly place: Place;
  /** Whether it refreshes a snapshot in the background, and no request waits for it. */
  readonly isRefresh: boolean;
}

interface ReaderLimits {
  readonly bounds: ReadBounds;
  /** The shortest time between two reads of one collection that failures can force, in milliseconds. */
  readonly refreshInterval: number;
}

/** Whether a list is read, instead of a single row or answer, which the next request reads again with few calls. */
function isList<Sdk extends object, Row extends object, Name extends ReadOperation>(
  collection: Collection<Sdk, Row, Name>,
): boolean {
  return (
    !isAnswer(collection) && (collection.byKey === undefined || Object.keys(collection.input).length === 0)
  );
}

/** A listing with its rows completed by changes. */
interface Finished<Row extends object> {
  readonly listing: Listing<Row>;
  readonly completed: Completed<Row>;
  /** The entry's `changes` when the listing began. */
  readonly changes: number;
  /** The entry's `changes`, and the revision of the invalidations, when the rows were completed. */
  readonly completedTo: Pick<Listed, "changes" | "revision">;
}

/**
 * Reads collections, and stores the snapshots. The read of a list continues after the deadlines of the requests that
 * waited, with its next page or with its first one, which may be queued behind many calls of the same request, until it
 * ends or exceeds a bound: the next request joins it.
 *
 * A change during a read does not end it: the result is completed by the rows of the change. If the change does not contain
 * all that it alters, the list is read a second time, and not a third: during a stream of changes it would never end.
 */
export class CollectionReader {
  /** The number of the last received change when each read began. */
  readonly #running = new Map<InFlightRead<unknown>, number>();
  readonly #lister: ListingReader;
  #lastVersion = 0;

  /**
   * @param invalidations complete each reading by changes that AWS's lists do not show yet.
   * @param now milliseconds of a monotonic clock.
   */
  constructor(
    clients: Clients,
    private readonly cache: SnapshotCache,
    private readonly lifetimes: Lifetimes,
    private readonly invalidations: Invalidations,
    private readonly limits: ReaderLimits,
    private readonly now: () => number,
  ) {
    this.#lister = new ListingReader(clients, invalidations, now);
  }

  /** The number of the last received change when the oldest running read began; Infinity if none is running. */
  get neededAfter(): number {
    return Math.min(Infinity, ...this.#running.values());
  }

  /** @returns a read that fails with a GatewayError, as `fromAws` makes it, or resolves to the reading. */
  start<Sdk extends object, Row extends object, Name extends ReadOperation>(
    wanted: Wanted<Sdk, Row, Name>,
  ): InFlightRead<Reading<Row>> {
    const { key, entry, isRefresh } = wanted;
    const begunAt = this.now();
    const isShared = this.lifetimes.isShared(entry.operation);
    const isJoinable = (): boolean => entry.inFlightRead === (read as InFlightRead<Reading<object>>);
    const leaveEntry = () => {
      if (!isJoinable()) return;
      delete entry.inFlightRead;
      const isEmpty = entry.reading === undefined && entry.failure === undefined;
      if (isEmpty && this.cache.get(key) === entry) this.cache.delete(key);
    };
    const { bounds } = this.limits;
    const timer = setTimeout(() => {
      read.abort(tooLong(bounds, { operation: entry.operation, place: wanted.place }, read.progress.pages));
    }, bounds.milliseconds).unref();
    const end = () => {
      clearTimeout(timer);
      this.#running.delete(read);
      leaveEntry();
    };
    const canBeKept = () => isJoinable() || !isShared;
    const read: InFlightRead<Reading<Row>> = new InFlightRead<Reading<Row>>(
      begunAt,
      (signal, progress) => this.#read(wanted, begunAt, { signal, progress }, canBeKept).finally(end),
      (wasAwaited) =>
        isJoinable() && (isRefresh || read.progress.pages > 0 || (wasAwaited && isList(wanted.collection))),
      leaveEntry,
    );
    this.#running.set(read, this.invalidations.sequence);
    entry.triedAt = begunAt;
    entry.joinedAt = entry.changes;
    if (isShared && this.cache.get(key) === entry) entry.inFlightRead = read;
    return read;
  }

  /** Aborts all reads in progress. */
  close(): void {
    for (const read of this.#running.keys()) read.abort();
  }

  /**
   * Completes a cached list by the changes since it was completed last.
   * @returns undefined where they do not suffice: the list must be read again.
   */
  completeAgain<Sdk extends object, Row extends object, Name extends ReadOperation>(
    key: string,
    entry: Entry,
    collection: Collection<Sdk, Row, Name>,
    place: Place,
  ): Reading<Row> | undefined {
    const { listed } = entry;
    const reading = entry.reading as Reading<Row> | undefined; // of the same collection
    if (listed === undefined || reading === undefined || listed.changes === entry.changes) return reading;
    const { revision } = this.invalidations;
    const isCompleted = listed.revision === revision;
    Object.assign(listed, { changes: entry.changes, revision });
    if (isCompleted) return reading;
    const rows = listed.rows as readonly Row[]; // as above
    const completed = this.invalidations.complete(collection, place, rows, listed.begin);
    // Rows that moved here are not in it. Those that shift between its pages concern only a read in progress.
    const lacksRows = this.invalidations.mayHideRows(collection, place, listed.begin, 1);
    if (
      lacksRows ||
      !this.invalidations.knowsSince(listed.begin) ||
      (completed.isBehind && !listed.isBehind)
    ) {
      entry.isDropped = true;
      return undefined;
    }
    const again = this.#readingOf(key, collection, completed, reading, reading);
    this.cache.keep(key, entry, again);
    return again;
  }

  async #read<Sdk extends object, Row extends object, Name extends ReadOperation>(
    wanted: Wanted<Sdk, Row, Name>,
    begunAt: number,
    run: { readonly signal: AbortSignal; readonly progress: ReadProgress },
    canBeKept: () => boolean,
  ): Promise<Reading<Row>> {
    const { key, entry, collection, place } = wanted;
    const { operation, account, region } = entry;
    try {
      const finished = await this.#list(wanted, run);
      const { listing, completed } = finished;
      const { pages, begin } = listing;
      const reading = this.#readingOf(key, collection, completed, entry.reading, {
        ...{ readAt: begin.begunAt, arrivedAt: this.now(), pages: pages.length },
        leftOut: allLeftOut(pages.map((page) => page.leftOut)),
        from: { operation, account, region },
      });
      const isTooOld = took(reading) > this.limits.bounds.milliseconds; // as where the whole process was paused
      if (canBeKept() && !isTooOld) this.#keep(wanted, reading, finished);
      return reading;
    } catch (thrown) {
      const error = run.signal.reason instanceof ReadBoundError ? run.signal.reason : thrown;
      if (error instanceof ReadBoundError) this.#note(error, key, entry, begunAt);
      const where = { operation, account: place.account.accountId, region: place.region };
      throw fromAws(error, "read", where, collection.input);
    }
  }

  async #list<Sdk extends object, Row extends object, Name extends ReadOperation>(
    wanted: Wanted<Sdk, Row, Name>,
    { signal, progress }: { readonly signal: AbortSignal; readonly progress: ReadProgress },
  ): Promise<Finished<Row>> {
    const { entry, collection, place } = wanted;
    const run = { bounds: this.limits.bounds, signal, progress };
    const of = () => ({ collection, place, before: entry });
    let changes = entry.changes;
    const first = this.#finish(wanted, await this.#lister.list(of(), run), changes);
    if (!this.#isToBeListedAgain(wanted, first)) return first;
    changes = entry.changes;
    return this.#finish(wanted, await this.#lister.listAgain(of(), run, first.listing), changes);
  }

  #finish<Sdk extends object, Row extends object, Name extends ReadOperation>(
    { entry, collection, place }: Wanted<Sdk, Row, Name>,
    listing: Listing<Row>,
    changes: number,
  ): Finished<Row> {
    const previous = entry.reading?.snapshot as Snapshot<Row> | undefined; // of the same collection
    const rows = this.#isLong(listing) ? renewedRows(previous, listing.rows, collection) : listing.rows;
    const completed = this.invalidations.complete(collection, place, rows, listing.begin);
    const completedTo = { changes: entry.changes, revision: this.invalidations.revision };
    return { listing: { ...listing, rows }, completed, changes, completedTo };
  }

  /**
   * Whether rows may be missing, or whether a change during the listing cannot complete it and a request that came after
   * that change is going to get the result.
   */
  #isToBeListedAgain<Sdk extends object, Row extends object, Name extends ReadOperation>(
    { entry, collection, place }: Wanted<Sdk, Row, Name>,
    { listing, completed, changes }: Finished<Row>,
  ): boolean {
    const { begin, pages } = listing;
    if (this.invalidations.mayHideRows(collection, place, begin, pages.length)) return true;
    if (entry.joinedAt <= changes && !this.#isLong(listing)) return false;
    const isUnexplained = entry.unexplained > changes && entry.listed?.isBehind !== true;
    return isUnexplained || completed.isBehind || !this.invalidations.knowsSince(begin);
  }

  #isLong({ begin: { begunAt }, pages }: Listing<object>): boolean {
    return this.lifetimes.isLong({ readAt: begunAt, arrivedAt: this.now(), pages: pages.length });
  }

  #readingOf<Sdk extends object, Row extends object, Name extends ReadOperation>(
    key: string,
    collection: Collection<Sdk, Row, Name>,
    { rows, added, isUndecided }: Completed<Row>,
    before: Reading<object> | undefined,
    { readAt, arrivedAt, pages, leftOut, from }: Omit<Reading<Row>, "snapshot">,
  ): Reading<Row> {
    const previous = before?.snapshot as Snapshot<Row> | undefined; // of the same collection
    const snapshot = composeSnapshot(previous, key, rows, collection, () => (this.#lastVersion += 1));
    return {
      ...{ snapshot, readAt, arrivedAt, pages, leftOut, from },
      ...(added.size > 0 && { added }),
      ...(isUndecided && { isUndecided: true }),
    };
  }

  /**
   * A change during the read may have altered more than the rows that it describes: then only a list that takes long to read is
   * cached.
   */
  #keep<Sdk extends object, Row extends object, Name extends ReadOperation>(
    wanted: Wanted<Sdk, Row, Name>,
    reading: Reading<Row>,
    finished: Finished<Row>,
  ): void {
    const { key, entry } = wanted;
    const { listing, changes } = finished;
    const isShared = this.lifetimes.isShared(entry.operation);
    const listed = isShared ? this.#listedOf(entry, reading, finished) : undefined;
    if (entry.changes !== changes && listed === undefined) return;
    const isWanted = isShared || isRepeated(entry.pages, listing.pages);
    const { completed } = finished;
    const areRowsPaged =
      listed !== undefined || (!completed.isCompleted && isInOrder(reading.snapshot, completed.rows));
    // The pages describe the rows that they contained, and no other rows.
    entry.pages = areRowsPaged && listing.isAsPaged ? listing.pages : undefined;
    entry.listed = listed;
    delete entry.failure;
    this.cache.keep(key, entry, isWanted ? reading : undefined);
  }

  /** What later changes complete; undefined where changes concern no such list, or one cannot complete this one. */
  #listedOf<Row extends object>(
    entry: Entry,
    reading: Reading<Row>,
    { listing, completed, changes, completedTo }: Finished<Row>,
  ): Listed | undefined {
    const isLong = this.lifetimes.isLong(reading);
    const isBehind = entry.unexplained > changes || completed.isBehind;
    const isCompletable = !isBehind && this.invalidations.knowsSince(listing.begin);
    if (!isLong && !(isCompletable && CHANGEABLE_READS.has(entry.operation))) return undefined;
    const { rows } = reading.snapshot;
    const areShared = !isLong && !completed.isCompleted && isInOrder(reading.snapshot, listing.rows);
    return {
      ...{ rows: areShared ? rows : listing.rows, begin: listing.begin, ...completedTo },
      ...{ isLong, isBehind, isDoubtful: completed.isBehind },
    };
  }

  /** A read that exceeded a bound would exceed it again: it is not tried for as long as it took. */
  #note(error: ReadBoundError, key: string, entry: Entry, readAt: number): void {
    if (!this.lifetimes.isShared(entry.operation)) return;
    const now = this.now();
    entry.failure = { error, until: now + Math.max(this.limits.refreshInterval, now - readAt) };
    if (this.cache.get(key) === undefined) this.cache.use(key, entry);
  }
}
