import type { Place } from "../accounts/accounts";
import type { Collection } from "../collections/collection";
import type { Input, ReadOperation } from "../client/operations";
import type { Invalidation } from "../write/invalidation";
import type { Listing, RowChange } from "../write/row-change";
import { answerAfter, isAnswer } from "./answer-overlay";
import { isNarrowedTo, isUnder } from "./narrowed";
import { rowAfter, toldBy } from "./row-overlay";
import { isGoing } from "./state-order";

/** A change that AWS's lists may not show yet. */
interface Held {
  readonly id: string;
  readonly regions: ReadonlySet<string>;
  readonly rows: readonly RowChange[];
  readonly sequence: number;
  /** On the snapshots' clock. */
  readonly until: number;
}

/** When a read began. */
export interface ReadBegin {
  /** On the snapshots' clock. */
  readonly begunAt: number;
  /** The last change that was known then. */
  readonly sequence: number;
}

/** What was listed, completed by the changes that it did not show yet. */
export interface Completed<Row extends object> {
  readonly rows: Row[];
  /** Whether these are not just what was listed. */
  readonly isCompleted: boolean;
  /** The keys of rows that the listing did not show at all. */
  readonly added: ReadonlySet<string>;
}

/** How many changes are held at most; the oldest go first. */
const MOST = 10_000;

/**
 * Changes that AWS's lists may not show yet: what is read while they are valid is completed by them, so that a list that
 * lags does not undo them. AWS answers some of its reads from copies, which follow at their own pace.
 */
export class Invalidations {
  /** The oldest first. */
  readonly #held = new Map<string, Held>();
  #sequence = 0;

  /** That of the last change that is known. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Holds what a change says of rows, for as long as it is valid. @param now on the snapshots' clock. */
  hold({ id, reads, rows, validMilliseconds }: Invalidation, now: number): void {
    this.#forgetOver(now);
    if (rows.length === 0 || validMilliseconds <= 0) return;
    for (const row of rows) {
      if (row.by === undefined && isGoingAway(row)) this.#neverAdd(row.id);
      if (row.topic !== undefined) this.#forgetTopic(row.topic);
    }
    const regions = new Set(reads.map(({ region }) => region));
    this.#held.delete(id);
    this.#sequence += 1;
    this.#held.set(id, { id, regions, rows, sequence: this.#sequence, until: now + validMilliseconds });
    const [oldest] = this.#held.keys();
    if (this.#held.size > MOST && oldest !== undefined) this.#held.delete(oldest);
  }

  /**
   * Completes what was read of a collection by the changes that were known when the read began: who waits for a read
   * that began before a change is answered as of then.
   */
  complete<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
    listed: readonly Row[],
    { begunAt, sequence: known }: ReadBegin,
  ): Completed<Row> {
    let rows: Row[] | undefined;
    let isCompleted = false;
    const added = new Set<string>();
    for (const { regions, rows: changes, sequence, until } of this.#held.values()) {
      if (sequence > known || begunAt >= until || !(collection.global === true || regions.has(place.region)))
        continue;
      for (const change of changes) {
        const listing = listingOf(change, collection.operation, place);
        if (listing === undefined) continue;
        const before = rows ?? [...listed];
        rows = completed(before, collection, place, change, listing, added);
        isCompleted ||= rows !== before;
      }
    }
    return { rows: rows ?? [...listed], isCompleted, added };
  }

  /** Whether a read asks for what is under something that was made just now: AWS may not know that yet. */
  isUnderNew<Name extends ReadOperation>({ input }: { input: Input<Name> }, begin: ReadBegin): boolean {
    const ids = new Set<unknown>(Object.values(input));
    return [...this.#held.values()].some(
      ({ sequence, until, rows }) =>
        sequence <= begin.sequence &&
        begin.begunAt < until &&
        rows.some(({ id, isWhole }) => isWhole && ids.has(id)),
    );
  }

