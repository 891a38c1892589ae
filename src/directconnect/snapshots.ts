import type { Place } from "./accounts";
import type { Clients } from "./clients";
import type { Collection } from "./collections/collection";
import { fromAws } from "./failures";
import { Flight } from "./flight";
import type { ReadOperation } from "./operations";
import { composeSnapshot, isInOrder } from "./read/compose-snapshot";
import { isRepeated, readPages } from "./read/pages";
import { ReadOrigins } from "./read/read-origins";
import { type Entry, newEntry, SnapshotCache } from "./read/snapshot-cache";
import { snapshotKey } from "./read/snapshot-key";
import type { Reading, Snapshot } from "./snapshot";
import type { Touched } from "./touched";
import { Turns } from "./turns";

/** How long what was read is kept, and how much of it. Times are in milliseconds. */
export interface SnapshotLimits {
  /**
   * How long a snapshot is fresh. At 0 nobody is answered from one: each request reads for itself, and rows are only
   * kept where they come again and again, so that they need not be made of the same answer once more.
   */
  freshFor: number;
  /** The same for single operations. */
  freshForByOperation?: Readonly<Partial<Record<ReadOperation, number>>>;
  /** How much longer it is answered from while it is read again. */
  staleFor: number;
  /** The shortest time between two reads of one collection that a caller, or failures, can force. */
  refreshInterval: number;
  /** How many collections are read at once in each account and region. */
  concurrency: number;
  /** About how many bytes of memory all snapshots may take. */
  bytes: number;
}

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
  readonly #turns: Turns;
  readonly #listeners = new Set<(touched: Touched) => void>();
  readonly #origins = new ReadOrigins();
  #lastVersion = 0;

  /** @param now milliseconds of a clock that never goes back. */
  constructor(
    private readonly clients: Clients,
    private readonly limits: SnapshotLimits,
    readonly now: () => number = () => performance.now(),
  ) {
    this.#turns = new Turns(limits.concurrency);
    this.#cache = new SnapshotCache(limits.bytes);
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
    if (entry?.reading === undefined || entry.isDropped || entry.reading.readAt < notBefore) return undefined;
    const now = this.now();
    const isFresh = now < entry.reading.readAt + this.#freshFor(entry.operation);
    if (!isFresh) {
      if (!stale || now >= entry.reading.readAt + this.#answersFor(entry.operation)) return undefined;
      if (entry.flight === undefined && now >= entry.triedAt + this.limits.refreshInterval) {
        this.#start(entry, key, collection, place).join(); // for the sake of those who come next
      }
    }
    if (counted) this.#origins.count(entry.operation, isFresh ? "fresh" : "stale");
    this.#cache.use(key, entry);
    return entry.reading as Reading<Row>; // the key holds the operation, and an operation has one row type
  }

  /**
   * Reads, unless it is being read already.
   * @param notBefore a flight that began earlier is not joined.
   * @returns a flight that ends in a GatewayError, as `fromAws` makes it, or in what was read.
   */
  read<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
    notBefore: number,
  ): Flight<Reading<Row>> {
    const key = snapshotKey(collection, place);
    const known = this.#cache.get(key);
    const isUnderWay = known?.flight !== undefined && known.flight.begunAt >= notBefore;
    this.#origins.count(collection.operation, isUnderWay ? "joined" : "read");
    if (isUnderWay) {
      return known.flight as Flight<Reading<Row>>; // as in `at`
    }
    const isKept = this.#freshFor(collection.operation) > 0;
    const entry = known ?? newEntry(collection, place);
    if (isKept && known === undefined) this.#cache.use(key, entry);
    return this.#start(entry, key, collection, place);
  }

  /** Whether a snapshot of this version is fresh, and no older than `notBefore`: an answer made from it still holds. */
  isCurrent(key: string, version: number, notBefore = -Infinity): boolean {
    const entry = this.#cache.get(key);
    if (entry?.reading === undefined || entry.isDropped || entry.reading.snapshot.version !== version)
      return false;
    const { readAt } = entry.reading;
    return readAt >= notBefore && this.now() < readAt + this.#freshFor(entry.operation);
  }

  /** What was last read, however long ago, and whatever has changed since: good for a guess, not for an answer. */
  lastKnown<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
  ): Snapshot<Row> | undefined {
    const reading = this.#cache.get(snapshotKey(collection, place))?.reading;
    return reading?.snapshot as Snapshot<Row> | undefined; // as in `at`
  }

  /** When the snapshot that is kept under a key was last read, on this clock. */
  readAtOf(key: string): number | undefined {
    return this.#cache.get(key)?.reading?.readAt;
  }

  /** Forgets what a change touched, and tells who listens, such as other processes. */
  drop(touched: Touched): void {
    this.forget(touched);
    for (const listener of this.#listeners) listener(touched);
  }

  /** Forgets what a change touched that another process made. */
  forget({ operations, account, region }: Touched): void {
    for (const entry of this.#cache.values()) {
      if (!operations.includes(entry.operation)) continue;
      if (account !== null && entry.account !== account) continue;
      if (entry.region !== "" && entry.region !== region) continue;
      entry.isDropped = true;
      delete entry.flight; // it may bring what was true before the change
    }
  }

  /** @returns stops the telling. */
  onDropped(listener: (touched: Touched) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** How old the oldest of each operation is that may still be answered from, in milliseconds. */
  ages(): Map<ReadOperation, number> {
    const ages = new Map<ReadOperation, number>();
    const now = this.now();
    for (const { operation, reading, isDropped } of this.#cache.values()) {
      if (reading === undefined || isDropped) continue;
      const age = now - reading.readAt;
      if (age >= this.#answersFor(operation)) continue;
      ages.set(operation, Math.max(ages.get(operation) ?? 0, age));
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

  #freshFor(operation: ReadOperation): number {
    return this.limits.freshForByOperation?.[operation] ?? this.limits.freshFor;
  }

  /** How long after it was read a snapshot may be answered from; where it may not, it is only kept to compare with. */
  #answersFor(operation: ReadOperation): number {
    const freshFor = this.#freshFor(operation);
    return freshFor === 0 ? 0 : freshFor + this.limits.staleFor;
  }

  #start<Sdk extends object, Row extends object, Name extends ReadOperation>(
    entry: Entry,
    key: string,
    collection: Collection<Sdk, Row, Name>,
    place: Place,
  ): Flight<Reading<Row>> {
    const begunAt = this.now();
    const isShared = this.#answersFor(entry.operation) > 0;
    const flight = new Flight<Reading<Row>>(
      begunAt,
      async (signal) => {
        try {
          const { rows, pages } = await this.#turns.take(place, signal, () =>
            readPages(this.clients, collection, place, entry, signal),
          );
          const { operation, account, region } = entry;
          const previous = entry.reading?.snapshot as Snapshot<Row> | undefined; // as in `at`
          const snapshot = composeSnapshot(previous, key, rows, collection, () => (this.#lastVersion += 1));
          const leftOut = pages.reduce((sum, page) => sum + page.leftOut, 0);
          const from = { operation, account, region };
          const reading: Reading<Row> = { snapshot, readAt: begunAt, leftOut, from };
          if (isOnItsWay() || !isShared) {
            const isWanted = isShared || isRepeated(entry.pages, pages);
            entry.pages = isInOrder(snapshot, rows) ? pages : undefined;
            this.#cache.keep(key, entry, isWanted ? reading : undefined);
          }
          return reading;
        } catch (error) {
          const { operation } = collection;
          throw fromAws(error, "read", { operation, account: place.account.accountId, region: place.region });
        } finally {
          end();
        }
      },
      () => end(),
    );
    const isOnItsWay = () => entry.flight === (flight as Flight<Reading<object>>);
    const end = () => {
      if (!isOnItsWay()) return;
      delete entry.flight;
      if (entry.reading === undefined && this.#cache.get(key) === entry) this.#cache.delete(key);
    };
    entry.triedAt = begunAt;
    if (isShared && this.#cache.get(key) === entry) entry.flight = flight;
    return flight;
  }
}
