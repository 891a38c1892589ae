import { badInput } from "../../errors";
import { quoted } from "../../observability/secrets";
import type { Order } from "../../types/graph/list";
import { bitsPerSecond } from "./bandwidth";

/** The position of a row: by the ordering member, and by its id where those are equal. */
export type Position = readonly [value: string | number | null, id: string];

export function positionOf(row: object, field: string, key: string): Position {
  const members = row as Readonly<Record<string, unknown>>;
  const value = members[field];
  const id = (row as { id?: string }).id ?? String(members[key]);
  if (typeof value === "number") return [value, id];
  if (value instanceof Date) return [value.getTime(), id];
  if (typeof value !== "string") return [null, id];
  return [/bandwidth$/i.test(field) ? (bitsPerSecond(value) ?? value) : value, id];
}

const collator = new Intl.Collator("en", { numeric: true });

/** Ascending; rows without a value come last. */
export function comparePositions(a: Position, b: Position): number {
  const byValue = compareValues(a[0], b[0]);
  return byValue === 0 ? (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0) : byValue;
}

function compareValues(a: Position[0], b: Position[0]): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a), String(b));
}

export function encodeCursor([value, id]: Position, { field, direction }: Order): string {
  return Buffer.from(JSON.stringify([field, direction, value, id])).toString("base64url");
}

/** @throws GatewayError BAD_USER_INPUT where the cursor is not one of a list in this order. */
export function cursorAt(argument: string, cursor: string, order: Order): Position {
  try {
    const decoded: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    if (Array.isArray(decoded) && decoded.length === 4) {
      const [field, direction, value, id] = decoded as unknown[];
      const isPositionValue = value === null || typeof value === "string" || typeof value === "number";
      if (field === order.field && direction === order.direction && isPositionValue && typeof id === "string")
        return [value, id];
    }
  } catch {
    // falls through to the refusal below
  }
  throw badInput([{ argument, sent: quoted(cursor), allowed: "a cursor of this list in this same order" }]);
}
