import { type Condition, fits, indexKeysFor, indexKeysOf, textOf } from "./conditions";
import { comparePositions, type Position, positionOf } from "./order";
import { countWork } from "../read/work";
import { rememberedBytes } from "../read/weight";

/** The member that identifies rows, and the one that names them. */
export interface Shape {
  readonly key: string;
  readonly nameMember: string;
  /** The members that name a parent. */
  readonly parents?: readonly string[];
  /** Whether a row without this member has such a parent all the same; absent where each row has one. */
  lacksParent?(row: object, member: string): boolean;
}

/** A row with its place in an order. */
export interface Placed<Row extends object> {
  readonly row: Row;
  readonly at: Position;
}

type Rows<Row extends object> = readonly Placed<Row>[];

/** The rows of an order that have one value, and the rank of each. */
interface Under<Row extends object> {
  readonly rows: Rows<Row>;
  readonly ranks: readonly number[];
}

/** How many selections by more than one value are cached. */
const REMEMBERED = 64;
/** A selection by a longer text is not cached: it is unlikely to be repeated. */
const LONGEST_NAME = 2000;
/** The cost of sorting one row, in rows scanned. */
const SORTING = 10;

/**
 * Immutable rows, with orders and indexes that are computed when first needed.
 * So a page costs as much as its own rows, not as much as all rows.
 */
export class RowSet<Row extends object> {
  #byKey: ReadonlyMap<string, Row> | undefined;
  readonly #orders = new Map<string, Rows<Row>>();
  readonly #indexes = new Map<string, ReadonlyMap<unknown, Under<Row>>>();
  readonly #selections = new Map<string, Rows<Row>>();
  readonly #parentless = new Map<string, ReadonlySet<Row>>();
  #bytesOfSelections = 0;
  /** One empty list, as every other cached selection is one list. */
  readonly #none: Under<Row> = { rows: [], ranks: [] };
  #earlier: ReadonlyMap<string, Rows<Row>> | undefined;

  /** @param earlier a set of mostly the same rows, whose orders are reused. */
  constructor(
    readonly rows: readonly Row[],
    readonly shape: Shape,
    earlier?: RowSet<Row>,
  ) {
    if (earlier !== undefined) this.#earlier = earlier.#orders;
  }

  get byKey(): ReadonlyMap<string, Row> {
    return (this.#byKey ??= new Map(this.rows.map((row) => [this.#rowKey(row), row])));
  }

  /** The rows with this value of a member, by their key. */
  having(member: keyof Row & string, value: unknown): Row[] {
    return this.fitting([[member, value]], this.shape.key).map(({ row }) => row);
  }

  /**
   * The rows that may belong to any parent: AWS left out the member that names it.
   * @param member one of the shape's `parents`.
   */
  withoutParent(member: string): ReadonlySet<Row> {
    let rows = this.#parentless.get(member);
    if (rows === undefined) this.#parentless.set(member, (rows = this.#findWithoutParent(member)));
    return rows;
  }

  #findWithoutParent(member: string): ReadonlySet<Row> {
    const { shape } = this;
    if (shape.parents?.includes(member) !== true) throw new Error(`The rows name no parent by ${member}.`);
    countWork(this.rows.length);
    const lacking = this.rows.filter((row) => {
      const { [member]: parent } = row as Readonly<Record<string, unknown>>;
      return parent == null && (shape.lacksParent?.(row, member) ?? true);
    });
    return new Set(lacking);
  }

