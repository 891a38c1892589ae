import type { Place } from "../accounts/accounts";
import type { Collection } from "../collections/collection";
import type { ReadOperation } from "../client/operations";
import type { Reading } from "./snapshot";
import { weightOf } from "./weight";
import type { InFlightRead } from "./in-flight-read";
import type { ReadBegin } from "./invalidations";
import type { Page } from "./paged-read";
import type { ReadBoundError } from "./read-bounds";

/** The rows that AWS listed of a collection, which later changes complete. */
export interface Listed {
  readonly rows: readonly object[];
  /** The beginning of the read. */
  readonly begin: ReadBegin;
  /** The entry's `changes` when the rows were completed last. */
  changes: number;
  /** The revision of the invalidations then. */
  revision: number;
  /** Whether reading it takes long, so that changes must not end its use. */
  readonly isLong: boolean;
  /** Whether it was listed twice in a row, and a change that could not complete it came during both listings. */
  readonly isBehind: boolean;
  /** Whether such changes overlap on a row: the list is not fresh then. */
  readonly isDoubtful: boolean;
}

/** The state of one collection in one place. */
export interface Entry {
  readonly operation: ReadOperation;
  readonly account: string;
  readonly region: string;
  reading?: Reading<object>;
  listed?: Listed | undefined;
  /** The answers that contained its rows, in order; undefined where the rows are in another order. */
  pages?: readonly Page[] | undefined;
  /** The rows are still used for comparison, but not for answers. */
  isDropped: boolean;
  /** The number of received messages about changes that concern it. */
  changes: number;
  /** The value of `changes` at the last change that cannot complete an earlier read. */
  unexplained: number;
  /** The value of `changes` when the last request joined or began the in-flight read. */
  joinedAt: number;
  inFlightRead?: InFlightRead<Reading<object>>;
  /** When the last read began. */
  triedAt: number;
  /** The last read exceeded a bound; until then it is not tried again. */
  failure?: { readonly error: ReadBoundError; readonly until: number };
  bytes: number;
}

export function newEntry<Sdk extends object, Row extends object, Name extends ReadOperation>(
  { operation, global }: Collection<Sdk, Row, Name>,
  { account, region }: Place,
): Entry {
  return {
    operation,
    account: account.accountId,
    region: global === true ? "" : region,
    isDropped: false,
    ...{ changes: 0, unexplained: 0, joinedAt: 0 },
    triedAt: -Infinity,
    bytes: 0,
  };
}

/** Keys contain what a read is narrowed by, such as an id of a caller's choice. The entry and its snapshot name it. */
const BYTES_OF_CHARACTER = 4;

/** The share of the limit that is left to all other entries, however much the entries take that must stay. */
const SHARE_OF_OTHERS = 0.25;

/** The entries by their key, within a bound on memory. */
export class SnapshotCache {
  /** Least recently used first. */
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;

  /**
   * @param limit the approximate memory of all snapshots, in bytes.
   * @param mustStay whether an entry stays although all exceed the limit: each request would read it again.
   */
  constructor(
    readonly limit: number,
    private readonly mustStay: (entry: Entry) => boolean,
  ) {}

  get(key: string): Entry | undefined {
    return this.#entries.get(key);
  }

  /** Stores an entry under its key, as the most recently used one. */
  use(key: string, entry: Entry): void {
    this.#entries.delete(key);
    this.#entries.set(key, entry);
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  values(): IterableIterator<Entry> {
    return this.#entries.values();
  }

  /** The number and the size of the cached snapshots. */
  get size(): { snapshots: number; bytes: number } {
    return { snapshots: this.#entries.size, bytes: this.#bytes };
  }

  /** @param reading undefined where no answer may use it, and its rows have not been read again yet. */
  keep(key: string, entry: Entry, reading: Reading<object> | undefined): void {
    const other = this.#entries.get(key);
    if (other !== undefined && other !== entry) {
      this.#bytes -= other.bytes;
      other.bytes = 0;
    }
    if (entry.bytes === 0 || entry.reading?.snapshot !== reading?.snapshot) {
      this.#bytes -= entry.bytes;
      entry.bytes = BYTES_OF_CHARACTER * key.length + weightOf(reading?.snapshot.rows ?? []);
      this.#bytes += entry.bytes;
    }
    if (reading === undefined) delete entry.reading;
    else entry.reading = reading;
    entry.isDropped = false;
    this.use(key, entry);
    if (this.#bytes > this.limit) this.#shrink(entry);
  }

  #shrink(latest: Entry): void {
    const staying = new Set([...this.#entries.values()].filter(this.mustStay));
    const stayingBytes = [...staying].reduce((sum, { bytes }) => sum + bytes, 0);
    const allowed = stayingBytes + Math.max(this.limit - stayingBytes, this.limit * SHARE_OF_OTHERS);
    for (const [key, entry] of this.#entries) {
      if (this.#bytes <= allowed) return;
      if (staying.has(entry)) continue;
      this.#bytes -= entry.bytes;
      entry.bytes = 0;
      delete entry.reading;
      delete entry.listed;
      delete entry.pages;
      if (entry.inFlightRead === undefined || entry === latest) this.#entries.delete(key);
    }
  }
}