  /** What was deleted since is not added any more to a list that no longer shows it. */
  #neverAdd(rowId: string): void {
    for (const [id, held] of this.#held) {
      if (!held.rows.some((row) => row.id === rowId && row.isWhole)) continue;
      const rows = held.rows.map((row) => (row.id === rowId ? { ...row, isWhole: false } : row));
      this.#held.set(id, { ...held, rows });
    }
  }

  #forgetTopic(topic: string): void {
    for (const [id, held] of this.#held) {
      const rows = held.rows.filter((row) => row.topic !== topic);
      if (rows.length < held.rows.length) this.#held.set(id, { ...held, rows });
    }
  }

  #forgetOver(now: number): void {
    for (const [id, { until }] of this.#held) if (now >= until) this.#held.delete(id);
  }
}

function listingOf(change: RowChange, operation: ReadOperation, { account }: Place): Listing | undefined {
  return change.listings.find(
    (listing) =>
      listing.operation === operation && (listing.account === null || listing.account === account.accountId),
  );
}

function completed<Sdk extends object, Row extends object, Name extends ReadOperation>(
  rows: Row[],
  collection: Collection<Sdk, Row, Name>,
  place: Place,
  change: RowChange,
  listing: Listing,
  added: Set<string>,
): Row[] {
  if (isAnswer(collection)) {
    const after = rows.map((row) => answerAfter(row, collection, change));
    return after.every((row, index) => row === rows[index]) ? rows : after;
  }
  const { key } = collection;
  if (change.by !== undefined) return besideAfter(rows, collection, change, change.by);
  const isListedHere = isUnder(collection, listing.parent);
  const index = rows.findIndex((row) => row[key] === change.id);
  const listed = rows[index];
  if (listed === undefined) {
    if (!change.isWhole || listing.account === null || !isListedHere || isGoingAway(change)) return rows;
    const told = enter(collection, place, change);
    if (told === null || !isNarrowedTo(collection, told)) return rows;
    added.add(change.id);
    return [...rows, told];
  }
  if (!isListedHere) return without(rows, index);
  const told = enter(collection, place, change);
  const after = told === null ? listed : rowAfter(listed, told, change);
  if (after === listed) return rows;
  return isNarrowedTo(collection, after)
    ? rows.map((row) => (row === listed ? after : row))
    : without(rows, index);
}

/** The listed rows that name what was changed, as they are after the change. */
function besideAfter<Sdk extends object, Row extends object, Name extends ReadOperation>(
  rows: Row[],
  collection: Collection<Sdk, Row, Name>,
  change: RowChange,
  by: string,
): Row[] {
  const after = rows.map((row) => {
    const isMeant = names(row, by, change.id) && row[collection.key] !== change.except;
    return isMeant ? rowAfter(row, toldBy(change), change) : row; // states and lists are in rows as AWS has them
  });
  if (after.every((row, index) => row === rows[index])) return rows;
  return after.filter((row, index) => row === rows[index] || isNarrowedTo(collection, row));
}

function names(row: object, by: string, id: string): boolean {
  const [member = "", inner] = by.split(".");
  const value = memberOf(row, member);
  if (inner === undefined) return value === id;
  return Array.isArray(value) && value.some((element: unknown) => memberOf(element, inner) === id);
}

function memberOf(object: unknown, member: string): unknown {
  return (object as Readonly<Record<string, unknown>>)[member]; // rows and their elements are plain objects
}

function enter<Sdk extends object, Row extends object, Name extends ReadOperation>(
  { enter, key }: Collection<Sdk, Row, Name>,
  place: Place,
  change: RowChange,
): Row | null {
  return enter({ ...toldBy(change), [key]: change.id } as Sdk, place); // AWS's own members, as it answered them
}

function isGoingAway({ state, members }: RowChange): boolean {
  return state !== undefined && isGoing(members[state]);
}

function without<Row>(rows: readonly Row[], index: number): Row[] {
  return rows.filter((_row, each) => each !== index);
}
