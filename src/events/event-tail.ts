import type { Logger } from "pino";
import { Repeated } from "../directconnect/write/repeated";
import type { LoggedEvent } from "./change-event";
import type { EventLog } from "./event-log";

/** The interval of reads of the log for waiting streams, in milliseconds, where no notification arrives before. */
export const INTERVAL = 1_000;
/** The number of events that stay in memory for streams that read them a little later. */
export const MOST_HELD = 10_000;

/** The next events, or "behind" where they are no longer in memory: they must then be read in the log. */
export type NextEvents = readonly LoggedEvent[] | "behind";

/** The end of the log, read once for all streams of this process. */
export class EventTail {
  #events: LoggedEvent[] = [];
  /** The number of the last event that was read; undefined while no stream is open. */
  #last: number | undefined;
  /** The number before the first event that is in memory. */
  #start = 0;
  #readers = 0;
  readonly #waiting = new Set<() => void>();
  readonly #reads: Repeated;
  #reading: Promise<void> | undefined;
  /** Whether something was written since the last read began. */
  #isStale = false;

  constructor(
    private readonly log: Pick<EventLog, "following">,
    private readonly logger: Logger,
    /** Now, on the snapshots' clock. */
    readonly now: () => number,
  ) {
    this.#reads = new Repeated(INTERVAL, () => this.#read());
  }

  /** @param from the number of the log after which to read. @returns a function that ends it; call it once. */
  open(from: number): () => void {
    if (this.#readers === 0) {
      this.#events = [];
      this.#start = from;
      this.#last = from;
    }
    this.#readers += 1;
    this.#reads.start();
    this.wake();
    return () => {
      this.#readers -= 1;
      if (this.#readers === 0) this.#last = undefined;
    };
  }

  /** Called when something was written. */
  wake(): void {
    if (this.#readers > 0) void this.#read();
  }

  /** Events after a number, an empty list where there are none yet. */
  after(number: number): NextEvents {
    if (number < this.#start) return "behind";
    // From the end: most readers are near it.
    return this.#events.slice(this.#events.findLastIndex((event) => event.number <= number) + 1);
  }

  /** Waits for the next events, or until a signal is aborted. */
  async next(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        this.#waiting.delete(done);
        signal.removeEventListener("abort", done);
        resolve();
      };
      this.#waiting.add(done);
      signal.addEventListener("abort", done);
    });
  }

  close(): Promise<void> {
    this.#last = undefined;
    return this.#reads.close();
  }

  #read(): Promise<void> {
    this.#isStale = true;
    return (this.#reading ??= this.#readOn().finally(() => (this.#reading = undefined)));
  }

  async #readOn(): Promise<void> {
    try {
      while (this.#isStale && this.#last !== undefined) {
        this.#isStale = false;
        const from = this.#last;
        const { events } = await this.log.following(from);
        const last = events.at(-1)?.number;
        if (last === undefined || this.#last !== from) continue;
        const freshFrom = this.now();
        this.#hold(events.map((event) => ({ ...event, freshFrom })));
        this.#last = last;
        this.#isStale = true; // there may be more events than one statement reads
        for (const done of [...this.#waiting]) done();
      }
    } catch (error) {
      this.logger.warn({ err: error }, "the log of events could not be read; it is tried again");
    }
  }

  #hold(events: readonly LoggedEvent[]): void {
    this.#events.push(...events);
    const dropped = this.#events.length - MOST_HELD;
    if (dropped <= 0) return;
    this.#start = this.#events[dropped - 1]?.number ?? this.#start;
    this.#events = this.#events.slice(dropped);
  }
}
