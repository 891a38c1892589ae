import { partitionOfAccount, type Place } from "../accounts/accounts";
import { stateTextForCallers } from "../client/error-messages";
import { asSpelled, UNKNOWN } from "../../types/graph/open-enum";
import { arnOf, type ResourceKind } from "../accounts/arn";
import type { RowRule } from "../read/row-rules";

/** How SDK objects of one kind become rows. */
export interface Entrance<Row extends object> {
  /** The GraphQL type's name. */
  readonly typename: string;
  /** The member that holds the AWS id; the ARN is made from it. Absent where there is no ARN. */
  readonly arn?: { readonly kind: ResourceKind; readonly from: keyof Row & string; readonly global?: true };
  /** The members that its rows always have. */
  readonly rule: RowRule<Row>;
}

/**
 * Converts one object of the SDK. The object itself becomes the row, and so the GraphQL source object.
 * @returns null where the object has no identity.
 */
export type Enter<Sdk extends object, Row extends object> = (sdkObject: Sdk, place: Place) => Row | null;

/**
 * Makes the function that converts objects of one kind. It adds what AWS omits (the ARN as `id`, the type's
 * name, the account that read it) and normalizes AWS's irregular values once: an empty string that means
 * "none" (`virtualGatewayId: ""`) becomes null, and an enum value is spelled as in AWS's model. Members that the rule
 * says are always present are set.
 */
export function entrance<Sdk extends object, Row extends object>({
  typename,
  arn,
  rule: { identity, state, region: hasRegion, lists },
}: Entrance<Row>): Enter<Sdk, Row> {
  return (sdkObject, { account, region }) => {
    blanksToNull(sdkObject);
    const members = sdkObject as Readonly<Record<string, unknown>>; // the rule, which is typed, names its members
    if (identity.some((member) => members[member] == null)) return null;
    const row: Record<string, unknown> = Object.assign(sdkObject, {
      __typename: typename,
      account: account.accountId,
    });
    if (state !== undefined) row[state] ??= UNKNOWN;
    const reason = textOf(row["stateChangeError"]);
    if (reason !== undefined) {
      const { stateChangeError: _, ...others } = row;
      row["stateChangeError"] = stateTextForCallers(reason, account.accountId, others);
    }
    if (hasRegion === true) row["region"] ??= region;
    for (const list of lists) row[list] = itemsOf(list, row[list]);
    if (arn !== undefined) {
      row["id"] = arnOf({
        kind: arn.kind,
        account: textOf(row["ownerAccount"]) ?? account.accountId,
        region: arn.global === true ? "" : (textOf(row["region"]) ?? region),
        resourceId: textOf(row[arn.from]) ?? "",
        ...(arn.global === true && { partition: partitionOfAccount(account) }),
      });
    }
    return row as Row; // every non-null field has a value now; a test compares the schema with the rule
  };
}

/** A list's items, without invalid ones; the list itself, where all are valid. */
function itemsOf(name: string, list: unknown): unknown[] {
  if (!Array.isArray(list)) return [];
  const isItem = name === "tags" ? hasKey : isThere;
  const items: unknown[] = list;
  return items.every(isItem) ? items : items.filter(isItem);
}

const isThere = (item: unknown) => item !== null && item !== undefined;

/** A tag is identified by its key. */
function hasKey(item: unknown): boolean {
  return typeof item === "object" && item !== null && "key" in item && isThere(item.key);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** An empty tag value is a value, not "none". */
const KEEPS_BLANKS = new Set(["value"]);

function blanksToNull(members: object): void {
  const object = members as Record<string, unknown>; // the SDK parsed it from JSON
  for (const member in object) {
    const value = object[member];
    if (value === "" && !KEEPS_BLANKS.has(member)) object[member] = null;
    else if (typeof value === "string") spell(object, member, value);
    else if (Array.isArray(value)) value.filter(isPlain).forEach(blanksToNull);
    else if (isPlain(value)) blanksToNull(value);
  }
}

function spell(object: Record<string, unknown>, member: string, word: string): void {
  const spelled = asSpelled(member, word);
  if (spelled !== word) object[member] = spelled;
}

/** Dates and bytes are values, not objects to traverse. */
function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
