import type { Place } from "../accounts/accounts";
import type { ReadOperation } from "../client/operations";
import type { Collection } from "../collections/collection";
import type { Gathered } from "./gathered";
import type { Snapshot } from "./snapshot";
import type { MaybePromise } from "./maybe-promise";

/** Reads rows as one caller sees them: the part of `ReadDoor` that the checks of a caller's grants need. */
export interface RowReader {
  /** All rows of some places, and the failed reads. */
  gather<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    places: readonly Place[],
  ): MaybePromise<Gathered<Row>>;

  /** All rows of one place. */
  snapshot<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
  ): MaybePromise<Snapshot<Row>>;

  /** One row by its key; null where there is none. */
  find<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
    key: string,
  ): MaybePromise<Row | null>;
}
