import type { Place } from "../accounts/accounts";
import type { Clients } from "../client/clients";
import type { Collection } from "../collections/collection";
import type { ReadOperation } from "../client/operations";
import { CollectionReader } from "./collection-reader";
import { InFlightRead } from "./in-flight-read";
import { Invalidations } from "./invalidations";
import { type LifetimeLimits, Lifetimes, took } from "./lifetimes";
import type { ReadBounds } from "./read-bounds";
import { ReadOrigins } from "./read-origins";
import { type Entry, newEntry, SnapshotCache } from "./snapshot-cache";
import { snapshotKey } from "./snapshot-key";
import type { Reading, Snapshot } from "./snapshot";
import { CHANGEABLE_READS, type InvalidatedReads, type Invalidation } from "../write/invalidation";

/** How long what was read is kept, and how much of it. Times are in milliseconds. */
export interface SnapshotLimits extends LifetimeLimits {
  /** About how many bytes of memory all snapshots may take. */
  readonly bytes: number;
  /** What reading one collection may take. */
  readonly bounds: ReadBounds;
}

/** A list of more pages stays, whatever memory it takes, while it is answered from, for this long at least. */
const MANY_PAGES = 10;
const STAYS_FOR = 60_000;

/** How one that is at hand is asked for. */
interface AtHand {
  /** The collection's, where it is known. */
  readonly key?: string;
  /** Whether one that is no longer fresh will do. */
  readonly stale?: boolean;
  /** Whether somebody is answered from it. */
  readonly counted?: boolean;
}

/**
 * What was read of Direct Connect, for all requests: per account, region and collection one snapshot, read by one
 * flight however many ask. A change drops what it touches; a flight that was on its way then still answers those
 * who wait for it, and is not kept.
 */
export class Snapshots {
  readonly #cache: SnapshotCache;
  readonly #lifetimes: Lifetimes;
  readonly #reader: CollectionReader;
  readonly #invalidations = new Invalidations();
  readonly #origins = new ReadOrigins();

  /**
   * @param now milliseconds of a clock that never goes back.
   * @param receivesInvalidations whether this process hears of the changes that other processes make. While it does not, nothing is
   * answered from that is older than `refreshInterval`.
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

  /** What reading one collection may take. */
  get bounds(): ReadBounds {
    return this.limits.bounds;
  }

  /** The shortest time between two reads of one collection that a caller can force. */
  get refreshInterval(): number {
    return this.limits.refreshInterval;
  }

