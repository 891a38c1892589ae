import type { Place } from "./accounts";
import type { Clients } from "./clients";
import type { Collection } from "./collections/collection";
import { fromAws } from "./failures";
import type { Input, Output, ReadOperation } from "./operations";
import type { ReadBudget } from "./read-budget";

/** All rows of one collection in one account and region, as they were at one moment. */
export interface Snapshot<Row extends object> {
  readonly rows: readonly Row[];
  readonly byKey: ReadonlyMap<string, Row>;
}

/**
 * Reads collections whole, all pages, and each of them once however many fields ask (single flight). It lives as
 * long as one request; a mutation drops what was read before it.
 */
export class Snapshots {
  readonly #reads = new Map<string, Promise<Snapshot<object>>>();

  constructor(
    private readonly clients: Clients,
    private readonly budget: ReadBudget,
  ) {}

  /**
   * @throws GatewayError as `fromAws` makes it.
   */
  read<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
  ): Promise<Snapshot<Row>> {
    const key = keyOf(collection, place);
    let read = this.#reads.get(key);
    if (read === undefined) {
      read = this.#readInTime(collection, place);
      this.#reads.set(key, read);
      read.catch(() => this.#reads.delete(key)); // a failure is no snapshot: the next one who asks tries again
    }
    return read as Promise<Snapshot<Row>>; // the key holds the operation, and an operation has one row type
  }

  /** Whether the collection was read, or is being read. */
  has<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
  ): boolean {
    return this.#reads.has(keyOf(collection, place));
  }

  /** Forgets everything: a mutation may have changed it. */
  drop(): void {
    this.#reads.clear();
  }

  async #readInTime<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
  ): Promise<Snapshot<Row>> {
    try {
      return await this.budget.spend((signal) => this.#readAll(collection, place, signal));
    } catch (error) {
      const { operation } = collection;
      throw fromAws(error, "read", { operation, account: place.account.accountId, region: place.region });
    }
  }

  async #readAll<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
    signal: AbortSignal,
  ): Promise<Snapshot<Row>> {
    const { operation, input } = collection;
    const rows: Row[] = [];
    let nextToken: string | undefined;
    do {
      const page: Input<Name> = nextToken === undefined ? input : { ...input, nextToken };
      const output: Output<Name> = await this.clients.send("read", place, operation, page, signal);
      for (const sdkObject of collection.rowsOf(output) ?? []) rows.push(collection.enter(sdkObject, place));
      nextToken = (output as { nextToken?: string }).nextToken; // absent from the outputs of operations that do not page
    } while (nextToken !== undefined && nextToken !== "");
    return { rows, byKey: new Map(rows.map((row) => [String(row[collection.key]), row])) };
  }
}

function keyOf<Sdk extends object, Row extends object, Name extends ReadOperation>(
  { operation, input, global }: Collection<Sdk, Row, Name>,
  { account, region }: Place,
): string {
  return JSON.stringify([operation, account.accountId, global === true ? "" : region, input]);
}
