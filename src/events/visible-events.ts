import type { Caller } from "../auth/caller";
import { grantOf, type Grants, grantsPort, grantsRegion, isNarrow } from "../auth/grants";
import type { ReadOperation } from "../directconnect/client/operations";
import { isVisibleRow } from "../directconnect/read/narrow-grants";
import type { WatchedResourceType } from "../types/change-event";
import type { LoggedEvent } from "./change-event";

/** The operation that lists the resources of each type; hosted connections are listed on their parent. */
const LISTED_BY: Readonly<Record<WatchedResourceType, ReadOperation>> = {
  Connection: "DescribeConnections",
  Interconnect: "DescribeInterconnects",
  Lag: "DescribeLags",
  VirtualInterface: "DescribeVirtualInterfaces",
  DirectConnectGateway: "DescribeDirectConnectGateways",
  DirectConnectGatewayAssociation: "DescribeDirectConnectGatewayAssociations",
  DirectConnectGatewayAssociationProposal: "DescribeDirectConnectGatewayAssociationProposals",
  DirectConnectGatewayAttachment: "DescribeDirectConnectGatewayAttachments",
  ResiliencyGroup: "ListResiliencyGroups",
};

/** Whether these grants show an event: the present ones, not those of the time of the event. */
export function isVisible(
  {
    account,
    region,
    resourceType,
    grantable,
  }: Pick<LoggedEvent, "account" | "region" | "resourceType" | "grantable">,
  grants: Grants,
): boolean {
  const grant = grantOf(grants, account);
  if (grant === undefined) return false;
  if (region !== "" && !grantsRegion(grant, region)) return false;
  const { parentId } = grantable;
  if (parentId === undefined) return isVisibleRow(LISTED_BY[resourceType], grantable, grant);
  if (isNarrow(grant) && !grantsPort(grant, parentId)) return false;
  return isVisibleRow("DescribeHostedConnections", grantable, grant);
}

/** Whether a caller may see the cause of an event: its own changes, or any with the permission to audit. */
export function seesCause(caller: Caller, { cause }: Pick<LoggedEvent, "cause">): boolean {
  if (cause === null) return false;
  return (
    caller.permissions.has("audit") || cause.caller === caller.name || cause.caller === caller.formerName
  );
}
