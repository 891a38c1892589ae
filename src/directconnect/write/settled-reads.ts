import type { Logger } from "pino";
import type { Journal } from "../../journal/journal";
import type { RecentChange } from "../../journal/recent-changes";

/** How long the message of a noted change may take before the journal is read instead, in milliseconds. */
const MESSAGE_DEADLINE = 250;
/** The pause after a failed read, in milliseconds. */
const PAUSE = 1_000;
/** The maximum number of changes that are remembered as applied; and of those that are to be read. */
const MOST = 10_000;

/**
 * Reads noted changes in the journal whose message did not arrive or was cut: their sender may have ended before it
 * sent them. One at a time; a failed read is repeated after those of the other changes.
 */
export class SettledReads {
  /** Changes that this process has applied with their rows, the oldest first. */
  readonly #applied = new Set<string>();
  readonly #wanted = new Set<string>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #reading = false;
  #closed = false;

  /** @param apply called with each change that was read. */
  constructor(
    private readonly journal: Pick<Journal, "settledChange">,
    private readonly apply: (change: RecentChange) => void,
    private readonly logger: Logger,
  ) {}

  /** A process has noted a change, and may send its message. @param id its entry's. */
  announced(id: string): void {
    if (!this.#applied.has(id)) this.#later(MESSAGE_DEADLINE, () => this.read(id));
  }

  /** This process has applied a change with all its rows: it need not be read. */
  applied(id: string): void {
    this.#wanted.delete(id);
    add(this.#applied, id);
  }

  /** Reads a change at once, unless it was applied with all its rows. */
  read(id: string): void {
    if (this.#closed || this.#applied.has(id)) return;
    add(this.#wanted, id);
    if (!this.#reading) void this.#readAll();
  }

  close(): void {
    this.#closed = true;
    this.#wanted.clear();
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async #readAll(): Promise<void> {
    this.#reading = true;
    for (const id of this.#wanted) {
      try {
        const change = await this.journal.settledChange(id);
        // The message may have arrived meanwhile.
        if (change !== undefined && this.#wanted.has(id)) this.apply(change);
        this.applied(id);
      } catch (error) {
        if (this.#closed) break;
        this.logger.warn({ err: error }, "a change could not be read in the journal; it is tried again");
        if (this.#wanted.has(id)) add(this.#wanted, id);
        this.#later(PAUSE, () => void this.#readAll());
        return;
      }
    }
    this.#reading = false;
  }

  #later(milliseconds: number, task: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      task();
    }, milliseconds).unref();
    this.#timers.add(timer);
  }
}

/** Adds an id as the newest; the oldest is dropped where there are too many. */
function add(ids: Set<string>, id: string): void {
  ids.delete(id);
  ids.add(id);
  const [oldest] = ids;
  if (ids.size > MOST && oldest !== undefined) ids.delete(oldest);
}
