import type { Place } from "../../accounts/accounts";
import type { Collection } from "../../collections/collection";
import type { ReadOperation } from "../../client/operations";
import type { ReadBounds } from "../../read/read-bounds";

/** The cached listings of the gateway. */
export interface HeldListings {
  /** The bounds of one read of a list. */
  readonly bounds: ReadBounds;
  /** The last whole listing, however long ago it was read; undefined where there is none. */
  lastKnown<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
  ): { readonly rows: readonly Row[] } | undefined;
}
