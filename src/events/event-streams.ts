import type { Caller } from "../auth/caller";
import { senderOf } from "../auth/caller";
import type { LoggedEvent, WatchedPlace } from "./change-event";
import { cursorAfter } from "./cursor";
import { type EventFilter, fits } from "./event-filter";
import type { EventLog, EventPage } from "./event-log";
import type { EventTail } from "./event-tail";
import type { FirstReading, FirstReadings } from "./first-readings";
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
    private readonly firstReadings: Pick<FirstReadings, "isRead" | "whenRead">,
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

  /**
   * Events from now on, for a stream that shows what there is before the first of them. Where that is not watched yet,
   * changes before its first reading are no events: one undefined among the events says that it was read.
   * @throws GatewayError as `open` does.
   */
  async openState(
    filter: EventFilter,
    reading: FirstReading,
    subscriber: Subscriber,
  ): Promise<AsyncGenerator<LoggedEvent | undefined, void, undefined>> {
    const events = await this.open(null, filter, reading.places, subscriber);
    if (await this.firstReadings.isRead(reading)) return events;
    return withFirst(events, this.firstReadings.whenRead(reading, subscriber.signal));
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

/** Events, and one undefined among them once a reading was made. */
async function* withFirst(
  events: AsyncGenerator<LoggedEvent, void, undefined>,
  whenRead: Promise<boolean>,
): AsyncGenerator<LoggedEvent | undefined, void, undefined> {
  try {
    let next = events.next();
    let awaited: Promise<boolean> | undefined = whenRead;
    for (;;) {
      const came = await Promise.race([next, ...(awaited === undefined ? [] : [awaited])]);
      if (typeof came === "boolean") {
        awaited = undefined;
        if (came) yield undefined;
        continue;
      }
      if (came.done === true) return;
      yield came.value;
      next = events.next();
    }
  } finally {
    await events.return();
  }
}
