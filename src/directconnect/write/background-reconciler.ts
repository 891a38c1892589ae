import type { Logger } from "pino";
import type { Journal } from "../../journal/journal";
import type { Changes } from "./changes";
import type { ChangeTimes } from "./change-times";
import { Repeated } from "./repeated";

/** The interval of the checks for work, and of the removal of old entries, in milliseconds. */
const RUN_INTERVAL = 2_000;
const PURGE_INTERVAL = 3_600_000;
/** How many entries are reconciled at once. */
const AT_ONCE = 4;

/**
 * Works on the journal in the background: renews the leases of changes in progress, notes outcomes that could not be
 * noted, reconciles entries that no process works on any more, and removes old entries. Leases are renewed however
 * long the rest takes, and whatever fails in it; a failure with one entry does not stop the work on others.
 */
export class BackgroundReconciler {
  readonly #renewals: Repeated;
  readonly #runs: Repeated;
  #count = 0;
  #closed = false;

  constructor(
    private readonly changes: Changes,
    private readonly journal: Journal,
    times: ChangeTimes,
    private readonly logger: Logger,
  ) {
    this.#renewals = new Repeated(times.leaseRenewalMilliseconds, () =>
      this.#step("leases could not be renewed", () => this.changes.keepLeases()),
    );
    this.#runs = new Repeated(RUN_INTERVAL, () => this.#run());
  }

  /** Starts the renewal of leases. */
  start(): void {
    if (this.#closed) return;
    this.#renewals.start();
    this.#runs.start();
  }

  /** Waits for the running tasks, and tries once more to note outcomes that could not be noted. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#runs.close();
    await this.#step("outcomes could not be noted", () => this.changes.noteLate());
    await this.#renewals.close();
  }

  async #run(): Promise<void> {
    await this.#step("outcomes could not be noted", () => this.changes.noteLate());
    await this.#step("changes could not be looked for", () => this.#reconcile());
    await this.#step("the time that passed could not be noted", () => this.journal.noteTime());
    if (this.#count++ % (PURGE_INTERVAL / RUN_INTERVAL) === 0) {
      await this.#step("old entries could not be removed", () => this.journal.purge(() => this.#closed));
    }
  }

  async #reconcile(): Promise<void> {
    while (!this.#closed) {
      const entries = await this.journal.claim(AT_ONCE);
      await Promise.all(
        entries.map((entry) =>
          this.#step(`the change ${entry.id} could not be looked for`, () => this.changes.resume(entry)),
        ),
      );
      if (entries.length < AT_ONCE) break;
    }
  }

  /** Each step fails separately; the next run repeats it. */
  async #step(failure: string, task: () => Promise<unknown>): Promise<void> {
    try {
      await task();
    } catch (error) {
      this.logger.warn({ err: error }, `in the journal ${failure}; it is tried again`);
    }
  }
}
