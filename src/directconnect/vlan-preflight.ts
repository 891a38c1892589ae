import { GatewayError } from "../errors";
import type { VlanUse } from "../types/vlan-plan";
import type { Place } from "./accounts";
import { hostedConnectionsOn } from "./collections/connections";
import { virtualInterfaces } from "./collections/virtual-interfaces";
import type { ReadDoor } from "./read-door";
import type { Soon } from "./soon";
import { freeRanges, hostedUses, interfaceUses, nextFreeVlan } from "./vlan-plan";

/** A VLAN that something is to get, on an interconnect, LAG or connection. */
interface Wanted {
  vlan: number;
  portId: string;
}

/**
 * Refuses a hosted connection on a VLAN that another one takes, before AWS is asked: AWS says that it is taken, not
 * by whom. Costs one read, the one that also answers the port's plan.
 *
 * @throws GatewayError CONFLICT, naming the holder.
 */
export async function refuseVlanOfHosted(wanted: Wanted, place: Place, read: ReadDoor): Promise<void> {
  refuse(wanted, hostedUses(await rowsOrNone(read.snapshot(hostedConnectionsOn(wanted.portId), place))));
}

/** The same for a virtual interface, among those that its connection or LAG carries; AWS can list these alone. */
export async function refuseVlanOfInterface(wanted: Wanted, place: Place, read: ReadDoor): Promise<void> {
  const onPort = { ...virtualInterfaces, input: { connectionId: wanted.portId } };
  refuse(wanted, interfaceUses(await rowsOrNone(read.snapshot(onPort, place)), wanted.portId));
}

/** What cannot be read is AWS's to decide: who may order need not be allowed to list. */
async function rowsOrNone<Row extends object>(
  snapshot: Soon<{ rows: readonly Row[] }>,
): Promise<readonly Row[]> {
  try {
    return (await snapshot).rows;
  } catch (error) {
    if (error instanceof GatewayError) return [];
    throw error;
  }
}

function refuse({ vlan, portId }: Wanted, uses: readonly VlanUse[]): void {
  const holder = uses.find((use) => use.vlan === vlan);
  if (holder === undefined) return;
  const { resourceId, name, ownerAccount } = holder;
  const free = freeRanges(uses);
  const next = nextFreeVlan({ free }, vlan) ?? nextFreeVlan({ free }, 1);
  throw new GatewayError(
    "CONFLICT",
    `VLAN ${vlan} on ${portId} is taken by ${resourceId} (${name === undefined ? "" : `${name}, `}account ${ownerAccount}); ` +
      (next === null ? "no other is free." : `${next} is free.`) +
      " Nothing was sent.",
  );
}
