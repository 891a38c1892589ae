import type { Call } from "../call";
import { clientError } from "../errors";
import { isStaying } from "./lag-state";
import { lags, type LagRecord } from "../records/lags";
import { checkPoolWithout } from "../ports/prefix-pools";
import { membersOf, type Port } from "../records/ports";

/** DOMAIN C.3: four members at 1 and 10 Gbps, two above. */
export function mostMembers(bandwidth: string): number {
  return ["100Gbps", "400Gbps"].includes(bandwidth) ? 2 : 4;
}

/**
 * A LAG of the caller in this region; one that was deleted only where `listed` says that it may still be seen.
 * @throws DirectConnectClientException "Could not find Lag with ID …"
 */
export function ownLag(call: Call, lagId: string, listed: "live" | "listed" = "live"): Readonly<LagRecord> {
  const lag = call.store.table(lags).get(lagId);
  const isMine = lag?.ownerAccount === call.account && lag.region === call.region;
  if (!isMine || (lag.deleted && listed === "live")) {
    throw clientError(`Could not find Lag with ID ${lagId}`);
  }
  return lag;
}

/** What decides whether a port fits a LAG; an order that has no id yet fits or not by the same measure. */
export interface Joining {
  connectionId?: string;
  location: string;
  bandwidth: string;
  awsDeviceV2?: string | undefined;
  /** Whether it was ordered with MACsec. */
  requestMACSec?: boolean | undefined;
}

/**
 * Whether a LAG of the caller can take one more port like this (DOMAIN C.3, D.2).
 * @throws DirectConnectClientException for an unknown LAG, another location, bandwidth or device, a full LAG,
 *   or when only one of the two was ordered with MACsec
 */
export function checkLagRoom(lagId: string, port: Joining, call: Call): Readonly<LagRecord> {
  const lag = ownLag(call, lagId);
  checkLagFit(lag, port);
  if (membersOf(lagId, call).filter(isStaying).length >= mostMembers(port.bandwidth)) {
    throw clientError(`Lag ${lagId} has reached the limit of ${mostMembers(port.bandwidth)} connections.`);
  }
  return lag;
}

type Fitting = Pick<
  LagRecord,
  "lagId" | "location" | "connectionsBandwidth" | "awsDeviceV2" | "macSecCapable"
>;

/** Like `checkLagRoom`, for a LAG that may not exist yet, whether or not it is full. */
export function checkLagFit(lag: Readonly<Fitting>, port: Joining): void {
  if (lag.location !== port.location || lag.connectionsBandwidth !== port.bandwidth) {
    throw clientError(`The connection and lag ${lag.lagId} should have the same location and bandwidth.`);
  }
  // A port that is not approved yet has no device; it will be given that of the LAG.
  if (port.awsDeviceV2 !== undefined && port.awsDeviceV2 !== lag.awsDeviceV2) {
    throw clientError(`The connection and lag ${lag.lagId} should be on the same AWS device.`);
  }
  if ((port.requestMACSec ?? false) !== lag.macSecCapable) {
    const which = port.connectionId === undefined ? "Connection" : `Connection ${port.connectionId}`;
    throw clientError(`${which} and lag should be requested MacSec at the same time`);
  }
}

/**
 * Whether the LAG of this port, if it has one, can spare it: the last may always go, else enough must remain
 * (DOMAIN C.3).
 * @throws DirectConnectClientException when fewer than minimumLinks would remain, or too small a prefix pool
 */
export function checkLagCanSpare(port: Readonly<Port>, call: Call): void {
  const lag = port.kind === "hosted" ? undefined : call.store.table(lags).get(port.lagId ?? "");
  if (!lag) return;
  const staying = membersOf(lag.lagId, call).filter(isStaying);
  const remaining = staying.filter((member) => member.connectionId !== port.connectionId).length;
  if (remaining > 0 && remaining < lag.minimumLinks) {
    throw clientError(`Lag ${lag.lagId} must keep at least ${lag.minimumLinks} connections.`);
  }
  checkPoolWithout(lag.lagId, port.connectionId, call);
}
