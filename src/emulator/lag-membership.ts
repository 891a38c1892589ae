import type { Call } from "./call";
import { clientError } from "./errors";
import { lags, type LagRecord } from "./records/lags";
import { isGone, ports, type Port } from "./records/ports";

/** DOMAIN C.3: four members at 1 and 10 Gbps, two above. */
export function mostMembers(bandwidth: string): number {
  return ["100Gbps", "400Gbps"].includes(bandwidth) ? 2 : 4;
}

/**
 * Whether a LAG of the caller can take one more port like this.
 * @throws DirectConnectClientException for an unknown LAG, another location or bandwidth, or a full LAG
 */
export function checkLagRoom(
  lagId: string,
  port: { location: string; bandwidth: string },
  call: Call,
): Readonly<LagRecord> {
  const lag = call.store.table(lags).get(lagId);
  if (lag?.ownerAccount !== call.account || lag.region !== call.region || lag.lagState === "deleted") {
    throw clientError(`Could not find Lag with ID ${lagId}`);
  }
  if (lag.location !== port.location || lag.connectionsBandwidth !== port.bandwidth) {
    throw clientError(`The connection and lag ${lagId} should have the same location and bandwidth.`);
  }
  const members = call.store.table(ports).by("membersOf", lagId);
  if (members.filter((member) => !isGone(member)).length >= mostMembers(port.bandwidth)) {
    throw clientError(`Lag ${lagId} has reached the limit of ${mostMembers(port.bandwidth)} connections.`);
  }
  return lag;
}

/**
 * Whether a LAG can spare this member: the last may always go, else enough must remain (DOMAIN C.3).
 * @throws DirectConnectClientException when fewer than minimumLinks would remain
 */
export function checkLagCanSpare(port: Readonly<Port>, call: Call): void {
  const lag = port.kind === "hosted" ? undefined : call.store.table(lags).get(port.lagId ?? "");
  if (!lag) return;
  const remaining =
    call.store
      .table(ports)
      .by("membersOf", lag.lagId)
      .filter((member) => !isGone(member)).length - 1;
  if (remaining > 0 && remaining < lag.minimumLinks) {
    throw clientError(`Lag ${lag.lagId} must keep at least ${lag.minimumLinks} connections.`);
  }
}
