import type { Tag } from "@aws-sdk/client-direct-connect";
import type { OtherChange } from "../../../journal/other-changes";
import { type Aspect, hasEffect } from "./effects";
import { idsBefore } from "./ids-before";
import type { JsonValue, Reader, LostChange, Verdict } from "./reconciliation";
import type { WriteOperation } from "../../client/operations";
import { notApplied, unknown } from "./verdicts";

/** The tag that says which change made a resource; its value is the change's marker. */
export const MARK = "directconnect-graphql:change";

/** What AWS takes on one resource. */
const MOST_TAGS = 50;

interface Tagged {
  readonly tags?: Tag[] | null | undefined;
}

/**
 * The input with the tag of this change. It stays on the resource, for everyone to see who made it. Tags that were copied from
 * another resource hold that one's mark, which would say that the other change made this one too. An input that has all
 * the tags that AWS takes is left without a mark.
 */
export function marked<Input extends Tagged>(input: Input, marker: string): Input {
  const tags = (input.tags ?? []).filter(({ key }) => key !== MARK);
  return tags.length < MOST_TAGS ? { ...input, tags: [...tags, { key: MARK, value: marker }] } : input;
}

/** What tells the rows of one kind apart. */
interface MarkedKind<Row> {
  /** Names a row as `heldBefore` does. */
  readonly idOf: (row: Row) => string | undefined;
  /** Whether a row has all that was asked for. */
  readonly isAlike: (row: Row) => boolean;
  /** Whether it has what of that cannot be changed later. */
  readonly isSame: (row: Row) => boolean;
  /** What a later change of its name counts as; undefined where names stay. */
  readonly name: Aspect | undefined;
}

/**
 * What became of a creation, by the tag that it was sent with. The tag can be missing: an order with all the tags that AWS
 * takes has no room for it, and somebody may have taken it off. A row that is alike and has no tag of a change may then be
 * the one, unless it was there before the call, or another change of the journal made it; so may one that a later change
 * has renamed, where a later change has set or taken off its tag as well, or it was sent without.
 * @param rows everything that it could have made.
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
        `${idOf(doubtful) ?? "A resource"} is equal to this one and has no tag ${MARK}; whether this change made it cannot be told.`,
      );
}

/**
 * The ids of the rows that were alike before the call, in the last listing that is held; null where none is, so that any
 * row that is alike may be the one.
 */
export function heldBefore<Row>(
  listing: readonly Row[] | undefined,
  isAlike: (row: Row) => boolean,
  idOf: (row: Row) => string | undefined,
): JsonValue {
  return listing?.filter(isAlike).map((row) => idOf(row) ?? "") ?? null;
}

function valueOf({ tags }: Tagged): string | undefined {
  return tags?.find(({ key }) => key === MARK)?.value;
}
