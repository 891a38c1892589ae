import { isStanding } from "./bgp-sessions";
import { scopeOf, type Call } from "../call";
import { carrierOf, ownCarrier } from "../ports/carriers";
import { checkName } from "../rules/checks";
import { clientError } from "../errors";
import { endRunningTest } from "./failover-test-life";
import type { Handlers, Input } from "../wire/operations";
import { virtualInterfaces, type VirtualInterfaceRecord } from "../records/virtual-interfaces";
import { page } from "../state/paging";
import { checkTotal } from "../gateways/prefix-totals";
import {
  allocationFor,
  allocationOf,
  checkPool,
  moreThan,
  type PrefixAllocation,
  readAllocation,
} from "../ports/prefix-pools";
import { checkRateLimits, readRateLimit } from "../ports/rate-limiters";
import { announcedOver, followAnnouncements } from "./announcements";
import { checkMtu, checkSiteLink } from "./virtual-interface-attributes";
import { deleteVirtualInterface, interrupt, rejectVirtualInterface } from "./virtual-interface-life";
import { carriedBy, checkPlace } from "./virtual-interface-placement";
import {
  isShown,
  ownVirtualInterface,
  shownVirtualInterface,
  virtualInterfaceView as view,
} from "./virtual-interface-view";

export const virtualInterfaceHandlers = {
  DescribeVirtualInterfaces(input, call) {
    const { connectionId, virtualInterfaceId } = input;
    const table = call.store.table(virtualInterfaces);
    if (virtualInterfaceId !== undefined) {
      const row = table.get(virtualInterfaceId);
      const isMatch = row && isShown(row, call) && (connectionId ?? row.connectionId) === row.connectionId;
      return { virtualInterfaces: isMatch ? [view(row, call)] : [] };
    }
    const { rows, nextToken } =
      connectionId === undefined
        ? page(table, "shownTo", scopeOf(call), input)
        : page(table, "carriedBy", connectionId, input, (row) => isShown(row, call));
    return { virtualInterfaces: rows.map((row) => view(row, call)), nextToken };
  },

  AssociateVirtualInterface({ virtualInterfaceId, connectionId }, call) {
    const row = shownVirtualInterface(virtualInterfaceId, call);
    checkState(row, ["confirming", "verifying", "pending", "available", "down"]);
    const target = ownCarrier(connectionId, call);
    if (carrierOf(row.connectionId, call)?.kind === "hosted" && target.kind === "lag") {
      throw clientError("The virtual interface of a hosted connection cannot be associated with a LAG.");
    }
    checkPlace(target, row.virtualInterfaceType, row.vlan, call);
    checkAddresses(row, connectionId, call);
    if (connectionId !== row.connectionId) {
      checkRateLimits(target, row.rateLimit === undefined ? [] : [row.rateLimit], call);
      checkPool(connectionId, allocationOf(row), call);
    }
    const isSettled = ["available", "down"].includes(row.virtualInterfaceState);
    const moved = { connectionId, connectionOwner: target.ownerAccount };
    call.store.table(virtualInterfaces).update(virtualInterfaceId, moved);
    if (isSettled) interrupt(virtualInterfaceId, call, { resetSessions: true });
    return view(row, call);
  },

  UpdateVirtualInterfaceAttributes(input, call) {
    const { virtualInterfaceId, mtu, enableSiteLink, virtualInterfaceName } = input;
    if (Object.keys(input).length === 1) throw clientError("At least one attribute must be given.");
    const row = ownVirtualInterface(virtualInterfaceId, call);
    const { mtu: mtuBefore, siteLinkEnabled: siteLinkBefore } = row;
    checkState(row, ["available", "down"]);
    if (virtualInterfaceName !== undefined) checkName("Virtual interface name", virtualInterfaceName, 100);
    if (mtu !== undefined) checkMtu(row.virtualInterfaceType, mtu, call);
    if (enableSiteLink) checkSiteLink({ ...row, type: row.virtualInterfaceType }, call);
    const limits = limitsAfter(input, row, call);
    call.store.table(virtualInterfaces).update(virtualInterfaceId, {
      ...(virtualInterfaceName === undefined ? {} : { virtualInterfaceName }),
      ...(mtu === undefined ? {} : { mtu }),
      ...(enableSiteLink === undefined ? {} : { siteLinkEnabled: enableSiteLink }),
      ...limits,
    });
    followAnnouncements(virtualInterfaceId, call);
    // A change of name alone disturbs no traffic.
    if (row.mtu !== mtuBefore || row.siteLinkEnabled !== siteLinkBefore) interrupt(virtualInterfaceId, call);
    return view(row, call);
  },

  DeleteVirtualInterface({ virtualInterfaceId }, call) {
    const row = shownVirtualInterface(virtualInterfaceId, call);
    switch (row.virtualInterfaceState) {
      case "deleted":
      case "rejected":
        throw clientError(`Virtual interface with ID ${virtualInterfaceId} does not exist`);
      case "deleting":
        throw clientError(`Virtual interface ${virtualInterfaceId} is in a transitioning state.`);
      case "confirming":
        // Deletion by the owner declines the offer; the connection's owner takes it back instead.
        if (row.ownerAccount !== call.account) break;
        rejectVirtualInterface(virtualInterfaceId, call);
        return { virtualInterfaceState: "rejected" };
    }
    endRunningTest(virtualInterfaceId, "Cancelled", call.now, call);
    deleteVirtualInterface(virtualInterfaceId, call);
    return { virtualInterfaceState: "deleting" };
  },
} satisfies Handlers;

