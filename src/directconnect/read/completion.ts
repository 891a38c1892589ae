import type { Place } from "../accounts/accounts";
import type { Collection } from "../collections/collection";
import type { ReadOperation } from "../client/operations";
import { type Listing, listingIn, type RowChange } from "../write/row-change";
import { answerAfter, isAnswer } from "./answer-overlay";
import { type FollowedChange, FollowedRow } from "./followed-row";
import { isNarrowedTo, isOfParent, parentOf, placedUnder } from "./narrowed";
import { rowAfter, answeredBy } from "./row-overlay";
import { isGoing } from "./state-order";

/** Listed rows, completed by changes that the list did not show yet. */
export interface Completed<Row extends object> {
  readonly rows: Row[];
  /** Whether the rows differ from the listed ones. */
  readonly isCompleted: boolean;
  /** The keys of rows that the listing did not show at all. */
  readonly added: ReadonlySet<string>;
  /** Whether changes of a row overlap, so that only AWS's lists can show the result. */
  readonly isUndecided: boolean;
  /** Whether one of those changes was received after the listing began: the listed row may be from before them. */
  readonly isBehind: boolean;
}

/** The index of each row by its key: computed once for each listing, as a cached one is completed many times. */
const PLACES = new WeakMap<readonly object[], ReadonlyMap<string, number>>();

/**
 * Completes the listed rows of one collection, change by change. The cost grows with the changed rows, as long lists are
 * completed many times.
 */
export class Completion<Sdk extends object, Row extends object, Name extends ReadOperation> {
  /** The changed rows, by their index in the listing. */
  readonly #followed = new Map<number, FollowedRow<Row>>();
  /** The changed rows that are not listed, by their key. */
  readonly #unlisted = new Map<string, FollowedRow<Row>>();
  /** The changes of an answer that is no list, by the resource that they concern. */
  readonly #answers = new Map<string, FollowedRow<readonly RowChange[]>>();
  /** Rows that are not listed, and that the list must show eventually. */
  readonly #expected = new Set<FollowedRow<Row>>();

  constructor(
    private readonly collection: Collection<Sdk, Row, Name>,
    private readonly place: Place,
    private readonly listed: readonly Row[],
  ) {}

