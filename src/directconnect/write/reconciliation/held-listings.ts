import type { Place } from "../../accounts/accounts";
import type { Collection } from "../../collections/collection";
import type { ReadOperation } from "../../client/operations";
import type { ReadBounds } from "../../read/read-bounds";

/** The listings that the gateway holds. */
export interface HeldListings {
  /** The bounds of one read of a list. */
  readonly bounds: ReadBounds;
  /**
   * The last listing, however long ago it was read; undefined where there is none, and where rows without an identity
   * were left out of it.
   */
  lastListing<Sdk extends object, Row extends object, Name extends ReadOperation>(
    collection: Collection<Sdk, Row, Name>,
    place: Place,
  ): { readonly rows: readonly Row[] } | undefined;
}
