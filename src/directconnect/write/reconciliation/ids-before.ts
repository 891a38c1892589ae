import type { OtherChange } from "../../../journal/other-changes";
import { fromStored } from "../../../journal/stored-json";
import type { Input, WriteOperation } from "../../client/operations";
import type { JsonValue, Reader, LostChange, Verdict } from "./reconciliation";
import { appliedUnlessOlder, notApplied, unknown } from "./verdicts";

/** The ids of a list before the call; `CreateLag` notes them beside the resources that move with a port. */
export function idsBefore(before: JsonValue): ReadonlySet<unknown> {
  const { ids } = Array.isArray(before) ? { ids: before } : ((before ?? {}) as { readonly ids?: JsonValue }); // as `before` made it
  return new Set(Array.isArray(ids) ? ids : []);
}

/** The ids of all rows of a list; null where one has none: it could be any. */
export function idsOfAll<Row>(rows: readonly Row[], idOf: (row: Row) => string | undefined): string[] | null {
  const ids = rows.map(idOf);
  return ids.every((id): id is string => id !== undefined && id !== "") ? ids : null;
}

/** The operations that make rows of one kind, and whether one of them can have made a row. */
export type Makers<Row> = {
  readonly [Name in WriteOperation]?: (input: Input<Name>, row: Row) => boolean;
};

/** The details of the rows of one kind. */
export interface Kind<Name extends WriteOperation, Row> {
  readonly idOf: (row: Row) => string | undefined;
  /** Whether it has not ended. */
  readonly isStanding: (row: Row) => boolean;
  readonly outputOf: (row: Row) => Extract<Verdict<Name>, { outcome: "applied" }>["output"];
  readonly makers: Makers<Row>;
  /** The ids of the rows that one of the makers made, by its answer; by default all that it names. */
  readonly madeBy?: (other: OtherChange) => readonly string[];
  /** Whether a row has all requested values, or later changes explain the others; by default true. */
  readonly isAsWanted?: (row: Row, later: readonly OtherChange[]) => boolean;
  /**
   * The state of a row that is unique, such as one for a VLAN: a present one counts then also where the earlier state
   * is unknown, and one that has ended does not count.
   */
  readonly uniqueState?: (row: Row) => string | undefined;
}

/** Another maker, and the rows that it may have made. */
interface Claim<Row> {
  readonly other: OtherChange;
  readonly rows: readonly Row[];
}

/**
 * The verdict on a creation whose row differs from an equal one in its id alone: it is the one that did not exist
 * before the call, and that no other change made. The list from before the call may have been behind, so more than
 * one such row says nothing, and a single one counts only once lists must show the state at the call.
 *
 * Of changes without an outcome that may have made the same rows, those that were sent first are settled first: each
 * takes one row, and one for which none is left was not made. One whose answer may still arrive is waited for.
 * @param equal the rows that have all requested values.
 */
export async function byNewness<Name extends WriteOperation, Row>(
  reader: Reader,
  { before }: Pick<LostChange<Name>, "before">,
  equal: readonly Row[],
  kind: Kind<Name, Row>,
): Promise<Verdict<Name>> {
  const idOf = (row: Row) => kind.idOf(row) ?? "";
  const idsThen = idsBefore(before);
  const unseen = equal.filter((row) => !idsThen.has(idOf(row)));
  if (unseen.length === 0) return notApplied;
  const others = await reader.others(unseen.map(idOf));
  const older = new Set(others.flatMap(({ isOlder, resources }) => (isOlder ? resources : [])));
  const later = others.filter(({ mayFollow }) => mayFollow);
  const fresh = unseen.filter(
    (row) => !older.has(idOf(row)) && (kind.isAsWanted === undefined || kind.isAsWanted(row, later)),
  );
  const claims = others.flatMap((other) => claimOf(other, fresh, kind));
  const left = without(fresh, claims);
  const unsettled = claims.filter(
    ({ other, rows }) => other.state !== "applied" && rows.some((row) => left.includes(row)),
  );
  const standing = left.filter(kind.isStanding);
  const candidates = standing.length > 0 ? standing : left;
  const [first] = candidates;
  if (first === undefined) return notApplied;
  const ids = candidates.map((row) => kind.idOf(row) ?? "one without an id").join(", ");
  if (unsettled.some(({ other }) => other.state === "open" || !other.isLater))
    return unknown(`Another change that is not settled yet may have made ${ids}.`);
  const isDeletedSince = later.some(
    (other) =>
      other.state === "applied" &&
      other.operation.startsWith("Delete") &&
      other.resources.includes(idOf(first)),
  );
  if (kind.uniqueState !== undefined && standing.length === 0 && !(isDeletedSince && Array.isArray(before)))
    return unknown(
      `Direct Connect lists ${idOf(first)} (${kind.uniqueState(first) ?? ""}), equal to this one; whether it is this one is not known until it is no longer listed.`,
    );
  const isNoted = Array.isArray(before) || kind.uniqueState !== undefined;
  if (candidates.length > 1 + unsettled.length || !isNoted)
    return unknown(
      `Direct Connect lists ${ids}, equal to this one; which of them it is, if any, is not known.`,
    );
  const claimants = (row: Row) => unsettled.filter(({ rows }) => rows.includes(row)).length;
  const made = candidates.reduce((best, row) => (claimants(row) < claimants(best) ? row : best), first);
  return appliedUnlessOlder(kind.outputOf(made));
}

/** The rows that another change may have made; none for one that makes no such rows. */
function claimOf<Name extends WriteOperation, Row>(
  other: OtherChange,
  fresh: readonly Row[],
  { makers, idOf, madeBy = ({ resources }) => resources }: Kind<Name, Row>,
): Claim<Row>[] {
  const operation = other.operation as WriteOperation; // as the entry was opened with
  const canMake = makers[operation] as ((input: Input<WriteOperation>, row: Row) => boolean) | undefined;
  if (canMake === undefined) return [];
  const input = fromStored(other.input) as Input<WriteOperation>; // as the entry was opened with
  const made = other.state === "applied" ? new Set(madeBy(other)) : undefined;
  const rows = fresh.filter((row) => {
    const id = idOf(row) ?? "";
    if (made !== undefined) return made.has(id);
    return canMake(input, row) && other.befores.some((before) => !idsBefore(before).has(id));
  });
  return rows.length === 0 ? [] : [{ other, rows }];
}

/**
 * The rows that are left after each change that was made has taken one; changes with the fewest candidates choose
 * first.
 */
function without<Row>(rows: readonly Row[], claims: readonly Claim<Row>[]): readonly Row[] {
  const left = new Set(rows);
  const made = claims.filter(({ other }) => other.state === "applied");
  for (const claim of made.sort((one, another) => one.rows.length - another.rows.length)) {
    const taken = claim.rows.find((row) => left.has(row));
    if (taken !== undefined) left.delete(taken);
  }
  return [...left];
}
