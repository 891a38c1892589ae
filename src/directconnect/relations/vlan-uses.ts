import type { Connection } from "../../types/connection";
import type { VirtualInterface } from "../../types/virtual-interface";
import type { VlanUse } from "../../types/vlan-plan";
import type { Place } from "../accounts/accounts";
import { hostedConnectionsOn } from "../collections/connections";
import type { virtualInterfaces } from "../collections/virtual-interfaces";
import type { ReadDoor } from "../read/read-door";
import { takesRoom } from "./hosted";

/** VLANs of hosted connections on an interconnect or LAG, of any owner. */
export function takenByHosted(
  portId: string,
  place: Place,
  read: ReadDoor,
  options: { listedOnly?: boolean } = {},
): Promise<number[]> {
  const vlanOf = (row: Connection) => hostedUses([row])[0]?.vlan ?? null;
  return read.figures(hostedConnectionsOn(portId), place, vlanOf, options);
}

/** VLANs of virtual interfaces on a connection or LAG, of any owner. */
export function takenByInterfaces(
  collection: typeof virtualInterfaces,
  portId: string,
  place: Place,
  read: ReadDoor,
  options: { listedOnly?: boolean } = {},
): Promise<number[]> {
  const vlanOf = (row: VirtualInterface) => interfaceUses([row], portId)[0]?.vlan ?? null;
  return read.figures(collection, place, vlanOf, options);
}

/** @param rows all rows of an account; those of other ports are left out. */
export function interfaceUses(rows: readonly VirtualInterface[], portId: string): VlanUse[] {
  return rows
    .filter(({ connectionId, virtualInterfaceState: state }) => {
      return connectionId === portId && state !== "deleted" && state !== "rejected";
    })
    .flatMap((virtualInterface) => {
      const { vlan, virtualInterfaceId, virtualInterfaceName: name } = virtualInterface;
      if (vlan == null) return [];
      return [{ vlan, resourceId: virtualInterfaceId, name, ...ownerIn(virtualInterface), virtualInterface }];
    });
}

export function hostedUses(hosted: readonly Connection[]): VlanUse[] {
  return hosted.filter(takesRoom).flatMap((connection) => {
    const { vlan, connectionId, connectionName: name } = connection;
    return vlan == null ? [] : [{ vlan, resourceId: connectionId, name, ...ownerIn(connection), connection }];
  });
}

function ownerIn({ ownerAccount }: { ownerAccount?: string }): Pick<VlanUse, "ownerAccount"> {
  return ownerAccount == null ? {} : { ownerAccount };
}
