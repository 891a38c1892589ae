import type { Grants } from "../auth/grants";
import type { Sender } from "../scheduling/fair-queue";
import type { Database } from "../store/database";
import type { Store } from "../store/store";
import type { LoggedEvent, WatchedPlace } from "./change-event";
import { cursorAfter, notACursor, numberOf, tooOld } from "./cursor";
import { type EventFilter, fits } from "./event-filter";
import { type LogPage, type Observed, readEvents, writeObserved } from "./event-statements";

/** One page of the events of the log that one caller may see. */
export interface EventPage {
  readonly events: readonly LoggedEvent[];
  /** Whether there may be more after `end`. */
  readonly more: boolean;
  /** The number up to which the log was read. */
  readonly end: number;
}

/** Events that one statement reads, and statements for one page: a filter that matches few events ends a page early. */
const AT_ONCE = 500;
const MOST_STATEMENTS = 10;

/** The log of observed changes: a table, in the order of its commits. */
export class EventLog {
  constructor(
    private readonly store: Store,
    /** Called for each write with events. */
    private readonly onWritten: () => void = () => undefined,
  ) {}

  /**
   * Writes the events of a reading of a place.
   * @param owner the name of the place's lease.
   * @returns false where another process has taken the place: nothing was written.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  async write(place: WatchedPlace, owner: string, observed: Observed): Promise<boolean> {
    const isWritten = await this.store.use((database) => writeObserved(database, place, owner, observed));
    if (isWritten && observed.events.length > 0) this.onWritten();
    return isWritten;
  }

  /**
   * A page of the events that a caller may see.
   * @param cursor null for the oldest.
   * @param limit the maximum number of events on the page.
   * @throws GatewayError BAD_USER_INPUT for a cursor that is older than the oldest event, or of another log;
   * STORE_UNAVAILABLE.
   */
  async page(
    cursor: string | null,
    limit: number,
    filter: EventFilter,
    { grants, sender }: { readonly grants: Grants; readonly sender: Sender },
  ): Promise<EventPage> {
    const after = cursor === null ? null : numberOf(cursor);
    const events: LoggedEvent[] = [];
    let end = after ?? 0;
    for (let statements = 0; statements < MOST_STATEMENTS; statements += 1) {
      const read = await this.#read(sender, end, filter);
      if (statements === 0) {
        if (after === null) end = read.purged;
        else this.#require(after, read);
      }
      for (const event of read.events) {
        if (fits(event, filter, grants)) {
          if (events.length === limit) return { events, more: true, end };
          events.push(event);
        }
        end = event.number;
      }
      if (read.events.length < AT_ONCE) return { events, more: false, end: Math.max(end, read.last) };
    }
    return { events, more: true, end };
  }

  /**
   * The number that a stream begins after.
   * @param cursor null for the end of the log.
   * @throws GatewayError as `page` does.
   */
  async start(cursor: string | null, sender: Sender): Promise<number> {
    const after = cursor === null ? null : numberOf(cursor);
    const read = await this.store.read(sender, (database) => readEvents(database, after ?? 0, 0));
    if (after === null) return read.last;
    this.#require(after, read);
    return after;
  }

  /**
   * The events after a number, without a check of grants.
   * @throws GatewayError STORE_UNAVAILABLE
   */
  async following(after: number): Promise<LogPage> {
    return this.store.use((database) => readEvents(database, after, AT_ONCE));
  }

  #read(sender: Sender, after: number, filter: EventFilter): Promise<LogPage> {
    return this.store.read(sender, (database: Database) => readEvents(database, after, AT_ONCE, filter));
  }

  #require(after: number, { purged, last }: LogPage): void {
    if (after < purged) throw tooOld(after, purged);
    if (after > last) throw notACursor(cursorAfter(after));
  }
}