  /**
   * What is at hand. One that is no longer fresh, but within the limit, is answered from once more while it is read
   * again in the background.
   * @param notBefore the oldest that will do, on this clock.
   */
  at<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
    notBefore: number,
    { key = snapshotKey(collection, place), stale = true, counted = true }: AtHand = {},
  ): Reading<Row> | undefined {
    const entry = this.#cache.get(key);
    if (entry?.reading === undefined || entry.isDropped) return undefined;
    const now = this.now();
    if (!this.#isUsable(entry.reading, notBefore, now)) return undefined;
    const isFresh = now < this.#lifetimes.freshUntil(entry.reading);
    if (!isFresh) {
      if (!stale || now >= this.#lifetimes.staleUntil(entry.reading)) return undefined;
      if (this.#mayRefresh(entry, now))
        this.#reader.start({ key, entry, collection, place, isRefresh: true });
    }
    if (counted) this.#origins.count(entry.operation, isFresh ? "fresh" : "stale");
    this.#cache.use(key, entry);
    return entry.reading as Reading<Row>; // the key holds the operation, and an operation has one row type
  }

  /**
   * Reads, unless it is being read already.
   * @param notBefore a read that began earlier is not joined, unless it has some of its pages: a long list would never
   * be read to its end for those who insist.
   * @returns a read that ends in a GatewayError, as `fromAws` makes it, or in what was read.
   */
  read<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
    notBefore: number,
  ): InFlightRead<Reading<Row>> {
    const key = snapshotKey(collection, place);
    const cachedEntry = this.#cache.get(key);
    const inFlightRead = cachedEntry?.inFlightRead as InFlightRead<Reading<Row>> | undefined; // as in `at`
    const isJoined =
      inFlightRead !== undefined && (inFlightRead.begunAt >= notBefore || inFlightRead.progress.pages > 0);
    this.#origins.count(collection.operation, isJoined ? "joined" : "read");
    if (isJoined) return inFlightRead;
    const now = this.now();
    if (cachedEntry?.failure !== undefined && now < cachedEntry.failure.until) {
      return InFlightRead.failed(now, cachedEntry.failure.error);
    }
    const entry = cachedEntry ?? newEntry(collection, place);
    if (cachedEntry === undefined && this.#lifetimes.isShared(entry.operation)) this.#cache.use(key, entry);
    return this.#reader.start({ key, entry, collection, place, isRefresh: false });
  }

  /** Whether a snapshot of this version is fresh, and no older than `notBefore`: an answer made from it still holds. */
  isCurrent(key: string, version: number, notBefore = -Infinity): boolean {
    const entry = this.#cache.get(key);
    if (entry?.reading === undefined || entry.isDropped || entry.reading.snapshot.version !== version)
      return false;
    const now = this.now();
    return this.#isUsable(entry.reading, notBefore, now) && now < this.#lifetimes.freshUntil(entry.reading);
  }

  /** What was last read, however long ago, and whatever has changed since: good for a guess, not for an answer. */
  lastKnown<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
  ): Snapshot<Row> | undefined {
    const reading = this.#cache.get(snapshotKey(collection, place))?.reading;
    return reading?.snapshot as Snapshot<Row> | undefined; // as in `at`
  }

  /** Whether what an operation reads is kept for other requests. */
  keeps(operation: ReadOperation): boolean {
    return this.#lifetimes.isShared(operation);
  }

  /** When the snapshot that is kept under a key was last read, on this clock. */
  readAtOf(key: string): number | undefined {
    return this.#cache.get(key)?.reading?.readAt;
  }

  /**
   * Applies what a change invalidates: what was read before is not used any more, and what is read from now on is
   * completed by the change, for as long as AWS's lists may lag behind it.
   */
  invalidate(invalidation: Invalidation): void {
    for (const reads of invalidation.reads) this.forget(reads);
    this.#invalidations.hold(invalidation, this.now());
  }

  /** Uses nothing any more that was read of these until now. */
  forget({ operations, account, region }: InvalidatedReads): void {
    for (const entry of this.#cache.values()) {
      if (!operations.includes(entry.operation)) continue;
      if (account !== null && entry.account !== account) continue;
      if (entry.region !== "" && entry.region !== region) continue;
      drop(entry);
    }
  }

  /** Uses nothing any more that was read until now and that a change may have invalidated. */
  forgetAll(): void {
    for (const entry of this.#cache.values()) if (CHANGEABLE_READS.has(entry.operation)) drop(entry);
  }

  /** How old the oldest of each operation is that may still be answered from, in milliseconds. */
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

  /** How often each operation was answered from where, since the start. */
  origins(): ReadonlyMap<string, Readonly<Record<string, number>>> {
    return this.#origins.counts;
  }

  /** How much is kept now. */
  get size(): { snapshots: number; bytes: number } {
    return this.#cache.size;
  }

  /** How many snapshots of each operation take more memory, each alone, than all may together. */
  oversized(): Map<ReadOperation, number> {
    const counts = new Map<ReadOperation, number>();
    for (const { operation, bytes } of this.#cache.values()) {
      if (bytes > this.#cache.limit) counts.set(operation, (counts.get(operation) ?? 0) + 1);
    }
    return counts;
  }

  /** Ends whatever is being read. */
  close(): void {
    this.#reader.close();
  }

  /** Whether it is new enough for a caller, for a process that may not hear of changes, and for what it holds. */
  #isUsable(reading: Reading<object>, notBefore: number, now: number): boolean {
    const receivesInvalidations =
      this.receivesInvalidations() || !CHANGEABLE_READS.has(reading.from.operation);
    const isTrusted = receivesInvalidations && reading.isUndecided !== true;
    const trusted = isTrusted ? notBefore : Math.max(notBefore, now - this.limits.refreshInterval);
    return this.#lifetimes.isNewEnough(reading, trusted, now);
  }

  #mayRefresh({ inFlightRead, triedAt, failure }: Entry, now: number): boolean {
    if (inFlightRead !== undefined || now < triedAt + this.limits.refreshInterval) return false;
    return failure === undefined || now >= failure.until;
  }

  /** What each request would read anew, at the cost of many calls, stays while it is answered from. */
  #mustStay({ reading, isDropped, bytes }: Entry): boolean {
    if (reading === undefined || isDropped) return false;
    if (reading.pages <= MANY_PAGES && bytes <= this.limits.bytes) return false;
    const until = reading.arrivedAt + Math.max(STAYS_FOR, 2 * took(reading));
    return this.now() < Math.min(until, this.#lifetimes.staleUntil(reading));
  }
}

/** The rows stay for comparing; a read that is on its way may bring what was true before. */
function drop(entry: Entry): void {
  entry.isDropped = true;
  const { inFlightRead } = entry;
  delete entry.inFlightRead;
  inFlightRead?.abortUnlessWanted();
}
