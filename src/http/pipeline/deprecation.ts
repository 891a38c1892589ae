/** A deprecated schema element, in the form that callers get. */
export interface Deprecation {
  /** Schema coordinate, such as `Mutation.allocateConnectionOnInterconnect` or `Query.connections(old:)`. */
  coordinate: string;
  reason: string;
  /** Coordinate of the replacement, where the schema states it. */
  replacement?: string;
  /** Day of deprecation (ISO date), where the schema states it. */
  since?: string;
}

/** The part of a field, argument, input field or enum value that deprecation needs. */
interface SchemaElement {
  deprecationReason?: string | null | undefined;
  /** `extensions.deprecation = { replacement, since }` has the machine-readable details. */
  extensions: Readonly<Record<string, unknown>>;
}

/** The deprecation of a schema element; undefined for one that is not deprecated. */
export function deprecationOf(coordinate: string, element: SchemaElement): Deprecation | undefined {
  const { deprecationReason: reason } = element;
  if (reason === undefined || reason === null) return undefined;
  const stated = element.extensions["deprecation"];
  const { replacement, since } = (stated ?? {}) as { replacement?: unknown; since?: unknown };
  return {
    coordinate,
    reason,
    ...(typeof replacement === "string" && { replacement }),
    ...(typeof since === "string" && { since }),
  };
}
