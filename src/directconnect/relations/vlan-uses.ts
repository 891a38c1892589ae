import type { Connection } from "../../types/connection";
import type { VirtualInterface } from "../../types/virtual-interface";
import type { VlanUse } from "../../types/vlan-plan";
import type { Place } from "../accounts/accounts";
import { hostedConnectionsOn } from "../collections/connections";
import type { virtualInterfaces } from "../collections/virtual-interfaces";
import type { ReadDoor } from "../read/read-door";
import { takesRoom } from "./hosted";

/** The number of a taken VLAN that AWS left out. No VLAN has it. */
export const UNKNOWN_VLAN = 0;

/** VLANs of hosted connections on an interconnect or LAG, of any owner. */
export function takenByHosted(
  portId: string,
  place: Place,
  read: ReadDoor,
  options: { listedOnly?: boolean } = {},
): Promise<number[]> {
  const vlanOf = (row: Connection) => (takesRoom(row) ? (row.vlan ?? UNKNOWN_VLAN) : null);
  return read.figures(hostedConnectionsOn(portId), place, vlanOf, options);
}

/**
 * VLANs of virtual interfaces on a connection or LAG, of any owner.
 * @param options whether virtual interfaces count that may be elsewhere: AWS left out what carries them.
 */
export function takenByInterfaces(
  collection: typeof virtualInterfaces,
  portId: string,
  place: Place,
  read: ReadDoor,
  { orPerhaps = true, ...options }: { listedOnly?: boolean; orPerhaps?: boolean } = {},
): Promise<number[]> {
  const vlanOf = (row: VirtualInterface, isUnsure: boolean) =>
    takesVlan(row) && (orPerhaps || !isUnsure) ? (row.vlan ?? UNKNOWN_VLAN) : null;
  return read.figures(collection, place, vlanOf, { ...options, belonging: { connectionId: portId } });
}

/** Whether a virtual interface takes its VLAN and rate limiter. */
export function takesVlan({ virtualInterfaceState: state }: VirtualInterface): boolean {
  return state !== "deleted" && state !== "rejected";
}

/** @param rows those of one connection or LAG. */
export function interfaceUses(rows: readonly VirtualInterface[]): VlanUse[] {
  return rows.filter(takesVlan).map((virtualInterface) => {
    const { vlan, virtualInterfaceId, virtualInterfaceName: name } = virtualInterface;
    return { vlan, resourceId: virtualInterfaceId, name, ...ownerIn(virtualInterface), virtualInterface };
  });
}

export function hostedUses(hosted: readonly Connection[]): VlanUse[] {
  return hosted.filter(takesRoom).map((connection) => {
    const { vlan, connectionId, connectionName: name } = connection;
    return { vlan, resourceId: connectionId, name, ...ownerIn(connection), connection };
  });
}

function ownerIn({ ownerAccount }: { ownerAccount?: string }): Pick<VlanUse, "ownerAccount"> {
  return ownerAccount == null ? {} : { ownerAccount };
}
