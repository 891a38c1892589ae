import type { Place } from "../accounts/accounts";
import type { Clients } from "../client/clients";
import type { Collection } from "../collections/collection";
import type { ReadOperation } from "../client/operations";
import { CollectionReader } from "./collection-reader";
import { InFlightRead } from "./in-flight-read";
import { Invalidations } from "./invalidations";
import { type LifetimeLimits, Lifetimes, MANY_PAGES, took } from "./lifetimes";
import type { ReadBounds } from "./read-bounds";
import { ReadOrigins } from "./read-origins";
import { type Entry, newEntry, SnapshotCache } from "./snapshot-cache";
import { snapshotKey } from "./snapshot-key";
import type { Reading, Snapshot } from "./snapshot";
import {
  CHANGEABLE_READS,
  type InvalidatedReads,
  type Invalidation,
  isExplained,
  isNotMade,
} from "../write/invalidation";

/** How long readings are cached, and how much of them. Times are in milliseconds. */
export interface SnapshotLimits extends LifetimeLimits {
  /** The approximate memory limit of all snapshots, in bytes. */
  readonly bytes: number;
  /** The bounds of one read of a collection. */
  readonly bounds: ReadBounds;
}

/**
 * A list with more than `MANY_PAGES` pages stays in the cache, whatever its memory, for at least `STAYS_FOR` milliseconds
 * while it is usable.
 */
const STAYS_FOR = 60_000;

/** How a cached snapshot is requested. */
interface AtHand {
  /** The collection's, where it is known. */
  readonly key?: string;
  /** Whether a stale one is accepted. */
  readonly stale?: boolean;
  /** Whether a caller is answered from it. */
  readonly counted?: boolean;
}

/**
 * The snapshots of Direct Connect for all requests: one per account, region and collection, read by one in-flight
 * read, however many requests need it. A change completes the snapshots that it invalidates, and reads in progress, where
 * its outcome contains all of their rows that it alters. It drops the others, except lists that take long to read. A
 * request that comes after a change was acknowledged is shown that change.
 */
export class Snapshots {
  readonly #cache: SnapshotCache;
  readonly #lifetimes: Lifetimes;
  readonly #reader: CollectionReader;
  readonly #invalidations = new Invalidations(() => this.#neededAfter());
  readonly #origins = new ReadOrigins();
  /** As of the last use of a snapshot. */
  #isReceiving = true;

