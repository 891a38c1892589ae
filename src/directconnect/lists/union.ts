import type { Condition } from "./conditions";
import { MOST_UNIONS } from "../read/weight";
import { countWork } from "../read/work";
import { inPosition, nameOf, type Placed, RowSet } from "./row-set";

/**
 * The rows of several places as one list. Several places can list one resource (a hosted virtual interface for both its
 * owners, a Direct Connect gateway from every region); the union has it once. The owner's record is used: only it has
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
      return merged.filter(({ row }) => !this.#repeats.has(row)).sort(inPosition); // sorted runs are only merged
    });
  }
}

/** For each first set, the sets that it was united with; removed with the set. */
const unions = new WeakMap<object, { others: readonly object[]; union: object }[]>();
const REMEMBERED = MOST_UNIONS;

/** The union of several sets of rows; the same object, as long as the sets are the same. */
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
