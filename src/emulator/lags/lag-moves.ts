import type { Call } from "../call";
import { clientError } from "../errors";
import { ownParent } from "../ports/hosting";
import { carrierOf } from "../ports/carriers";
import { checkRateLimits } from "../ports/rate-limiters";
import { followLag } from "./lag-state";
import { takeOverFromLag } from "../ports/port-life";
import { isPartnerIn } from "../records/customers";
import type { LagRecord } from "../records/lags";
import { isGone, ports, type Port } from "../records/ports";
import { virtualInterfaces } from "../records/virtual-interfaces";
import { carriedBy } from "../virtual-interfaces/virtual-interface-placement";

/**
 * A port of the caller that can join or leave a LAG.
 * @throws DirectConnectClientException for an unknown port, a hosted connection, or one on its way out
 */
export function memberPort(connectionId: string, call: Call): Readonly<Port> {
  const port = call.store.table(ports).get(connectionId);
  if (port?.ownerAccount !== call.account || port.region !== call.region || isGone(port)) {
    throw clientError(`Could not find Connection with ID ${connectionId}`);
  }
  if (port.kind === "hosted") {
    throw clientError(`Connection ${connectionId} is a hosted connection and cannot be in a lag.`);
  }
  if (port.connectionState === "deleting") {
    throw clientError(`Connection ${connectionId} is in a transitioning state.`);
  }
  return port;
}

/** The live virtual interfaces and hosted connections that a port or LAG carries. */
function loadOf(id: string, call: Call) {
  return {
    interfaces: carriedBy(id, call),
    hosted: call.store
      .table(ports)
      .by("hostedOn", id)
      .filter((port) => !isGone(port)),
  };
}

/**
 * What a port carries follows it into the LAG, so its VLANs must be free there, and limiters left. The
 * port brings its own share of the prefix pool along.
 * @throws DirectConnectClientException "VLAN … is already in use"; LimitExceededException for too many rate limiters
 */
export function checkNothingClashes(port: Readonly<Port>, lag: Readonly<LagRecord>, call: Call): void {
  const vlans = (id: string) => {
    const { interfaces, hosted } = loadOf(id, call);
    return [...interfaces, ...hosted].map(({ vlan }) => vlan);
  };
  const taken = new Set(vlans(lag.lagId));
  const clash = vlans(port.connectionId).find((vlan) => taken.has(vlan));
  if (clash !== undefined) throw clientError(`VLAN ${clash} is already in use`);
  const { interfaces } = loadOf(port.connectionId, call);
  const target = carrierOf(lag.lagId, call);
  const limits = interfaces.flatMap(({ rateLimit }) => rateLimit ?? []);
  if (target !== undefined) checkRateLimits(target, limits, call);
}

/**
 * Puts a checked port into a LAG: the LAG's MACsec keys replace its own, and what it carries itself follows
 * it. What a former LAG carries is that LAG's and stays there (DOMAIN B.10, C.3).
 */
export function joinLag(port: Readonly<Port>, lag: Readonly<LagRecord>, call: Call): Readonly<Port> {
  const { lagId } = lag;
  const { interfaces, hosted } = loadOf(port.connectionId, call);
  takeOverFromLag(port.connectionId, lagId, call);
  for (const { virtualInterfaceId } of interfaces) {
    call.store.table(virtualInterfaces).update(virtualInterfaceId, { connectionId: lagId });
  }
  const inherited = hosted.length > 0 ? ownParent(lagId, call)?.inherited : undefined;
  for (const { connectionId } of hosted) {
    call.store.table(ports).update(connectionId, { ...inherited, parentId: lagId });
  }
  followLag(lagId, call);
  return call.store.table(ports).get(port.connectionId) ?? port;
}

/**
 * Makes a member a port of its own again; what the LAG carries stays with the LAG. A partner's port is an
 * interconnect from then on (DOMAIN C.3). It keeps its MACsec keys: nothing says that it would lose them.
 */
export function leaveLag(port: Readonly<Port>, call: Call): Readonly<Port> {
  const kind = isPartnerIn(call.region, call.account, call) ? "interconnect" : port.kind;
  const { lagId } = port;
  const left = call.store.table(ports).update(port.connectionId, { lagId: undefined, kind });
  followLag(lagId, call);
  return left ?? port;
}
