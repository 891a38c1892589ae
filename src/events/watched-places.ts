import type { WatchedPlace } from "./change-event";

/**
 * The places to watch for accounts and regions.
 * @param withGlobal whether resources without a region are watched as well.
 */
export function watchedPlaces(
  places: readonly { readonly account: { readonly accountId: string }; readonly region: string }[],
  withGlobal: boolean,
): WatchedPlace[] {
  const inRegions = places.map(({ account, region }) => ({ account: account.accountId, region }));
  const ids = withGlobal ? new Set(inRegions.map(({ account }) => account)) : [];
  return [...inRegions, ...[...ids].map((account) => ({ account, region: "" }))];
}
