import type { HasLogicalRedundancy } from "@aws-sdk/client-direct-connect";
import type { Call, World } from "../call";
import { clientError } from "../errors";
import { isJumboCapable, lagStateOf } from "../lags/lag-state";
import { lags } from "../records/lags";
import { isInService, membersOf, ports } from "../records/ports";
import { bitsPerSecond } from "../rules/checks";

/** A connection or LAG as a virtual interface sees what carries it. */
export interface Carrier {
  readonly id: string;
  readonly kind: "dedicated" | "hosted" | "lag";
  readonly ownerAccount: string;
  readonly region: string;
  readonly location: string;
  /** Its link is up. */
  readonly isUp: boolean;
  /** Its link is up or would be: virtual interfaces can be put on it. */
  readonly isInService: boolean;
  readonly awsDeviceV2: string | undefined;
  readonly awsLogicalDeviceId: string | undefined;
  readonly hasLogicalRedundancy: HasLogicalRedundancy | undefined;
  readonly jumboFrameCapable: boolean | undefined;
  /** Of a hosted connection: the VLAN that the partner gave it. */
  readonly vlan: number | undefined;
  /** A LAG of interconnects carries hosted connections, never virtual interfaces. */
  readonly isPartners: boolean;
  /** Of a LAG the sum of its members. */
  readonly bitsPerSecond: number;
}

/** The connection or LAG with this id, also a deleted one that is still listed. */
export function carrierOf(id: string, world: World): Carrier | undefined {
  const port = world.store.table(ports).get(id);
  if (port && port.kind !== "interconnect") {
    const { kind, ownerAccount, region, location, awsDeviceV2, awsLogicalDeviceId, vlan } = port;
    const { hasLogicalRedundancy, jumboFrameCapable } = port;
    return {
      ...{ id, kind, ownerAccount, region, location, awsDeviceV2, awsLogicalDeviceId },
      ...{ hasLogicalRedundancy, jumboFrameCapable, isPartners: false },
      bitsPerSecond: bitsPerSecond(port.bandwidth),
      vlan: kind === "hosted" ? vlan : undefined,
      isUp: port.connectionState === "available",
      isInService: isInService(port),
    };
  }
  const lag = world.store.table(lags).get(id);
  if (!lag) return undefined;
  const { ownerAccount, region, location, awsDeviceV2, awsLogicalDeviceId, hasLogicalRedundancy } = lag;
  const lagState = lagStateOf(lag, world);
  const members = membersOf(id, world);
  return {
    ...{ id, kind: "lag", ownerAccount, region, location, awsDeviceV2, awsLogicalDeviceId, vlan: undefined },
    ...{ hasLogicalRedundancy, isPartners: lag.allowsHostedConnections },
    jumboFrameCapable: isJumboCapable(members),
    bitsPerSecond: bitsPerSecond(lag.connectionsBandwidth) * members.length,
    isUp: lagState === "available",
    isInService: lagState === "available" || lagState === "down",
  };
}

/**
 * A connection or LAG of the caller in this region that virtual interfaces can be put on.
 * @throws DirectConnectClientException for one that is unknown, not ready, or a partner's LAG
 */
export function ownCarrier(id: string, call: Call): Carrier {
  const carrier = carrierOf(id, call);
  if (carrier?.ownerAccount !== call.account || carrier.region !== call.region) {
    throw clientError(`Could not find ${id.startsWith("dxlag-") ? "Lag" : "Connection"} with ID ${id}`);
  }
  if (carrier.isPartners) throw clientError(`Lag ${id} carries hosted connections, not virtual interfaces.`);
  if (!carrier.isInService) throw clientError("The specified Connection ID is not available");
  return carrier;
}
