import type { Condition } from "./conditions";
import { MOST_UNIONS } from "../read/weight";
import { countWork } from "../read/work";
import { inPosition, nameOf, type Placed, RowSet } from "./row-set";

/**
 * The rows of several places as one list. A resource can be listed in several (a hosted virtual interface by both its
 * owners, a Direct Connect gateway from every region); it is here once. The owner's own record stays: it alone has
 * the tags. Orders and indexes are those of the places, merged.
 */
class Union<Row extends object> extends RowSet<Row> {
  readonly #ofPlaces: readonly RowSet<Row>[];
  readonly #repeats: ReadonlySet<Row>;

  constructor(ofPlaces: readonly RowSet<Row>[], first: RowSet<Row>) {
    const all = ofPlaces.flatMap(({ rows }) => rows);
    countWork(all.length);
    const byId = new Map<unknown, Row>();
    for (const row of all) {
      const { id, account, ownerAccount }: { id?: string; account?: string; ownerAccount?: string } = row;
      const identity = id ?? (row as Readonly<Record<string, unknown>>)[first.shape.key];
      if (!byId.has(identity) || account === ownerAccount) byId.set(identity, row);
    }
    const rows = [...byId.values()];
    super(rows, first.shape);
    this.#ofPlaces = ofPlaces;
    const distinct = new Set(rows);
    this.#repeats = new Set(rows.length === all.length ? [] : all.filter((row) => !distinct.has(row)));
  }

  override fitting(conditions: readonly Condition[], field: string): readonly Placed<Row>[] {
    return this.remembered(nameOf(conditions, field), () => {
      const merged = this.#ofPlaces.flatMap((rows) => rows.fitting(conditions, field));
      countWork(merged.length);
      return merged.filter(({ row }) => !this.#repeats.has(row)).sort(inPosition); // runs that are in order are only merged
    });
  }
}

/** For each set that stood first, what it was united with; gone with the set. */
const unions = new WeakMap<object, { others: readonly object[]; union: object }[]>();
const REMEMBERED = MOST_UNIONS;

/** Several sets of rows as one; the same one, as long as the sets are the same. */
export function unionOf<Row extends object>([first, ...others]: readonly [
  RowSet<Row>,
  ...RowSet<Row>[],
]): RowSet<Row> {
  if (others.length === 0) return first;
  const cached = unions.get(first) ?? [];
  const same = cached.find(
    (one) =>
      one.others.length === others.length && one.others.every((other, index) => other === others[index]),
  );
  if (same !== undefined) return same.union as Union<Row>; // of sets of one row type
  const union = new Union([first, ...others], first);
  unions.set(first, [{ others, union }, ...cached.slice(0, REMEMBERED - 1)]);
  return union;
}
