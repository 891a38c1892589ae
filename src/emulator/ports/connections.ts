import type { RequestBillingMode } from "@aws-sdk/client-direct-connect";
import { requestedModeOf } from "../account/billing-modes";
import { locationCode } from "../account/location-rows";
import { scopeOf, type Call } from "../call";
import { checkEncryptionMode, checkName } from "../rules/checks";
import { portEncryptionAfter } from "./encryption";
import { clientError } from "../errors";
import { checkLagCanSpare, checkLagRoom } from "../lags/lag-membership";
import { lagStateOf } from "../lags/lag-state";
import { lags, type LagRecord } from "../records/lags";
import type { Handlers } from "../wire/operations";
import {
  become,
  checkPortOrder,
  checkPortQuota,
  deletePort,
  forgetPort,
  requestPort,
  type PortOrder,
} from "./port-life";
import { isGone, ownPort, ports, type Port } from "../records/ports";
import { isLive, virtualInterfaces } from "../records/virtual-interfaces";
import { page } from "../state/paging";
import { checkBillingOrder } from "./billing-mode-changes";
import { connectionView } from "./views";

const connectionKinds = ["dedicated", "hosted"] as const;

export const connectionHandlers = {
  CreateConnection(input, call) {
    const order: PortOrder = {
      ...input,
      location: locationCode(input.location),
      kind: "dedicated",
      name: input.connectionName,
      bandwidths: ["1Gbps", "10Gbps", "100Gbps", "400Gbps"],
    };
    checkPortOrder(order, call);
    const lag = input.lagId === undefined ? undefined : checkLagRoom(input.lagId, order, call);
    checkPortQuota(order.location, 1, call);
    const billingMode = billingOf(input.billingMode, lag);
    checkBillingOrder({ ...order, billingMode }, call);
    return connectionView(requestPort({ ...order, billingMode }, call), call);
  },

  DescribeConnections(input, call) {
    if (input.connectionId !== undefined) {
      return { connections: [connectionView(ownPort(call, input.connectionId, connectionKinds), call)] };
    }
    const table = call.store.table(ports);
    const { rows, nextToken } = call.rules.leakOtherRegions
      ? page(table, "connectionsAnywhere", call.account, input)
      : page(table, "connections", scopeOf(call), input);
    return { connections: rows.map((port) => connectionView(port, call)), nextToken };
  },

  UpdateConnection(input, call) {
    const port = ownPort(call, input.connectionId, connectionKinds);
    const { connectionName, encryptionMode } = input;
    if (connectionName === undefined && encryptionMode === undefined) {
      throw clientError("At least one of connectionName and encryptionMode must be given.");
    }
    if (isGone(port) || port.connectionState === "deleting") {
      throw clientError(`Connection ${port.connectionId} is in a transitioning state.`);
    }
    if (connectionName !== undefined) checkName("Connection name", connectionName, 200);
    if (encryptionMode !== undefined) {
      checkEncryptionMode(encryptionMode);
      if (port.kind !== "dedicated" || !port.macSecCapable) {
        throw clientError(`Connection ${port.connectionId} is not MACsec capable.`);
      }
    }
    const updated = call.store.table(ports).update(port.connectionId, {
      ...(connectionName === undefined ? {} : { connectionName }),
      ...(encryptionMode === undefined ? {} : portEncryptionAfter({ encryptionMode }, port)),
    });
    return connectionView(updated ?? port, call);
  },

  ConfirmConnection(input, call) {
    const port = ownPort(call, input.connectionId, connectionKinds);
    if (port.connectionState !== "ordering") {
      throw clientError(`ConfirmConnection failed. ${port.connectionId} is in state ${port.connectionState}`);
    }
    call.store.table(ports).update(port.connectionId, { connectionState: "pending" });
    provisionHosted(port, call);
    return { connectionState: "pending" };
  },

  DeleteConnection(input, call) {
    const port = call.store.table(ports).get(input.connectionId);
    // The partner that carries a hosted connection may delete it as well as its owner.
    const mine = port && (port.ownerAccount === call.account || port.partnerAccount === call.account);
    if (!mine || port.region !== call.region || port.kind === "interconnect" || isGone(port)) {
      throw clientError("Connection does not exist");
    }
    if (port.connectionState === "deleting") {
      throw clientError(`Connection ${port.connectionId} is in a transitioning state.`);
    }
    if (call.store.table(virtualInterfaces).by("carriedBy", port.connectionId).some(isLive)) {
      throw clientError(`Connection ${port.connectionId} has virtual interfaces and cannot be deleted.`);
    }
    checkLagCanSpare(port, call);
    if (port.connectionState === "ordering" && port.ownerAccount === call.account) return reject(port, call);
    return connectionView(deletePort(port, call), call);
  },
} satisfies Handlers;

/** A port that joins a LAG is billed as the LAG is (DOMAIN J.5). */
function billingOf(
  wanted: RequestBillingMode | undefined,
  lag: Readonly<LagRecord> | undefined,
): RequestBillingMode {
  if (lag === undefined) return wanted ?? requestedModeOf();
  const ofLag = requestedModeOf(lag);
  if (wanted !== undefined && wanted !== ofLag)
    throw clientError(`All connections of lag ${lag.lagId} must be billed in one way: ${ofLag}.`);
  return ofLag;
}

/** DOMAIN B.2: declining an order is its deletion by the owner. */
function reject(port: Readonly<Port>, call: Call) {
  const rejected = call.store.table(ports).update(port.connectionId, { connectionState: "rejected" });
  forgetPort(call, call.now, port.connectionId);
  return connectionView(rejected ?? port, call);
}

/** A confirmed hosted connection comes up with its parent, or stays down with it (DOMAIN B.2). */
function provisionHosted(port: Readonly<Port>, call: Call): void {
  const at = call.now + call.durations.hostedProvisioning;
  call.agenda.plan(at, () => {
    const now = call.store.table(ports).get(port.connectionId);
    const isDown = now?.parentId !== undefined && parentState(now.parentId, call) === "down";
    become(call, at, port.connectionId, ["pending"], isDown ? "down" : "available");
  });
}

function parentState(parentId: string, call: Call) {
  const lag = call.store.table(lags).get(parentId);
  return lag ? lagStateOf(lag, call) : call.store.table(ports).get(parentId)?.connectionState;
}
