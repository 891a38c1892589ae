import type { Place } from "../accounts/accounts";
import type { Collection } from "../collections/collection";
import type { ReadOperation } from "../client/operations";

/** The key of a collection in a place: the operation, the account, the region and what narrows the read. */
export function snapshotKey<Sdk extends object, Row extends object, Name extends ReadOperation>(
  { operation, input, global }: Collection<Sdk, Row, Name>,
  { account, region }: Place,
): string {
  const narrowing = JSON.stringify(input);
  return `${operation} ${account.accountId} ${global === true ? "" : region} ${narrowing}`;
}