/**
 * The limiter and the allocation after an update: both count at once, and disturb no traffic (DOMAIN J.6).
 * @throws LimitExceededException, DirectConnectClientException
 */
function limitsAfter(
  input: Input<"UpdateVirtualInterfaceAttributes">,
  row: Readonly<VirtualInterfaceRecord>,
  call: Call,
): Partial<VirtualInterfaceRecord> {
  const carrier = carrierOf(row.connectionId, call);
  const rateLimit = input.rateLimit === undefined ? row.rateLimit : readRateLimit(input.rateLimit);
  if (rateLimit !== undefined && rateLimit !== row.rateLimit && carrier !== undefined)
    checkRateLimits(carrier, [rateLimit], call, row.rateLimit === undefined ? 0 : 1);
  const present = allocationFor(row);
  const prefixAllocation = readAllocation(input, row.virtualInterfaceType, present);
  if (prefixAllocation !== undefined) {
    checkAnnounced(row, prefixAllocation);
    const more = moreThan(prefixAllocation, present);
    checkPool(row.connectionId, more, call);
    if (row.directConnectGatewayId !== undefined) checkTotal(row.directConnectGatewayId, more, call);
  }
  return {
    ...(input.rateLimit === undefined ? {} : { rateLimit }),
    ...(prefixAllocation && { prefixAllocation }),
  };
}

/** What is announced must stay allocated. One that announces more than it may is down, and comes up by an allocation of enough. */
function checkAnnounced(row: Readonly<VirtualInterfaceRecord>, allocation: PrefixAllocation): void {
  const announced = announcedOver(row);
  const present = allocationFor(row);
  for (const { addressFamily } of row.peers.filter(isStanding)) {
    if (allocation[addressFamily] < Math.min(announced, present[addressFamily]))
      throw clientError(
        `Prefix allocation ${allocation[addressFamily]} is less than the ${announced} ${addressFamily} prefixes that ${row.virtualInterfaceId} advertises.`,
      );
  }
}

function checkState(
  row: VirtualInterfaceRecord,
  allowed: readonly VirtualInterfaceRecord["virtualInterfaceState"][],
): void {
  if (!allowed.includes(row.virtualInterfaceState)) {
    throw clientError(
      `Virtual interface ${row.virtualInterfaceId} is in state ${row.virtualInterfaceState}: it must be ${allowed.join(" or ")}.`,
    );
  }
}

/** DOMAIN C.3: a virtual interface cannot move to where its addresses are in use. */
function checkAddresses(row: VirtualInterfaceRecord, connectionId: string, call: Call): void {
  const taken = new Set(
    carriedBy(connectionId, call).flatMap((other) =>
      other.peers.filter(isStanding).map((peer) => peer.amazonAddress),
    ),
  );
  const clash = row.peers.find((peer) => isStanding(peer) && taken.has(peer.amazonAddress));
  if (clash) throw clientError(`Address ${clash.amazonAddress} is already in use on ${connectionId}.`);
}
