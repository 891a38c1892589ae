import type { ListOf } from "../../types/graph/list";
import { countWork } from "../read/work";
import { type Condition, conditionsOf, fits } from "./conditions";
import { memberNamed } from "./named-rows";
import type { RowSet } from "./row-set";
import type { Belonging } from "./select";

const NONE: readonly never[] = [];

/**
 * The rows that may belong to a list, and are not in it: AWS left out the member that names their parent, and they fit
 * everything else.
 * @param belonging the parent of the list.
 */
export function rowsWithoutParent<Row extends object>(
  rows: RowSet<Row>,
  belonging: Belonging<Row> | undefined,
  { filter }: Pick<ListOf<object>, "filter">,
): readonly Row[] {
  const { parents = [], nameMember } = rows.shape;
  const owner = Object.entries(belonging ?? {});
  const conditions: readonly Condition[] = [...owner, ...conditionsOf(filter)];
  const named = conditions
    .map(([member]) => memberNamed(member))
    .filter((member, index) => index < owner.length || parents.includes(member));
  if (named.every((member) => rows.withoutParent(member).size === 0)) return NONE;
  const candidates = new Set(named.flatMap((member) => [...rows.withoutParent(member)]));
  countWork(candidates.size);
  return [...candidates].filter((row) =>
    conditions.every((condition) => {
      const member = memberNamed(condition[0]);
      const isUnknown = named.includes(member) && rows.withoutParent(member).has(row);
      return isUnknown || fits(row, condition, nameMember);
    }),
  );
}
