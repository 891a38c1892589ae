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

/** What carries virtual interfaces. */
export type Carrier = Connection | Lag;

/**
 * What carries a virtual interface. The account that reads it owns its carrier, or it alone; in the second case the
 * gateway's other accounts are looked through.
 * @returns null where no account of the gateway owns the carrier, and where AWS does not say what it is.
 */
export function carrierOf(vif: VirtualInterface, read: ReadDoor): MaybePromise<Carrier | null> {
  const { connectionId } = vif;
  if (connectionId == null) return null;
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
 * @param owner the account that owns it, which the gateway may not have.
 * @returns null where no account of the gateway that can be read sees it.
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

/** What is told of its owner as it is of every resource that two accounts can see. */
interface Owned {
  /** The account that read it. */
  account: string;
  ownerAccount?: string;
  region: string;
}

/** Where a resource's owner is asked about it; whoever read it stands in for an owner that the gateway does not have. */
export function placeOfOwner({ account, ownerAccount, region }: Owned, read: ReadDoor): Place {
  return (
    read.accounts.placeIn(ownerAccount ?? account, region) ??
    read.placeOf({ account, region }, "DescribeVirtualInterfaces")
  );
}
