import type { Place } from "../accounts";
import type { Collection } from "../collections/collection";
import type { Flight } from "../flight";
import type { ReadOperation } from "../operations";
import type { Reading } from "../snapshot";
import { weightOf } from "../weight";
import type { Page } from "./pages";

/** What is known of one collection in one place. */
export interface Entry {
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

export function newEntry<Sdk extends object, Row extends object, Name extends ReadOperation>(
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

/** The entries by their key, within a bound on memory. */
export class SnapshotCache {
  /** The least recently used first. */
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;

  /** @param limit about how many bytes of memory all snapshots may take. */
  constructor(private readonly limit: number) {}

  get(key: string): Entry | undefined {
    return this.#entries.get(key);
  }

  /** Puts an entry under its key; it is the one that was used last. */
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

  /** How much is kept now. */
  get size(): { snapshots: number; bytes: number } {
    return { snapshots: this.#entries.size, bytes: this.#bytes };
  }

  /** @param reading undefined where nobody may be answered from it, and its rows have not come again yet. */
  keep(key: string, entry: Entry, reading: Reading<object> | undefined): void {
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
    this.use(key, entry);
    for (const [oldKey, old] of this.#entries) {
      if (this.#bytes <= this.limit) return;
      this.#bytes -= old.bytes;
      old.bytes = 0;
      delete old.reading;
      delete old.pages;
      if (old.flight === undefined || old === entry) this.#entries.delete(oldKey);
    }
  }
}
