import type { WriteOperation } from "../../client/operations";
import type { JsonValue, Look, LostChange, Verdict } from "./reconciliation";
import { appliedUnlessOlder, notApplied, unknown } from "./verdicts";

/** What a list of ids held before the call. */
export function idsBefore(before: JsonValue): ReadonlySet<unknown> {
  return new Set(Array.isArray(before) ? before : []);
}

/** What a row of one kind is. */
interface Kind<Name extends WriteOperation, Row> {
  readonly idOf: (row: Row) => string | undefined;
  /** Whether it has not ended. */
  readonly isStanding: (row: Row) => boolean;
  readonly outputOf: (row: Row) => Extract<Verdict<Name>, { outcome: "applied" }>["output"];
}

/**
 * What became of a creation whose row only its id tells from an equal one: it is the one that was not there before the
 * call, and that no other change made. The list from before the call may have lagged, so more than one such row says
 * nothing, and a single one counts only once lists must show what was there at the call.
 * @param equal the rows that have all that was asked for.
 */
export async function byNewness<Name extends WriteOperation, Row>(
  look: Look,
  { before }: Pick<LostChange<Name>, "before">,
  equal: readonly Row[],
  { idOf, isStanding, outputOf }: Kind<Name, Row>,
): Promise<Verdict<Name>> {
  const known = idsBefore(before);
  const unseen = equal.filter((row) => !known.has(idOf(row) ?? ""));
  if (unseen.length === 0) return notApplied;
  const others = await look.madeByOthers(unseen.flatMap((row) => idOf(row) ?? []));
  const candidates = unseen.filter((row) => !others.has(idOf(row) ?? ""));
  const standing = candidates.filter(isStanding);
  const [made, another] = standing.length > 0 ? standing : candidates;
  if (made === undefined) return notApplied;
  if (another === undefined && Array.isArray(before)) return appliedUnlessOlder(outputOf(made));
  const ids = candidates.map((row) => idOf(row) ?? "one without an id").join(", ");
  return unknown(
    `Direct Connect lists ${ids}, equal to this one; which of them it is, if any, cannot be told.`,
  );
}
