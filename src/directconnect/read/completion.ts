import type { Place } from "../accounts/accounts";
import type { Collection } from "../collections/collection";
import type { ReadOperation } from "../client/operations";
import type { Listing, RowChange } from "../write/row-change";
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
}

/** Completes the listed rows of one collection, change by change. */
export class Completion<Sdk extends object, Row extends object, Name extends ReadOperation> {
  readonly #rows: FollowedRow<Row>[] = [];
  readonly #byKey = new Map<string, FollowedRow<Row>>();
  /** The changes of an answer that is no list, by the resource that they concern. */
  readonly #answers = new Map<string, FollowedRow<readonly RowChange[]>>();
  /** Rows that the list must show eventually. */
  readonly #expected = new Set<FollowedRow<Row>>();
  #isUntouched = true;

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
    this.#begin();
    if (isAnswer(this.collection)) {
      const row = ofKey(this.#answers, change.id, () => new FollowedRow<readonly RowChange[]>([]));
      if (row.follow(followed, false, isDoubtful)) row.current = [...(row.current ?? []), change];
    } else if (change.by === undefined) {
      const row = ofKey(this.#byKey, change.id, () => this.#unlisted());
      if (listing?.account != null) this.#expected.add(row);
      if (row.follow(followed, isGoing, isDoubtful)) row.current = this.#after(row, change, listing);
    } else if (listing !== undefined) this.#addBeside(change, change.by, followed, isDoubtful);
  }

  get completed(): Completed<Row> {
    const added = new Set<string>();
    if (this.#isUntouched) return { rows: [...this.listed], isCompleted: false, added, isUndecided: false };
    if (isAnswer(this.collection)) return this.#completedAnswer();
    const rows: Row[] = [];
    for (const { listed, current } of this.#rows) {
      if (current === undefined || !isOfParent(this.collection, current)) continue;
      rows.push(current);
      if (listed === undefined) added.add(this.#rowKey(current));
    }
    return {
      rows,
      isCompleted:
        rows.length !== this.listed.length || this.#rows.some(({ listed, current }) => listed !== current),
      added,
      isUndecided: [...this.#expected].some(({ isUndecided }) => isUndecided),
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
    };
  }

  /** Most reads are of collections without changes. */
  #begin(): void {
    if (!this.#isUntouched) return;
    this.#isUntouched = false;
    for (const listed of this.listed) {
      const row = new FollowedRow(listed);
      this.#rows.push(row);
      const key = this.#rowKey(listed);
      this.#expected.add(row);
      if (!this.#byKey.has(key)) this.#byKey.set(key, row);
    }
  }

  #unlisted(): FollowedRow<Row> {
    const row = new FollowedRow<Row>(undefined);
    this.#rows.push(row);
    return row;
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
    for (const row of this.#rows) {
      const { current, listed } = row;
      if (current === undefined || !names(current, by, change.id)) continue;
      if (this.#rowKey(current) === change.except || !row.follow(followed, false, isDoubtful)) continue;
      const after = rowAfter(current, answeredBy(change), change, listed); // rows have AWS's own states and lists
      row.current = after === current || isNarrowedTo(this.collection, after) ? after : undefined;
    }
  }

  #listingOf(change: RowChange): Listing | undefined {
    const { accountId } = this.place.account;
    return change.listings.find(
      ({ operation, account }) =>
        operation === this.collection.operation && (account === null || account === accountId),
    );
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

function ofKey<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
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
