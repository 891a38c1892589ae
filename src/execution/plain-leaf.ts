import { GraphQLBoolean, GraphQLID, GraphQLInt, type GraphQLLeafType, GraphQLString } from "graphql";
import type { Text } from "./completed";
import { writeString } from "./json-text";

/**
 * Writes a value as JSON, or returns undefined where the value is not the plain value that its type expects. The caller
 * then completes the value as graphql-js does, which also writes the error message; so this must never guess.
 */
export type WritePlain = (value: unknown) => Text | undefined;

/** How plain, non-null values of a scalar or enum are written. */
export function plainLeaf(type: GraphQLLeafType): WritePlain {
  switch (type) {
    case GraphQLString:
    case GraphQLID:
      return plainString;
    case GraphQLBoolean:
      return plainBoolean;
    case GraphQLInt:
      return plainInt;
    default:
      return (value) => writeLeaf(type, value);
  }
}

const plainString: WritePlain = (value) => (typeof value === "string" ? writeString(value) : undefined);

const plainBoolean: WritePlain = (value) => (value === true ? "true" : value === false ? "false" : undefined);

/** As text, 32 bits: -0 would be written "0", as JSON.stringify writes it. */
const plainInt: WritePlain = (value) =>
  typeof value === "number" && (value | 0) === value ? String(value) : undefined;

function writeLeaf(type: GraphQLLeafType, value: unknown): string | undefined {
  // The three that complete in a way of their own: a rejection, a promise, a method.
  if (typeof value === "function" || value instanceof Error || isThenable(value)) return undefined;
  try {
    const serialized = type.serialize(value);
    if (typeof serialized === "string") return writeString(serialized);
    return serialized == null ? undefined : toJson(serialized);
  } catch {
    return undefined;
  }
}

/** `JSON.stringify` gives undefined for what JSON cannot say, which its declaration keeps to itself. */
export function toJson(value: unknown): string | undefined {
  return JSON.stringify(value);
}

/** What graphql-js takes for a promise. */
export function isThenable(value: unknown): boolean {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}
