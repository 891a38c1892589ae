import type { Caller } from "../auth/caller";
import { requirePermission } from "../auth/refusals";
import type { Context } from "../context";
import type { LoggedEvent, WatchedPlace } from "../events/change-event";
import type { EventFilter } from "../events/event-filter";
import type { Subscriber } from "../events/event-streams";
import type { FirstReading } from "../events/first-readings";

/**
 * The event stream of a field of the subscription type.
 * @param field its name, for errors.
 * @param places are watched as long as the stream runs.
 * @param after a cursor; null for events from now on.
 * @throws GatewayError FORBIDDEN; BAD_USER_INPUT for a cursor that the log does not have.
 */
export function openEventStream(
  { caller, events, subscriber }: Context,
  field: string,
  filter: EventFilter,
  places: readonly WatchedPlace[],
  after: string | null = null,
): Promise<AsyncGenerator<LoggedEvent, void, undefined>> {
  return events.streams.open(after, filter, places, subscriberTo(field, caller, subscriber));
}

/**
 * The event stream of a field that shows what there is now, and again after each change of it.
 * @param reading what must be watched so that its changes become events; undefined among the events says that it is.
 * @throws GatewayError FORBIDDEN
 */
export function openStateStream(
  { caller, events, subscriber }: Context,
  field: string,
  filter: EventFilter,
  reading: FirstReading,
): Promise<AsyncGenerator<LoggedEvent | undefined, void, undefined>> {
  return events.streams.openState(filter, reading, subscriberTo(field, caller, subscriber));
}

function subscriberTo(field: string, caller: Caller, subscriber: Subscriber | undefined): Subscriber {
  requirePermission(caller, "read", field);
  if (subscriber === undefined) throw new Error("A subscription is answered by a stream.");
  return subscriber;
}
