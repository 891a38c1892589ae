import type {
  NewPrivateVirtualInterface,
  NewPublicVirtualInterface,
  NewTransitVirtualInterface,
} from "@aws-sdk/client-direct-connect";
import { newPeer } from "./bgp-sessions";
import type { Call } from "../call";
import { checkTotal } from "../gateways/prefix-totals";
import { ownCarrier } from "../ports/carriers";
import { allocationFor, orderedAllocation } from "../ports/prefix-pools";
import { checkRateLimits } from "../ports/rate-limiters";
import { checkAccount, checkName, checkTags, checkVlan } from "../rules/checks";
import { clientError } from "../errors";
import {
  virtualInterfaces,
  type VirtualInterfaceRecord,
  type VirtualInterfaceType,
} from "../records/virtual-interfaces";
import { checkRouteFilters } from "./route-filters";
import { checkMtu, checkSiteLink } from "./virtual-interface-attributes";
import { chooseGateway, leadTo, publicAmazonAsn } from "./virtual-interface-gateways";
import { provision } from "./virtual-interface-life";
import { checkPlace } from "./virtual-interface-placement";

/** The input of the three Create and the three Allocate operations, each with some of these members. */
export interface VirtualInterfaceOrder {
  readonly type: VirtualInterfaceType;
  readonly connectionId: string;
  readonly terms: Partial<
    NewPrivateVirtualInterface & NewPublicVirtualInterface & NewTransitVirtualInterface
  >;
}

/**
 * Makes a virtual interface of the caller on a connection or LAG of the caller, on its way up (DOMAIN B.4).
 * @throws DirectConnectClientException, DuplicateTagKeysException, TooManyTagsException
 */
export function createVirtualInterface(order: VirtualInterfaceOrder, call: Call): VirtualInterfaceRecord {
  const record = draft(order, call.account, call);
  const choice = chooseGateway(order.type, order.terms, call);
  if (choice.directConnectGatewayId !== undefined)
    checkTotal(choice.directConnectGatewayId, allocationFor(record), call);
  if (order.terms.enableSiteLink) checkSiteLink({ ...choice, type: order.type }, call);
  const made = call.store.table(virtualInterfaces).insert(record);
  leadTo(choice, made, call);
  provision(made, call);
  return made;
}

/**
 * Makes a virtual interface on a connection or LAG of the caller for another account, which confirms or
 * declines it; that account chooses the gateway when it confirms.
 * @throws DirectConnectClientException, DuplicateTagKeysException, TooManyTagsException
 */
export function allocateVirtualInterface(
  order: VirtualInterfaceOrder & { readonly ownerAccount: string },
  call: Call,
): VirtualInterfaceRecord {
  checkAccount(order.ownerAccount);
  const record = draft(order, order.ownerAccount, call);
  if (order.ownerAccount === call.account) {
    throw clientError("Cannot allocate VirtualInterface for the connection owner.");
  }
  return call.store.table(virtualInterfaces).insert(record);
}

/** A record in state confirming, of an order whose every member but the gateway was checked. */
function draft(order: VirtualInterfaceOrder, ownerAccount: string, call: Call): VirtualInterfaceRecord {
  const { type, connectionId, terms } = order;
  const { virtualInterfaceName, vlan, tags = [], mtu, routeFilterPrefixes = [], rateLimit } = terms;
  const carrier = ownCarrier(connectionId, call);
  // The model requires these two of private and public ones alone; nothing works without them.
  if (virtualInterfaceName === undefined) throw clientError("Virtual interface name must be specified.");
  if (vlan === undefined) throw clientError("VLAN must be specified.");
  checkName("Virtual interface name", virtualInterfaceName, 100);
  checkTags(tags);
  checkVlan(vlan, call.rules);
  if (mtu !== undefined) checkMtu(type, mtu, call);
  if (type === "public") checkRouteFilters(routeFilterPrefixes);
  checkPlace(carrier, type, vlan, call);
  checkRateLimits(carrier, rateLimit === undefined ? [] : [rateLimit], call);
  const prefixAllocation = orderedAllocation(order, call);
  return {
    ...(prefixAllocation && { prefixAllocation }),
    ...{ virtualInterfaceName, connectionId, vlan, ownerAccount, tags, routeFilterPrefixes },
    virtualInterfaceId: call.ids.resource("dxvif"),
    virtualInterfaceType: type,
    virtualInterfaceState: "confirming",
    region: call.region,
    connectionOwner: call.account,
    amazonSideAsn: publicAmazonAsn,
    ...(type === "public" ? {} : { mtu: mtu ?? 1500 }),
    ...(rateLimit === undefined ? {} : { rateLimit }),
    siteLinkEnabled: terms.enableSiteLink ?? false,
    peers: [newPeer(type, terms, connectionId, call)],
  };
}
