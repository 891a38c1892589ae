import type { Place } from "../../accounts";
import type { Collection } from "../../collections/collection";
import type { ReadOperation } from "../../operations";

/** What the gateway holds of what it read for others. */
export interface HeldListings {
  /** The last whole listing, however long ago it was read; undefined where there is none. */
  lastKnown<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
  ): { readonly rows: readonly Row[] } | undefined;
}
