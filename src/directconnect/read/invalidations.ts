import type { Place } from "../accounts/accounts";
import type { Collection } from "../collections/collection";
import type { Input, ReadOperation } from "../client/operations";
import { ANY_TIME, bothOrders, type ChangeOrder, isBefore, OPEN_END } from "../write/change-order";
import type { Invalidation } from "../write/invalidation";
import type { RowChange } from "../write/row-change";
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
}

/** When a read began. */
export interface ReadBegin {
  /** On the snapshots' clock. */
  readonly begunAt: number;
  /** The last change that had been received then. */
  readonly sequence: number;
}

/** The maximum number of changes; the oldest are removed first. */
const MOST = 10_000;

/** How much longer a change is remembered, so that an older one that arrives late is ignored. In milliseconds. */
const REMEMBERED_MS = 60_000;

/**
 * Changes that AWS's lists may not show yet: readings are completed by them while they are valid, so that a list that
 * is behind does not undo them. AWS answers some of its reads from replicas, which are delayed. The changes count in
 * the order in which they were executed, whenever and however often this process receives them.
 */
export class Invalidations {
  readonly #held = new Map<string, Held>();
  /** By the beginning of their order. */
  #ordered: readonly Held[] = [];
  #sequence = 0;

  /** The number of the last received change. */
  get sequence(): number {
    return this.#sequence;
  }

  /**
   * Stores the rows of a change, for as long as it is valid. A known change does not restart its validity, unless it
   * was in progress until now; a change that was in progress, and has no rows now, was not made.
   * @param now on the snapshots' clock.
   */
  hold({ id, reads, rows, validMilliseconds, order = ANY_TIME }: Invalidation, now: number): void {
    for (const [each, { until }] of this.#held) if (now >= until + REMEMBERED_MS) this.#held.delete(each);
    const heldChange = this.#held.get(id);
    if (heldChange === undefined && (rows.length === 0 || validMilliseconds <= 0)) return;
    if (heldChange !== undefined && rows.length === 0 && isUnderWay(heldChange)) {
      this.#held.delete(id);
      this.#ordered = this.#ordered.filter((held) => held !== heldChange);
      return;
    }
    const settled = heldChange !== undefined && isUnderWay(heldChange) ? undefined : heldChange;
    this.#held.set(id, {
      id,
      regions: heldChange?.regions ?? new Set(reads.map(({ region }) => region)),
      rows:
        heldChange === undefined || (isPartial(heldChange) && !isPartial({ rows })) ? rows : heldChange.rows,
      order: bothOrders(heldChange?.order ?? ANY_TIME, order),
      sequence: settled?.sequence ?? (this.#sequence += 1),
      until: Math.min(settled?.until ?? Infinity, now + validMilliseconds),
    });
    const [oldest] = this.#held.keys();
    if (this.#held.size > MOST && oldest !== undefined) this.#held.delete(oldest);
    this.#ordered = [...this.#held.values()].sort(byBeginning);
  }

  /**
   * Completes a reading of a collection by the changes that had been received when the read began: a request that waits
   * for a read from before a change gets the state from before it.
   */
  complete<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
    listed: readonly Row[],
    begin: ReadBegin,
  ): Completed<Row> {
    const completion = new Completion(collection, place, listed);
    const isElsewhere = this.#elsewhere(collection, listed);
    for (const held of this.#ordered) {
      if (collection.global !== true && !held.regions.has(place.region)) continue;
      const followed = { id: held.id, order: held.order, standing: standingOf(held, begin) };
      if (followed.standing === "over" && held.order.until >= OPEN_END) continue; // it would overlap with all that follow
      for (const change of held.rows) {
        if (isElsewhere(change)) continue;
        const successors = this.#successors(held, change);
        if (successors.some(({ order }) => isBefore(held.order, order))) continue;
        completion.add(change, followed, successors.length > 0 || change.isLeftOut === true);
      }
    }
    return completion.completed;
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

  /** The later changes with the same topic, which replace this one, unless they were executed before it. */
  #successors(held: Held, { topic }: RowChange): readonly Held[] {
    if (topic === undefined) return [];
    return this.#ordered.filter(
      (other) =>
        other !== held && !isBefore(other.order, held.order) && other.rows.some((row) => row.topic === topic),
    );
  }
}

function isMaking(row: RowChange, id: string): boolean {
  return row.id === id && row.isWhole && row.by === undefined;
}

/** Whether members of a row were left out. */
function isPartial({ rows }: { readonly rows: readonly RowChange[] }): boolean {
  return rows.length === 0 || rows.some(({ isLeftOut }) => isLeftOut);
}

/** Whether it may still be executed: its outcome is not known. */
function isUnderWay({ rows, order }: Held): boolean {
  return order.until >= OPEN_END && rows.every(({ isLeftOut }) => isLeftOut);
}

function byBeginning({ order: one }: Held, { order: other }: Held): number {
  return one.from === other.from ? 0 : one.from - other.from;
}

function standingOf(
  { sequence, until }: Held,
  { begunAt, sequence: heldChange }: ReadBegin,
): FollowedChange["standing"] {
  if (begunAt >= until) return "over";
  return sequence > heldChange ? "later" : "valid";
}
