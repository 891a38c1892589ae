import type { Connection } from "../types/connection";
import type { VirtualInterface } from "../types/virtual-interface";
import type { VlanPlan, VlanRange, VlanUse } from "../types/vlan-plan";
import { placeOfOwner } from "./carriers";
import { virtualInterfaces } from "./collections/virtual-interfaces";
import { hostedOn, takesRoom } from "./hosted";
import { isHosted } from "./parents";
import { isInterconnect, isLag, type PortRow, portIdOf } from "./ports";
import type { ReadDoor } from "./read-door";
import { withSoon } from "./soon";

/** IEEE 802.1Q leaves these for use. */
const ALL: VlanRange = { from: 1, to: 4094 };

/**
 * The VLANs of a port: hosted connections take those of interconnects and LAGs, virtual interfaces those of
 * connections and LAGs. A hosted connection has the one that the partner gave it.
 * @returns null for a member of a LAG: the VLANs are the LAG's.
 */
export async function vlanPlanOf(port: PortRow, read: ReadDoor): Promise<VlanPlan | null> {
  if (!isLag(port) && !isHosted(port) && port.lagId != null) return null;
  const used = inOrder(await usesOn(port, read));
  return { used, free: freeRanges(used, usableOn(port)) };
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
    .map((virtualInterface) => {
      const { vlan, virtualInterfaceId, virtualInterfaceName: name, ownerAccount } = virtualInterface;
      return { vlan, resourceId: virtualInterfaceId, name, ownerAccount, virtualInterface };
    });
}

export function hostedUses(hosted: readonly Connection[]): VlanUse[] {
  return hosted.filter(takesRoom).flatMap((connection) => {
    const { vlan, connectionId, connectionName, ownerAccount } = connection;
    return vlan == null
      ? []
      : [{ vlan, resourceId: connectionId, name: connectionName, ownerAccount, connection }];
  });
}

function usableOn(port: PortRow): VlanRange {
  if (isLag(port) || isInterconnect(port) || !isHosted(port)) return ALL;
  const { vlan = ALL.from } = port;
  return { from: vlan, to: vlan };
}

function inOrder(uses: readonly VlanUse[]): VlanUse[] {
  return [...uses].sort((a, b) => a.vlan - b.vlan);
}

/** What the uses leave of the VLANs. */
export function freeRanges(uses: readonly VlanUse[], { from, to }: VlanRange = ALL): VlanRange[] {
  const free: VlanRange[] = [];
  let next = from;
  for (const { vlan } of inOrder(uses)) {
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
