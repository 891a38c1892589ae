import { createHash } from "node:crypto";
import { scopeOf, type World } from "../call";
import { mostMembers } from "../lags/lag-membership";
import { isStaying } from "../lags/lag-state";
import { lags } from "../records/lags";
import { isGone, membersOf, ports, type Port } from "../records/ports";

/** Where a port or LAG is to end, and whose it is. */
interface Placement {
  readonly ownerAccount: string;
  readonly region: string;
  readonly location: string;
  readonly bandwidth: string;
}

type Device = Required<Pick<Port, "awsDevice">> & { awsDeviceV2: string; awsLogicalDeviceId: string };

/** The device of an approved port: that of a LAG that it could join, or else the first one with a free port. */
export function deviceForPort(port: Placement & { readonly connectionId: string }, world: World): Device {
  const joinable = world.store
    .table(lags)
    .by("owner", scopeOf({ account: port.ownerAccount, region: port.region }))
    .find(
      (lag) =>
        !lag.deleted &&
        lag.location === port.location &&
        lag.connectionsBandwidth === port.bandwidth &&
        membersOf(lag.lagId, world).filter(isStaying).length < mostMembers(port.bandwidth),
    );
  return joinable === undefined
    ? deviceWithRoom(port, port.connectionId, world)
    : named(joinable.awsDeviceV2);
}

/** The device of a LAG of new ports: that of ports that could join it, or else the first one with enough free ports. */
export function deviceForLag(lag: Placement & { readonly lagId: string }, world: World): Device {
  const loose = portsLike(lag, world).find(({ lagId, awsDeviceV2 }) => lagId === undefined && awsDeviceV2);
  return loose?.awsDeviceV2 === undefined ? deviceWithRoom(lag, lag.lagId, world) : named(loose.awsDeviceV2);
}

/**
 * Ports of one owner, location and bandwidth fill a device as far as they fill a LAG, and then the other one: they can join
 * one LAG, and more of them than that are on two devices.
 */
function deviceWithRoom(placement: Placement, id: string, world: World): Device {
  const present = portsLike(placement, world);
  const withRoom = [0, 1]
    .map((which) => deviceNumber(placement.location, which))
    .find(
      ({ awsDeviceV2 }) =>
        present.filter((port) => port.awsDeviceV2 === awsDeviceV2).length < mostMembers(placement.bandwidth),
    );
  return withRoom ?? deviceAt(placement.location, id);
}

function portsLike({ ownerAccount, region, location, bandwidth }: Placement, world: World): Readonly<Port>[] {
  const scope = scopeOf({ account: ownerAccount, region });
  const table = world.store.table(ports);
  return [...table.by("connections", scope), ...table.by("interconnects", scope)].filter(
    (port) =>
      port.kind !== "hosted" && port.location === location && port.bandwidth === bandwidth && !isGone(port),
  );
}

/** One of two devices of a location; the same id always gets the same one. */
export function deviceAt(location: string, id: string): Device {
  return deviceNumber(location, createHash("sha256").update(id).digest().readUInt8(0) % 2);
}

/** In AWS's form (DOMAIN G.2). */
function deviceNumber(location: string, which: number): Device {
  const token = BigInt(`0x${createHash("sha256").update(`${location}/${which}`).digest("hex")}`)
    .toString(36)
    .slice(0, 13);
  return named(`${location}-${token}`);
}

const named = (device: string): Device => ({
  awsDevice: device,
  awsDeviceV2: device,
  awsLogicalDeviceId: device,
});
