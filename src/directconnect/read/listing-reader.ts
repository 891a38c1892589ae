import type { Place } from "../accounts/accounts";
import type { Clients } from "../client/clients";
import { fromAws, isNotFound } from "../client/failures";
import type { ReadOperation } from "../client/operations";
import type { Collection } from "../collections/collection";
import { isAnswer } from "./answer-overlay";
import type { Invalidations, ReadBegin } from "./invalidations";
import { underParent } from "./narrowed";
import { tagsOfNew, withTags } from "./new-tags";
import { type Page, PagedRead, type ReadBefore, type ReadRun } from "./paged-read";

/** The collection of a listing, and its previous reading. */
interface ListingOf<Sdk extends object, Row extends object, Name extends ReadOperation> {
  readonly collection: Collection<Sdk, Row, Name>;
  readonly place: Place;
  readonly before: ReadBefore;
}

/** All pages that AWS returned for a collection. */
export interface Listing<Row extends object> {
  readonly rows: readonly Row[];
  readonly pages: readonly Page[];
  readonly begin: ReadBegin;
  /** Whether the rows are those of the pages, in their order, and no others. */
  readonly isAsPaged: boolean;
}

/** Lists a collection, also where AWS refuses to list a resource that it does not have everywhere yet. */
export class ListingReader {
  /** @param now milliseconds of a clock that never goes back. */
  constructor(
    private readonly clients: Clients,
    private readonly invalidations: Invalidations,
    private readonly now: () => number,
  ) {}

  /** @throws ReadBoundError; whatever the SDK throws; `fromAws` says what it means. */
  async list<Sdk extends object, Row extends object, Name extends ReadOperation>(
    of: ListingOf<Sdk, Row, Name>,
    run: ReadRun,
  ): Promise<Listing<Row>> {
    const begin: ReadBegin = { begunAt: this.now(), sequence: this.invalidations.sequence };
    const { rows, pages } = await this.#list(of, begin, run);
    const moved = await this.#movedHere(of, begin, run);
    if (moved.length === 0) return { rows, pages, begin, isAsPaged: true };
    return { rows: [...rows, ...without(moved, keysOf(rows, of), of)], pages, begin, isAsPaged: false };
  }

  /**
   * Lists a collection a second time, as rows may have been missed or may be from before a change. A row of the first
   * listing that the second one lacks was shifted between its pages, unless a change deleted it.
   */
  async listAgain<Sdk extends object, Row extends object, Name extends ReadOperation>(
    of: ListingOf<Sdk, Row, Name>,
    run: ReadRun,
    first: Listing<Row>,
  ): Promise<Listing<Row>> {
    const before = first.isAsPaged ? { listed: first, pages: first.pages } : of.before;
    const second = await this.list({ ...of, before }, run);
    if (first.pages.length <= 1) return second;
    const gone = this.invalidations.goneSince(of.collection, of.place, first.begin);
    const missed = without(first.rows, new Set([...keysOf(second.rows, of), ...gone]), of);
    if (missed.length === 0) return second;
    return { ...second, rows: [...second.rows, ...missed], begin: first.begin, isAsPaged: false };
  }

  /** AWS refuses to list a resource that it does not have yet, and everything under it. */
  async #list<Sdk extends object, Row extends object, Name extends ReadOperation>(
    of: ListingOf<Sdk, Row, Name>,
    begin: ReadBegin,
    run: ReadRun,
  ): Promise<{ readonly rows: Row[]; readonly pages: Page[] }> {
    const { collection, place, before } = of;
    try {
      return await new PagedRead(this.clients, collection, place, before, run).readAll();
    } catch (error) {
      if (!isUnknown(error, collection, place)) throw error;
      if (collection.operation === "DescribeTags") return await this.#tags(of, begin, run, error);
      if (isAnswer(collection) || !this.invalidations.isUnderNew(collection, begin)) throw error;
      return { rows: [], pages: [] };
    }
  }

  /**
   * The tags of resources of which some were made just now: AWS refuses the whole call for one that it does not have
   * yet.
   */
  async #tags<Sdk extends object, Row extends object, Name extends ReadOperation>(
    { collection, place }: ListingOf<Sdk, Row, Name>,
    begin: ReadBegin,
    run: ReadRun,
    error: unknown,
  ): Promise<{ readonly rows: Row[]; readonly pages: Page[] }> {
    const { newTags, others } = tagsOfNew(collection.input, place, (id) =>
      this.invalidations.made(id, begin),
    );
    if (newTags.length === 0) throw error;
    const read: Collection<Sdk, Row, Name> = {
      ...collection,
      input: { ...collection.input, resourceArns: others },
      enter: (output, at) => collection.enter(withTags(output, newTags), at),
    };
    if (others.length > 0) return new PagedRead(this.clients, read, place, {}, run).readAll();
    const row = read.enter({ resourceTags: [] } as unknown as Sdk, place); // the form of AWS's answer to DescribeTags
    return { rows: row === null ? [] : [row], pages: [] };
  }

  /** Rows that changes have moved to this parent, as lists that are behind still show them under the old one. */
  async #movedHere<Sdk extends object, Row extends object, Name extends ReadOperation>(
    of: ListingOf<Sdk, Row, Name>,
    begin: ReadBegin,
    { bounds, signal }: ReadRun,
  ): Promise<Row[]> {
    const rows: Row[] = [];
    for (const parent of this.invalidations.movedFrom(of.collection, begin)) {
      const collection = underParent(of.collection, parent);
      const run: ReadRun = { bounds, signal, progress: { pages: 0 } };
      try {
        rows.push(...(await this.#list({ ...of, collection, before: {} }, begin, run)).rows);
      } catch (error) {
        if (!isUnknown(error, collection, of.place)) throw error;
      }
    }
    return rows;
  }
}

function isUnknown<Sdk extends object, Row extends object, Name extends ReadOperation>(
  error: unknown,
  { operation, input }: Collection<Sdk, Row, Name>,
  { account, region }: Place,
): boolean {
  return isNotFound(fromAws(error, "read", { operation, account: account.accountId, region }, input));
}

interface Keyed<Row extends object> {
  readonly collection: { readonly key: keyof Row & string };
}

function keysOf<Row extends object>(rows: readonly Row[], { collection: { key } }: Keyed<Row>): Set<string> {
  return new Set(rows.map((row) => String(row[key])));
}

function without<Row extends object>(
  rows: readonly Row[],
  keys: ReadonlySet<string>,
  { collection: { key } }: Keyed<Row>,
): Row[] {
  return rows.filter((row) => !keys.has(String(row[key])));
}
