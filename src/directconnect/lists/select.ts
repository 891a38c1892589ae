import { badInput } from "../../errors";
import type { ListOf, Order } from "../../types/graph/list";
import { DEFAULT_PAGE_SIZE, type Page, type Unavailable } from "../../types/graph/page";
import { type Condition, conditionsOf } from "./conditions";
import { comparePositions, cursorAt, encodeCursor, type Position } from "./order";
import { type Placed, RowSet } from "./row-set";

/** What `select` needs of the rows: the member that names them and the one that identifies them. */
export interface Selectable<Row extends object> {
  readonly key: keyof Row & string;
  readonly nameMember: keyof Row & string;
}

/** The owner of rows: the members that identify it, with their values. */
export type Belonging<Row extends object> = Readonly<Partial<Row>>;

/**
 * Filters and orders rows, and returns one page of them.
 *
 * A filter's members are the row's own: a row matches where its value is among the given ones (or, for a list, one of
 * its values is). `nameContains` and `tags` match in their own way.
 *
 * @throws GatewayError BAD_USER_INPUT where a cursor is not one of this list in this order, or both `first` and
 * `last` are given.
 */
export function select<Row extends object>(
  rows: readonly Row[],
  { key, nameMember }: Selectable<Row>,
  args: ListOf<object>,
  unavailable: readonly Unavailable[] = [],
): Page<Row> {
  return pageOfRows(new RowSet(rows, { key, nameMember }), args, undefined, unavailable);
}

/**
 * The same for a `RowSet`, with its orders and indexes.
 * @param belonging members that every row must have, in addition to the filter.
 */
export function pageOfRows<Row extends object>(
  rows: RowSet<Row>,
  args: ListOf<object>,
  belonging?: Belonging<Row>,
  unavailable: readonly Unavailable[] = [],
): Page<Row> {
  const order: Order = args.orderBy ?? { field: rows.shape.key, direction: "asc" };
  const wanted = conditionsOf(args.filter);
  const conditions: Condition[] = belonging ? [...Object.entries(belonging), ...wanted] : wanted;
  const fitting = rows.fitting(conditions, order.field);
  if (unavailable.length > 0) return cutPage(fitting, args, order, unavailable);
  const cached = lastPages.get(fitting);
  if (cached !== undefined && isSameCut(cached.args, args)) return cached.page as Page<Row>; // of these very rows
  const page = cutPage(fitting, args, order, unavailable);
  lastPages.set(fitting, { args, page });
  return page;
}

/**
 * The last page of each list: a parent's rows are mostly requested with the same arguments. The same page is the same
 * object, whose text may be cached.
 */
const lastPages = new WeakMap<readonly Placed<object>[], { args: ListOf<object>; page: Page<object> }>();

function isSameCut(cached: ListOf<object>, args: ListOf<object>): boolean {
  if (cached === args) return true;
  const { first, last, after, before, orderBy } = args;
  const isSameOrder =
    cached.orderBy?.field === orderBy?.field && cached.orderBy?.direction === orderBy?.direction;
  return (
    isSameOrder &&
    cached.first === first &&
    cached.last === last &&
    cached.after === after &&
    cached.before === before
  );
}

function cutPage<Row extends object>(
  fitting: readonly Placed<Row>[],
  args: ListOf<object>,
  order: Order,
  unavailable: readonly Unavailable[],
): Page<Row> {
  const window = windowOf(fitting, args, order);
  const shown = order.direction === "asc" ? fitting.slice(...window) : lastFirst(fitting, ...window);
  return new CutPage(shown, order, window, fitting.length, unavailable);
}

/** Makes cursors only when they are requested. */
class CutPage<Row extends object> implements Page<Row> {
  readonly nodes: Row[];

  constructor(
    private readonly shown: readonly Placed<Row>[],
    private readonly order: Order,
    private readonly window: readonly [from: number, to: number],
    readonly totalCount: number,
    readonly unavailable: readonly Unavailable[],
  ) {
    this.nodes = shown.map(({ row }) => row);
  }

  get edges() {
    return this.shown.map((placed) => ({ cursor: this.#cursorOf(placed), node: placed.row }));
  }

  get pageInfo() {
    const [from, to] = this.window;
    const [first, last] = [this.shown[0], this.shown.at(-1)];
    const startCursor = first ? this.#cursorOf(first) : null;
    return {
      hasNextPage: to < this.totalCount,
      hasPreviousPage: from > 0,
      startCursor,
      endCursor: last === undefined || last === first ? startCursor : this.#cursorOf(last),
    };
  }

  #cursorOf({ at }: Placed<Row>): string {
    return encodeCursor(at, this.order);
  }
}

/**
 * Rejects page arguments that no rows could satisfy, before any rows are read.
 * @throws GatewayError BAD_USER_INPUT, as `select` does.
 */
export function checkPage(args: ListOf<object>, key: string): void {
  windowOf([], args, args.orderBy ?? { field: key, direction: "asc" });
}

function lastFirst<Item>(items: readonly Item[], from: number, to: number): Item[] {
  return items.slice(items.length - to, items.length - from).reverse();
}

/** Which of the rows, counted from the end where the order is descending, are on the page. */
function windowOf(
  ascending: readonly Placed<object>[],
  args: ListOf<object>,
  order: Order,
): [from: number, to: number] {
  const { first, last } = args;
  const count = ascending.length;
  const after = args.after == null ? null : cursorAt("after", args.after, order);
  const before = args.before == null ? null : cursorAt("before", args.before, order);
  if (first != null && last != null) {
    throw badInput([{ argument: "last", sent: String(last), allowed: "either `first` or `last`, not both" }]);
  }
  const isAscending = order.direction === "asc";
  const start =
    after === null ? 0 : isAscending ? countUpTo(ascending, after) : count - countBefore(ascending, after);
  const stop =
    before === null
      ? count
      : isAscending
        ? countBefore(ascending, before)
        : count - countUpTo(ascending, before);
  const end = Math.max(start, stop);
  if (last != null) return [Math.max(start, end - last), end];
  return [start, Math.min(end, start + (first ?? DEFAULT_PAGE_SIZE))];
}

const countBefore = (rows: readonly Placed<object>[], position: Position) =>
  countWhile(rows, ({ at }) => comparePositions(at, position) < 0);

const countUpTo = (rows: readonly Placed<object>[], position: Position) =>
  countWhile(rows, ({ at }) => comparePositions(at, position) <= 0);

/** How many items from the start pass a test that all items up to one pass, and none after it. */
function countWhile<Item>(items: readonly Item[], test: (item: Item) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && test(item)) low = middle + 1;
    else high = middle;
  }
  return low;
}
