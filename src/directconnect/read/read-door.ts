import DataLoader from "dataloader";
import type { Caller } from "../../auth/caller";
import { isNarrow } from "../../auth/grants";
import { GatewayError } from "../../errors";
import { excerpt } from "../../observability/secrets";
import type { ListOf, RootListOf } from "../../types/graph/list";
import type { Page, Unavailable } from "../../types/graph/page";
import type { Accounts, Place } from "../accounts/accounts";
import { type LeftOut, NONE_LEFT_OUT } from "../client/unfit-values";
import { type AnswerTo, answerTo } from "../collections/answer";
import type { Collection } from "../collections/collection";
import { fromAws, isNotFound, isUnreadable } from "../client/failures";
import { passGate, requireOperation } from "./gate";
import { type Expected, likelyPlaces, NOTHING_EXPECTED, type ReadsAhead } from "./prefetch";
import { admit, isHidden, emptySnapshot, visibleRows } from "./narrow-grants";
import type { Input, Operation, ReadOperation } from "../client/operations";
import { type Gathered, unlessFailed } from "./gathered";
import { countWork } from "./work";
import { type ReadBounds, unfinished } from "./read-bounds";
import { DeadlineError, ReadDeadline } from "./read-deadline";
import type { RowReader } from "./row-reader";
import { snapshotKey } from "./snapshot-key";
import { leftOutAt, nothingRead, parentlessAt, unavailableAt, UnavailableReads } from "./unavailable";
import { RowSet } from "../lists/row-set";
import { type Belonging, checkPage, pageOfRows } from "../lists/select";
import type { Reading, Snapshot } from "./snapshot";
import type { Snapshots } from "./snapshots";
import { allMaybePromises, type MaybePromise, mapMaybePromise } from "./maybe-promise";
import { rowsWithoutParent } from "../lists/without-parent";
import { unionOf } from "../lists/union";

/** How one request reads. */
export interface ReadOptions {
  /** The time limit of all its reads together, in milliseconds. */
  readonly deadlineMilliseconds: number;
  /**
   * Returns a signal that is aborted when the client disconnects: no read is waited for any more. Called when a wait
   * begins.
   */
  readonly hangUp?: (() => AbortSignal) | undefined;
  /**
   * The oldest snapshot that its caller accepts, in milliseconds; 0 reads Direct Connect again, as often as that is
   * allowed.
   */
  readonly maxAgeMilliseconds?: number | undefined;
  /** Called for each failed read, once. */
  readonly onUnavailable?: ((unavailable: Unavailable) => void) | undefined;
  /** On the snapshots' clock: data that was read earlier is not used. */
  readonly notBefore?: number | undefined;
}

/** The data that an answer was made from. */
export interface Used {
  /** Each snapshot once. */
  readonly readings: readonly Reading<object>[];
  /** Whether it was made from these alone: nothing was changed, and nothing failed to be read. */
  readonly isWhole: boolean;
}

/** Reads Direct Connect for one request: whole collections and single rows by id, from shared snapshots. */
export class ReadDoor implements ReadsAhead, RowReader {
  /** On the snapshots' clock: data that was read earlier is not used. */
  readonly notBefore: number;
  readonly #deadline: ReadDeadline;
  /** The readings of this request: it sees the same data until its end, whatever is read meanwhile for others. */
  readonly #held = new Map<string, MaybePromise<Reading<object>>>();
  readonly #used = new Map<string, Reading<object>>();
  /** Reads that were started before a field requested them. */
  readonly #ahead = new Map<string, Promise<Reading<object>>>();
  #expected = NOTHING_EXPECTED;
  readonly #loaders = new Map<string, DataLoader<string, object | null>>();
  readonly #unavailable: UnavailableReads;
  /** What the caller's grant hides of the data that this request reads. */
  readonly #withheld = new UnavailableReads();
  #isWhole = true;

