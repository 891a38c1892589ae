import { badInput } from "../errors";
import type { ListOf, Order } from "../types/list";
import { DEFAULT_PAGE_SIZE, type Page, type Unavailable } from "../types/page";
import { bitsPerSecond } from "./bandwidth";

/** What `select` must know of the rows: the member that names them and the one that tells them apart. */
export interface Selectable<Row extends object> {
  readonly key: keyof Row & string;
  readonly nameMember: keyof Row & string;
}

interface Tagged {
  key?: string;
  value?: string;
}

/**
 * Filters, orders and cuts rows to one page.
 *
 * A filter's members are the row's own: a row fits where its value is among the given ones (or, for a list, one of
 * its values is). `nameContains` and `tags` are the two that say more.
 *
 * @throws GatewayError BAD_USER_INPUT where a cursor is not one of this list in this order, or both `first` and `last` are given.
 */
export function select<Row extends object>(
  rows: readonly Row[],
  { key, nameMember }: Selectable<Row>,
  args: ListOf<object>,
  unavailable: readonly Unavailable[] = [],
): Page<Row> {
  const filter = Object.entries(args.filter ?? {}).filter(([, wanted]) => wanted != null) as [
    string,
    unknown,
  ][];
  const fitting = filter.length === 0 ? [...rows] : rows.filter((row) => fits(row, filter, nameMember));
  const order: Order = args.orderBy ?? { field: key, direction: "asc" };
  const positions = fitting.map((row) => ({ row, at: positionOf(row, order, key) }));
  positions.sort((a, b) => compare(a.at, b.at, order));

  const after = args.after == null ? null : cursorAt("after", args.after, order);
  const before = args.before == null ? null : cursorAt("before", args.before, order);
  const start = after === null ? 0 : firstWhere(positions, ({ at }) => compare(at, after, order) > 0);
  const end =
    before === null ? positions.length : firstWhere(positions, ({ at }) => compare(at, before, order) >= 0);
  const [from, to] = window(args, start, Math.max(start, end));

  const edges = positions
    .slice(from, to)
    .map(({ row, at }) => ({ cursor: encodeCursor(at, order), node: row }));
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: to < positions.length,
      hasPreviousPage: from > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: positions.length,
    unavailable,
  };
}

/**
 * Refuses page arguments that no rows could satisfy, so that this is known before any are read.
 * @throws GatewayError BAD_USER_INPUT, as `select` does.
 */
export function checkPage(args: ListOf<object>, key: string): void {
  select<Record<string, unknown>>([], { key, nameMember: key }, args);
}

function firstWhere<Item>(items: readonly Item[], test: (item: Item) => boolean): number {
  const index = items.findIndex(test);
  return index === -1 ? items.length : index;
}

function window({ first, last }: ListOf<object>, start: number, end: number): [from: number, to: number] {
  if (first != null && last != null) {
    throw badInput([{ argument: "last", sent: String(last), allowed: "either `first` or `last`, not both" }]);
  }
  if (last != null) return [Math.max(start, end - last), end];
  return [start, Math.min(end, start + (first ?? DEFAULT_PAGE_SIZE))];
}

function fits(row: object, filter: readonly [string, unknown][], nameMember: string): boolean {
  const values = row as Readonly<Record<string, unknown>>;
  return filter.every(([member, wanted]) => {
    if (member === "nameContains") return containsText(values[nameMember], wanted);
    if (member === "tags") return carriesTags(values["tags"], wanted);
    if (!Array.isArray(wanted)) return values[member] === wanted;
    const value = values[member];
    return Array.isArray(value) ? value.some((item) => wanted.includes(item)) : wanted.includes(value);
  });
}

function containsText(value: unknown, wanted: unknown): boolean {
  return typeof value === "string" && value.toLowerCase().includes(String(wanted).toLowerCase());
}

function carriesTags(tags: unknown, wanted: unknown): boolean {
  const carried = new Map((tags as Tagged[]).map(({ key, value }) => [key, value ?? ""]));
  return (wanted as { key: string; values?: string[] | null }[]).every(({ key, values }) => {
    const value = carried.get(key);
    return value !== undefined && (values == null || values.includes(value));
  });
}

/** Where a row stands: by the ordering member, and by its id where those are equal. */
type Position = readonly [value: string | number | null, id: string];

function positionOf<Row extends object>(row: Row, { field }: Order, key: keyof Row & string): Position {
  const value = (row as Readonly<Record<string, unknown>>)[field];
  const id = (row as { id?: string }).id ?? String(row[key]);
  if (typeof value === "number") return [value, id];
  if (value instanceof Date) return [value.getTime(), id];
  if (typeof value !== "string") return [null, id];
  return [/bandwidth$/i.test(field) ? (bitsPerSecond(value) ?? value) : value, id];
}

const collator = new Intl.Collator("en", { numeric: true });

function compare(a: Position, b: Position, { direction }: Order): number {
  const byValue = compareValues(a[0], b[0]);
  const ascending = byValue === 0 ? (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0) : byValue;
  return direction === "asc" ? ascending : -ascending;
}

/** Rows without a value come last. */
function compareValues(a: Position[0], b: Position[0]): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a), String(b));
}

function encodeCursor(at: Position, order: Order): string {
  return Buffer.from(JSON.stringify([order.field, order.direction, ...at])).toString("base64url");
}

function cursorAt(argument: string, cursor: string, order: Order): Position {
  try {
    const decoded: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    if (Array.isArray(decoded) && decoded.length === 4) {
      const [field, direction, value, id] = decoded as unknown[];
      const known = value === null || typeof value === "string" || typeof value === "number";
      if (field === order.field && direction === order.direction && known && typeof id === "string")
        return [value, id];
    }
  } catch {
    // falls through to the refusal below
  }
  throw badInput([
    { argument, sent: JSON.stringify(cursor), allowed: "a cursor of this list in this same order" },
  ]);
}
