import type { Lag, LagState } from "@aws-sdk/client-direct-connect";
import type { Call, World } from "../call";
import { encryptionAfter, portEncryptionAfter, type Encryption } from "../ports/encryption";
import { lags, type LagRecord } from "../records/lags";
import { carrierFigures, connectionView } from "../ports/views";
import { isInService, membersOf, ports, type Port } from "../records/ports";

/** Whether a member is not on its way out. */
export const isStaying = (member: Readonly<Port>) => member.connectionState !== "deleting";

/**
 * A LAG as its members make it (DOMAIN B.3): in service once one of them is, and down while fewer are live
 * than minimumLinks. With no live member it carries nothing, whatever its minimum.
 */
export function lagStateOf(lag: Readonly<LagRecord>, world: World): LagState {
  if (lag.deleted) return "deleted";
  const states = membersOf(lag.lagId, world).filter(isStaying);
  const live = states.filter((member) => member.connectionState === "available").length;
  if (states.length === 0 || states.some(isInService)) {
    return live >= Math.max(1, lag.minimumLinks) ? "available" : "down";
  }
  return states.some((member) => member.connectionState === "pending") ? "pending" : "requested";
}

/** The LAG as its owner is shown it, with what follows from its members. */
export function lagView(lag: Readonly<LagRecord>, call: Call): Lag {
  const members = membersOf(lag.lagId, call);
  const awsDevice: Pick<Lag, "awsDeviceV2"> & { awsDevice: string } = {
    awsDevice: lag.awsDeviceV2,
    awsDeviceV2: lag.awsDeviceV2,
  };
  return {
    ...lag,
    ...awsDevice,
    ...(lag.deleted || lag.allowsHostedConnections ? {} : carrierFigures(lag.lagId, call)),
    lagState: lagStateOf(lag, call),
    numberOfConnections: members.length,
    connections: members.map((member) => connectionView(member, call)),
    jumboFrameCapable: isJumboCapable(members),
  };
}

/** Changes the keys or mode of a LAG, and with it of every member (DOMAIN B.10, C.3). */
export function changeLagEncryption(lag: Readonly<LagRecord>, change: Encryption, world: World): void {
  const encryption = encryptionAfter(change, lag);
  for (const member of membersOf(lag.lagId, world)) {
    world.store.table(ports).update(member.connectionId, portEncryptionAfter(encryption, member));
  }
  world.store.table(lags).update(lag.lagId, encryption);
  followLag(lag.lagId, world);
}

/** Takes the hosted connections on a LAG down with it, and up again; to be called when its members change. */
export function followLag(lagId: string | undefined, world: World): void {
  const lag = world.store.table(lags).get(lagId ?? "");
  const connectionState = lag && lagStateOf(lag, world);
  if (connectionState !== "available" && connectionState !== "down") return;
  const table = world.store.table(ports);
  for (const hosted of table.by("hostedOn", lag?.lagId ?? "")) {
    if (isInService(hosted)) table.update(hosted.connectionId, { connectionState });
  }
}

/** Large frames need all links to take them. */
export function isJumboCapable(members: readonly Readonly<Port>[]): boolean {
  return members.length > 0 && members.every((member) => member.jumboFrameCapable);
}
