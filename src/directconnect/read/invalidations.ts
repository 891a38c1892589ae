import type { Place } from "../accounts/accounts";
import type { Collection } from "../collections/collection";
import type { Input, ReadOperation } from "../client/operations";
import { ANY_TIME, bothOrders, type ChangeOrder, isBefore, OPEN_END } from "../write/change-order";
import { type Invalidation, isUnderWay } from "../write/invalidation";
import { listingIn, type RowChange } from "../write/row-change";
import { type Completed, Completion, isGoingAway } from "./completion";
import type { FollowedChange } from "./followed-row";
import { mayBeListedUnder, parentAfter, parentOf } from "./narrowed";

/** A change that AWS's lists may not show yet. */
interface Held {
  readonly id: string;
  readonly regions: ReadonlySet<string>;
  readonly rows: readonly RowChange[];
  readonly order: ChangeOrder;
  /** The number of the change in the order in which this process received them. */
  readonly sequence: number;
  /** On the snapshots' clock. */
  readonly until: number;
  /** The approximate memory that it takes. */
  readonly bytes: number;
}

/** When a read began. */
export interface ReadBegin {
  /** On the snapshots' clock. */
  readonly begunAt: number;
  /** The last change that had been received then. */
  readonly sequence: number;
}

/** The maximum number of changes, and of bytes of memory that they take; the oldest are removed first. */
const MOST = 10_000;
const MOST_BYTES = 32 * 2 ** 20;
/** The memory of a row for each character of its JSON, as in weight.ts. */
const BYTES_OF_CHARACTER = 4;

/**
 * How much longer a change is remembered, so that an older one that arrives late is ignored. In milliseconds. It is
 * remembered even longer if a read began before it that must be completed by it.
 */
const REMEMBERED_MS = 60_000;

/**
 * Changes that AWS's lists may not show yet: readings are completed by them while they are valid, so that a list that
 * is behind does not undo them. AWS answers some of its reads from replicas, which are delayed. The changes count in
 * the order in which they were executed, whenever and however often this process receives them.
 */
export class Invalidations {
  readonly #held = new Map<string, Held>();
  /** Sorted on use, as changes may be more frequent than reads. */
  #sorted: readonly Held[] | undefined;
  #sequence = 0;
  #revision = 0;
  #bytes = 0;
  /** When the validity of the first of them ends. */
  #firstEnd = Infinity;
  /** The highest sequence of a removed change. */
  #forgotten = 0;

  /** @param neededAfter the sequence after which changes are needed by reads that must still be completed. */
  constructor(private readonly neededAfter: () => number = () => Infinity) {}

  /** The number of the last received change. */
  get sequence(): number {
    return this.#sequence;
  }

  /** A number that grows with each received outcome: a list that was completed at the same number is up to date. */
  get revision(): number {
    return this.#revision;
  }

