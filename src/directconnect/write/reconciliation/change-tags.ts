import type { Tag } from "@aws-sdk/client-direct-connect";
import type { OtherChange } from "../../../journal/other-changes";
import { type Aspect, hasEffect } from "./effects";
import { idsBefore, idsOfAll } from "./ids-before";
import type { JsonValue, Reader, LostChange, Verdict } from "./reconciliation";
import type { WriteOperation } from "../../client/operations";
import { orFallback } from "../../read/or-fallback";
import { notApplied, unknown } from "./verdicts";

/** The tag that identifies the change that made a resource; its value is the change's marker. */
export const MARK = "directconnect-graphql:change";

/** The maximum number of tags of one resource at AWS. */
const MOST_TAGS = 50;

interface Tagged {
  readonly tags?: Tag[] | null | undefined;
}

/**
 * The input with the tag of this change. It stays on the resource, where all its readers can see it. Tags that were
 * copied from another resource contain that one's mark, which would identify the other change. An input that has the
 * maximum number of tags already gets no mark.
 */
export function marked<Input extends Tagged>(input: Input, marker: string): Input {
  const tags = (input.tags ?? []).filter(({ key }) => key !== MARK);
  return tags.length < MOST_TAGS ? { ...input, tags: [...tags, { key: MARK, value: marker }] } : input;
}

/** The identity of the rows of one kind. */
interface MarkedKind<Row> {
  /** The id of a row, as in `heldBefore`. */
  readonly idOf: (row: Row) => string | undefined;
  /** Whether a row has all requested members. */
  readonly isAlike: (row: Row) => boolean;
  /** Whether it has those of them that are immutable. */
  readonly isSame: (row: Row) => boolean;
  /** The aspect of a change of its name; undefined where names are immutable. */
  readonly name: Aspect | undefined;
}

/**
 * The verdict on a creation, by the tag that it was sent with. The tag can be missing: an order with the maximum
 * number of tags has none, and a person may have removed it. A matching row without a tag of a change may then be the
 * one, unless it existed before the call, or another change of the journal made it. So may a row that a later change
 * has renamed, where a later change has set or removed its tag as well, or it was sent without.
 * @param rows all rows that it could have made.
 */
export async function byMark<Name extends WriteOperation, Row extends Tagged>(
  reader: Reader,
  operation: Name,
  rows: readonly Row[],
  { marker, before, input }: LostChange<Name> & { readonly input: Tagged },
  { idOf, isAlike, isSame, name }: MarkedKind<Row>,
  applied: (row: Row) => Verdict<Name>,
): Promise<Verdict<Name>> {
  const [made, another] = rows.filter((row) => valueOf(row) === marker);
  if (another !== undefined) return unknown(`Two resources have the tag ${MARK} with the value ${marker}.`);
  if (made !== undefined) return applied(made);
  const idsThen = idsBefore(before);
  const unknowns = rows.filter((row) => !idsThen.has(idOf(row) ?? "") && isSame(row));
  if (unknowns.length === 0) return notApplied;
  const retagging = [...(await reader.laterBy("TagResource")), ...(await reader.laterBy("UntagResource"))];
  const isIn = (changes: readonly OtherChange[], aspect: Aspect, row: Row) =>
    changes.some((change) => hasEffect(change, { aspect, of: [idOf(row)] }));
  const isBare = (row: Row) => valueOf(row) === undefined;
  const lost = unknowns.filter(
    (row) => (isBare(row) && valueOf(input) === undefined) || isIn(retagging, `tag ${MARK}`, row),
  );
  const alike = unknowns.filter((row) => isBare(row) && isAlike(row));
  const candidates = [...new Set([...alike, ...lost])];
  if (candidates.length === 0) return notApplied;
  const others = await reader.others(candidates.flatMap((row) => idOf(row) ?? []));
  const later = others.filter(({ mayFollow }) => mayFollow);
  const notOurs = new Set(
    others.flatMap((other) =>
      other.state === "applied" && (other.isOlder || other.operation === operation) ? other.resources : [],
    ),
  );
  const doubtful = candidates.find(
    (row) =>
      !notOurs.has(idOf(row) ?? "") && (isAlike(row) || (name !== undefined && isIn(later, name, row))),
  );
  return doubtful === undefined
    ? notApplied
    : unknown(
        `${idOf(doubtful) ?? "A resource"} is equal to this one and has no tag ${MARK}; whether this change made it is not known.`,
      );
}

/**
 * The rows before the call, where no listing is held: without them, a row that is deleted before it is found could
 * not be told from one that was there before.
 * @returns undefined where they cannot be read; the change itself does not depend on it.
 */
export function listedBefore<Row>(read: () => Promise<readonly Row[]>): Promise<readonly Row[] | undefined> {
  return orFallback<readonly Row[] | undefined>(read, undefined);
}

/**
 * The ids of the matching rows before the call, in the last listing that is held; null where there is none, so that any
 * matching row may be the one.
 */
export function heldBefore<Row>(
  listing: readonly Row[] | undefined,
  isAlike: (row: Row) => boolean,
  idOf: (row: Row) => string | undefined,
): JsonValue {
  return listing === undefined ? null : idsOfAll(listing.filter(isAlike), idOf);
}

function valueOf({ tags }: Tagged): string | undefined {
  return tags?.find(({ key }) => key === MARK)?.value;
}