  /**
   * @param now milliseconds of a monotonic clock.
   * @param receivesInvalidations whether this process receives the changes of other processes. While it does not, no
   * snapshot from before is used, and none that is older than `refreshInterval` or than reading it took.
   */
  constructor(
    clients: Clients,
    private readonly limits: SnapshotLimits,
    readonly now: () => number = () => performance.now(),
    private readonly receivesInvalidations: () => boolean = () => true,
  ) {
    this.#lifetimes = new Lifetimes(limits);
    this.#cache = new SnapshotCache(limits.bytes, (entry) => this.#mustStay(entry));
    this.#reader = new CollectionReader(
      clients,
      this.#cache,
      this.#lifetimes,
      this.#invalidations,
      limits,
      now,
    );
  }

  /** The bounds of one read of a collection. */
  get bounds(): ReadBounds {
    return this.limits.bounds;
  }

  /** The shortest time between two reads of one collection that a caller can force. */
  get refreshInterval(): number {
    return this.limits.refreshInterval;
  }

  /**
   * The cached snapshot. One that is no longer fresh, but within the limit, is used while it is read
   * again in the background.
   * @param notBefore the earliest acceptable time of its read, on this clock.
   */
  at<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
    notBefore: number,
    { key = snapshotKey(collection, place), stale = true, counted = true }: AtHand = {},
  ): Reading<Row> | undefined {
    this.#checkReception();
    const entry = this.#cache.get(key);
    if (entry?.reading === undefined || entry.isDropped) return undefined;
    const now = this.now();
    const isFresh = this.#isFresh(entry, now);
    if (!isFresh && (!stale || now >= this.#lifetimes.staleUntil(entry.reading))) return undefined;
    const reading = this.#reader.completeAgain(key, entry, collection, place);
    if (reading === undefined || !this.#isUsable(reading, notBefore, now)) return undefined;
    if (!isFresh && this.#mayRefresh(entry, now))
      this.#reader.start({ key, entry, collection, place, isRefresh: true });
    if (counted) this.#origins.count(entry.operation, isFresh ? "fresh" : "stale");
    this.#cache.use(key, entry);
    return reading;
  }

  /**
   * Reads a collection, or joins a read in progress.
   * @param notBefore a read that began earlier is not joined, unless it has some of its pages: otherwise callers that
   * insist on it would keep a long list from ever being read to its end.
   * @returns a read that fails with a GatewayError, as `fromAws` makes it, or resolves to the reading.
   */
  read<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
    notBefore: number,
  ): InFlightRead<Reading<Row>> {
    this.#checkReception();
    const key = snapshotKey(collection, place);
    const cachedEntry = this.#cache.get(key);
    const inFlightRead = cachedEntry?.inFlightRead as InFlightRead<Reading<Row>> | undefined; // as in `at`
    const isJoined =
      inFlightRead !== undefined && (inFlightRead.begunAt >= notBefore || inFlightRead.progress.pages > 0);
    this.#origins.count(collection.operation, isJoined ? "joined" : "read");
    if (isJoined) {
      if (cachedEntry !== undefined) cachedEntry.joinedAt = cachedEntry.changes;
      return inFlightRead;
    }
    const now = this.now();
    if (cachedEntry?.failure !== undefined && now < cachedEntry.failure.until) {
      return InFlightRead.failed(now, cachedEntry.failure.error);
    }
    const entry = cachedEntry ?? newEntry(collection, place);
    if (cachedEntry === undefined && this.#lifetimes.isShared(entry.operation)) this.#cache.use(key, entry);
    return this.#reader.start({ key, entry, collection, place, isRefresh: false });
  }

  /**
   * Whether a snapshot of this version is fresh, and no older than `notBefore`: an answer made from it is still
   * valid.
   */
  isCurrent(key: string, version: number, notBefore = -Infinity): boolean {
    this.#checkReception();
    const entry = this.#cache.get(key);
    if (entry?.reading === undefined || entry.isDropped || entry.reading.snapshot.version !== version)
      return false;
    if (entry.listed !== undefined && entry.listed.changes !== entry.changes) return false;
    const now = this.now();
    return this.#isUsable(entry.reading, notBefore, now) && this.#isFresh(entry, now);
  }

  /** The last reading, however old, and whatever has changed since: sufficient for an estimate, not for an answer. */
  lastKnown<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
  ): Snapshot<Row> | undefined {
    const reading = this.#cache.get(snapshotKey(collection, place))?.reading;
    return reading?.snapshot as Snapshot<Row> | undefined; // as in `at`
  }

  /** The same, where it is whole: no row without an identity was left out of it. */
  lastListing<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
  ): Snapshot<Row> | undefined {
    const reading = this.#cache.get(snapshotKey(collection, place))?.reading;
    return reading?.leftOut.size === 0 ? (reading.snapshot as Snapshot<Row>) : undefined; // as in `at`
  }

  /** Whether the readings of an operation are shared with other requests. */
  keeps(operation: ReadOperation): boolean {
    return this.#lifetimes.isShared(operation);
  }

  /** When the cached snapshot of a key was last read, on this clock. */
  readAtOf(key: string): number | undefined {
    return this.#cache.get(key)?.reading?.readAt;
  }

  /**
   * Applies an invalidation: earlier readings are completed by the change or not used any more, and later ones are
   * completed by the change, for as long as AWS's lists may be behind.
   * @param options `isLost`: it is not known whether the change was made, and its caller may have been told so.
   */
  invalidate(invalidation: Invalidation, { isLost = false } = {}): void {
    for (const reads of invalidation.reads) {
      for (const entry of this.#concerned(reads))
        overtake(entry, !isLost && isExplained(invalidation, entry), isNotMade(invalidation));
    }
    this.#invalidations.hold(invalidation, this.now());
  }

  /**
   * Uses no earlier readings of these collections any more, except those that a change can complete: `invalidate`
   * receives the change.
   */
  forget(reads: InvalidatedReads): void {
    for (const entry of this.#concerned(reads)) overtake(entry, true);
  }

  *#concerned({ operations, account, region }: InvalidatedReads): Generator<Entry> {
    for (const entry of this.#cache.values()) {
      if (!operations.includes(entry.operation)) continue;
      if (account !== null && entry.account !== account) continue;
      if (entry.region !== "" && entry.region !== region) continue;
      yield entry;
    }
  }

  /** Uses no earlier readings any more that a change may have invalidated. */
  forgetAll(): void {
    for (const entry of this.#cache.values()) if (CHANGEABLE_READS.has(entry.operation)) drop(entry);
  }

  /**
   * Once this process no longer receives the changes of others, it has missed some: no earlier reading is used any more,
   * not even one of a list that takes long to read.
   */
  #checkReception(): void {
    const isReceiving = this.receivesInvalidations();
    if (this.#isReceiving && !isReceiving) this.forgetAll();
    this.#isReceiving = isReceiving;
  }

  /** The age of the oldest usable snapshot of each operation, in milliseconds. */
  ages(): Map<ReadOperation, number> {
    const ages = new Map<ReadOperation, number>();
    const now = this.now();
    for (const { operation, reading, isDropped } of this.#cache.values()) {
      if (reading === undefined || isDropped) continue;
      if (now >= this.#lifetimes.staleUntil(reading)) continue;
      ages.set(operation, Math.max(ages.get(operation) ?? 0, now - reading.readAt));
    }
    return ages;
  }

  /** How often each source answered each operation, since the start. */
  origins(): ReadonlyMap<string, Readonly<Record<string, number>>> {
    return this.#origins.counts;
  }

  /** The number and the size of the cached snapshots. */
  get size(): { snapshots: number; bytes: number } {
    return this.#cache.size;
  }

  /** For each operation, how many snapshots exceed alone the memory limit of all. */
  oversized(): Map<ReadOperation, number> {
    const counts = new Map<ReadOperation, number>();
    for (const { operation, bytes } of this.#cache.values()) {
      if (bytes > this.#cache.limit) counts.set(operation, (counts.get(operation) ?? 0) + 1);
    }
    return counts;
  }

  /** Aborts all reads in progress. */
  close(): void {
    this.#reader.close();
  }

  #isFresh({ reading, listed }: Entry, now: number): boolean {
    if (reading === undefined || listed?.isDoubtful === true) return false;
    return now < this.#lifetimes.freshUntil(reading);
  }

  /**
   * Whether it is new enough for the caller, for a process that may not receive invalidations, and for its own
   * contents.
   */
  #isUsable(reading: Reading<object>, notBefore: number, now: number): boolean {
    const receivesInvalidations = this.#isReceiving || !CHANGEABLE_READS.has(reading.from.operation);
    const isTrusted = receivesInvalidations && reading.isUndecided !== true;
    const trusted = isTrusted ? notBefore : Math.max(notBefore, now - this.limits.refreshInterval);
    return this.#lifetimes.isNewEnough(reading, trusted, now);
  }

  /** The number of the last change before the oldest reading that later changes must still complete. */
  #neededAfter(): number {
    const now = this.now();
    let neededAfter = this.#reader.neededAfter;
    for (const { listed, reading, isDropped } of this.#cache.values()) {
      if (listed === undefined || reading === undefined || isDropped) continue;
      if (now < this.#lifetimes.staleUntil(reading))
        neededAfter = Math.min(neededAfter, listed.begin.sequence);
    }
    return neededAfter;
  }

  #mayRefresh({ inFlightRead, triedAt, failure }: Entry, now: number): boolean {
    if (inFlightRead !== undefined || now < triedAt + this.limits.refreshInterval) return false;
    return failure === undefined || now >= failure.until;
  }

  /** A snapshot that each request would read again, with many calls, stays while it may be used. */
  #mustStay({ reading, isDropped, bytes }: Entry): boolean {
    if (reading === undefined || isDropped) return false;
    if (reading.pages <= MANY_PAGES && bytes <= this.limits.bytes) return false;
    const until = reading.arrivedAt + Math.max(STAYS_FOR, 2 * took(reading));
    return this.now() < Math.min(until, this.#lifetimes.staleUntil(reading));
  }
}

/**
 * @param isExplained whether the change can complete earlier readings.
 * @param isRefused whether it was not made: what is held may be the reason, so only a list that takes long to read is used.
 */
function overtake(entry: Entry, isExplained: boolean, isRefused = false): void {
  entry.changes += 1;
  if (!isExplained) entry.unexplained = entry.changes;
  const { listed } = entry;
  const isUsed = listed !== undefined && (isExplained || listed.isBehind) && (listed.isLong || !isRefused);
  if (!isUsed) entry.isDropped = true;
}

/** The rows stay for comparison; a read in progress may return the state before the change. */
function drop(entry: Entry): void {
  entry.isDropped = true;
  const { inFlightRead } = entry;
  delete entry.inFlightRead;
  inFlightRead?.abortUnlessWanted();
}
