import { requirePermission } from "../auth/refusals";
import type { Context } from "../context";
import type { LoggedEvent, WatchedPlace } from "../events/change-event";
import type { EventFilter } from "../events/event-filter";

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
  requirePermission(caller, "read", field);
  if (subscriber === undefined) throw new Error("A subscription is answered by a stream.");
  return events.streams.open(after, filter, places, subscriber);
}
