import type { Place } from "./accounts";
import { AnswerBytes } from "./answer-bytes";
import type { Clients } from "./clients";
import type { Collection } from "./collections/collection";
import { fromAws } from "./failures";
import { Flight } from "./flight";
import { immutable, renewed } from "./immutable";
import type { Input, ReadOperation } from "./operations";
import type { Shape } from "./row-set";
import { type Reading, Snapshot } from "./snapshot";
import type { Touched } from "./touched";
import { Turns } from "./turns";
import { weightOf } from "./weight";

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

/**
 * Where an answer came from: what is kept and fresh, what is kept and read anew in the background, a read that was
 * under way, or a read of its own.
 */
type Origins = Record<"fresh" | "stale" | "joined" | "read", number>;

interface Entry {
  readonly operation: ReadOperation;
  readonly account: string;
  readonly region: string;
  reading?: Reading<object>;
  /** The answers that its rows came in, in their order; undefined where the rows stand in another. */
  pages?: readonly Page[] | undefined;
  /** The rows are still good to compare with, but not to answer from. */
  isDropped: boolean;
  flight?: Flight<Reading<object>>;
  /** When the last read began. */
  triedAt: number;
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

/** One answer of a read, by which it is known again. */
interface Page {
  readonly digest: string | undefined;
  /** How many rows came in it. */
  readonly rows: number;
  readonly nextToken: string | undefined;
}

/**
 * What was read of Direct Connect, for all requests: per account, region and collection one snapshot, read by one
 * flight however many ask. A change drops what it touches; a flight that was on its way then still answers those
 * who wait for it, and is not kept.
 */
export class Snapshots {
  /** The least recently used first. */
  readonly #entries = new Map<string, Entry>();
  readonly #turns: Turns;
  readonly #listeners = new Set<(touched: Touched) => void>();
  readonly #origins = new Map<ReadOperation, Origins>();
  #lastVersion = 0;
  #bytes = 0;

