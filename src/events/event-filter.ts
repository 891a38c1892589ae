import type { Grants } from "../auth/grants";
import type { ChangeEventType, WatchedResourceType } from "../types/change-event";
import type { LoggedEvent } from "./change-event";
import { isVisible } from "./visible-events";

/** The filter of events: each member that is set contains the matching values. */
export interface EventFilter {
  /** By their 12 digits. */
  readonly accounts?: readonly string[] | undefined;
  readonly regions?: readonly string[] | undefined;
  readonly resourceTypes?: readonly WatchedResourceType[] | undefined;
  readonly types?: readonly ChangeEventType[] | undefined;
  readonly ids?: readonly string[] | undefined;
}

/** Whether an event matches a filter and is visible under grants. */
export function fits(event: LoggedEvent, filter: EventFilter, grants: Grants): boolean {
  const holds = (values: readonly string[] | undefined, value: string) => values?.includes(value) !== false;
  return (
    holds(filter.accounts, event.account) &&
    holds(filter.regions, event.region) &&
    holds(filter.resourceTypes, event.resourceType) &&
    holds(filter.types, event.type) &&
    holds(filter.ids, event.resource) &&
    isVisible(event, grants)
  );
}
