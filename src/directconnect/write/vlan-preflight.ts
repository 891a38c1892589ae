import { GatewayError } from "../../errors";
import type { VlanUse } from "../../types/vlan-plan";
import type { Place } from "../accounts/accounts";
import type { ChangeRules } from "./change-rules";
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
 * The rule that a hosted connection takes a VLAN that no other one uses. AWS answers that a VLAN is in use, but not by which
 * connection: a VLAN that is held as taken is refused before AWS is called, and AWS's refusal is explained.
 *
 * The last listing that is held suffices to accept the VLAN, however old it is, since AWS itself refuses a taken one. Without
 * one the list is read, which the reconciliation of the order needs too. Before a refusal, and to explain one, it is read again.
 *
 * @returns rules whose `check` throws GatewayError CONFLICT, naming the holder.
 */
export function vlanOfHosted(wanted: Wanted, place: Place, read: ReadDoor): ChangeRules {
  const onPort = hostedConnectionsOn(wanted.portId);
  return vlanRules(wanted, place, read, {
    ...{ onPort, listings: [onPort] },
    takenBy: (door, options) => takenByHosted(wanted.portId, place, door, options),
    usesOf: hostedUses,
  });
}

/** The same for a virtual interface, among those of its connection or LAG, which AWS can list separately. */
export function vlanOfInterface(wanted: Wanted, place: Place, read: ReadDoor): ChangeRules {
  const onPort = { ...virtualInterfaces, input: { connectionId: wanted.portId } };
  return vlanRules(wanted, place, read, {
    ...{ onPort, listings: [onPort, virtualInterfaces] },
    // Where it is not known what is taken, AWS decides; but such a VLAN is not proposed.
    takenBy: (door, options) =>
      takenByInterfaces(onPort, wanted.portId, place, door, { ...options, orPerhaps: !options.listedOnly }),
    usesOf: (rows) => interfaceUses(rows.filter(({ connectionId }) => connectionId === wanted.portId)),
  });
}

interface Port<Sdk extends object, Row extends object, Name extends ReadOperation> {
  /** The rows on it. */
  readonly onPort: Collection<Sdk, Row, Name>;
  /** The collections that contain them. */
  readonly listings: readonly Collection<Sdk, Row, Name>[];
  readonly takenBy: (door: ReadDoor, options: { listedOnly: boolean }) => Promise<number[]>;
  readonly usesOf: (rows: readonly Row[]) => readonly VlanUse[];
}

function vlanRules<Sdk extends object, Row extends object, Name extends ReadOperation>(
  wanted: Wanted,
  place: Place,
  read: ReadDoor,
  port: Port<Sdk, Row, Name>,
): ChangeRules {
  const held = () => port.listings.flatMap((listing) => read.lastListing(listing, place) ?? []);
  const isFree = ({ rows }: { readonly rows: readonly Row[] }) =>
    port.usesOf(rows).every(({ vlan }) => vlan !== wanted.vlan);
  const passes = () => held().length > 0 && held().every(isFree);
  return {
    passes,
    check: async () => {
      if (passes()) return; // another order has read the list since
      const door = held().length > 0 ? read.since(read.now) : read;
      const taken = await takenNow(wanted, place, door, port);
      if (taken !== undefined) throw new GatewayError("CONFLICT", `${taken} Nothing was sent.`);
    },
    explain: () => takenNow(wanted, place, read.since(read.now), port),
  };
}

/**
 * Who has the VLAN, in a sentence; undefined unless a read for this change shows it as used. AWS itself refuses those that it does
 * not list yet, and decides where nothing can be read: a caller who may order need not be allowed to list.
 */
async function takenNow<Sdk extends object, Row extends object, Name extends ReadOperation>(
  wanted: Wanted,
  place: Place,
  read: ReadDoor,
  { onPort, takenBy, usesOf }: Port<Sdk, Row, Name>,
): Promise<string | undefined> {
  const begun = read.now;
  const isTaken = async (door: ReadDoor) =>
    (await orFallback(() => takenBy(door, { listedOnly: true }), [])).includes(wanted.vlan);
  if (!(await isTaken(read))) return undefined;
  const door = read.isHeldSince(onPort, place, begun) ? read : read.since(begun);
  if (door !== read && !(await isTaken(door))) return undefined;
  if (!door.isHeldSince(onPort, place, begun)) return undefined; // a long list whose read had begun already
  const { rows } = await orFallback<{ rows: readonly Row[] }>(() => door.snapshot(onPort, place), {
    rows: [],
  });
  return takenBySentence(
    wanted,
    usesOf(rows),
    await orFallback(() => takenBy(door, { listedOnly: false }), []),
  );
}

/** @param taken also by rows that the caller may not see, of which the sentence has no details. */
function takenBySentence(
  { vlan, portId }: Wanted,
  uses: readonly VlanUse[],
  taken: readonly number[],
): string {
  return `VLAN ${vlan} on ${portId} is taken${holderOf(vlan, uses)}${freeOne(vlan, taken)}.`;
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
