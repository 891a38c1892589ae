import type { World } from "../call";
import { followLag } from "../lags/lag-state";
import { ports, type Port } from "../records/ports";

/**
 * Cuts or mends the fibre of a port. No operation does this; it happens to networks, so tests and chaos runs
 * can make it happen. Hosted connections follow the interconnect or LAG that carries them (DOMAIN B.1, B.2).
 * @throws RangeError for a port that is not there or not in service
 */
export function setLink(world: World, connectionId: string, link: "up" | "down"): void {
  const table = world.store.table(ports);
  const [from, to] = link === "up" ? (["down", "available"] as const) : (["available", "down"] as const);
  const change = (port: Readonly<Port>) => {
    if (port.connectionState === from) table.update(port.connectionId, { connectionState: to });
  };
  const port = table.get(connectionId);
  if (!port || !["available", "down"].includes(port.connectionState)) {
    throw new RangeError(`There is no port ${connectionId} in service.`);
  }
  change(port);
  table.by("hostedOn", connectionId).forEach(change);
  if (port.kind !== "hosted") followLag(port.lagId, world);
}
