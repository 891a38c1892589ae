import type { WriteOperation } from "../../client/operations";
import { hasEffect, type MOVING } from "./effects";
import { byNewness, type Kind } from "./ids-before";
import { wayTo } from "./places";
import type { Reader, LostChange, Verdict } from "./reconciliation";
import { unknown } from "./verdicts";

/** A row, and the connection, interconnect or LAG that carries it. */
export interface Carried<Row> {
  readonly row: Row;
  readonly place: string | undefined;
}

/** Where a resource was ordered, and the operation that moves it from there by its own id. */
interface Start {
  readonly start: string;
  readonly movedBy: (typeof MOVING)[number];
}

/**
 * The verdict on a creation on a connection, interconnect or LAG whose row may be elsewhere by now: later changes may
 * have moved it, or its connection. An equal row of another place counts only where they can have, and decides only
 * where it is certain that it was moved from there.
 * @param there the rows of the place that have all requested immutable members.
 * @param elsewhere reads such rows of all places; called where the place has none.
 */
export async function byNewnessAnywhere<Name extends WriteOperation, Row>(
  reader: Reader,
  change: Pick<LostChange<Name>, "before">,
  from: Start,
  there: readonly Row[],
  elsewhere: () => Promise<readonly Carried<Row>[]>,
  kind: Kind<Name, Row>,
): Promise<Verdict<Name>> {
  const { start } = from;
  const onStart = await byNewness(reader, change, there, kind);
  if (onStart.outcome !== "notApplied") return onStart;
  const idOf = (row: Row) => kind.idOf(row) ?? "";
  if (!(await mayBeElsewhere(reader, from))) return onStart;
  const rows = (await elsewhere()).filter(({ place }) => place !== start);
  if (rows.length === 0) return onStart;
  const later = (await reader.others(rows.map(({ row }) => idOf(row)))).filter(({ mayFollow }) => mayFollow);
  const moved = rows.flatMap(({ row, place }) => {
    const way = wayTo(idOf(row), start, place, later);
    return way === undefined ? [] : [{ row, isShown: way.isShown && way.isSettled }];
  });
  const rowsOf = (isShown: boolean) => moved.flatMap((each) => (each.isShown === isShown ? [each.row] : []));
  const certain = await byNewness(reader, change, rowsOf(true), kind);
  if (certain.outcome !== "notApplied") return certain;
  const doubtful = await byNewness(reader, change, rowsOf(false), kind);
  if (doubtful.outcome === "notApplied") return onStart;
  const ids = rowsOf(false).map(idOf).join(", ");
  return unknown(
    `Direct Connect lists ${ids}, equal to this one, elsewhere; whether it was moved there from ${start} is not known.`,
  );
}

/** Whether later changes can have moved a resource from a place. */
async function mayBeElsewhere(reader: Reader, { start, movedBy }: Start): Promise<boolean> {
  const [moves, others] = await Promise.all([reader.laterBy(movedBy), reader.others([])]);
  return (
    moves.length > 0 ||
    others.some((other) => other.mayFollow && hasEffect(other, { aspect: "place", of: [start] }))
  );
}