  constructor(
    readonly accounts: Accounts,
    private readonly caller: Caller,
    private readonly snapshots: Snapshots,
    private readonly options: ReadOptions,
  ) {
    const {
      deadlineMilliseconds,
      hangUp,
      maxAgeMilliseconds,
      onUnavailable,
      notBefore = -Infinity,
    } = options;
    this.#unavailable = new UnavailableReads(onUnavailable);
    this.#deadline = new ReadDeadline(deadlineMilliseconds, hangUp);
    this.notBefore =
      maxAgeMilliseconds === undefined
        ? notBefore
        : Math.max(notBefore, snapshots.now() - Math.max(maxAgeMilliseconds, snapshots.refreshInterval));
  }

  /** The data that was read so far. */
  get used(): Used {
    return { readings: [...this.#used.values()], isWhole: this.#isWhole && this.unavailable.length === 0 };
  }

  /** The reads that failed so far: their data is missing from the answer, or the answer has an error for it. */
  get unavailable(): readonly Unavailable[] {
    return this.#withheld.isEmpty ? this.failed : [...this.failed, ...this.#withheld.list];
  }

  /** Reads that failed. */
  get failed(): readonly Unavailable[] {
    return this.#unavailable.list;
  }

  /**
   * The place where the relations of a row are read. AWS can list rows of other regions than the one that was called,
   * also of regions that the caller may not read: then the answer says so.
   * @param operation the operation that reads them.
   * @throws GatewayError FORBIDDEN
   */
  placeOf(
    { account, region }: { readonly account: string; readonly region: string },
    operation: ReadOperation,
  ): Place {
    const place = this.accounts.placeIn(account, region);
    if (place === undefined) throw closedRegion(this.closed({ account, region }, operation));
    return place;
  }

  /**
   * The same, where any account may have the relations: an empty list, and the answer says so, where none may be
   * read.
   */
  placesIn(region: string, operation: ReadOperation): readonly Place[] {
    const places = this.accounts.everywhere(region);
    if (places.length === 0) this.closed({ region }, operation);
    return places;
  }

  /**
   * All rows of a collection in a region: those of one account, or of all accounts.
   * @returns an empty list where the region may not be read; the answer then says why.
   */
  gatherIn<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    { account, region }: { readonly account?: string; readonly region: string },
  ): MaybePromise<Gathered<Row>> {
    const own = account === undefined ? undefined : this.accounts.placeIn(account, region);
    const places = account === undefined ? this.accounts.everywhere(region) : own === undefined ? [] : [own];
    if (places.length > 0) return this.gather(collection, places);
    const closed = this.closed({ ...(account && { account }), region }, collection.operation);
    return {
      ...{ rows: [], set: new RowSet<Row>([], collection), unavailable: [closed] },
      failure: closedRegion(closed),
    };
  }

  /**
   * Notes that nothing is read in a region.
   * @param account whose rows would be read; by default any account's.
   */
  closed(
    {
      account = this.accounts.all[0]?.accountId ?? "",
      region,
    }: { readonly account?: string; readonly region: string },
    operation: ReadOperation,
  ): Unavailable {
    const closed = {
      ...{ account, region, operation, code: "FORBIDDEN", retryable: false },
      message: `AWS listed something in region ${excerpt(region)}, which cannot be read: it is not granted, or not known to the gateway. What is related to it is missing.`,
    };
    this.#unavailable.add(closed);
    return closed;
  }

  /**
   * The parent of a row without the member that names it: none, and the answer says so where the row must have one.
   * @param operation the operation that answered the row.
   */
  noParent<Row extends object>(
    collection: Pick<Collection<never, Row, ReadOperation>, "operation" | "lacksParent">,
    row: Row & { readonly account: string },
    member: keyof Row & string,
  ): null {
    if (collection.lacksParent?.(row, member) === false) return null;
    const homes = [this.accounts.place(row.account)];
    for (const one of parentlessAt(collection.operation, homes, [row])) this.#unavailable.add(one);
    return null;
  }

  /** Notes what the caller's grant hides of the requested data. */
  withhold(withheld: Unavailable): void {
    this.#withheld.add(withheld);
  }

  /** Notes that the answer also contains data of no snapshot, and so may not be cached. */
  usedOther(): void {
    this.#isWhole = false;
  }

  /** Notes what was left out of AWS's answer to a change. */
  leftOut(operation: Operation, place: Place, leftOut: LeftOut): void {
    for (const one of leftOutAt(operation, place, leftOut)) this.#unavailable.add(one);
  }

  /** The relations that the rows of lists will need: they are read at the same time as the lists. */
  expect(expected: Expected): void {
    this.#expected = expected;
  }

  /**
   * One page of a collection over accounts and regions.
   * @throws GatewayError where no place could be read: as `nothingRead` makes it.
   */
  list<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    args: RootListOf<object>,
  ): MaybePromise<Page<Row>> {
    checkPage(args, collection.key);
    const places =
      collection.global === true
        ? this.accounts.homes(args.accounts, args.regions)
        : this.accounts.places(args.accounts, args.regions);
    const page = this.#listAt(collection, places, undefined, args);
    if (page instanceof Promise) this.#prefetch(collection, places, args);
    return page;
  }

