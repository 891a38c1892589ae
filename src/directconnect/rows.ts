import type { Place } from "./accounts";
import { arnOf, type ResourceKind } from "./arn";

/** How the SDK's objects of one kind enter the gateway. */
export interface Entrance<Row extends object> {
  /** The GraphQL type's name. */
  readonly typename: string;
  /** The member that holds the AWS id; the ARN is made from it. Left out where there is no ARN. */
  readonly arn?: { readonly kind: ResourceKind; readonly from: keyof Row & string; readonly global?: true };
  /** The list members that the graph declares non-null, though AWS may leave them out. */
  readonly lists: readonly (keyof Row & string)[];
}

/** Takes one object of the SDK in. The object itself becomes the row, and so the GraphQL source object. */
export type Enter<Sdk extends object, Row extends object> = (sdkObject: Sdk, place: Place) => Row;

/**
 * Makes the function that takes objects of one kind in. It adds what AWS leaves out (the ARN as `id`, the type's
 * name, the account that read it) and evens out, once, what AWS writes strangely: an empty string where it means
 * "none" (`virtualGatewayId: ""`) becomes null, an empty list that is left out becomes a list.
 */
export function entrance<Sdk extends object, Row extends object>({
  typename,
  arn,
  lists,
}: Entrance<Row>): Enter<Sdk, Row> {
  return (sdkObject, { account, region }) => {
    blanksToNull(sdkObject);
    const row: Record<string, unknown> = Object.assign(sdkObject, {
      __typename: typename,
      account: account.accountId,
    });
    for (const list of lists) row[list] ??= [];
    if (arn !== undefined) {
      row["id"] = arnOf({
        kind: arn.kind,
        account: textOf(row["ownerAccount"]) ?? account.accountId,
        region: arn.global === true ? "" : (textOf(row["region"]) ?? region),
        resourceId: textOf(row[arn.from]) ?? "",
      });
    }
    return row as Row; // AWS always sends the members that the graph declares non-null; the drift test holds the names
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** An empty tag value is a value, not "none". */
const KEEPS_BLANKS = new Set(["value"]);

function blanksToNull(given: object): void {
  const object = given as Record<string, unknown>; // what the SDK made of JSON
  for (const member in object) {
    const value = object[member];
    if (value === "" && !KEEPS_BLANKS.has(member)) object[member] = null;
    else if (Array.isArray(value)) value.filter(isPlain).forEach(blanksToNull);
    else if (isPlain(value)) blanksToNull(value);
  }
}

/** Dates and bytes are values, not objects to walk into. */
function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