  /**
   * @param change the next one, by the beginning of its order.
   * @param isDoubtful whether it must not be applied.
   */
  add(change: RowChange, followed: FollowedChange, isDoubtful: boolean): void {
    const listing = this.#listingOf(change);
    const isGoing = isGoingAway(change);
    if (listing === undefined && !isGoing) return;
    if (isAnswer(this.collection)) {
      const row = ofKey(this.#answers, change.id, () => new FollowedRow<readonly RowChange[]>([]));
      if (row.follow(followed, false, isDoubtful)) row.current = [...(row.current ?? []), change];
    } else if (change.by === undefined) {
      const index = this.#places.get(change.id);
      const row =
        index === undefined
          ? ofKey(this.#unlisted, change.id, () => new FollowedRow<Row>(undefined))
          : this.#rowAt(index);
      if (index === undefined && listing?.account != null) this.#expected.add(row);
      const isUnordered = isDoubtful || (followed.standing === "later" && comesBack(row.current, change));
      if (row.follow(followed, isGoing, isUnordered)) row.current = this.#after(row, change, listing);
    } else if (listing !== undefined) this.#addBeside(change, change.by, followed, isDoubtful);
  }

  get completed(): Completed<Row> {
    if (isAnswer(this.collection)) return this.#completedAnswer();
    if (this.#followed.size + this.#unlisted.size === 0) {
      const rows = [...this.listed];
      return { rows, added: new Set(), isCompleted: false, isUndecided: false, isBehind: false };
    }
    const rows: Row[] = [];
    const isHere = (row: Row) => isOfParent(this.collection, row);
    for (const [index, listed] of this.listed.entries()) {
      const row = this.#followed.get(index);
      const current = row === undefined ? listed : row.current;
      if (current !== undefined && isHere(current)) rows.push(current);
    }
    const unlisted = [...this.#unlisted.values()].map(({ current }) => current);
    const added = unlisted.filter((row) => row !== undefined).filter(isHere);
    const followed = [...this.#followed.values()];
    const isChanged = followed.some(({ listed, current }) => listed !== current);
    const expected = [...followed, ...this.#expected];
    return {
      isCompleted: isChanged || added.length > 0 || rows.length !== this.listed.length,
      rows: [...rows, ...added],
      added: new Set(added.map((row) => this.#rowKey(row))),
      isUndecided: expected.some(({ isUndecided }) => isUndecided),
      isBehind: expected.some(({ isBehind }) => isBehind),
    };
  }

  #completedAnswer(): Completed<Row> {
    const changes = [...this.#answers.values()].flatMap(({ current }) => current ?? []);
    const rows = this.listed.map((row) =>
      changes.reduce((after, change) => answerAfter(after, this.collection, change), row),
    );
    return {
      rows,
      isCompleted: rows.some((row, index) => row !== this.listed[index]),
      added: new Set(),
      isUndecided: [...this.#answers.values()].some(({ isUndecided }) => isUndecided),
      isBehind: [...this.#answers.values()].some(({ isBehind }) => isBehind),
    };
  }

  get #places(): ReadonlyMap<string, number> {
    let places = PLACES.get(this.listed);
    if (places === undefined) {
      places = new Map(this.listed.map((row, index) => [this.#rowKey(row), index]));
      PLACES.set(this.listed, places);
    }
    return places;
  }

  #rowAt(index: number): FollowedRow<Row> {
    return ofKey(this.#followed, index, () => new FollowedRow(this.listed[index]));
  }

  /** The row after a change of it, undefined where it is no longer listed or not listed yet. */
  #after(
    { listed, current }: FollowedRow<Row>,
    change: RowChange,
    listing: Listing | undefined,
  ): Row | undefined {
    const { collection } = this;
    if (isGoingAway(change) && listed === undefined) return undefined; // AWS need not list it any more
    if (listing === undefined) return current;
    if (current === undefined && (!change.isWhole || listing.account === null)) return undefined;
    const answeredRow = this.#enter(change);
    if (answeredRow === null) return current;
    const row = current === undefined ? answeredRow : rowAfter(current, answeredRow, change, listed);
    const after = parentOf(collection) === undefined ? row : placedUnder(row, listing.parent);
    return after === current || isNarrowedTo(collection, after) ? after : undefined;
  }

  /** Changes the rows that name the changed resource. */
  #addBeside(change: RowChange, by: string, followed: FollowedChange, isDoubtful: boolean): void {
    for (const [index, listed] of this.listed.entries()) {
      const current = this.#followed.has(index) ? this.#followed.get(index)?.current : listed;
      if (this.#isBeside(current, change, by)) this.#follow(this.#rowAt(index), change, followed, isDoubtful);
    }
    for (const row of this.#unlisted.values())
      if (this.#isBeside(row.current, change, by)) this.#follow(row, change, followed, isDoubtful);
  }

  #isBeside(row: Row | undefined, { id, except }: RowChange, by: string): boolean {
    return row !== undefined && names(row, by, id) && this.#rowKey(row) !== except;
  }

  #follow(row: FollowedRow<Row>, change: RowChange, followed: FollowedChange, isDoubtful: boolean): void {
    const { current } = row;
    if (current === undefined || !row.follow(followed, false, isDoubtful)) return;
    const after = rowAfter(current, answeredBy(change), change, row.listed); // rows have AWS's own states and lists
    row.current = after === current || isNarrowedTo(this.collection, after) ? after : undefined;
  }

  #listingOf(change: RowChange): Listing | undefined {
    return listingIn(change, this.collection.operation, this.place.account.accountId);
  }

  #enter(change: RowChange): Row | null {
    const { enter, key } = this.collection;
    return enter({ ...answeredBy(change), [key]: change.id } as Sdk, this.place); // AWS's own members, as it answered them
  }

  #rowKey(row: Row): string {
    return String(row[this.collection.key]);
  }
}

/** Whether a change says that its row is being deleted, or deleted. */
export function isGoingAway({ by, state, members }: RowChange): boolean {
  return by === undefined && state !== undefined && isGoing(members[state]);
}

/**
 * Whether a row that is being deleted is there again after a change, under the same key. If the listing began before the change, it
 * can show the end of the earlier one or, as a page may be newer, that of this one.
 */
function comesBack(row: object | undefined, { state, members }: RowChange): boolean {
  if (row === undefined || state === undefined || members[state] === undefined) return false;
  return isGoing(memberOf(row, state)) && !isGoing(members[state]);
}

function ofKey<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const existing = map.get(key) ?? make();
  map.set(key, existing);
  return existing;
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
