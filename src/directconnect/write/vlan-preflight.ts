import { GatewayError } from "../../errors";
import type { VlanUse } from "../../types/vlan-plan";
import type { Place } from "../accounts/accounts";
import type { Collection } from "../collections/collection";
import { hostedConnectionsOn } from "../collections/connections";
import { virtualInterfaces } from "../collections/virtual-interfaces";
import type { ReadOperation } from "../client/operations";
import type { ReadDoor } from "../read/read-door";
import { orFallback } from "../read/or-fallback";
import { freeRanges, nextFreeVlan } from "../relations/free-vlans";
import {
  hostedUses,
  interfaceUses,
  takenByHosted,
  takenByInterfaces,
  UNKNOWN_VLAN,
} from "../relations/vlan-uses";

/** A requested VLAN, on an interconnect, LAG or connection. */
interface Wanted {
  vlan: number;
  portId: string;
}

/**
 * Refuses a hosted connection on a VLAN that another one uses, before AWS is called: AWS answers that it is in use,
 * but not by which connection. A cached list suffices to accept the VLAN; before a refusal, the list is read again.
 * Costs at most one read, the one that also answers the port's plan.
 *
 * @throws GatewayError CONFLICT, naming the holder.
 */
export function refuseVlanOfHosted(wanted: Wanted, place: Place, read: ReadDoor): Promise<void> {
  return refuseTaken(wanted, place, read, {
    onPort: hostedConnectionsOn(wanted.portId),
    takenBy: (door, options) => takenByHosted(wanted.portId, place, door, options),
    usesOf: hostedUses,
  });
}

/** The same for a virtual interface, among those of its connection or LAG, which AWS can list separately. */
export function refuseVlanOfInterface(wanted: Wanted, place: Place, read: ReadDoor): Promise<void> {
  const onPort = { ...virtualInterfaces, input: { connectionId: wanted.portId } };
  return refuseTaken(wanted, place, read, {
    onPort,
    // Where it is not known what is taken, AWS decides; but such a VLAN is not proposed.
    takenBy: (door, options) =>
      takenByInterfaces(onPort, wanted.portId, place, door, { ...options, orPerhaps: !options.listedOnly }),
    usesOf: (rows) => interfaceUses(rows.filter(({ connectionId }) => connectionId === wanted.portId)),
  });
}

interface Port<Sdk extends object, Row extends object, Name extends ReadOperation> {
  /** The rows on it. */
  readonly onPort: Collection<Sdk, Row, Name>;
  readonly takenBy: (door: ReadDoor, options: { listedOnly: boolean }) => Promise<number[]>;
  readonly usesOf: (rows: readonly Row[]) => readonly VlanUse[];
}

/**
 * Refuses only VLANs that a read for this change shows as used. AWS itself refuses those that it does not list yet, and
 * decides where nothing can be read: a caller who may order need not be allowed to list.
 */
async function refuseTaken<Sdk extends object, Row extends object, Name extends ReadOperation>(
  wanted: Wanted,
  place: Place,
  read: ReadDoor,
  { onPort, takenBy, usesOf }: Port<Sdk, Row, Name>,
): Promise<void> {
  const begun = read.now;
  const isTaken = async (door: ReadDoor) =>
    (await orFallback(() => takenBy(door, { listedOnly: true }), [])).includes(wanted.vlan);
  if (!(await isTaken(read))) return;
  const door = read.isHeldSince(onPort, place, begun) ? read : read.since(begun);
  if (door !== read && !(await isTaken(door))) return;
  if (!door.isHeldSince(onPort, place, begun)) return; // a long list whose read had begun already
  const { rows } = await orFallback<{ rows: readonly Row[] }>(() => door.snapshot(onPort, place), {
    rows: [],
  });
  refuse(wanted, usesOf(rows), await orFallback(() => takenBy(door, { listedOnly: false }), []));
}

/** @param taken also by rows that the caller may not see, of which the error has no details. */
function refuse({ vlan, portId }: Wanted, uses: readonly VlanUse[], taken: readonly number[]): never {
  throw new GatewayError(
    "CONFLICT",
    `VLAN ${vlan} on ${portId} is taken${holderOf(vlan, uses)}${freeOne(vlan, taken)}. Nothing was sent.`,
  );
}

function freeOne(vlan: number, taken: readonly number[]): string {
  if (taken.includes(UNKNOWN_VLAN)) return "";
  const free = freeRanges(taken);
  const next = nextFreeVlan({ free }, vlan) ?? nextFreeVlan({ free }, 1);
  return next === null ? "; no other is free" : `; ${next} is free`;
}

function holderOf(vlan: number, uses: readonly VlanUse[]): string {
  const holder = uses.find((use) => use.vlan === vlan);
  if (holder === undefined) return "";
  const { resourceId, name, ownerAccount } = holder;
  const details = [name, ownerAccount && `account ${ownerAccount}`].filter((detail) => detail != null);
  return ` by ${resourceId}${details.length === 0 ? "" : ` (${details.join(", ")})`}`;
}
