import type { Connection } from "../../types/connection";
import type { Lag } from "../../types/lag";
import type { VirtualInterface } from "../../types/virtual-interface";
import type { Place } from "../accounts/accounts";
import type { Collection } from "../collections/collection";
import { connections } from "../collections/connections";
import { lags } from "../collections/lags";
import { virtualInterfaces } from "../collections/virtual-interfaces";
import type { ReadOperation } from "../client/operations";
import { unlessFailed } from "../read/gathered";
import type { ReadDoor } from "../read/read-door";
import { type MaybePromise, mapMaybePromise } from "../read/maybe-promise";

/** The carrier of virtual interfaces. */
export type Carrier = Connection | Lag;

/**
 * The carrier of a virtual interface. Either the account that reads it owns its carrier, or it owns only the virtual
 * interface; then the other configured accounts are searched.
 * @returns null where no configured account owns the carrier, and where AWS does not name it.
 */
export function carrierOf(vif: VirtualInterface, read: ReadDoor): MaybePromise<Carrier | null> {
  const { connectionId } = vif;
  if (connectionId == null) return read.noParent(virtualInterfaces, vif, "connectionId");
  return connectionId.startsWith("dxlag-")
    ? findAnywhere(lags, connectionId, vif, read)
    : findAnywhere(connections, connectionId, vif, read);
}

function findAnywhere<Sdk extends object, Row extends object, Name extends ReadOperation>(
  collection: Collection<Sdk, Row, Name>,
  connectionId: string,
  { account, region }: VirtualInterface,
  read: ReadDoor,
): MaybePromise<Row | null> {
  const place = read.placeOf({ account, region }, collection.operation);
  return mapMaybePromise(read.find(collection, place, connectionId), (own) => {
    if (own !== null) return own;
    const others = read
      .placesIn(region, collection.operation)
      .filter((other) => other.account !== place.account);
    return mapMaybePromise(read.gather(collection, others), ({ set }) => set.byKey.get(connectionId) ?? null);
  });
}

/**
 * A virtual interface by its id, as its owner sees it, or else as the owner of its carrier does.
 * @param owner the account that owns it, which may not be configured.
 * @returns null where no configured account that can be read sees it.
 * @throws GatewayError where none can be read.
 */
export async function findVirtualInterface(
  virtualInterfaceId: string,
  { account: owner, region }: { account: string; region: string },
  read: ReadDoor,
): Promise<VirtualInterface | null> {
  const place = read.accounts.placeIn(owner, region);
  if (place !== undefined) return read.find(virtualInterfaces, place, virtualInterfaceId);
  const { set } = unlessFailed(
    await read.gather(virtualInterfaces, read.placesIn(region, "DescribeVirtualInterfaces")),
  );
  return set.byKey.get(virtualInterfaceId) ?? null;
}

/** The members that identify the owner of a resource that two accounts can see. */
interface Owned {
  /** The account that read it. */
  account: string;
  ownerAccount?: string;
  region: string;
}

/** The place where a resource's owner reads it; the account that read it replaces an owner that is not configured. */
export function placeOfOwner({ account, ownerAccount, region }: Owned, read: ReadDoor): Place {
  return (
    read.accounts.placeIn(ownerAccount ?? account, region) ??
    read.placeOf({ account, region }, "DescribeVirtualInterfaces")
  );
}
