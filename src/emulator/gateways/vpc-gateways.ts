import type { World } from "../call";
import { isRegion } from "../rules/partitions";
import { associableGateways, type AssociableGateway } from "../records/associable-gateways";

const types = {
  vgw: "virtualPrivateGateway",
  tgw: "transitGateway",
  "core-network": "coreNetwork",
} as const;

/** What is said of a gateway that is given to the emulator; its type shows in its id. */
export type FixtureGateway = Omit<AssociableGateway, "type" | "state"> & { state?: string };

/**
 * Puts a virtual private gateway, transit gateway or core network into the world, as EC2 or Cloud WAN would.
 * @throws RangeError for an id of another form or one that is taken, and for a wrong account
 */
export function addGateway(world: World, gateway: FixtureGateway): void {
  const [, prefix] = /^(vgw|tgw|core-network)-[0-9a-f]{8,17}$/.exec(gateway.id) ?? [];
  if (prefix !== "vgw" && prefix !== "tgw" && prefix !== "core-network") {
    throw new RangeError("A gateway's id is vgw-, tgw- or core-network- and hexadecimal digits.");
  }
  if (!/^\d{12}$/.test(gateway.ownerAccount)) throw new RangeError("ownerAccount is a 12-digit account ID.");
  if (!isRegion(gateway.region)) throw new RangeError("region is a region's name.");
  const table = world.store.table(associableGateways);
  if (table.get(gateway.id)) throw new RangeError(`There is a gateway ${gateway.id} already.`);
  table.insert({ state: "available", ...gateway, type: types[prefix] });
}
