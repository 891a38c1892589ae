import type { WriteOperation } from "../../client/operations";
import type { Reader, LostChange, Verdict } from "./reconciliation";
import { whatBecameOf } from "./reconciliations";
import { unknown } from "./verdicts";

/** How often lists of several pages are read in one check, until two readings have the same rows. */
export const MOST_READS = 4;

/**
 * One reconciliation check of all sendings of a change. Lists of several pages are read until two readings agree,
 * unless the resource was found: a row that moves from a page to one that was read before is in neither.
 * @param openReader begins a reading.
 */
export async function check<Name extends WriteOperation>(
  operation: Name,
  openReader: () => Reader,
  sendings: readonly LostChange<Name>[],
): Promise<Verdict<Name>> {
  let before: string | undefined;
  for (let read = 1; read <= MOST_READS; read += 1) {
    const reading = openReader();
    const verdict = await ofAll(operation, reading, sendings);
    if (isCertain(verdict) || verdict.outcome === "unknown") return verdict;
    if (!reading.isWhole) return unknown("AWS answered with rows or values that do not fit its model.");
    const { severalPages } = reading;
    if (severalPages === undefined || severalPages === before) return verdict;
    before = severalPages;
  }
  return unknown("Rows of a list of several pages moved while it was read.");
}

/** The rank of a verdict on one sending: the highest decides. "Not applied" has to be true of each sending. */
const RANKS = { notApplied: 0, unknown: 1, gone: 2, applied: 3 } as const;

/** Whether one check is enough: a list from before the call could not show this. */
export function isCertain<Name extends WriteOperation>(
  verdict: Verdict<Name>,
): verdict is Extract<Verdict<Name>, { outcome: "applied" }> {
  return verdict.outcome === "applied" && verdict.mayBeOlder !== true;
}

/** One sending that was applied decides for all. */
async function ofAll<Name extends WriteOperation>(
  operation: Name,
  reader: Reader,
  sendings: readonly LostChange<Name>[],
): Promise<Verdict<Name>> {
  let whole: Verdict<Name> = { outcome: "notApplied" };
  for (const sending of sendings) {
    const verdict = await whatBecameOf(operation, reader, sending);
    if (isCertain(verdict)) return verdict;
    if (RANKS[verdict.outcome] > RANKS[whole.outcome]) whole = verdict;
  }
  return whole;
}
