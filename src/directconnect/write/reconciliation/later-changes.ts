import type { OtherChange } from "../../../journal/other-changes";
import { fromStored } from "../../../journal/stored-json";
import type { Answer, Input, WriteOperation } from "../../client/operations";
import { canChange, type Trace } from "./effects";
import type { Reader, Verdict } from "./reconciliation";
import { appliedUnlessOlder, notApplied, untraced } from "./verdicts";

/** Whether a later change explains that Direct Connect shows another value than the requested one. */
export type Explains = (later: OtherChange) => boolean;

/** By the input of one operation. */
export function by<Name extends WriteOperation>(
  operation: Name,
  explains: (input: Input<Name>) => boolean,
): Explains {
  return (later) => later.operation === operation && explains(fromStored(later.input) as Input<Name>); // as it was opened with
}

/** By any operation that can change what another change left behind. */
export function changes(trace: Trace): Explains {
  return (later) => canChange(later, trace);
}

/**
 * The verdict on a change where Direct Connect shows other values. Where changes that were executed later, or may have
 * been, explain all of them, it was made before those changes, or is assumed to be: sent again, it would undo them.
 * @param otherwise for each value that differs, the changes that explain it.
 * @param output of the change, as it is shown now.
 * @param related further ids that later changes may name, beside those in the input of the change.
 */
export async function unlessChangedLater<Name extends WriteOperation>(
  reader: Reader,
  otherwise: readonly Explains[],
  output: Answer<Name>,
  related: readonly (string | null | undefined)[] = [],
): Promise<Verdict<Name>> {
  const later = (await reader.others(related.flatMap((id) => id ?? []))).filter(({ mayFollow }) => mayFollow);
  const made = later.filter(({ state }) => state === "applied");
  if (!otherwise.every((explains) => later.some(explains))) return notApplied;
  return otherwise.every((explains) => made.some(explains))
    ? appliedUnlessOlder(output)
    : untraced("A later change of the same is not settled yet.");
}

/**
 * The changes that explain each member of a row that differs from the requested one.
 * @param writers for each member, the changes that set it.
 */
export function membersOtherwise<Row extends object>(
  wanted: { readonly [Member in keyof Row]?: Row[Member] | null },
  row: Row,
  writers: (member: string) => Explains,
): Explains[] {
  const shown = new Map<string, unknown>(Object.entries(row));
  return Object.entries(wanted).flatMap(([member, value]) =>
    value == null || shown.get(member) === value ? [] : [writers(member)],
  );
}

/**
 * The verdict on a change of a row that does not exist, or has ended: it was made before a later change ended the
 * row, or is assumed to be.
 * @param ids all ids of the row.
 * @param output of the change, with the row as having ended.
 */
export function unlessEndedLater<Name extends WriteOperation>(
  reader: Reader,
  ids: readonly (string | null | undefined)[],
  output: Answer<Name>,
): Promise<Verdict<Name>> {
  return unlessChangedLater(reader, [changes({ aspect: "being", of: ids })], output);
}
