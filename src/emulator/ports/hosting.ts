import type { Call } from "../call";
import { bitsPerSecond } from "../rules/checks";
import { clientError } from "../errors";
import { isJumboCapable, lagStateOf } from "../lags/lag-state";
import { lags } from "../records/lags";
import { isGone, isInService, membersOf, ports, type Port } from "../records/ports";

/** What can carry hosted connections: an interconnect, or a LAG of interconnects. */
export interface Parent {
  readonly id: string;
  readonly inService: boolean;
  readonly bitsPerSecond: number;
  /** What a hosted connection takes over from what carries it. */
  readonly inherited: Partial<Port> & Pick<Port, "location" | "region">;
}

/** The caller's interconnect or LAG that may carry hosted connections, else undefined. */
export function ownParent(id: string, call: Call): Parent | undefined {
  return parentPort(id, call) ?? parentLag(id, call);
}

function parentPort(id: string, call: Call): Parent | undefined {
  const port = call.store.table(ports).get(id);
  if (port?.kind !== "interconnect" || port.ownerAccount !== call.account || port.region !== call.region) {
    return undefined;
  }
  const { awsDevice, awsDeviceV2, awsLogicalDeviceId, jumboFrameCapable, providerName, location, region } =
    port;
  return {
    id,
    inService: isInService(port),
    bitsPerSecond: bitsPerSecond(port.bandwidth),
    inherited: {
      ...{ awsDevice, awsDeviceV2, awsLogicalDeviceId, jumboFrameCapable, providerName, location, region },
      lagId: undefined,
      partnerInterconnectMacSecCapable: port.macSecCapable,
    },
  };
}

function parentLag(id: string, call: Call): Parent | undefined {
  const lag = call.store.table(lags).get(id);
  if (
    !lag?.allowsHostedConnections ||
    lag.deleted ||
    lag.ownerAccount !== call.account ||
    lag.region !== call.region
  ) {
    return undefined;
  }
  const members = membersOf(id, call);
  const { awsDeviceV2, awsLogicalDeviceId, providerName, location, region } = lag;
  return {
    id,
    inService: ["available", "down"].includes(lagStateOf(lag, call)),
    // All members count, live or not: a cut fibre does not unsell what was sold over it.
    bitsPerSecond: members.length * bitsPerSecond(lag.connectionsBandwidth),
    inherited: {
      ...{ awsDevice: awsDeviceV2, awsDeviceV2, awsLogicalDeviceId, providerName, location, region },
      ...{
        jumboFrameCapable: isJumboCapable(members),
        lagId: id,
        partnerInterconnectMacSecCapable: lag.macSecCapable,
      },
    },
  };
}

/**
 * Whether a parent can carry one more hosted connection: it is in service, the VLAN is free, and the sum of
 * bandwidths fits unless the rules are lenient.
 * @throws DirectConnectClientException
 */
export function checkRoom(parent: Parent, child: { vlan: number; bandwidth: string }, call: Call): void {
  if (!parent.inService) throw clientError("The specified Connection ID is not available");
  const carried = call.store
    .table(ports)
    .by("hostedOn", parent.id)
    .filter((port) => !isGone(port));
  if (carried.some((port) => port.vlan === child.vlan))
    throw clientError(`VLAN ${child.vlan} is already in use`);
  const used = carried.reduce((sum, port) => sum + bitsPerSecond(port.bandwidth), 0);
  if (call.rules.enforceCapacity && used + bitsPerSecond(child.bandwidth) > parent.bitsPerSecond) {
    const free = (parent.bitsPerSecond - used) / 1e6;
    throw clientError(`Bandwidth ${child.bandwidth} exceeds the available ${free}Mbps of ${parent.id}.`);
  }
}