  /** The number of stored changes and the approximate memory that they take. */
  get size(): { readonly changes: number; readonly bytes: number } {
    return { changes: this.#held.size, bytes: this.#bytes };
  }

  /** Whether all changes since the beginning of a read are still stored. */
  knowsSince({ sequence }: ReadBegin): boolean {
    return sequence >= this.#forgotten;
  }

  /**
   * Stores the rows of a change, for as long as it is valid. A known change does not restart its validity, unless it
   * was in progress until now; a change that was in progress, and has no rows now, was not made.
   * @param now on the snapshots' clock.
   */
  hold(invalidation: Invalidation, now: number): void {
    const { id, reads, rows, validMilliseconds, order = ANY_TIME } = invalidation;
    this.#forgetOld(now);
    const heldChange = this.#held.get(id);
    if (heldChange !== undefined || !isUnderWay(invalidation)) this.#revision += 1;
    if (heldChange === undefined && rows.length === 0) return;
    if (heldChange !== undefined && rows.length === 0 && isUnderWay(heldChange)) {
      this.#held.delete(id);
      this.#bytes -= heldChange.bytes;
      this.#sorted = undefined;
      return;
    }
    const settled = heldChange !== undefined && isUnderWay(heldChange) ? undefined : heldChange;
    const isNewlySaid = heldChange === undefined || (isPartial(heldChange) && !isPartial({ rows }));
    const bytes = isNewlySaid ? BYTES_OF_CHARACTER * JSON.stringify(rows).length : heldChange.bytes;
    this.#bytes += bytes - (heldChange?.bytes ?? 0);
    const until = Math.min(settled?.until ?? Infinity, now + validMilliseconds);
    this.#firstEnd = Math.min(this.#firstEnd, until);
    this.#held.set(id, {
      ...{ id, bytes, until },
      regions: heldChange?.regions ?? new Set(reads.map(({ region }) => region)),
      rows: isNewlySaid ? rows : heldChange.rows,
      order: bothOrders(heldChange?.order ?? ANY_TIME, order),
      sequence: settled?.sequence ?? (this.#sequence += 1),
    });
    for (const oldest of this.#held.values()) {
      if (this.#held.size <= MOST && this.#bytes <= MOST_BYTES) break;
      this.#forget(oldest);
    }
    this.#sorted = undefined;
  }

  /** By the beginning of their order. */
  get #ordered(): readonly Held[] {
    return (this.#sorted ??= [...this.#held.values()].sort(byBeginning));
  }

  #forgetOld(now: number): void {
    if (now < this.#firstEnd + REMEMBERED_MS) return;
    const neededAfter = this.neededAfter();
    this.#firstEnd = Infinity;
    for (const held of this.#held.values()) {
      const isOld = now >= held.until + REMEMBERED_MS && held.sequence <= neededAfter;
      if (isOld) this.#forget(held);
      else this.#firstEnd = Math.min(this.#firstEnd, held.until);
    }
  }

  #forget({ id, sequence, bytes }: Held): void {
    this.#held.delete(id);
    this.#bytes -= bytes;
    this.#forgotten = Math.max(this.#forgotten, sequence);
  }

