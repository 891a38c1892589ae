import type { Route, RouteFilters } from "@aws-sdk/client-direct-connect";
import type { Call } from "../call";
import { clientError } from "../errors";
import { carrierOf } from "../ports/carriers";
import { associations, directConnectGateways } from "../records/direct-connect-gateways";
import { associableGateways } from "../records/associable-gateways";
import type { BgpPeerRecord, VirtualInterfaceRecord } from "../records/virtual-interfaces";
import { isSameCidr, readCidr, writeCidr } from "../rules/cidr";
import { pageOfList } from "../state/paging";
import type { Handlers } from "../wire/operations";
import { announcedOver } from "./announcements";
import { stateOf } from "./bgp-sessions";
import { shownVirtualInterface } from "./virtual-interface-view";

const installedAgo = 60 * 60_000;
const cidrsPerFilter = 10;
/** AWS's own ranges, for documentation here, with the communities of their scope. */
const publicRanges = [
  { cidr: "198.51.100.0/24", communities: ["7224:8100"] },
  { cidr: "203.0.113.0/24", communities: ["7224:8200"] },
  { cidr: "2001:0db8:0064:0000:0000:0000:0000:0000/48", communities: ["7224:8100"] },
];

export const routeHandlers = {
  ListVirtualInterfaceRoutes(input, call) {
    const { virtualInterfaceId, filters = {} } = input;
    // The model does not require it; what AWS lists without it is not known.
    if (virtualInterfaceId === undefined) throw clientError("A virtual interface ID must be given.");
    const row = shownVirtualInterface(virtualInterfaceId, call);
    checkFilters(filters);
    const routes = routesOf(row, call).filter((route) => fits(route, filters));
    const { rows, nextToken } = pageOfList(routes, `${virtualInterfaceId} ${JSON.stringify(filters)}`, input);
    return { virtualInterfaceId, routes: rows, ...(nextToken !== undefined && { nextToken }) };
  },
} satisfies Handlers;

/** None where BGP is down. */
function routesOf(row: Readonly<VirtualInterfaceRecord>, call: Call): Route[] {
  const carrier = carrierOf(row.connectionId, call);
  if (stateOf(row, carrier) !== "available") return [];
  const installed = {
    routeInstalledAt: new Date(call.now - installedAgo),
    ...(carrier?.awsLogicalDeviceId !== undefined && { awsLogicalDeviceId: carrier.awsLogicalDeviceId }),
  };
  const up = row.peers.filter((peer) => peer.bgpPeerState === "available" && peer.bgpStatus === "up");
  return up.flatMap((peer) => [
    ...acceptedFrom(peer, row).map((route) => ({ ...route, ...installed })),
    ...advertisedTo(peer, row, call).map((route) => ({ ...route, ...installed })),
  ]);
}

/** The autonomous system of a network behind the customer's router. */
const behindCustomer = 65021;

/** The same prefixes for a virtual interface each time, other ones for each. */
function acceptedFrom(peer: BgpPeerRecord, row: Readonly<VirtualInterfaceRecord>): Route[] {
  const asPath = [{ pathType: "seq" as const, path: [peer.wholeAsn] }];
  const common = { routeDirection: "accepted" as const, addressFamily: peer.addressFamily, asPath };
  if (row.virtualInterfaceType === "public")
    return row.routeFilterPrefixes
      .filter(({ cidr = "" }) => readCidr(cidr)?.family === peer.addressFamily)
      .map(({ cidr }) => ({ ...common, cidr, communities: ["7224:9100"] }));
  return Array.from({ length: announcedOver(row) }, (_, index) => ({
    ...common,
    cidr: announced(peer.addressFamily, row.vlan, index),
    ...(index === 0 && { communities: ["7224:7300", "65010:100:1"] }),
    ...(index === 1 && { asPath: [{ pathType: "seq" as const, path: [peer.wholeAsn, behindCustomer] }] }),
  }));
}

function announced(family: string, vlan: number, index: number): string {
  const base = (vlan * 4096 + index) % 2 ** 20;
  return family === "ipv4"
    ? writeCidr({ family: "ipv4", address: (10n << 24n) + (BigInt(base) << 4n), length: 28 })
    : writeCidr({ family: "ipv6", address: (0xfd00n << 112n) + (BigInt(base) << 64n), length: 64 });
}

/** On all virtual interfaces of one Direct Connect gateway the same. */
function advertisedTo(peer: BgpPeerRecord, row: Readonly<VirtualInterfaceRecord>, call: Call): Route[] {
  const { addressFamily } = peer;
  const ofFamily = ({ cidr = "" }: { cidr?: string | undefined }) => readCidr(cidr)?.family === addressFamily;
  const toRoute = (asn: number) => (cidr: string) => ({
    ...{ cidr, addressFamily, routeDirection: "advertised" as const },
    asPath: [{ pathType: "seq" as const, path: [asn] }],
  });
  if (row.virtualInterfaceType === "public")
    return publicRanges
      .filter(ofFamily)
      .map(({ cidr, communities }) => ({ ...toRoute(row.amazonSideAsn)(cidr), communities }));
  const { directConnectGatewayId, virtualGatewayId } = row;
  if (virtualGatewayId !== undefined) {
    const vpcCidr = call.store.table(associableGateways).get(virtualGatewayId)?.vpcCidr;
    return [{ cidr: vpcCidr }].filter(ofFamily).map(({ cidr = "" }) => toRoute(row.amazonSideAsn)(cidr));
  }
  if (directConnectGatewayId === undefined) return [];
  const asn = call.store.table(directConnectGateways).get(directConnectGatewayId)?.amazonSideAsn;
  const allowed = call.store
    .table(associations)
    .by("directConnectGateway", directConnectGatewayId)
    .filter(({ associationState }) => associationState === "associated")
    .flatMap((association) => association.allowedPrefixesToDirectConnectGateway);
  return allowed.filter(ofFamily).map(({ cidr = "" }) => toRoute(asn ?? row.amazonSideAsn)(cidr));
}

function checkFilters({ cidrs, routeDirection, addressFamily }: RouteFilters): void {
  if (cidrs !== undefined && (cidrs.length < 1 || cidrs.length > cidrsPerFilter))
    throw clientError(`A filter may name 1 to ${cidrsPerFilter} CIDRs, not ${cidrs.length}.`);
  const bad = cidrs?.find((cidr) => readCidr(cidr) === undefined);
  if (bad !== undefined) throw clientError(`CIDR ${bad} is not valid.`);
  if (routeDirection !== undefined && !["accepted", "advertised"].includes(routeDirection))
    throw clientError(`Route direction ${routeDirection} is not valid: it must be accepted or advertised.`);
  if (addressFamily !== undefined && !["ipv4", "ipv6"].includes(addressFamily))
    throw clientError(`Address family ${addressFamily} is not valid: it must be ipv4 or ipv6.`);
}

/** All that is given must fit; an AS path matches where the route's contains it without a gap. */
function fits(route: Route, filters: RouteFilters): boolean {
  const { routeDirection, addressFamily, cidrs, asPath, communities } = filters;
  const path = (route.asPath ?? []).flatMap((segment) => segment.path ?? []);
  return (
    (routeDirection === undefined || route.routeDirection === routeDirection) &&
    (addressFamily === undefined || route.addressFamily === addressFamily) &&
    (cidrs === undefined || cidrs.some((cidr) => isSameCidr(cidr, route.cidr))) &&
    (asPath === undefined || path.some((_, start) => asPath.every((asn, at) => path[start + at] === asn))) &&
    (communities === undefined || communities.every((one) => route.communities?.includes(one) === true))
  );
}
