import type { Logger } from "pino";
import { covers, type Grants } from "../auth/grants";
import { type Sender, UNKNOWN_SENDER } from "../scheduling/fair-queue";
import { redactText } from "../observability/secrets";
import { traceScopes } from "../observability/trace-scope";
import type { Store } from "../store/store";
import type { DeprecatedUsage, DeprecatedUse } from "./deprecated-use";
import { readUsages, removeUsages, writeUsages } from "./usage-rows";

/** How long uses are gathered before they are written, and how long they wait where that failed, in milliseconds. */
const PAUSE = 5_000;
const PAUSE_AFTER_FAILURE = 30_000;
const BETWEEN_REMOVALS = 3_600_000;
/** Of how many callers and elements uses are gathered at most, while the store does not take them. */
const MOST_GATHERED = 10_000;
const LONGEST_CLIENT_NAME = 100;

export interface DeprecatedUsesOptions {
  /** How long what is used no more is kept. */
  readonly retentionHours: number;
  /** What a caller of this name is granted now; undefined where there is none any more. */
  readonly grantsOf: (callerName: string) => Grants | undefined;
}

/**
 * Who uses what is deprecated, how often and when last. A use costs its request nothing: uses are gathered in memory
 * and written together. They open a store that outlives the process; a temporary one, which would cost memory and
 * keep nothing longer than this object does, takes them once something else has opened it.
 */
export class DeprecatedUses {
  #gathered = new Map<string, DeprecatedUsage>();
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
    this.#writeIn(PAUSE);
  }

  /**
   * What is known, of this process up to now, and of others up to a few seconds ago: the uses of callers who are
   * granted nothing but what is granted here.
   * @param sender who looks: callers take turns.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  list(grants: Grants, sender: Sender = UNKNOWN_SENDER): Promise<DeprecatedUsage[]> {
    return this.#serialize(async () => {
      const all = new Map<string, DeprecatedUsage>();
      const stored =
        this.store.isOpen || this.store.exists()
          ? await readUsages((task) => this.store.read(sender, task))
          : [];
      for (const usage of [...stored, ...this.#gathered.values()]) add(all, usage);
      if (grants === "all") return [...all.values()];
      return [...all.values()].filter(({ caller }) => covers(grants, this.options.grantsOf(caller) ?? "all"));
    });
  }

  /** Writes what is left. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#serialize(() => this.#write());
  }

  #gather(usage: DeprecatedUsage): void {
    if (this.#gathered.size < MOST_GATHERED || this.#gathered.has(usageKey(usage))) {
      add(this.#gathered, usage);
    } else if (!this.#isFull) {
      this.#isFull = true;
      this.logger.warn("uses of what is deprecated are lost: the store has not taken them for too long");
    }
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
    try {
      await this.store.use((database) => writeUsages(database, writing));
      this.#isFull = false;
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
