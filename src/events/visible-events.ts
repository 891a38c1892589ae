import type { Caller } from "../auth/caller";
import { grantOf, type Grants, grantsPort, grantsRegion, isNarrow } from "../auth/grants";
import type { ReadOperation } from "../directconnect/client/operations";
import { isVisibleRow } from "../directconnect/read/narrow-grants";
import { isVisibleEntry } from "../journal/visible-entries";
import type { WatchedResourceType } from "../types/change-event";
import type { Cause, LoggedEvent } from "./change-event";

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

/**
 * The cause of an event as a caller may see it: one of its own changes as in `mutationOutcome`, or any change as in
 * `auditEntries` for callers with the permission to audit. Its entry is checked against the present grants.
 */
export function visibleCause(
  { name, formerName, permissions, grants }: Caller,
  { cause }: Pick<LoggedEvent, "cause">,
): Cause | null {
  if (cause === null) return null;
  const { key, operation, caller, entry } = cause;
  const isOwn = caller === name || caller === formerName;
  if (!isOwn && !permissions.has("audit")) return null;
  const isGranted =
    entry === undefined
      ? grants === "all"
      : isVisibleEntry({ ...entry, operation }, grants, isOwn ? "shown" : "hidden");
  return isGranted ? { key, operation, caller } : null;
}