  /**
   * One page of the rows of a collection, over several places, with the given members.
   * @throws GatewayError as `list` does.
   */
  listWhere<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    places: readonly Place[],
    belonging: Belonging<Row>,
    args: ListOf<object>,
  ): MaybePromise<Page<Row>> {
    checkPage(args, collection.key);
    return this.#listAt(collection, places, belonging, args);
  }

  #listAt<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    places: readonly Place[],
    belonging: Belonging<Row> | undefined,
    args: ListOf<object>,
  ): MaybePromise<Page<Row>> {
    return mapMaybePromise(this.gather(collection, places), (gathered) => {
      const { set, unavailable } = unlessFailed(gathered);
      const parentless = this.#parentless(collection, places, set, { belonging, ...args });
      return pageOfRows(set, args, belonging, [...unavailable, ...parentless]);
    });
  }

  /** Notes the rows that may belong to a list, and do not name its parent. */
  #parentless<Sdk extends object, Row extends object, Name extends ReadOperation>(
    { operation }: Collection<Sdk, Row, Name>,
    places: readonly Place[],
    rows: RowSet<Row>,
    { belonging, filter }: { belonging?: Belonging<Row> | undefined } & Pick<ListOf<object>, "filter">,
  ): readonly Unavailable[] {
    const parentless = parentlessAt(operation, places, rowsWithoutParent(rows, belonging, { filter }));
    for (const one of parentless) this.#unavailable.add(one);
    return parentless;
  }

  /**
   * The rows of a set under a parent, in the order of their keys, and as `unavailable` those that may belong to it: the
   * answer says so.
   */
  under<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    rows: RowSet<Row>,
    belonging: Belonging<Row>,
  ): Pick<Gathered<Row>, "rows" | "unavailable"> {
    const fitting = rows.fitting(Object.entries(belonging), collection.key);
    const unavailable = this.#parentless(collection, [], rows, { belonging });
    return { rows: fitting.map(({ row }) => row), unavailable };
  }

  /**
   * One page of the rows under a parent.
   * @param belonging excludes rows of other parents, where the collection is that of a whole region.
   * @throws GatewayError where it cannot be read, and where AWS refuses the request itself: there is no such parent.
   */
  listUnder<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
    args: ListOf<object>,
    belonging?: Belonging<Row>,
  ): MaybePromise<Page<Row>> {
    checkPage(args, collection.key);
    requireOperation(this.caller, collection.operation);
    return mapMaybePromise(this.#read(collection, place), ({ snapshot, leftOut }) =>
      pageOfRows(snapshot, args, belonging, [
        ...leftOutAt(collection.operation, place, leftOut),
        ...this.#parentless(collection, [place], snapshot, { belonging, ...args }),
      ]),
    );
  }

  /**
   * All rows of a collection over several places, concurrently; a row that two places list appears once. Failed
   * reads are returned with the rows; callers that need at least one successful read call `unlessFailed`.
   */
  gather<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    places: readonly Place[],
  ): MaybePromise<Gathered<Row>> {
    requireOperation(this.caller, collection.operation);
    const { operation } = collection;
    const unavailable: Unavailable[] = [];
    const errors: unknown[] = [];
    const readings = places.map((place) => {
      const reading = this.#read(collection, place);
      if (!(reading instanceof Promise)) return reading;
      return reading.catch((error: unknown) => {
        const failure = unavailableAt(operation, place, error);
        unavailable.push(failure);
        errors.push(error);
        if (!isNotFound(error)) this.#unavailable.add(failure);
        return null;
      });
    });
    return mapMaybePromise(allMaybePromises(readings), (all) => {
      const leftOut = all.flatMap((reading, index) => {
        const place = places[index];
        return reading === null || place === undefined
          ? []
          : leftOutAt(collection.operation, place, reading.leftOut);
      });
      const [first, ...others] = all.flatMap((reading) => (reading === null ? [] : [reading.snapshot]));
      const set = first === undefined ? new RowSet<Row>([], collection) : unionOf([first, ...others]);
      const failure = first === undefined && unavailable.length > 0 ? nothingRead(unavailable, errors) : null;
      return { set, rows: set.rows, unavailable: [...unavailable, ...leftOut], failure };
    });
  }

  /** All rows of a collection in one place. */
  snapshot<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
  ): MaybePromise<Snapshot<Row>> {
    return mapMaybePromise(this.#read(collection, place), ({ snapshot }) => snapshot);
  }

  /**
   * One row by its id. Several that are requested at once are read as the whole collection; a single one by its id,
   * unless the whole collection is fresh.
   * @returns null where Direct Connect has none.
   */
  find<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
    key: string,
  ): MaybePromise<Row | null> {
    const whole = this.#whole(collection, place);
    if (whole !== undefined) return mapMaybePromise(whole, ({ snapshot }) => snapshot.byKey.get(key) ?? null);
    return this.#loaderOf(collection, place).load(key) as Promise<Row | null>; // the loader's key contains the operation
  }

  /**
   * One row that must exist.
   * @throws GatewayError NOT_FOUND
   */
  async get<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
    key: string,
  ): Promise<Row> {
    const row = await this.find(collection, place, key);
    if (row !== null) return row;
    throw new GatewayError(
      "NOT_FOUND",
      `There is no ${collection.title} ${excerpt(key)} in account ${place.account.accountId}, ${place.region}.`,
    );
  }

  /** The last reading of a row; AWS may not list a row that was changed just now. */
  lastKnownRow<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
    key: string,
  ): Row | undefined {
    const alone = collection.byKey && { ...collection, input: collection.byKey(key) };
    return [collection, ...(alone ? [alone] : [])]
      .map((each) => this.snapshots.lastKnown(each, place)?.byKey.get(key))
      .find((row) => row !== undefined);
  }

  /** The bounds of one read of a collection. */
  get bounds(): ReadBounds {
    return this.snapshots.bounds;
  }

  /**
   * The listing that this request has read, including rows that the caller may not see, otherwise the last cached one,
   * of any age; undefined where there is no whole one.
   */
  lastListing<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
  ): Snapshot<Row> | undefined {
    const held = this.#held.get(snapshotKey(collection, place));
    if (held === undefined || held instanceof Promise) return this.snapshots.lastListing(collection, place);
    return held.leftOut.size === 0 ? (held.snapshot as Snapshot<Row>) : undefined; // as in `#readAll`
  }

  /** A `ReadDoor` for the same request that uses no data from before a time of the snapshots' clock. */
  since(moment: number): ReadDoor {
    return new ReadDoor(this.accounts, this.caller, this.snapshots, { ...this.options, notBefore: moment });
  }

  /** Whether this request holds rows of a collection that were read after a time of the snapshots' clock. */
  isHeldSince<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
    moment: number,
  ): boolean {
    const held = this.#held.get(snapshotKey(collection, place));
    return held !== undefined && !(held instanceof Promise) && held.readAt >= moment;
  }

  /** Now, on the snapshots' clock. */
  get now(): number {
    return this.snapshots.now();
  }

  /**
   * A read that is no list.
   * @throws GatewayError as `fromAws` makes it.
   */
  async call<Name extends ReadOperation>(
    operation: Name,
    place: Place,
    input: Input<Name>,
  ): Promise<AnswerTo<Name>> {
    const collection = answerTo(operation, input);
    const grant = passGate(this.caller, operation, place);
    if (isNarrow(grant)) await admit(operation, place, input, grant, this);
    const [row] = (await this.snapshot(collection, place)).rows;
    if (row === undefined) throw new Error("A question has one answer.");
    return row.answer;
  }

  /** The answer depends on its caller: it must not be returned to another, even to one with the same grants. */
  notForOthers(): void {
    this.#isWhole = false;
  }

  /**
   * Starts a read that will be requested, unless a snapshot answers it. Its failure is reported to the read that
   * requests it.
   */
  prefetch<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
  ): void {
    const key = snapshotKey(collection, place);
    if (this.#held.has(key) || this.#ahead.has(key) || !this.#seesAll(collection.operation, place)) return;
    if (this.snapshots.at(collection, place, this.notBefore, { key, counted: false }) !== undefined) return;
    const reading = this.#wait(collection, place);
    reading.catch(() => undefined);
    this.#ahead.set(key, reading);
  }

  #prefetch<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    places: readonly Place[],
    args: ListOf<object>,
  ): void {
    const relations = this.#expected.get(collection.operation);
    if (relations === undefined) return;
    const heldSnapshots = places.map((place) => this.snapshots.lastKnown(collection, place));
    const isKept = this.snapshots.keeps(collection.operation);
    for (const place of likelyPlaces(places, heldSnapshots, args, isKept)) {
      if (!this.#seesAll(collection.operation, place)) continue; // which rows are visible is not guessed
      for (const readAhead of relations) readAhead(this, place);
    }
  }

  #seesAll(operation: ReadOperation, place: Place): boolean {
    try {
      return !isNarrow(passGate(this.caller, operation, place));
    } catch {
      return false; // the read that requests it reports the failure
    }
  }

  /** Removes everything that this request has read: it has changed something. */
  drop(): void {
    this.#held.clear();
    this.#ahead.clear();
    this.#loaders.clear();
    this.#deadline.restart();
    this.#isWhole = false;
  }

  /**
   * A number for each row, including rows that the caller may not see: used capacity is used for all callers.
   * @param figureOf null excludes a row. Its second argument says whether the row may belong to the parent, and AWS left
   * out which one it belongs to: the answer says so.
   * @param options the parent of the rows, and whether rows that AWS does not list yet are excluded.
   */
  async figures<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
    figureOf: (row: Row, isUnsure: boolean) => number | null,
    { belonging, listedOnly = false }: { belonging?: Belonging<Row>; listedOnly?: boolean } = {},
  ): Promise<number[]> {
    const grant = passGate(this.caller, collection.operation, place);
    if (isNarrow(grant)) await admit(collection.operation, place, collection.input, grant, this);
    const { snapshot, added } = await this.#readAll(collection, place);
    const isListed = (row: Row) => !listedOnly || added?.has(String(row[collection.key])) !== true;
    const rows = snapshot.fitting(Object.entries(belonging ?? {}), collection.key).map(({ row }) => row);
    countWork(rows.length);
    this.#parentless(collection, [place], snapshot, { belonging });
    return [
      ...rows.filter(isListed).map((row) => figureOf(row, false)),
      ...rowsWithoutParent(snapshot, belonging, {})
        .filter(isListed)
        .map((row) => figureOf(row, true)),
    ].filter((figure) => figure !== null);
  }

  /** The rows of a collection that the caller may see: every row that a `ReadDoor` returns passes this method. */
  #read<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
  ): MaybePromise<Reading<Row>> {
    const { operation, input } = collection;
    const grant = passGate(this.caller, operation, place);
    const readShown = () =>
      mapMaybePromise(this.#readAll(collection, place), (reading) => {
        const snapshot = visibleRows(operation, reading.snapshot, grant);
        return snapshot === reading.snapshot ? reading : { ...reading, snapshot };
      });
    if (!isNarrow(grant)) return readShown();
    if (isHidden(operation)) return this.#emptySnapshot(collection, place);
    return admit(operation, place, input, grant, this).then(readShown);
  }

  #emptySnapshot<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
  ): Reading<Row> {
    const { account, region } = place;
    return {
      snapshot: emptySnapshot(snapshotKey(collection, place), collection),
      readAt: this.snapshots.now(),
      leftOut: NONE_LEFT_OUT,
      arrivedAt: this.snapshots.now(),
      pages: 0,
      from: { operation: collection.operation, account: account.accountId, region },
    };
  }

  #readAll<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
  ): MaybePromise<Reading<Row>> {
    const key = snapshotKey(collection, place);
    const held = this.#held.get(key);
    if (held !== undefined) return held as MaybePromise<Reading<Row>>; // the key contains the operation, and an operation has one row type
    const atHand = this.snapshots.at(collection, place, this.notBefore, { key });
    if (atHand !== undefined) {
      this.#hold(key, atHand, collection, place);
      return atHand;
    }
    const begun = this.#ahead.get(key) as Promise<Reading<Row>> | undefined; // as above
    this.#ahead.delete(key);
    const reading = begun ?? this.#wait(collection, place);
    this.#held.set(key, reading);
    reading.then(
      (read) => {
        if (this.#held.get(key) === reading) this.#hold(key, read, collection, place);
      },
      (error: unknown) => {
        // The failure stays: rows of one list are read one after the other, and must not repeat a failed read.
        this.#isWhole = false;
        if (isUnreadable(error)) this.#unavailable.add(unavailableAt(collection.operation, place, error));
      },
    );
    return reading;
  }

  #hold<Sdk extends object, Row extends object, Name extends ReadOperation>(
    key: string,
    reading: Reading<object>,
    collection: Collection<Sdk, Row, Name>,
    place: Place,
  ): void {
    this.#held.set(key, reading);
    this.#used.set(key, reading);
    for (const one of leftOutAt(collection.operation, place, reading.leftOut)) this.#unavailable.add(one);
  }

  async #wait<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
  ): Promise<Reading<Row>> {
    const read = this.snapshots.read(collection, place, this.notBefore);
    try {
      return await this.#deadline.waitFor(read);
    } catch (error) {
      const { operation } = collection;
      const where = { operation, account: place.account.accountId, region: place.region };
      const goesOn = error instanceof DeadlineError && !read.isAborted;
      throw goesOn ? unfinished(where, read.progress.pages) : fromAws(error, "read", where);
    }
  }

  /** The whole collection, where this request reads it or it is fresh. */
  #whole<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
  ): MaybePromise<Reading<Row>> | undefined {
    const key = snapshotKey(collection, place);
    if (!this.#held.has(key) && !this.#ahead.has(key)) {
      const fresh = this.snapshots.at(collection, place, this.notBefore, { key, stale: false });
      if (fresh === undefined) return undefined;
      this.#hold(key, fresh, collection, place);
    }
    return this.#read(collection, place);
  }

  #loaderOf<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
  ): DataLoader<string, object | null> {
    const region = collection.global === true ? "" : place.region;
    const key = `${collection.operation} ${place.account.accountId} ${region}`;
    let loader = this.#loaders.get(key);
    if (loader === undefined) {
      loader = new DataLoader<string, object | null>((keys) => this.#findAll(collection, place, keys));
      this.#loaders.set(key, loader);
    }
    return loader;
  }

  async #findAll<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
    keys: readonly string[],
  ): Promise<(Row | null)[]> {
    const [only, ...others] = keys;
    const isAlone = others.length === 0 && this.#whole(collection, place) === undefined;
    if (only !== undefined && isAlone && collection.byKey !== undefined) {
      return [await this.#findOne({ ...collection, input: collection.byKey(only) }, place, only)];
    }
    const { byKey } = await this.snapshot(collection, place);
    return keys.map((key) => byKey.get(key) ?? null);
  }

  async #findOne<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
    key: string,
  ): Promise<Row | null> {
    try {
      return (await this.snapshot(collection, place)).byKey.get(key) ?? null;
    } catch (error) {
      if (isNotFound(error)) return null;
      throw error;
    }
  }
}

function closedRegion({ message }: Unavailable): GatewayError {
  return new GatewayError("FORBIDDEN", message);
}