  /** The rows that fit all conditions, ascending by a member. */
  fitting(conditions: readonly Condition[], field: string): Rows<Row> {
    const [first, ...others] = conditions;
    if (first === undefined) return this.inOrder(field);
    const keys = others.length === 0 ? indexKeysFor(first) : undefined;
    if (keys?.length === 1) return (this.#index(first[0], field).get(keys[0]) ?? this.#none).rows;
    return this.remembered(nameOf(conditions, field), () => this.#choose(conditions, field));
  }

  protected inOrder(field: string): Rows<Row> {
    let order = this.#orders.get(field);
    if (order === undefined) this.#orders.set(field, (order = this.#sort(field)));
    return order;
  }

  /** The size of all cached selections, in bytes. */
  get selectionBytes(): number {
    return this.#bytesOfSelections;
  }

  protected remembered(name: string | undefined, choose: () => Rows<Row>): Rows<Row> {
    if (name === undefined) return choose();
    const cached = this.#selections.get(name);
    const selection = cached ?? choose();
    if (cached !== undefined) this.#forget(name, cached); // the latest come last
    this.#selections.set(name, selection);
    this.#bytesOfSelections += bytesOf(name, selection);
    const most = rememberedBytes(this.rows.length);
    for (const [oldest, rows] of this.#selections) {
      if (this.#selections.size <= REMEMBERED && this.#bytesOfSelections <= most) break;
      this.#forget(oldest, rows);
    }
    return selection;
  }

  #forget(name: string, selection: Rows<Row>): void {
    this.#selections.delete(name);
    this.#bytesOfSelections -= bytesOf(name, selection);
  }

  #sort(field: string): Rows<Row> {
    countWork(SORTING * this.rows.length);
    const rows = new Set(this.rows);
    const cached = (this.#earlier?.get(field) ?? []).filter(({ row }) => rows.delete(row));
    const placed = [...rows].map((row) => ({ row, at: positionOf(row, field, this.shape.key) }));
    return [...cached, ...placed].sort(inPosition); // sorted runs cost one comparison for each row
  }

  /**
   * Starts from the condition with the fewest matching rows. Few rows are compared with many values, instead of a
   * lookup per value.
   */
  #choose(conditions: readonly Condition[], field: string): Rows<Row> {
    let [fewest, by]: [Rows<Row>, Condition | undefined] = [this.inOrder(field), undefined];
    const byKeys = conditions
      .map((condition) => ({ condition, keys: indexKeysFor(condition)?.length ?? Infinity }))
      .sort((one, other) => one.keys - other.keys);
    for (const { condition, keys } of byKeys) {
      if (keys > fewest.length) break;
      const found = this.#fittingOne(condition, field);
      if (found !== undefined && found.length <= fewest.length) [fewest, by] = [found, condition];
    }
    const others = conditions.filter((condition) => condition !== by);
    if (others.length === 0) return fewest;
    const { nameMember } = this.shape;
    countWork(fewest.length);
    return fewest.filter(({ row }) => others.every((condition) => fits(row, condition, nameMember)));
  }

  #fittingOne(condition: Condition, field: string): Rows<Row> | undefined {
    const keys = indexKeysFor(condition);
    if (keys === undefined) return undefined;
    const index = this.#index(condition[0], field);
    if (keys.length === 1) return (index.get(keys[0]) ?? this.#none).rows;
    const order = this.inOrder(field);
    const lists = keys.map((key) => (index.get(key) ?? this.#none).ranks);
    // Numbers in an array of numbers are sorted without a call for each comparison.
    countWork(keys.length);
    const merged = new Uint32Array(lists.reduce((sum, ranks) => sum + ranks.length, 0));
    let count = 0;
    for (const ranks of lists) {
      merged.set(ranks, count);
      count += ranks.length;
    }
    countWork(count);
    merged.sort();
    const found: Placed<Row>[] = [];
    let before: number | undefined;
    for (const rank of merged) {
      const placed = order[rank];
      if (placed !== undefined && rank !== before) found.push(placed); // a row may match two values
      before = rank;
    }
    return found;
  }

  /** An index by the values of a member. */
  #index(member: string, field: string): ReadonlyMap<unknown, Under<Row>> {
    const name = `${member} ${field}`;
    let index = this.#indexes.get(name);
    if (index === undefined) this.#indexes.set(name, (index = this.#indexOver(member, field)));
    return index;
  }

  #indexOver(member: string, field: string): ReadonlyMap<unknown, Under<Row>> {
    const index = new Map<unknown, { rows: Placed<Row>[]; ranks: number[] }>();
    countWork(this.rows.length);
    this.inOrder(field).forEach((placed, rank) => {
      for (const key of indexKeysOf(placed.row, member)) {
        const under = index.get(key);
        if (under === undefined) index.set(key, { rows: [placed], ranks: [rank] });
        else {
          under.rows.push(placed);
          under.ranks.push(rank);
        }
      }
    });
    return index;
  }

  #rowKey(row: Row): string {
    return String((row as Readonly<Record<string, unknown>>)[this.shape.key]);
  }
}

/** The cache key of a selection; undefined where it is too long to cache. */
export function nameOf(conditions: readonly Condition[], field: string): string | undefined {
  let name = field;
  for (const condition of conditions) {
    name += `\n${textOf(condition)}`; // no text has a line break: it is JSON
    if (name.length > LONGEST_NAME) return undefined;
  }
  return name;
}

/** Two bytes for each character, eight for each row. */
function bytesOf(name: string, rows: readonly object[]): number {
  return 2 * name.length + 8 * rows.length;
}

/** Ascending. */
export function inPosition(a: Placed<object>, b: Placed<object>): number {
  return comparePositions(a.at, b.at);
}
