import type * as sdk from "@aws-sdk/client-direct-connect";
import type { Route, RouteCommunity, RouteListArgs, VirtualInterfaceRoutes } from "../../types/route";
import type { Place } from "../accounts/accounts";
import { canonical } from "../write/reconciliation/addresses";
import { entrance } from "../collections/rows";
import type { ReadDoor } from "../read/read-door";
import { ROW_RULES } from "../read/row-rules";
import { asAws } from "../write/write-door";

const enterRoute = entrance<sdk.Route, Route>({ typename: "Route", rule: ROW_RULES.Route });

/**
 * One page of the routes of a virtual interface, read from AWS by one call.
 * @throws GatewayError as `fromAws` makes it.
 */
export async function routesOf(
  virtualInterfaceId: string,
  place: Place,
  { filters, first, after }: RouteListArgs,
  read: ReadDoor,
): Promise<VirtualInterfaceRoutes> {
  const { cidrs, ...others } = filters ?? {};
  const wanted = asAws({ ...others, ...(cidrs && { cidrs: cidrs.map(canonical) }) });
  const answer = await read.call("ListVirtualInterfaceRoutes", place, {
    virtualInterfaceId,
    maxResults: first,
    ...(Object.keys(wanted).length > 0 && { filters: wanted }),
    ...(after != null && { nextToken: after }),
  });
  const nextToken = answer.nextToken ?? "";
  return {
    virtualInterfaceId,
    nodes: (answer.routes ?? []).flatMap((route) => enterRoute(structuredClone(route), place) ?? []),
    pageInfo: { hasNextPage: nextToken !== "", endCursor: nextToken === "" ? null : nextToken },
  };
}

/** `7224:8100`, or `65010:100:1` for a large community: its autonomous system, and the value after it. */
export function communityOf(text: string): RouteCommunity {
  const [asn, ...values] = /^\d+(:\d+){1,2}$/.test(text) ? text.split(":").map(Number) : [];
  return { text, asn: asn ?? null, values };
}
