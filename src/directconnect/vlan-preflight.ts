import { GatewayError } from "../errors";
import type { Connection } from "../types/connection";
import type { VirtualInterface } from "../types/virtual-interface";
import type { VlanUse } from "../types/vlan-plan";
import type { Place } from "./accounts";
import { hostedConnectionsOn } from "./collections/connections";
import { virtualInterfaces } from "./collections/virtual-interfaces";
import type { ReadDoor } from "./read-door";
import type { Soon } from "./soon";
import {
  freeRanges,
  hostedUses,
  interfaceUses,
  nextFreeVlan,
  takenByHosted,
  takenByInterfaces,
} from "./vlan-plan";

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
  const { rows } = await orNone<{ rows: readonly Connection[] }>(
    read.snapshot(hostedConnectionsOn(wanted.portId), place),
    { rows: [] },
  );
  refuse(wanted, hostedUses(rows), await orNone(takenByHosted(wanted.portId, place, read), []));
}

/** The same for a virtual interface, among those that its connection or LAG carries; AWS can list these alone. */
export async function refuseVlanOfInterface(wanted: Wanted, place: Place, read: ReadDoor): Promise<void> {
  const onPort = { ...virtualInterfaces, input: { connectionId: wanted.portId } };
  const { rows } = await orNone<{ rows: readonly VirtualInterface[] }>(read.snapshot(onPort, place), {
    rows: [],
  });
  refuse(
    wanted,
    interfaceUses(rows, wanted.portId),
    await orNone(takenByInterfaces(onPort, wanted.portId, place, read), []),
  );
}

/** What cannot be read is AWS's to decide: who may order need not be allowed to list. */
async function orNone<Found>(found: Soon<Found>, none: Found): Promise<Found> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof GatewayError) return none;
    throw error;
  }
}

/** @param taken also by what the caller may not see, of which no more is said than that. */
function refuse({ vlan, portId }: Wanted, uses: readonly VlanUse[], taken: readonly number[]): void {
  if (!taken.includes(vlan)) return;
  const free = freeRanges(taken);
  const next = nextFreeVlan({ free }, vlan) ?? nextFreeVlan({ free }, 1);
  throw new GatewayError(
    "CONFLICT",
    `VLAN ${vlan} on ${portId} is taken${holderOf(vlan, uses)}; ` +
      (next === null ? "no other is free." : `${next} is free.`) +
      " Nothing was sent.",
  );
}

function holderOf(vlan: number, uses: readonly VlanUse[]): string {
  const holder = uses.find((use) => use.vlan === vlan);
  if (holder === undefined) return "";
  const { resourceId, name, ownerAccount } = holder;
  const details = [name, ownerAccount && `account ${ownerAccount}`].filter((detail) => detail != null);
  return ` by ${resourceId}${details.length === 0 ? "" : ` (${details.join(", ")})`}`;
}
