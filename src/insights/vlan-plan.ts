import type { Connection } from "../types/connection";
import type { VirtualInterface } from "../types/virtual-interface";
import type { VlanPlan, VlanRange, VlanUse } from "../types/vlan-plan";
import type { Place } from "../directconnect/accounts/accounts";
import { placeOfOwner } from "../directconnect/relations/carriers";
import { hostedConnectionsOn } from "../directconnect/collections/connections";
import { virtualInterfaces } from "../directconnect/collections/virtual-interfaces";
import { carriesHosted, hostedOn, takesRoom } from "../directconnect/relations/hosted";
import { isHosted } from "../directconnect/relations/parents";
import { isInterconnect, isLag, type PortRow, portIdOf } from "../directconnect/relations/ports";
import type { ReadDoor } from "../directconnect/read/read-door";
import { withSoon } from "../directconnect/read/soon";

/** IEEE 802.1Q leaves these for use. */
const ALL: VlanRange = { from: 1, to: 4094 };

/**
 * The VLANs of a port: hosted connections take those of interconnects and LAGs, virtual interfaces those of
 * connections and LAGs. A hosted connection has the one that the partner gave it.
 * @returns null for a member of a LAG: the VLANs are the LAG's.
 */
export async function vlanPlanOf(port: PortRow, read: ReadDoor): Promise<VlanPlan | null> {
  if (!isLag(port) && !isHosted(port) && port.lagId != null) return null;
  const [used, taken] = await Promise.all([usesOn(port, read), takenOn(port, read)]);
  return { used: inOrder(used), free: freeRanges(taken, usableOn(port)) };
}

/** The VLANs that are taken, also by what the caller may not see. */
async function takenOn(port: PortRow, read: ReadDoor): Promise<number[]> {
  const [hosted, interfaces] = await Promise.all([
    (isLag(port) || isInterconnect(port)) && carriesHosted(port)
      ? takenByHosted(portIdOf(port), read.accounts.place(port.account, port.region), read)
      : [],
    isInterconnect(port)
      ? []
      : takenByInterfaces(virtualInterfaces, portIdOf(port), placeOfOwner(port, read), read),
  ]);
  return [...hosted, ...interfaces];
}

/** VLANs of hosted connections on an interconnect or LAG, by whomever they are held. */
export function takenByHosted(
  portId: string,
  place: Place,
  read: ReadDoor,
  options: { listedOnly?: boolean } = {},
): Promise<number[]> {
  const vlanOf = (row: Connection) => hostedUses([row])[0]?.vlan ?? null;
  return read.figures(hostedConnectionsOn(portId), place, vlanOf, options);
}

/** VLANs of virtual interfaces on a connection or LAG, by whomever they are held. */
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

async function usesOn(port: PortRow, read: ReadDoor): Promise<VlanUse[]> {
  const [hosted, interfaces] = await Promise.all([
    isLag(port) || isInterconnect(port) ? hostedOn(port, read) : [],
    isInterconnect(port)
      ? []
      : withSoon(read.snapshot(virtualInterfaces, placeOfOwner(port, read)), (all) =>
          all.having("connectionId", portIdOf(port)),
        ),
  ]);
  return [...hostedUses(hosted), ...interfaceUses(interfaces, portIdOf(port))];
}

/** @param rows those of an account; what is not on the port is left out. */
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

function usableOn(port: PortRow): VlanRange {
  if (isLag(port) || isInterconnect(port) || !isHosted(port)) return ALL;
  const { vlan = ALL.from } = port;
  return { from: vlan, to: vlan };
}

function inOrder(uses: readonly VlanUse[]): VlanUse[] {
  return [...uses].sort((a, b) => a.vlan - b.vlan);
}

/** What is left of the VLANs. */
export function freeRanges(taken: readonly number[], { from, to }: VlanRange = ALL): VlanRange[] {
  const free: VlanRange[] = [];
  let next = from;
  for (const vlan of [...taken].sort((a, b) => a - b)) {
    if (vlan > to) break;
    if (vlan > next) free.push({ from: next, to: vlan - 1 });
    next = Math.max(next, vlan + 1);
  }
  if (next <= to) free.push({ from: next, to });
  return free;
}

/** The smallest free VLAN that is not smaller than `atLeast`; null where there is none. */
export function nextFreeVlan({ free }: Pick<VlanPlan, "free">, atLeast: number): number | null {
  const range = free.find(({ to }) => to >= atLeast);
  return range === undefined ? null : Math.max(range.from, atLeast);
}
