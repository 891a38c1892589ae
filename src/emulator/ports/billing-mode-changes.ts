import type { RequestBillingMode } from "@aws-sdk/client-direct-connect";
import { flatRates, requestedModeOf } from "../account/billing-modes";
import { locationRows } from "../account/location-rows";
import { scopeOf, type Call } from "../call";
import { clientError } from "../errors";
import { lags } from "../records/lags";
import { isGone, membersOf, ports, type Port } from "../records/ports";
import type { Handlers } from "../wire/operations";
import { connectionView } from "./views";

const modes: readonly string[] = ["PayAsYouGo", ...flatRates] satisfies RequestBillingMode[];
const idsPerCall = 200;
const changesAllowed = 3;
/** Six months. */
const changePeriod = 183 * 24 * 60 * 60_000;

const isFlat = (mode: RequestBillingMode) => mode !== "PayAsYouGo";

export const billingModeHandlers = {
  /** All of them or none (DOMAIN J.5). */
  UpdateConnectionsBillingMode({ connectionIds, billingMode }, call) {
    if (connectionIds.length < 1 || connectionIds.length > idsPerCall)
      throw clientError(`1 to ${idsPerCall} connection IDs must be given, not ${connectionIds.length}.`);
    checkMode(billingMode);
    const ids = new Set(connectionIds);
    const changing = [...ids].map((id) => dedicated(id, call));
    for (const port of changing) {
      checkOffered(billingMode, port.location, port.bandwidth);
      checkChanges(port, call);
      checkWholeLag(port, ids, call);
      checkOneWay(port.location, billingMode, ids, call);
    }
    const table = call.store.table(ports);
    for (const { connectionId, lagId, billingModeChanges = [] } of changing) {
      const changes = [...billingModeChanges, call.now];
      table.update(connectionId, { requestedBillingMode: billingMode, billingModeChanges: changes });
      if (lagId !== undefined) call.store.table(lags).update(lagId, { requestedBillingMode: billingMode });
    }
    return { billingMode, connections: changing.map((port) => connectionView(port, call)) };
  },
} satisfies Handlers;

function dedicated(id: string, call: Call): Readonly<Port> {
  const port = call.store.table(ports).get(id);
  const isOwn = port?.ownerAccount === call.account && port.region === call.region;
  if (!isOwn || port.kind === "interconnect" || isGone(port))
    throw clientError(`Could not find Connection with ID ${id}`);
  if (port.kind === "hosted")
    throw clientError(`Connection ${id} is a hosted connection: its billing mode cannot be changed.`);
  return port;
}

/** @throws DirectConnectClientException for modes that only AWS sets, and for unknown words */
function checkMode(mode: string): void {
  if (!modes.includes(mode))
    throw clientError(`Billing mode ${mode} is not valid: it must be one of ${modes.join(", ")}.`);
}

function checkOffered(mode: RequestBillingMode, location: string, bandwidth: string): void {
  const row = locationRows.find(({ locationCode }) => locationCode === location);
  const offered = row?.availableBillingModes.find(({ billingMode }) => billingMode === mode);
  if (offered?.availablePortSpeeds?.includes(bandwidth.replace(/bps$/, "")) !== true)
    throw clientError(
      `Billing mode ${mode} is not available for ${bandwidth} ports at location ${location}.`,
    );
}

function checkChanges({ connectionId, billingModeChanges = [] }: Readonly<Port>, call: Call): void {
  const recent = billingModeChanges.filter((at) => at > call.now - changePeriod);
  if (recent.length >= changesAllowed)
    throw clientError(
      `The billing mode of connection ${connectionId} was changed ${changesAllowed} times in six months already.`,
    );
}

/** All members of a LAG are billed in one way. */
function checkWholeLag({ lagId }: Readonly<Port>, ids: ReadonlySet<string>, call: Call): void {
  if (lagId === undefined) return;
  const left = membersOf(lagId, call).find((member) => !ids.has(member.connectionId));
  if (left !== undefined)
    throw clientError(
      `All connections of lag ${lagId} must be billed in one way: ${left.connectionId} is left out.`,
    );
}

/** At one location an account pays for all of its connections by use, or for all of them a flat rate. */
function checkOneWay(
  location: string,
  mode: RequestBillingMode,
  changing: ReadonlySet<string>,
  call: Call,
): void {
  const others = call.store.table(ports).by("connections", scopeOf(call));
  const other = others.find(
    (port) =>
      port.kind === "dedicated" &&
      port.location === location &&
      !isGone(port) &&
      !changing.has(port.connectionId) &&
      isFlat(requestedModeOf(port)) !== isFlat(mode),
  );
  if (other !== undefined)
    throw clientError(
      `All connections of account ${call.account} at location ${location} must be billed by use, or all at a flat rate: ${other.connectionId} is billed ${requestedModeOf(other)}.`,
    );
}

/**
 * Checks how new connections are to be billed.
 * @param changing connections that will be billed as the new ones are
 * @throws DirectConnectClientException
 */
export function checkBillingOrder(
  order: { readonly location: string; readonly bandwidth: string; readonly billingMode: RequestBillingMode },
  call: Call,
  changing: readonly string[] = [],
): void {
  checkMode(order.billingMode);
  checkOffered(order.billingMode, order.location, order.bandwidth);
  checkOneWay(order.location, order.billingMode, new Set(changing), call);
}
