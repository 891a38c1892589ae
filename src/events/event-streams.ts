import type { Caller } from "../auth/caller";
import { senderOf } from "../auth/caller";
import type { LoggedEvent, WatchedPlace } from "./change-event";
import { cursorAfter } from "./cursor";
import { type EventFilter, fits } from "./event-filter";
import type { EventLog, EventPage } from "./event-log";
import type { EventTail } from "./event-tail";
import type { Watcher } from "./watcher";

/** The subscriber of a stream of events, in its present state. */
export interface Subscriber {
  /** The caller, with its present grants. */
  readonly caller: () => Caller;
  /** Aborted when the stream ends. */
  readonly signal: AbortSignal;
}

/** The page size of a stream that reads the log because it is behind. */
const PAGE = 100;

/** Streams of the log, each with the subscriber's grants at the time of each event. */
export class EventStreams {
  constructor(
    private readonly log: EventLog,
    private readonly tail: EventTail,
    private readonly watcher: Pick<Watcher, "want">,
  ) {}

  /**
   * Events after a cursor, or from now on; each once, in the order of the log.
   * @param places are watched as long as the stream runs.
   * @throws GatewayError as `EventLog.start` does, before the first event.
   */
  async open(
    cursor: string | null,
    filter: EventFilter,
    places: readonly WatchedPlace[],
    subscriber: Subscriber,
  ): Promise<AsyncGenerator<LoggedEvent, void, undefined>> {
    const from = await this.log.start(cursor, senderOf(subscriber.caller()));
    return this.#events(from, filter, places, subscriber);
  }

  async *#events(
    from: number,
    filter: EventFilter,
    places: readonly WatchedPlace[],
    { caller, signal }: Subscriber,
  ): AsyncGenerator<LoggedEvent, void, undefined> {
    const unwatch = this.watcher.want(places);
    const leave = this.tail.open(from);
    let number = from;
    try {
      while (!signal.aborted) {
        const next = this.tail.after(number);
        const { events, end } =
          next === "behind"
            ? await this.#page(number, filter, caller())
            : { events: next, end: next.at(-1)?.number ?? number };
        for (const event of events) {
          // Its subscriber may have lost a grant while the previous event was sent.
          if (fits(event, filter, caller().grants)) yield event;
        }
        if (end === number) await this.tail.next(signal);
        number = end;
      }
    } finally {
      leave();
      unwatch();
    }
  }

  /** The events after a number in the log, for a stream that is behind. */
  async #page(number: number, filter: EventFilter, caller: Caller): Promise<EventPage> {
    const as = { grants: caller.grants, sender: senderOf(caller) };
    const page = await this.log.page(cursorAfter(number), PAGE, filter, as);
    const freshFrom = this.tail.now();
    return { ...page, events: page.events.map((event) => ({ ...event, freshFrom })) };
  }
}