  /** @param now milliseconds of a clock that never goes back. */
  constructor(
    private readonly clients: Clients,
    private readonly limits: SnapshotLimits,
    readonly now: () => number = () => performance.now(),
  ) {
    this.#turns = new Turns(limits.concurrency);
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
    { key = keyOf(collection, place), stale = true, counted = true }: AtHand = {},
  ): Reading<Row> | undefined {
    const entry = this.#entries.get(key);
    if (entry?.reading === undefined || entry.isDropped || entry.reading.readAt < notBefore) return undefined;
    const now = this.now();
    const isFresh = now < entry.reading.readAt + this.#freshFor(entry.operation);
    if (!isFresh) {
      if (!stale || now >= entry.reading.readAt + this.#answersFor(entry.operation)) return undefined;
      if (entry.flight === undefined && now >= entry.triedAt + this.limits.refreshInterval) {
        this.#start(entry, key, collection, place).join(); // for the sake of those who come next
      }
    }
    if (counted) this.#count(entry.operation, isFresh ? "fresh" : "stale");
    this.#entries.delete(key);
    this.#entries.set(key, entry);
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
    const key = keyOf(collection, place);
    const known = this.#entries.get(key);
    const isUnderWay = known?.flight !== undefined && known.flight.begunAt >= notBefore;
    this.#count(collection.operation, isUnderWay ? "joined" : "read");
    if (isUnderWay) {
      return known.flight as Flight<Reading<Row>>; // as above
    }
    const isKept = this.#freshFor(collection.operation) > 0;
    const entry = known ?? newEntry(collection, place);
    if (isKept) this.#entries.set(key, entry);
    return this.#start(entry, key, collection, place);
  }

  /** Whether a snapshot of this version is fresh, and no older than `notBefore`: an answer made from it still holds. */
  isCurrent(key: string, version: number, notBefore = -Infinity): boolean {
    const entry = this.#entries.get(key);
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
    const reading = this.#entries.get(keyOf(collection, place))?.reading;
    return reading?.snapshot as Snapshot<Row> | undefined; // as in `at`
  }

  /** When the snapshot that is kept under a key was last read, on this clock. */
  readAtOf(key: string): number | undefined {
    return this.#entries.get(key)?.reading?.readAt;
  }

  /** Forgets what a change touched, and tells who listens, such as other processes. */
  drop(touched: Touched): void {
    this.forget(touched);
    for (const listener of this.#listeners) listener(touched);
  }

  /** Forgets what a change touched that another process made. */
  forget({ operations, account, region }: Touched): void {
    for (const entry of this.#entries.values()) {
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
    for (const { operation, reading, isDropped } of this.#entries.values()) {
      if (reading === undefined || isDropped) continue;
      const age = now - reading.readAt;
      if (age >= this.#answersFor(operation)) continue;
      ages.set(operation, Math.max(ages.get(operation) ?? 0, age));
    }
    return ages;
  }

  /** How often each operation was answered from where, since the start. */
  origins(): ReadonlyMap<string, Readonly<Record<string, number>>> {
    return this.#origins;
  }

  /** How much is kept now. */
  get size(): { snapshots: number; bytes: number } {
    return { snapshots: this.#entries.size, bytes: this.#bytes };
  }

  #count(operation: ReadOperation, origin: keyof Origins): void {
    let counts = this.#origins.get(operation);
    if (counts === undefined)
      this.#origins.set(operation, (counts = { fresh: 0, stale: 0, joined: 0, read: 0 }));
    counts[origin] += 1;
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
            this.#readAll(entry, collection, place, signal),
          );
          const { operation, account, region } = entry;
          const snapshot = this.#compose(entry, key, rows, collection);
          const reading: Reading<Row> = { snapshot, readAt: begunAt, from: { operation, account, region } };
          if (isOnItsWay() || !isShared) {
            const isWanted = isShared || isRepeated(entry.pages, pages);
            entry.pages = isInOrder(snapshot, rows) ? pages : undefined;
            this.#keep(entry, key, isWanted ? reading : undefined);
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
      if (entry.reading === undefined && this.#entries.get(key) === entry) this.#entries.delete(key);
    };
    entry.triedAt = begunAt;
    if (isShared && this.#entries.get(key) === entry) entry.flight = flight;
    return flight;
  }

  /** What an answer says that is the same to the byte as before is at hand already. */
  async #readAll<Sdk extends object, Row extends object, Name extends ReadOperation>(
    { reading, pages = [] }: Entry,
    collection: Collection<Sdk, Row, Name>,
    place: Place,
    abortSignal: AbortSignal,
  ): Promise<{ rows: Row[]; pages: Page[] }> {
    const { operation, input } = collection;
    const known = (reading?.snapshot.rows ?? []) as readonly Row[]; // an entry holds rows of one type, and pages with them
    const before = reading === undefined ? [] : pages;
    const rows: Row[] = [];
    const came: Page[] = [];
    let passed = 0;
    let nextToken: string | undefined;
    do {
      const page: Input<Name> = nextToken === undefined ? input : { ...input, nextToken };
      const earlier = before[came.length];
      const answerBytes = new AnswerBytes(earlier?.digest);
      const output = await this.clients.send("read", place, operation, page, { abortSignal, answerBytes });
      if (earlier !== undefined && answerBytes.areSame) {
        rows.push(...known.slice(passed, passed + earlier.rows));
        came.push(earlier);
      } else {
        const sdkObjects = collection.rowsOf(output) ?? [];
        for (const sdkObject of sdkObjects) rows.push(collection.enter(sdkObject, place));
        const { nextToken } = output as { nextToken?: string }; // absent from the outputs of operations that do not page
        came.push({ digest: answerBytes.digest, rows: sdkObjects.length, nextToken });
      }
      passed += earlier?.rows ?? 0;
      nextToken = came.at(-1)?.nextToken;
    } while (nextToken !== undefined && nextToken !== "");
    return { rows, pages: came };
  }

  /** A row that says the same as before is the same object, and a collection that does is the same snapshot. */
  #compose<Row extends object>(
    { reading }: Entry,
    key: string,
    rows: readonly Row[],
    { key: keyMember, nameMember }: Shape,
  ): Snapshot<Row> {
    const previous = reading?.snapshot as Snapshot<Row> | undefined; // the entry holds rows of one type
    if (previous !== undefined && isSameList(previous.rows, rows)) return previous;
    let isUnchanged = previous?.rows.length === rows.length;
    const kept = rows.map((row) => {
      const before = previous?.byKey.get(String((row as Readonly<Record<string, unknown>>)[keyMember]));
      const now = before === undefined ? row : renewed(before, row);
      if (now === before) return now;
      isUnchanged = false;
      return immutable(now);
    });
    if (isUnchanged && previous !== undefined) return previous;
    this.#lastVersion += 1;
    return new Snapshot(
      key,
      this.#lastVersion,
      Object.freeze(kept),
      { key: keyMember, nameMember },
      previous,
    );
  }

  /** @param reading undefined where nobody may be answered from it, and its rows have not come again yet. */
  #keep(entry: Entry, key: string, reading: Reading<object> | undefined): void {
    const other = this.#entries.get(key);
    if (other !== undefined && other !== entry) {
      this.#bytes -= other.bytes;
      other.bytes = 0;
    }
    if (entry.bytes === 0 || entry.reading?.snapshot !== reading?.snapshot) {
      this.#bytes -= entry.bytes;
      entry.bytes = weightOf(reading?.snapshot.rows ?? []);
      this.#bytes += entry.bytes;
    }
    if (reading === undefined) delete entry.reading;
    else entry.reading = reading;
    entry.isDropped = false;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    for (const [oldKey, old] of this.#entries) {
      if (this.#bytes <= this.limits.bytes) return;
      this.#bytes -= old.bytes;
      old.bytes = 0;
      delete old.reading;
      delete old.pages;
      if (old.flight === undefined || old === entry) this.#entries.delete(oldKey);
    }
  }
}

function isRepeated(before: readonly Page[] | undefined, now: readonly Page[]): boolean {
  return now.some(({ digest }, index) => digest === before?.[index]?.digest);
}

function isSameList(one: readonly object[], other: readonly object[]): boolean {
  return one.length === other.length && one.every((row, index) => row === other[index]);
}

/** Whether a snapshot's rows stand as they were read: an unchanged one is the one before, in whichever order AWS says it now. */
function isInOrder({ rows, shape }: Snapshot<object>, read: readonly object[]): boolean {
  const keyOfRow = (row: object | undefined) => (row as Readonly<Record<string, unknown>>)[shape.key];
  return rows.every((row, index) => keyOfRow(row) === keyOfRow(read[index]));
}

function newEntry<Sdk extends object, Row extends object, Name extends ReadOperation>(
  { operation, global }: Collection<Sdk, Row, Name>,
  { account, region }: Place,
): Entry {
  return {
    operation,
    account: account.accountId,
    region: global === true ? "" : region,
    isDropped: false,
    triedAt: -Infinity,
    bytes: 0,
  };
}

/** Names a collection in a place. */
export function keyOf<Sdk extends object, Row extends object, Name extends ReadOperation>(
  { operation, input, global }: Collection<Sdk, Row, Name>,
  { account, region }: Place,
): string {
  const narrowing = JSON.stringify(input);
  return `${operation} ${account.accountId} ${global === true ? "" : region} ${narrowing}`;
}
