import type { Logger } from "pino";
import type { Journal } from "../../journal/journal";
import type { InvalidationChannel } from "./invalidation-channel";

/** How long to wait before the journal is read again after that failed, in milliseconds. */
const PAUSE = 5_000;

/**
 * Changes that this process was not told of because it did not run or was not connected: the journal has them. AWS's lists
 * may lag behind them, so that without them a restart or a lost connection would undo what callers have seen.
 */
export class RecentChanges {
  #areApplied = false;
  #isClosed = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly journal: Pick<Journal, "recent">,
    private readonly channel: Pick<InvalidationChannel, "recall">,
    private readonly logger: Logger,
  ) {}

  /** Whether this process knows of all recent changes that were noted before it last connected. */
  get areApplied(): boolean {
    return this.#areApplied;
  }

  /** Reads them, and applies them in the order in which they were executed. Where that fails it is tried again later. */
  async apply(): Promise<void> {
    this.#areApplied = false;
    clearTimeout(this.#timer);
    try {
      const recent = await this.journal.recent();
      for (const change of recent.reverse()) this.channel.recall(change);
      this.#areApplied = true;
    } catch (error) {
      if (this.#isClosed) return;
      this.logger.warn({ err: error }, "recent changes could not be read in the journal; it is tried again");
      this.#timer = setTimeout(() => void this.apply(), PAUSE).unref();
    }
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }
}
