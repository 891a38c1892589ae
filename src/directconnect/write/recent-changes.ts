import type { Logger } from "pino";
import type { Journal } from "../../journal/journal";
import type { InvalidationChannel } from "./invalidation-channel";

/** The shortest and the longest pause before the journal is read again after that failed, in milliseconds. */
const SHORTEST_PAUSE = 100;
const LONGEST_PAUSE = 5_000;

/**
 * Changes that this process did not receive because it was not running or not connected: the journal has them. AWS's
 * lists may be behind them, so that without them a restart or a lost connection would undo what callers have seen.
 */
export class RecentChanges {
  /** The number of the last reading; the result of an earlier one is ignored. */
  #reading = 0;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #areApplied = false;

  constructor(
    private readonly journal: Pick<Journal, "recent">,
    private readonly channel: Pick<InvalidationChannel, "recall">,
    private readonly logger: Logger,
  ) {}

  /** Whether the last reading has succeeded: until then, this process may lack changes of others. */
  get areApplied(): boolean {
    return this.#areApplied;
  }

  /**
   * Reads them, and applies them in the order in which they were executed: earlier readings of their rows are dropped.
   * Where that fails, it is repeated later, first at once and then with growing pauses.
   */
  async apply(): Promise<void> {
    clearTimeout(this.#timer);
    const reading = (this.#reading += 1);
    this.#areApplied = false;
    try {
      const recent = await this.journal.recent();
      if (reading !== this.#reading) return;
      for (const change of recent.reverse()) this.channel.recall(change);
      this.#areApplied = true;
      this.#failures = 0;
    } catch (error) {
      if (reading !== this.#reading) return;
      this.logger.warn({ err: error }, "recent changes could not be read in the journal; it is tried again");
      const pause = Math.min(SHORTEST_PAUSE * 2 ** Math.min(this.#failures, 10), LONGEST_PAUSE);
      this.#failures += 1;
      this.#timer = setTimeout(() => void this.apply(), pause).unref();
    }
  }

  close(): void {
    this.#reading += 1;
    clearTimeout(this.#timer);
  }
}