  /**
   * Completes a reading of a collection by the changes that AWS's lists may not show yet, and by those that were received
   * since the read began, as a page may be from before them. A change that was sent since then and has no outcome yet is
   * ignored: no caller has its outcome either.
   */
  complete<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
    listed: readonly Row[],
    begin: ReadBegin,
  ): Completed<Row> {
    const completion = new Completion(collection, place, listed);
    const isElsewhere = this.#elsewhere(collection, listed);
    const applied = this.#ordered.filter(
      (held) =>
        isOfPlace(held, collection, place) && (standingOf(held, begin) !== "later" || !isUnderWay(held)),
    );
    for (const held of applied) {
      const followed = { id: held.id, order: held.order, standing: standingOf(held, begin) };
      if (followed.standing === "over" && held.order.until >= OPEN_END) continue; // it would overlap with all that follow
      for (const change of held.rows) {
        if (isElsewhere(change)) continue;
        const successors = successorsOf(held, change, applied);
        if (successors.some(({ order }) => isBefore(held.order, order))) continue;
        completion.add(change, followed, successors.length > 0 || change.isLeftOut === true);
      }
    }
    return completion.completed;
  }

  /**
   * Whether changes in progress during a read may have hidden rows from it. The deletion of a row can shift others from an
   * unread page to one that was read already, and a row that moved to this parent may not have been there yet.
   * @param pages the number of pages of the read.
   */
  mayHideRows<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
    begin: ReadBegin,
    pages: number,
  ): boolean {
    const parent = parentOf(collection);
    const isNarrowed = Object.keys(collection.input).length > 0;
    const during = (held: Held) => standingOf(held, begin) === "later" || isUnderWay(held);
    return this.#rowsOf(collection, place, during).some((row) => {
      const moved = parentAfter(row);
      if (parent !== undefined && moved === parent) return true;
      return pages > 1 && (isNarrowed || moved !== undefined || isGoingAway(row));
    });
  }

  /** The keys of rows that changes since the beginning of a read have deleted. */
  goneSince<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
    begin: ReadBegin,
  ): ReadonlySet<string> {
    const since = (held: Held) => standingOf(held, begin) === "later" && !isUnderWay(held);
    const gone = this.#rowsOf(collection, place, since).filter(isGoingAway);
    return new Set(gone.map(({ id }) => id));
  }

  #rowsOf<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
    isMeant: (held: Held) => boolean,
  ): RowChange[] {
    const { operation } = collection;
    const { accountId } = place.account;
    return this.#ordered
      .filter((held) => isOfPlace(held, collection, place) && isMeant(held))
      .flatMap(({ rows }) => rows.filter((row) => listingIn(row, operation, accountId) !== undefined));
  }

  /**
   * Finds the changes of rows that are under other parents than that of a read, and that no change moves to it. A
   * partner may order many hosted connections in a minute, and each port is read again after each of its own.
   */
  #elsewhere<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    listed: readonly Row[],
  ): (change: RowChange) => boolean {
    if (parentOf(collection) === undefined) return () => false;
    const changes = this.#ordered.flatMap(({ rows }) => rows);
    if (changes.some((change) => parentAfter(change) !== undefined)) return () => false;
    const here = new Set(listed.map((row) => String(row[collection.key])));
    for (const change of changes) if (mayBeListedUnder(collection, change)) here.add(change.id);
    return ({ by, id }) => by === undefined && !here.has(id);
  }

  /** Whether a read lists the rows under a resource that was made just now: AWS may not have that yet. */
  isUnderNew<Name extends ReadOperation>({ input }: { input: Input<Name> }, begin: ReadBegin): boolean {
    const ids = new Set<unknown>(Object.values(input));
    return this.#ordered.some(
      (held) =>
        standingOf(held, begin) === "valid" &&
        held.rows.some(({ id, isWhole }) => isWhole && ids.has(id) && !this.#isGoneAfter(held, id)),
    );
  }

  /** The parents from which something moved to that of a read: lists that are behind show it there. */
  movedFrom<Name extends ReadOperation>(
    read: { readonly operation: Name; readonly input: Input<Name> },
    begin: ReadBegin,
  ): string[] {
    const parent = parentOf(read);
    if (parent === undefined) return [];
    const moves = this.#ordered.flatMap((held) => (standingOf(held, begin) === "valid" ? held.rows : []));
    return [...new Set(moves.filter((row) => parentAfter(row) === parent).map(({ id }) => id))];
  }

  /** The change that made a resource, where AWS's lists may not show it yet. */
  made(id: string, begin: ReadBegin): RowChange | undefined {
    const held = this.#ordered.filter((each) => standingOf(each, begin) === "valid");
    const making = held.find(({ rows }) => rows.some((row) => isMaking(row, id)));
    if (making === undefined || this.#isGoneAfter(making, id)) return undefined;
    return making.rows.find((row) => isMaking(row, id));
  }

  #isGoneAfter({ order }: Held, id: string): boolean {
    return this.#ordered.some(
      (held) => !isBefore(held.order, order) && held.rows.some((row) => row.id === id && isGoingAway(row)),
    );
  }
}

/** The later changes with the same topic, which replace this one, unless they were executed before it. */
function successorsOf(held: Held, { topic }: RowChange, all: readonly Held[]): readonly Held[] {
  if (topic === undefined) return [];
  return all.filter(
    (other) =>
      other !== held && !isBefore(other.order, held.order) && other.rows.some((row) => row.topic === topic),
  );
}

function isOfPlace(
  { regions }: Held,
  { global }: { readonly global?: boolean | undefined },
  { region }: Place,
): boolean {
  return global === true || regions.has(region);
}

function isMaking(row: RowChange, id: string): boolean {
  return row.id === id && row.isWhole && row.by === undefined;
}

/** Whether members of a row were left out. */
function isPartial({ rows }: { readonly rows: readonly RowChange[] }): boolean {
  return rows.length === 0 || rows.some(({ isLeftOut }) => isLeftOut);
}

function byBeginning({ order: one }: Held, { order: other }: Held): number {
  return one.from === other.from ? 0 : one.from - other.from;
}

function standingOf(
  { sequence, until }: Held,
  { begunAt, sequence: heldChange }: ReadBegin,
): FollowedChange["standing"] {
  if (sequence > heldChange) return "later";
  return begunAt >= until ? "over" : "valid";
}
