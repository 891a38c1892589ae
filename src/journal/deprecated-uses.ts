import type { Logger } from "pino";
import { configuredNameOf } from "../auth/caller";
import { covers, type Grants } from "../auth/grants";
import { UNKNOWN_SENDER } from "../scheduling/fair-queue";
import { redactText } from "../observability/secrets";
import { traceScopes } from "../observability/trace-scope";
import type { Store } from "../store/store";
import type { DeprecatedUsage, DeprecatedUse } from "./deprecated-use";
import { readUsages, removeExcess, removeUsages, ROWS_AT_ONCE, writeUsages } from "./usage-rows";

/** How long uses are collected before they are written, and the pause after a failed write, in milliseconds. */
export const PAUSE_MS = 5_000;
const PAUSE_AFTER_FAILURE = 30_000;
const BETWEEN_REMOVALS = 3_600_000;
/** The maximum number of persons and elements whose uses are collected until they are written. */
export const MOST_GATHERED = 4_000;
const LONGEST_CLIENT_NAME = 100;

export interface DeprecatedUsesOptions {
  /** How long uses are stored after the last one. */
  readonly retentionHours: number;
  /** The present grants of a caller; undefined where it does not exist any more. */
  readonly grantsOf: (callerName: string) => Grants | undefined;
}

/** The rows of one read, shared by all who wait for it. */
interface Reading {
  readonly all: readonly DeprecatedUsage[];
  /** The visible rows, by the reader's grants. */
  readonly visible: Map<Grants, readonly DeprecatedUsage[]>;
}

/**
 * The callers that use deprecated elements, how often and when last. A use delays no request: uses are collected in
 * memory and written together. They open a store that outlives the process; a temporary one, which would cost memory
 * and store nothing longer than this object does, receives them once something else has opened it.
 *
 * A caller may have an unlimited number of persons behind it. So the number of rows is bounded, in memory and in the
 * store, and shared among callers: one with many persons loses its own rows, or has them counted together, and no
 * other caller's.
 */
export class DeprecatedUses {
  #gathered = new Map<string, DeprecatedUsage>();
  /** The number of rows of persons, by their caller. */
  #persons = new Map<string, number>();
  #reading: Promise<Reading> | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Reads and writes are exclusive: rows that are being written are in neither place for a while. */
  #writing: Promise<unknown> = Promise.resolve();
  #removeAt = -Infinity;
  #isFull = false;
  #closed = false;

  constructor(
    private readonly store: Store,
    private readonly options: DeprecatedUsesOptions,
    private readonly logger: Logger,
  ) {}

  note({ clientName, ...use }: DeprecatedUse, at = new Date()): void {
    const name = clientName === null ? null : redactText(clientName.slice(0, LONGEST_CLIENT_NAME));
    this.#gather({ ...use, clientName: name, count: 1, firstUsed: at, lastUsed: at });
    this.#writeIn(PAUSE_MS);
  }

