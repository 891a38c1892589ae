import type { ChangeEventType, WatchedResourceType } from "../types/change-event";
import { WATCHED_TYPES } from "./watched-types";

/** Complete by its type. The enum itself is not imported: the order in which GraphQL types are loaded is that of the schema. */
const EVENT_TYPES: Readonly<Record<ChangeEventType, true>> = {
  created: true,
  stateChanged: true,
  updated: true,
  deleted: true,
  bgpStatusChanged: true,
  encryptionChanged: true,
  acceptanceRequested: true,
  proposalExpiring: true,
  loaIssued: true,
};

/** The name of a type of events or resources in the graph, such as STATE_CHANGED. */
export function nameInGraph(type: ChangeEventType | WatchedResourceType): string {
  return type.replace(/(?<=.)[A-Z]/g, "_$&").toUpperCase();
}

function byNames<Type extends ChangeEventType | WatchedResourceType>(types: Readonly<Record<Type, unknown>>) {
  const keys = Object.keys(types) as Type[]; // the keys of that very object
  return Object.fromEntries(keys.map((type) => [nameInGraph(type), type])) as Readonly<Record<string, Type>>;
}

export const eventTypesByName = byNames(EVENT_TYPES);
export const resourceTypesByName = byNames(WATCHED_TYPES);
