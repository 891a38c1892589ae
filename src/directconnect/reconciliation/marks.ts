import type { Tag } from "@aws-sdk/client-direct-connect";
import type { Verdict } from "./reconciliation";
import type { WriteOperation } from "../operations";
import { notApplied, unknown } from "./verdicts";

/** The tag that says which change made a resource; its value is the change's marker. */
export const MARK = "directconnect-graphql:change";

/** What AWS takes on one resource. */
const MOST_TAGS = 50;

interface Tagged {
  readonly tags?: Tag[] | null | undefined;
}

/**
 * The input with the tag of this change. It stays on the resource, for everyone to see who made it. An input that
 * has all the tags that AWS takes is left as it is.
 */
export function marked<Input extends Tagged>(input: Input, marker: string): Input {
  const tags = input.tags ?? [];
  return tags.length < MOST_TAGS ? { ...input, tags: [...tags, { key: MARK, value: marker }] } : input;
}

/**
 * What became of a creation, by the tag that it was sent with.
 * @param rows everything that it could have made.
 * @param isAlike whether a row has all that was asked for; it decides where there was no room for the tag.
 */
export function byMark<Name extends WriteOperation, Row extends Tagged>(
  rows: readonly Row[],
  { input, marker }: { input: Tagged; marker: string },
  isAlike: (row: Row) => boolean,
  applied: (row: Row) => Verdict<Name>,
): Verdict<Name> {
  const [made, another] = rows.filter((row) => valueOf(row) === marker);
  if (another !== undefined) return unknown(`Two resources have the tag ${MARK} with the value ${marker}.`);
  if (made !== undefined) return applied(made);
  const wasMarked = valueOf(input) !== undefined || (input.tags ?? []).length < MOST_TAGS;
  return !wasMarked && rows.some((row) => valueOf(row) === undefined && isAlike(row))
    ? unknown("An equal one is there, and without room for a tag nothing says whether this change made it.")
    : notApplied;
}

function valueOf({ tags }: Tagged): string | undefined {
  return tags?.find(({ key }) => key === MARK)?.value;
}
