import type { JsonValue } from "./reconciliation";

/** What a list of ids held before the call. */
export function idsBefore(before: JsonValue): ReadonlySet<unknown> {
  return new Set(Array.isArray(before) ? before : []);
}
