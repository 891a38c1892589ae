import { GatewayError } from "../errors";
import type { VlanPlan, VlanRange, VlanUse } from "../types/vlan-plan";
import { virtualInterfaces } from "../directconnect/collections/virtual-interfaces";
import { placeOfOwner } from "../directconnect/relations/carriers";
import { freeRanges, USABLE_VLANS } from "../directconnect/relations/free-vlans";
import { carriesHosted, hostedOn } from "../directconnect/relations/hosted";
import { isHosted } from "../directconnect/relations/parents";
import { isInterconnect, isLag, type PortRow, portIdOf } from "../directconnect/relations/ports";
import {
  hostedUses,
  interfaceUses,
  takenByHosted,
  takenByInterfaces,
  UNKNOWN_VLAN,
} from "../directconnect/relations/vlan-uses";
import type { ReadDoor } from "../directconnect/read/read-door";
import { mapMaybePromise } from "../directconnect/read/maybe-promise";

/**
 * The VLANs of a port: hosted connections take those of interconnects and LAGs, virtual interfaces those of
 * connections and LAGs. A hosted connection has the one that the partner gave it.
 * @returns null for a member of a LAG: the VLANs are the LAG's.
 */
export async function vlanPlanOf(port: PortRow, read: ReadDoor): Promise<VlanPlan | null> {
  if (!isLag(port) && !isHosted(port) && port.lagId != null) return null;
  const [used, taken] = await Promise.all([usesOn(port, read), takenOn(port, read)]);
  return new PlanOf(inOrder(used), taken, usableOn(port));
}

class PlanOf implements VlanPlan {
  constructor(
    readonly used: VlanUse[],
    private readonly taken: readonly number[],
    private readonly usable: VlanRange,
  ) {}

  /** @throws GatewayError UPSTREAM_UNAVAILABLE where AWS left out a VLAN that is taken. */
  get free(): VlanRange[] {
    if (!this.taken.includes(UNKNOWN_VLAN)) return freeRanges(this.taken, this.usable);
    throw new GatewayError(
      "UPSTREAM_UNAVAILABLE",
      "It is not known which VLANs are free: Direct Connect answered something without the VLAN that it takes.",
      { retryable: true },
    );
  }
}

/** The VLANs that are taken, also by what the caller may not see. */
async function takenOn(port: PortRow, read: ReadDoor): Promise<number[]> {
  const [hosted, interfaces] = await Promise.all([
    (isLag(port) || isInterconnect(port)) && carriesHosted(port)
      ? takenByHosted(portIdOf(port), read.placeOf(port, "DescribeHostedConnections"), read)
      : [],
    isInterconnect(port)
      ? []
      : takenByInterfaces(virtualInterfaces, portIdOf(port), placeOfOwner(port, read), read),
  ]);
  return [...hosted, ...interfaces];
}

async function usesOn(port: PortRow, read: ReadDoor): Promise<VlanUse[]> {
  const [hosted, interfaces] = await Promise.all([
    isLag(port) || isInterconnect(port) ? hostedOn(port, read) : [],
    isInterconnect(port)
      ? []
      : mapMaybePromise(
          read.snapshot(virtualInterfaces, placeOfOwner(port, read)),
          (all) => read.under(virtualInterfaces, all, { connectionId: portIdOf(port) }).rows,
        ),
  ]);
  return [...hostedUses(hosted), ...interfaceUses(interfaces)];
}

function usableOn(port: PortRow): VlanRange {
  if (isLag(port) || isInterconnect(port) || !isHosted(port)) return USABLE_VLANS;
  const { vlan = USABLE_VLANS.from } = port;
  return { from: vlan, to: vlan };
}

function inOrder(uses: readonly VlanUse[]): VlanUse[] {
  const last = USABLE_VLANS.to + 1;
  return [...uses].sort((a, b) => (a.vlan ?? last) - (b.vlan ?? last));
}
