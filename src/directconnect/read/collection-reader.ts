import type { Place } from "../accounts/accounts";
import { allLeftOut } from "../client/unfit-values";
import type { Clients } from "../client/clients";
import type { Collection } from "../collections/collection";
import { fromAws, isNotFound } from "../client/failures";
import type { ReadOperation } from "../client/operations";
import type { Reading, Snapshot } from "./snapshot";
import { isAnswer } from "./answer-overlay";
import { tagsOfNew, withTags } from "./new-tags";
import { composeSnapshot, isInOrder } from "./compose-snapshot";
import { InFlightRead, type ReadProgress } from "./in-flight-read";
import type { Invalidations, ReadBegin } from "./invalidations";
import { type Lifetimes, took } from "./lifetimes";
import { isRepeated, PagedRead, type ReadRun } from "./paged-read";
import { ReadBoundError, type ReadBounds, tooLong } from "./read-bounds";
import { underParent } from "./narrowed";
import { type Entry, newEntry, type SnapshotCache } from "./snapshot-cache";

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

/**
 * Reads collections, and stores the snapshots. The read of a list continues after the deadlines of the requests that
 * waited, with its next page or with its first one, which may be queued behind many calls of the same request, until it
 * ends or exceeds a bound: the next request joins it.
 */
export class CollectionReader {
  readonly #running = new Set<InFlightRead<unknown>>();
  #lastVersion = 0;

  /**
   * @param invalidations complete each reading by changes that AWS's lists do not show yet.
   * @param now milliseconds of a monotonic clock.
   */
  constructor(
    private readonly clients: Clients,
    private readonly cache: SnapshotCache,
    private readonly lifetimes: Lifetimes,
    private readonly invalidations: Invalidations,
    private readonly limits: ReaderLimits,
    private readonly now: () => number,
  ) {}

