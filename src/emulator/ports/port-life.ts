import type { ConnectionState, RequestBillingMode, Tag } from "@aws-sdk/client-direct-connect";
import { scopeOf, type Call, type World } from "../call";
import { checkName, checkTags } from "../rules/checks";
import { deviceForPort } from "./devices";
import { portEncryptionAfter } from "./encryption";
import { clientError } from "../errors";
import { followLag } from "../lags/lag-state";
import { locationRows } from "../account/location-rows";
import { lags } from "../records/lags";
import { isGone, ports, type Port } from "../records/ports";

/** The common input of CreateConnection, CreateInterconnect and CreateLag. */
export interface PortOrder {
  kind: "dedicated" | "interconnect";
  name: string;
  location: string;
  bandwidth: string;
  /** The bandwidths that this operation accepts (DOMAIN C.1). */
  bandwidths: readonly string[];
  lagId?: string | undefined;
  tags?: Tag[] | undefined;
  providerName?: string | undefined;
  requestMACSec?: boolean | undefined;
  /** Of dedicated connections alone. */
  billingMode?: RequestBillingMode | undefined;
}

/**
 * Checks an order for a physical port: name, tags, location in this region, bandwidth and MACsec there.
 * @throws DirectConnectClientException, DuplicateTagKeysException, TooManyTagsException
 */
export function checkPortOrder(order: PortOrder, call: Call): void {
  checkName("Name", order.name, 200);
  checkTags(order.tags ?? []);
  const location = locationRows.find(
    (row) => row.locationCode === order.location && row.region === call.region,
  );
  if (!location) throw clientError(`Location ${order.location} is not available in region ${call.region}.`);
  const speed = order.bandwidth.replace(/bps$/, "");
  if (!order.bandwidths.includes(order.bandwidth) || !location.availablePortSpeeds.includes(speed)) {
    throw clientError(`Bandwidth ${order.bandwidth} is not available at location ${order.location}.`);
  }
  if (order.requestMACSec && !location.availableMacSecPortSpeeds.includes(speed)) {
    throw clientError(`MACsec is not available for ${order.bandwidth} ports at location ${order.location}.`);
  }
}

/** Makes a port of a checked order, in state requested, and sets it on its way (DOMAIN B.1, B.3). */
export function requestPort(order: PortOrder, call: Call): Readonly<Port> {
  const { durations } = call;
  const port = call.store.table(ports).insert({
    kind: order.kind,
    connectionId: call.ids.resource("dxcon"),
    connectionName: order.name,
    connectionState: "requested",
    ownerAccount: call.account,
    region: call.region,
    location: order.location,
    bandwidth: order.bandwidth,
    lagId: order.lagId,
    providerName: order.providerName,
    jumboFrameCapable: false,
    hasLogicalRedundancy: "unknown",
    macSecCapable: order.requestMACSec ?? false,
    ...(order.requestMACSec
      ? { encryptionMode: "should_encrypt", portEncryptionStatus: "Encryption Down" }
      : {}),
    macSecKeys: [],
    ...(order.billingMode && { requestedBillingMode: order.billingMode }),
    tags: order.tags ?? [],
  });
  if (order.lagId !== undefined) takeOverFromLag(port.connectionId, order.lagId, call);
  const { connectionId } = port;
  const approved = call.now + durations.portReview;
  become(call, approved, connectionId, ["requested"], "pending", (at) => ({
    loaIssueTime: new Date(at),
    jumboFrameCapable: true,
    ...deviceOf(connectionId, call),
  }));
  become(call, approved + durations.portCrossConnect, connectionId, ["pending"], "available");
  return port;
}

/** DOMAIN B.10: a port has the MACsec keys and the encryption mode of the LAG that it joins. */
export function takeOverFromLag(connectionId: string, lagId: string, world: World): void {
  const lag = world.store.table(lags).get(lagId);
  const port = world.store.table(ports).get(connectionId);
  if (!lag || !port) return;
  const encryption = { macSecKeys: lag.macSecKeys, encryptionMode: lag.encryptionMode };
  const { requestedBillingMode } = lag;
  world.store.table(ports).update(connectionId, {
    lagId,
    // A LAG is billed in one way, and whatever joins it with it.
    ...(requestedBillingMode && { requestedBillingMode }),
    ...(lag.macSecCapable ? portEncryptionAfter(encryption, port) : {}),
  });
}

const activePerLocation = 10;

/**
 * DOMAIN C.4: ten active dedicated connections per account, location and region.
 * @throws DirectConnectClientException when `more` would be too many
 */
export function checkPortQuota(location: string, more: number, call: Call): void {
  const active = call.store
    .table(ports)
    .by("connections", scopeOf(call))
    .filter((port) => port.kind === "dedicated" && port.location === location && !isGone(port));
  if (active.length + more > activePerLocation) {
    throw clientError(
      `Account ${call.account} has reached the limit of ${activePerLocation} active connections at location ${location}.`,
    );
  }
}

/** Deletes a port or hosted connection: deleting, deleted, still listed for a while, gone. */
export function deletePort(port: Readonly<Port>, call: Call): Readonly<Port> {
  const { connectionId } = port;
  const deleting = call.store.table(ports).update(connectionId, { connectionState: "deleting" });
  if (port.kind !== "hosted") followLag(port.lagId, call);
  const deleted = call.now + call.durations.portDeletion;
  become(call, deleted, connectionId, ["deleting"], "deleted");
  forgetPort(call, deleted, connectionId);
  return deleting ?? port;
}

/** Ends the listing of a deleted or rejected port an hour after it went (DOMAIN B.1). */
export function forgetPort(world: World, goneAt: number, id: string): void {
  world.agenda.plan(goneAt + world.durations.portTombstone, () => world.store.table(ports).remove(id));
}

/** Plans a change of state at an emulated moment; it does not happen if the port has left `from` by then. */
export function become(
  world: World,
  at: number,
  id: string,
  from: readonly ConnectionState[],
  to: ConnectionState,
  change: (at: number) => Partial<Port> = () => ({}),
): void {
  world.agenda.plan(at, () => {
    const port = world.store.table(ports).get(id);
    if (port && from.includes(port.connectionState)) {
      world.store.table(ports).update(id, { ...change(at), connectionState: to });
      if (port.kind !== "hosted") followLag(port.lagId, world);
    }
  });
}

/** Where an approved port ends: with its LAG, if it has one. */
function deviceOf(connectionId: string, world: World): Partial<Port> {
  const port = world.store.table(ports).get(connectionId);
  const { awsDeviceV2, awsLogicalDeviceId } = world.store.table(lags).get(port?.lagId ?? "") ?? {};
  if (awsDeviceV2 !== undefined) return { awsDevice: awsDeviceV2, awsDeviceV2, awsLogicalDeviceId };
  return port === undefined ? {} : deviceForPort(port, world);
}
