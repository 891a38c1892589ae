import type { Logger } from "pino";
import { configuredNameOf } from "../auth/caller";
import { covers, type Grants } from "../auth/grants";
import { UNKNOWN_SENDER } from "../scheduling/fair-queue";
import { redactText } from "../observability/secrets";
import { traceScopes } from "../observability/trace-scope";
import type { Store } from "../store/store";
import type { DeprecatedUsage, DeprecatedUse } from "./deprecated-use";
import { readUsages, removeExcess, removeUsages, ROWS_AT_ONCE, writeUsages } from "./usage-rows";

/** How long uses are gathered before they are written, and how long they wait where that failed, in milliseconds. */
export const PAUSE_MS = 5_000;
const PAUSE_AFTER_FAILURE = 30_000;
const BETWEEN_REMOVALS = 3_600_000;
/** Uses of how many persons and elements are gathered at most until they are written. */
export const MOST_GATHERED = 4_000;
const LONGEST_CLIENT_NAME = 100;

export interface DeprecatedUsesOptions {
  /** How long what is used no more is kept. */
  readonly retentionHours: number;
  /** What a caller of this name is granted now; undefined where there is none any more. */
  readonly grantsOf: (callerName: string) => Grants | undefined;
}

/** What was read at once, for all who want it. */
interface Reading {
  readonly all: readonly DeprecatedUsage[];
  /** What of it is shown, by what a reader is granted. */
  readonly visible: Map<Grants, readonly DeprecatedUsage[]>;
}

/**
 * Who uses what is deprecated, how often and when last. A use costs its request nothing: uses are gathered in memory
 * and written together. They open a store that outlives the process; a temporary one, which would cost memory and
 * keep nothing longer than this object does, takes them once something else has opened it.
 *
 * A caller may have persons without end behind it. So the number of rows is bounded, in memory and in the store, and
 * shared among callers: one with many persons loses its own rows, or has them counted together, and no other caller's.
 */
export class DeprecatedUses {
  #gathered = new Map<string, DeprecatedUsage>();
  /** How many of these are persons', by the caller that they are behind. */
  #persons = new Map<string, number>();
  #reading: Promise<Reading> | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Reading and writing take turns: what is being written is in neither place for a while. */
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
   * What is known, of this process up to now, and of others up to a few seconds ago: the uses of callers who are
   * granted nothing but what is granted here. Whoever comes while it is read waits for the next time that it is read,
   * which is one for all of them, so that no caller's readers are in front of another's.
   * @returns one and the same list to all who are granted the same and came together.
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
      const name = configuredNameOf(caller); // persons are granted what their caller is
      let isShown = areShown.get(name);
      if (isShown === undefined)
        areShown.set(name, (isShown = covers(grants, this.options.grantsOf(name) ?? "all")));
      return isShown;
    });
  }

  /** Writes what is left. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#serialize(() => this.#write());
  }

  /** Where there is no place for one more person of a caller, its uses count under the caller's own name. */
  #gather(usage: DeprecatedUsage): void {
    const { caller } = usage;
    const name = configuredNameOf(caller);
    if (caller === name || this.#gathered.has(usageKey(usage))) {
      add(this.#gathered, usage);
      return;
    }
    const persons = this.#persons.get(name) ?? 0;
    // No more than are left free, so that there always are some for other callers.
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
    // Its lines in the log belong to no request.
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
      // Some at a time, so that changes get their turn in between.
      while (writing.length > 0) {
        const some = writing.slice(0, ROWS_AT_ONCE);
        await this.store.use((database) => writeUsages(database, some));
        writing.splice(0, some.length);
      }
      this.#isFull = false;
      await this.store.use(removeExcess);
      await this.#removeOld();
    } catch {
      // The store has said why.
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

/** No coordinate holds a space. */
function usageKey({ caller, element }: Pick<DeprecatedUsage, "caller" | "element">): string {
  return `${element} ${caller}`;
}