  /** @returns a read that fails with a GatewayError, as `fromAws` makes it, or resolves to the reading. */
  start<Sdk extends object, Row extends object, Name extends ReadOperation>(
    wanted: Wanted<Sdk, Row, Name>,
  ): InFlightRead<Reading<Row>> {
    const { key, entry, isRefresh } = wanted;
    const begunAt = this.now();
    const begin = { begunAt, sequence: this.invalidations.sequence };
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
      (signal, progress) => this.#read(wanted, begin, signal, progress, canBeKept).finally(end),
      (wasAwaited) =>
        isJoinable() && (isRefresh || read.progress.pages > 0 || (wasAwaited && isList(wanted.collection))),
      leaveEntry,
    );
    this.#running.add(read);
    entry.triedAt = begunAt;
    if (isShared && this.cache.get(key) === entry) entry.inFlightRead = read;
    return read;
  }

  /** Aborts all reads in progress. */
  close(): void {
    for (const read of this.#running) read.abort();
  }

  async #read<Sdk extends object, Row extends object, Name extends ReadOperation>(
    wanted: Wanted<Sdk, Row, Name>,
    begin: ReadBegin,
    signal: AbortSignal,
    progress: ReadProgress,
    canBeKept: () => boolean,
  ): Promise<Reading<Row>> {
    const { key, entry, collection, place } = wanted;
    const { operation, account, region } = entry;
    const { begunAt: readAt } = begin;
    try {
      const { rows: own, pages } = await this.#list(wanted, begin, signal, progress);
      const moved = await this.#movedHere(wanted, begin, signal);
      const keys = new Set(moved.length === 0 ? [] : own.map((row) => row[collection.key]));
      const listed = [...own, ...moved.filter((row) => !keys.has(row[collection.key]))];
      const completed = this.invalidations.complete(collection, place, listed, begin);
      const { rows, added } = completed;
      const previous = entry.reading?.snapshot as Snapshot<Row> | undefined; // of the same collection
      const snapshot = composeSnapshot(previous, key, rows, collection, () => (this.#lastVersion += 1));
      const from = { operation, account, region };
      const leftOut = allLeftOut(pages.map((page) => page.leftOut));
      const reading: Reading<Row> = {
        ...{ snapshot, readAt, arrivedAt: this.now(), pages: pages.length, leftOut, from },
        ...(added.size > 0 && { added }),
        ...(completed.isUndecided && { isUndecided: true }),
      };
      const isTooOld = took(reading) > this.limits.bounds.milliseconds; // as where the whole process was paused
      if (canBeKept() && !isTooOld) {
        const isWanted = this.lifetimes.isShared(operation) || isRepeated(entry.pages, pages);
        // The pages describe the rows that they contained, and no other rows.
        entry.pages = !completed.isCompleted && isInOrder(snapshot, rows) ? pages : undefined;
        delete entry.failure;
        this.cache.keep(key, entry, isWanted ? reading : undefined);
      }
      return reading;
    } catch (thrown) {
      const error = signal.reason instanceof ReadBoundError ? signal.reason : thrown;
      if (error instanceof ReadBoundError) this.#note(error, key, entry, readAt);
      const where = { operation, account: place.account.accountId, region: place.region };
      throw fromAws(error, "read", where, collection.input);
    }
  }

  /** AWS refuses to list a resource that it does not have yet, and everything under it. */
  async #list<Sdk extends object, Row extends object, Name extends ReadOperation>(
    wanted: Wanted<Sdk, Row, Name>,
    begin: ReadBegin,
    signal: AbortSignal,
    progress: ReadProgress,
  ) {
    const { entry, collection, place } = wanted;
    const run = { bounds: this.limits.bounds, signal, progress };
    try {
      return await new PagedRead(this.clients, collection, place, entry, run).readAll();
    } catch (error) {
      const { operation, account } = entry;
      const where = { operation, account, region: place.region };
      const isUnknown = isNotFound(fromAws(error, "read", where, collection.input));
      if (!isUnknown) throw error;
      if (collection.operation === "DescribeTags") return await this.#tags(wanted, begin, run, error);
      if (isAnswer(collection) || !this.invalidations.isUnderNew(collection, begin)) throw error;
      return { rows: [], pages: [] };
    }
  }

  /**
   * The tags of resources of which some were made just now: AWS refuses the whole call for one that it does not have
   * yet.
   */
  async #tags<Sdk extends object, Row extends object, Name extends ReadOperation>(
    { collection, place }: Wanted<Sdk, Row, Name>,
    begin: ReadBegin,
    run: ReadRun,
    error: unknown,
  ) {
    const { newTags, others } = tagsOfNew(collection.input, place, (id) =>
      this.invalidations.made(id, begin),
    );
    if (newTags.length === 0) throw error;
    const read: Collection<Sdk, Row, Name> = {
      ...collection,
      input: { ...collection.input, resourceArns: others },
      enter: (output, at) => collection.enter(withTags(output, newTags), at),
    };
    if (others.length > 0) return new PagedRead(this.clients, read, place, {}, run).readAll();
    const row = read.enter({ resourceTags: [] } as unknown as Sdk, place); // the form of AWS's answer to DescribeTags
    return { rows: row === null ? [] : [row], pages: [] };
  }

  /** Rows that changes have moved to this parent, as lists that are behind still show them under the old one. */
  async #movedHere<Sdk extends object, Row extends object, Name extends ReadOperation>(
    wanted: Wanted<Sdk, Row, Name>,
    begin: ReadBegin,
    signal: AbortSignal,
  ): Promise<Row[]> {
    const { place } = wanted;
    const rows: Row[] = [];
    for (const parent of this.invalidations.movedFrom(wanted.collection, begin)) {
      const collection = underParent(wanted.collection, parent);
      const elsewhere = { ...wanted, collection, entry: newEntry(collection, place) };
      try {
        rows.push(...(await this.#list(elsewhere, begin, signal, { pages: 0 })).rows);
      } catch (error) {
        const { operation, account, region } = elsewhere.entry;
        if (!isNotFound(fromAws(error, "read", { operation, account, region }))) throw error;
      }
    }
    return rows;
  }

  /** A read that exceeded a bound would exceed it again: it is not tried for as long as it took. */
  #note(error: ReadBoundError, key: string, entry: Entry, readAt: number): void {
    if (!this.lifetimes.isShared(entry.operation)) return;
    const now = this.now();
    entry.failure = { error, until: now + Math.max(this.limits.refreshInterval, now - readAt) };
    if (this.cache.get(key) === undefined) this.cache.use(key, entry);
  }
}