  /**
   * The stored uses, of this process up to now, and of others up to a few seconds ago: those of callers whose
   * grants are within these. A request that arrives during a read waits for the next
   * read, which all waiting requests share, so that no caller's readers go before another's.
   * @returns the same list object to all requests with the same grants that share a read.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  async list(grants: Grants): Promise<readonly DeprecatedUsage[]> {
    this.#reading ??= this.#serialize(() => {
      this.#reading = undefined;
      return this.#read();
    });
    const { all, visible } = await this.#reading;
    let shown = visible.get(grants);
    if (shown === undefined) visible.set(grants, (shown = this.#shownTo(grants, all)));
    return shown;
  }

  async #read(): Promise<Reading> {
    const all = new Map<string, DeprecatedUsage>();
    const stored =
      this.store.isOpen || this.store.exists()
        ? await readUsages((task) => this.store.read(UNKNOWN_SENDER, task))
        : [];
    for (const usage of [...stored, ...this.#gathered.values()]) add(all, usage);
    return { all: [...all.values()], visible: new Map() };
  }

  #shownTo(grants: Grants, all: readonly DeprecatedUsage[]): readonly DeprecatedUsage[] {
    if (grants === "all") return all;
    const areShown = new Map<string, boolean>();
    return all.filter(({ caller }) => {
      const name = configuredNameOf(caller); // persons have the grants of their caller
      let isShown = areShown.get(name);
      if (isShown === undefined)
        areShown.set(name, (isShown = covers(grants, this.options.grantsOf(name) ?? "all")));
      return isShown;
    });
  }

  /** Writes the remaining uses. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#serialize(() => this.#write());
  }

  /** Where a caller's limit of persons is reached, the uses of one more count under the caller's own name. */
  #gather(usage: DeprecatedUsage): void {
    const { caller } = usage;
    const name = configuredNameOf(caller);
    if (caller === name || this.#gathered.has(usageKey(usage))) {
      add(this.#gathered, usage);
      return;
    }
    const persons = this.#persons.get(name) ?? 0;
    // A caller may have as many rows as are free, so that some are always left for other callers.
    if (persons < MOST_GATHERED - this.#gathered.size) {
      this.#persons.set(name, persons + 1);
      add(this.#gathered, usage);
      return;
    }
    add(this.#gathered, { ...usage, caller: name });
    if (this.#isFull) return;
    this.#isFull = true;
    this.logger.warn(
      { caller: name },
      "more persons of a caller use what is deprecated than are counted one by one: further ones count as the caller",
    );
  }

  #writeIn(milliseconds: number): void {
    if (this.#timer !== undefined || this.#closed) return;
    // Its log lines belong to no request.
    this.#timer = traceScopes.exit(() =>
      setTimeout(() => void this.#serialize(() => this.#write()), milliseconds).unref(),
    );
  }

  async #write(): Promise<void> {
    this.#timer = undefined;
    if (this.#gathered.size === 0 || !(this.store.isOpen || this.store.lasts)) return;
    const writing = [...this.#gathered.values()];
    this.#gathered = new Map();
    this.#persons = new Map();
    try {
      // A few at a time, so that changes can run in between.
      while (writing.length > 0) {
        const some = writing.slice(0, ROWS_AT_ONCE);
        await this.store.use((database) => writeUsages(database, some));
        writing.splice(0, some.length);
      }
      this.#isFull = false;
      await this.store.use(removeExcess);
      await this.#removeOld();
    } catch {
      // The store has logged the reason.
      for (const usage of writing) this.#gather(usage);
      this.#writeIn(PAUSE_AFTER_FAILURE);
    }
  }

  async #removeOld(): Promise<void> {
    if (performance.now() < this.#removeAt) return;
    this.#removeAt = performance.now() + BETWEEN_REMOVALS;
    const { retentionHours } = this.options;
    await this.store.use((database) => removeUsages(database, retentionHours)).catch(() => undefined); // an hour later, then
  }

  #serialize<Result>(task: () => Promise<Result>): Promise<Result> {
    const done = this.#writing.then(task);
    this.#writing = done.catch(() => undefined);
    return done;
  }
}

function add(usages: Map<string, DeprecatedUsage>, usage: DeprecatedUsage): void {
  const key = usageKey(usage);
  const existing = usages.get(key);
  usages.set(key, existing === undefined ? usage : together(existing, usage));
}

function together(one: DeprecatedUsage, other: DeprecatedUsage): DeprecatedUsage {
  const [earlier, later] = one.lastUsed <= other.lastUsed ? [one, other] : [other, one];
  return {
    ...later,
    clientName: later.clientName ?? earlier.clientName,
    count: one.count + other.count,
    firstUsed: one.firstUsed <= other.firstUsed ? one.firstUsed : other.firstUsed,
  };
}

/** No coordinate contains a space. */
function usageKey({ caller, element }: Pick<DeprecatedUsage, "caller" | "element">): string {
  return `${element} ${caller}`;
}
