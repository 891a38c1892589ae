import type { Location } from "../../types/location";
import type { Place } from "../accounts/accounts";
import { locations } from "../collections/locations";
import { type MaybePromise, mapMaybePromise } from "../read/maybe-promise";
import type { ReadDoor } from "../read/read-door";

/**
 * A location by its code, in any case.
 * @returns null where the region does not list it.
 */
export function findLocation(code: string, place: Place, read: ReadDoor): MaybePromise<Location | null> {
  return mapMaybePromise(read.snapshot(locations, place), (listed) => {
    const [location] = listed.having("locationCode", code);
    return location ?? null;
  });
}
