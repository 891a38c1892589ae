import type { BillingMode, RequestBillingMode } from "@aws-sdk/client-direct-connect";
import { requestedModeOf } from "../account/billing-modes";
import type { World } from "../call";
import { lags } from "../records/lags";
import { isGone, membersOf, ports } from "../records/ports";
import { memberships } from "../records/resiliency-groups";
import { bitsPerSecond } from "../rules/checks";

/** A connection or LAG as it is billed. */
interface Billed {
  readonly id: string;
  readonly mode: RequestBillingMode;
  readonly device: string | undefined;
  readonly bitsPerSecond: number;
}

/** A dedicated connection outside a LAG, or a LAG of those. Hosted connections and interconnects have no mode. */
function billed(id: string, world: World): Billed | undefined {
  const port = world.store.table(ports).get(id);
  if (port?.kind === "dedicated" && port.lagId === undefined && !isGone(port)) {
    const { awsDeviceV2: device, bandwidth } = port;
    return { id, mode: requestedModeOf(port), device, bitsPerSecond: bitsPerSecond(bandwidth) };
  }
  const lag = world.store.table(lags).get(id);
  if (lag === undefined || lag.deleted || lag.allowsHostedConnections) return undefined;
  const total = bitsPerSecond(lag.connectionsBandwidth) * membersOf(id, world).length;
  return { id, mode: requestedModeOf(lag), device: lag.awsDeviceV2, bitsPerSecond: total };
}

/**
 * How AWS shows a dedicated connection or LAG to be billed: one of a pair of ports by the mode of pairs (DOMAIN J.5).
 * @returns undefined for what has no mode
 */
export function billingModeOf(id: string, world: World): BillingMode | undefined {
  const port = world.store.table(ports).get(id);
  if (port !== undefined && port.kind !== "dedicated") return undefined;
  if (port?.lagId !== undefined) return billingModeOf(port.lagId, world);
  const mode = port?.requestedBillingMode ?? world.store.table(lags).get(id)?.requestedBillingMode;
  if (mode === undefined || mode === "PayAsYouGo")
    return port !== undefined || billed(id, world) !== undefined ? "PayAsYouGo" : undefined;
  return isPaired(id, world) ? `PortPair${mode}` : mode;
}

/**
 * Whether a connection or LAG has a partner in its resiliency group: another one at the same flat rate, of the same speed,
 * on another device. What was made first is paired first.
 */
function isPaired(id: string, world: World): boolean {
  const table = world.store.table(memberships);
  const membership = table.by("member", id).find(({ state }) => state === "associated");
  if (membership === undefined) return false;
  const alone: Billed[] = [];
  for (const { memberId, state } of table.by("group", membership.resiliencyGroupId)) {
    const member = state === "associated" ? billed(memberId, world) : undefined;
    if (member === undefined || member.mode === "PayAsYouGo" || member.device === undefined) continue;
    const partner = alone.findIndex((other) => isPair(other, member));
    if (partner < 0) alone.push(member);
    else if ([memberId, ...alone.splice(partner, 1).map((other) => other.id)].includes(id)) return true;
  }
  return false;
}

function isPair(one: Billed, other: Billed): boolean {
  const isAlike = one.mode === other.mode && one.bitsPerSecond === other.bitsPerSecond;
  return isAlike && one.device !== other.device;
}
