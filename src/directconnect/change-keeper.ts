import type { Logger } from "pino";
import type { Journal } from "../journal/journal";
import type { Changes } from "./changes";
import type { ChangeTimes } from "./write/change-times";

/** How long it is until old entries are removed again, in milliseconds. */
const PURGE_INTERVAL = 3_600_000;
/** How many entries are looked for at once. */
const AT_ONCE = 4;

/**
 * Works on the journal in the background: notes what could not be noted, keeps the leases of what is being changed,
 * finds out what became of what nobody works on any more, and removes what is old.
 */
export class ChangeKeeper {
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> | undefined;
  #turns = 0;
  #closed = false;

  constructor(
    private readonly changes: Changes,
    private readonly journal: Journal,
    private readonly times: ChangeTimes,
    private readonly logger: Logger,
  ) {}

  /** From now on there is something to keep. */
  start(): void {
    if (this.#timer !== undefined || this.#closed) return;
    this.#timer = setInterval(() => this.#next(), this.times.leaseRenewalMilliseconds).unref();
    this.#next();
  }

  /** Lets the turn that runs end. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#turn;
  }

  /** One turn at a time, however long it takes. */
  #next(): void {
    this.#turn ??= this.#keep()
      .catch((error: unknown) =>
        this.logger.warn({ err: error }, "the journal could not be kept; it is tried again"),
      )
      .finally(() => (this.#turn = undefined));
  }

  async #keep(): Promise<void> {
    await this.changes.noteLate();
    await this.changes.keepLeases();
    for (;;) {
      const entries = await this.journal.claim(AT_ONCE);
      await Promise.all(entries.map((entry) => this.changes.resume(entry)));
      if (entries.length < AT_ONCE || this.#closed) break;
    }
    const turnsBetweenPurges = PURGE_INTERVAL / this.times.leaseRenewalMilliseconds;
    if (this.#turns++ % turnsBetweenPurges === 0) await this.journal.purge();
  }
}
