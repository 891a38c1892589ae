import { LRUCache } from "lru-cache";
import type { Logger } from "pino";
import type { ReadOperation } from "../directconnect/client/operations";
import { Repeated } from "../directconnect/write/repeated";
import { type Clocks, Stopwatch } from "../scheduling/clocks";
import type { Store } from "../store/store";
import { watchKey, type WatchedPlace } from "./change-event";
import { isWatched } from "./watched-lists";

/** The interval of the checks, in milliseconds. */
const INTERVAL = 1_000;
/** How many known readings are remembered. */
const MOST_KNOWN = 10_000;

/**
 * What must be read once before its changes become events: a resource, which one of the places lists, or the lists that
 * some operations read at each of the places that has them.
 */
export type FirstReading = { readonly places: readonly WatchedPlace[] } & (
  { readonly resource: string } | { readonly operations: readonly ReadOperation[] }
);

interface Awaited {
  readonly reading: FirstReading;
  readonly since: Stopwatch;
  readonly done: (isRead: boolean) => void;
}

/**
 * Whether what a stream shows has been read by the process that watches it: a change before its first reading is no
 * event, so that the stream shows once more what there is then.
 */
export class FirstReadings {
  readonly #awaited = new Set<Awaited>();
  readonly #read = new LRUCache<string, true>({ max: MOST_KNOWN });
  readonly #checks: Repeated;

  /** @param longest how long one is waited for, in milliseconds: a region may never answer, a resource may not exist. */
  constructor(
    private readonly store: Store,
    private readonly clocks: Clocks,
    private readonly logger: Logger,
    private readonly longest: number,
  ) {
    this.#checks = new Repeated(INTERVAL, () => this.#check());
  }

  /** Whether it has been read, by any process. @throws GatewayError STORE_UNAVAILABLE */
  async isRead(reading: FirstReading): Promise<boolean> {
    return this.#isKnown(reading) || (await this.#learn([reading]), this.#isKnown(reading));
  }

  /** Waits until it has been read. @returns false where the signal is aborted first, and where it takes too long. */
  whenRead(reading: FirstReading, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const abort = () => awaited.done(false);
      const awaited: Awaited = {
        reading,
        since: new Stopwatch(this.clocks),
        done: (isRead) => {
          this.#awaited.delete(awaited);
          signal.removeEventListener("abort", abort);
          resolve(isRead);
        },
      };
      this.#awaited.add(awaited);
      signal.addEventListener("abort", abort);
      this.#checks.start();
    });
  }

  close(): Promise<void> {
    return this.#checks.close();
  }

  async #check(): Promise<void> {
    if (this.#awaited.size === 0) return;
    try {
      await this.#learn([...this.#awaited].map(({ reading }) => reading));
    } catch (error) {
      this.logger.warn({ err: error }, "whether accounts are watched could not be read; it is tried again");
    }
    for (const { reading, since, done } of [...this.#awaited]) {
      if (this.#isKnown(reading)) done(true);
      else if (since.atLeast > this.longest) done(false);
    }
  }

  #isKnown(reading: FirstReading): boolean {
    const isKnown = (place: WatchedPlace, name: string) => this.#read.has(readingKey(place, name));
    if ("resource" in reading) return reading.places.some((place) => isKnown(place, reading.resource));
    return reading.places.every((place) =>
      reading.operations.every((list) => !isWatched(list, place.region) || isKnown(place, list)),
    );
  }

  /** One statement for each of the two tables, however many are awaited. */
  async #learn(readings: readonly FirstReading[]): Promise<void> {
    const accounts = [...new Set(readings.flatMap(({ places }) => places.map(({ account }) => account)))];
    const resources = [...new Set(readings.flatMap((one) => ("resource" in one ? one.resource : [])))];
    if (readings.some((one) => "operations" in one)) {
      const lists = await this.store.use(({ query }) =>
        query
          .selectFrom("watched_lists")
          .select(["account", "region", "list"])
          .where("account", "in", accounts)
          .execute(),
      );
      for (const { list, ...place } of lists) this.#read.set(readingKey(place, list), true);
    }
    if (resources.length === 0) return;
    const found = await this.store.use(({ query }) =>
      query
        .selectFrom("watched_resources")
        .select(["account", "region", "resource"])
        .where("account", "in", accounts)
        .where("resource", "in", resources)
        .execute(),
    );
    for (const { resource, ...place } of found) this.#read.set(readingKey(place, resource), true);
  }
}

function readingKey(place: WatchedPlace, name: string): string {
  return `${watchKey(place)} ${name}`;
}
