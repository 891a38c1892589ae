import type { Call } from "../call";
import type { Carrier } from "../ports/carriers";
import { clientError } from "../errors";
import {
  isLive,
  virtualInterfaces,
  type VirtualInterfaceRecord,
  type VirtualInterfaceType,
} from "../records/virtual-interfaces";

/** DOMAIN C.4. */
const mostOnPort = 51;
const mostTransit = 4;
const mostOthersOnConnection = 50;

/** The virtual interfaces that a connection or LAG carries now. */
export function carriedBy(id: string, call: Call): Readonly<VirtualInterfaceRecord>[] {
  return call.store.table(virtualInterfaces).by("carriedBy", id).filter(isLive);
}

/**
 * Whether a carrier can take one more virtual interface with this VLAN (DOMAIN C.3, C.4).
 * @throws DirectConnectClientException
 */
export function checkPlace(carrier: Carrier, type: VirtualInterfaceType, vlan: number, call: Call): void {
  const carried = carriedBy(carrier.id, call);
  if (carrier.kind === "hosted") checkHosted(carrier, vlan, carried.length);
  else checkQuota(carrier, type, carried);
  if (carried.some((other) => other.vlan === vlan)) throw clientError(`VLAN ${vlan} is already in use`);
}

function checkHosted(carrier: Carrier, vlan: number, carried: number): void {
  if (carried > 0) {
    throw clientError(`Hosted connection ${carrier.id} already carries its one virtual interface.`);
  }
  if (carrier.vlan !== vlan) {
    throw clientError(
      `VLAN ${vlan} does not match VLAN ${carrier.vlan ?? 0} of hosted connection ${carrier.id}.`,
    );
  }
}

function checkQuota(carrier: Carrier, type: VirtualInterfaceType, carried: VirtualInterfaceRecord[]): void {
  const transit = carried.filter((other) => other.virtualInterfaceType === "transit").length;
  const limits: [applies: boolean, count: number, most: number, what: string][] = [
    [true, carried.length, mostOnPort, "virtual interfaces"],
    [type === "transit", transit, mostTransit, "transit virtual interfaces"],
    [
      type !== "transit" && carrier.kind === "dedicated",
      carried.length - transit,
      mostOthersOnConnection,
      "private or public virtual interfaces",
    ],
  ];
  for (const [applies, count, most, what] of limits) {
    if (applies && count >= most)
      throw clientError(`${carrier.id} has reached the limit of ${most} ${what}.`);
  }
}
