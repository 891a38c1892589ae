import { partitionOfAccount, type Place } from "../accounts/accounts";
import { stateTextForCallers } from "../client/error-messages";
import { asSpelled, UNKNOWN } from "../../types/graph/open-enum";
import { arnOf, type ResourceKind } from "../accounts/arn";
import type { RowRule } from "../read/row-rules";

/** How the SDK's objects of one kind enter the gateway. */
export interface Entrance<Row extends object> {
  /** The GraphQL type's name. */
  readonly typename: string;
  /** The member that holds the AWS id; the ARN is made from it. Left out where there is no ARN. */
  readonly arn?: { readonly kind: ResourceKind; readonly from: keyof Row & string; readonly global?: true };
  /** What its rows always have. */
  readonly rule: RowRule<Row>;
}

/**
 * Takes one object of the SDK in. The object itself becomes the row, and so the GraphQL source object.
 * @returns null where nothing tells it apart from others.
 */
export type Enter<Sdk extends object, Row extends object> = (sdkObject: Sdk, place: Place) => Row | null;

/**
 * Makes the function that takes objects of one kind in. It adds what AWS leaves out (the ARN as `id`, the type's
 * name, the account that read it) and evens out, once, what AWS writes strangely: an empty string where it means
 * "none" (`virtualGatewayId: ""`) becomes null, and a word of an enum is spelled as in AWS's model. What its rule says that it
 * always has is there.
 */
export function entrance<Sdk extends object, Row extends object>({
  typename,
  arn,
  rule: { identity, state, region: hasRegion, lists },
}: Entrance<Row>): Enter<Sdk, Row> {
  return (sdkObject, { account, region }) => {
    blanksToNull(sdkObject);
    const members = sdkObject as Readonly<Record<string, unknown>>; // its members are named by the rule, which is typed
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
    return row as Row; // what the graph declares non-null is there now; a test holds the schema to the rule
  };
}

/** A list's items, less those that are none; the list itself, where all are. */
function itemsOf(name: string, list: unknown): unknown[] {
  if (!Array.isArray(list)) return [];
  const isItem = name === "tags" ? hasKey : isThere;
  const items: unknown[] = list;
  return items.every(isItem) ? items : items.filter(isItem);
}

const isThere = (item: unknown) => item !== null && item !== undefined;

/** A tag is told apart by its key. */
function hasKey(item: unknown): boolean {
  return typeof item === "object" && item !== null && "key" in item && isThere(item.key);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** An empty tag value is a value, not "none". */
const KEEPS_BLANKS = new Set(["value"]);

function blanksToNull(members: object): void {
  const object = members as Record<string, unknown>; // what the SDK made of JSON
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

/** Dates and bytes are values, not objects to walk into. */
function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
