import type { OtherChange } from "../../../journal/other-changes";
import { fromStored } from "../../../journal/stored-json";
import type { Answer, Input, WriteOperation } from "../../client/operations";
import type { Reader, Verdict } from "./reconciliation";
import { appliedUnlessOlder, notApplied, unknown } from "./verdicts";

/** Whether a later change explains that Direct Connect does not show what was asked for. */
export type Explains = (later: OtherChange) => boolean;

/** By the input of one operation. */
export function by<Name extends WriteOperation>(
  operation: Name,
  explains: (input: Input<Name>) => boolean,
): Explains {
  return (later) => later.operation === operation && explains(fromStored(later.input) as Input<Name>); // as it was opened with
}

/** By an operation that sets a member of one row. */
export function setsMember(
  operation: WriteOperation,
  row: Readonly<Record<string, string | undefined>>,
  member: string,
): Explains {
  return by(operation, (input) => {
    const set = new Map<string, unknown>(Object.entries(input));
    return Object.entries(row).every(([name, id]) => set.get(name) === id) && set.get(member) != null;
  });
}

/**
 * The verdict on a change of which Direct Connect shows something else. Where changes that were executed later, or may have
 * been, explain all of it, it was made before them, or can be taken to be: sent again, it would undo them.
 * @param otherwise for each thing that is otherwise, which changes explain it.
 * @param output of the change, as it is shown now.
 */
export async function unlessChangedLater<Name extends WriteOperation>(
  reader: Reader,
  otherwise: readonly Explains[],
  output: Answer<Name>,
): Promise<Verdict<Name>> {
  const later = (await reader.others([])).filter(({ mayFollow }) => mayFollow);
  const made = later.filter(({ state }) => state === "applied");
  if (!otherwise.every((explains) => later.some(explains))) return notApplied;
  return otherwise.every((explains) => made.some(explains))
    ? appliedUnlessOlder(output)
    : unknown("A later change of the same is not settled yet.");
}

/**
 * What explains each member that a row shows otherwise than it was asked for.
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
