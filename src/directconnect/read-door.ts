import DataLoader from "dataloader";
import { GatewayError } from "../errors";
import type { ListOf, RootListOf } from "../types/list";
import type { Page, Unavailable } from "../types/page";
import type { Accounts, Place } from "./accounts";
import type { Clients } from "./clients";
import type { Collection } from "./collections/collection";
import { fromAws, isNotFound, isUnreadable } from "./failures";
import type { Input, Output, ReadOperation } from "./operations";
import { ReadBudget, type ReadLimits } from "./read-budget";
import { checkPage, select } from "./select";
import { type Snapshot, Snapshots } from "./snapshots";

/** What a fan-out read, and what it could not. */
export interface Gathered<Row extends object> {
  rows: Row[];
  unavailable: Unavailable[];
}

/** Reads Direct Connect for one request: whole collections, each once, and single rows by id. */
export class ReadDoor {
  readonly #budget: ReadBudget;
  readonly #snapshots: Snapshots;
  readonly #loaders = new Map<string, DataLoader<string, object | null>>();

  constructor(
    readonly accounts: Accounts,
    private readonly clients: Clients,
    limits: ReadLimits,
    signal?: AbortSignal,
  ) {
    this.#budget = new ReadBudget(limits, signal);
    this.#snapshots = new Snapshots(clients, this.#budget);
  }

  /** One page of a collection over accounts and regions. */
  async list<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    args: RootListOf<object>,
  ): Promise<Page<Row>> {
    checkPage(args, collection.key);
    const places =
      collection.global === true
        ? this.accounts.homes(args.accounts, args.regions)
        : this.accounts.places(args.accounts, args.regions);
    const { rows, unavailable } = await this.gather(collection, places);
    return select(rows, collection, args, unavailable);
  }

  /**
   * One page of what a parent holds. Where AWS does not let it be read, the page is empty and says so in
   * `unavailable`: pages are non-null, and an error would take the parent and its siblings with it.
   * @param which leaves those of other parents out, where the collection is that of a whole region.
   * @throws GatewayError where AWS refuses the question itself: there is no such parent.
   */
  async listUnder<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
    args: ListOf<object>,
    which?: (row: Row) => boolean,
  ): Promise<Page<Row>> {
    checkPage(args, collection.key);
    try {
      const { rows } = await this.snapshot(collection, place);
      return select(which === undefined ? rows : rows.filter(which), collection, args);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      return select([], collection, args, [unavailableAt(place, error)]);
    }
  }

  /** All rows of a collection over several places, concurrently; a row that two places list appears once. */
  async gather<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    places: readonly Place[],
  ): Promise<Gathered<Row>> {
    const unavailable: Unavailable[] = [];
    const read = await Promise.all(
      places.map(async (place) => {
        try {
          return (await this.snapshot(collection, place)).rows;
        } catch (error) {
          unavailable.push(unavailableAt(place, error));
          return [];
        }
      }),
    );
    return { rows: withoutRepeats(read.flat(), collection.key), unavailable };
  }

  /** All rows of a collection in one place. */
  snapshot<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
  ): Promise<Snapshot<Row>> {
    return this.#snapshots.read(collection, place);
  }

  /**
   * One row by its id. Several asked for at once are read as the whole collection; one alone by its id, unless the
   * whole collection was read already.
   * @returns null where Direct Connect has none.
   */
  async find<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
    key: string,
  ): Promise<Row | null> {
    return (await this.#loaderOf(collection, place).load(key)) as Row | null; // the loader's key holds the operation
  }

  /**
   * One row that must be there.
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
      `There is no ${collection.title} ${key} in account ${place.account.accountId}, ${place.region}.`,
    );
  }

  /**
   * A read that is no collection.
   * @throws GatewayError as `fromAws` makes it.
   */
  async ask<Name extends ReadOperation>(
    operation: Name,
    place: Place,
    input: Input<Name>,
  ): Promise<Output<Name>> {
    try {
      return await this.#budget.spend((signal) => this.clients.send("read", place, operation, input, signal));
    } catch (error) {
      throw fromAws(error, "read", { operation, account: place.account.accountId, region: place.region });
    }
  }

  /** Forgets everything that was read: a mutation may have changed it. */
  drop(): void {
    this.#snapshots.drop();
    this.#loaders.clear();
    this.#budget.restart();
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
    const isAlone = others.length === 0 && !this.#snapshots.has(collection, place);
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

function unavailableAt({ account, region }: Place, error: unknown): Unavailable {
  if (!(error instanceof GatewayError)) throw error;
  const { code, message, retryable } = error;
  return { account: account.accountId, region, code, message, retryable };
}

/**
 * A resource can be listed in several places (a hosted virtual interface by both its owners, a Direct Connect
 * gateway from every region). The owner's own record stays: it alone has the tags.
 */
function withoutRepeats<Row extends object>(rows: readonly Row[], key: keyof Row & string): Row[] {
  const byId = new Map<unknown, Row>();
  for (const row of rows) {
    const { id, account, ownerAccount }: { id?: string; account?: string; ownerAccount?: string } = row;
    const identity = id ?? row[key];
    if (!byId.has(identity) || account === ownerAccount) byId.set(identity, row);
  }
  return [...byId.values()];
}
