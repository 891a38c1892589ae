import { grantOf, type Grants, grantsOwner, grantsPort, grantsRegion, isNarrow } from "../auth/grants";
import type { Caller } from "../auth/caller";
import type { WatchedResourceType } from "../types/change-event";
import type { Grantable, LoggedEvent } from "./change-event";

/** Of the types that a narrow grant shows: which rows of them. The same as the read door shows (narrow-grants.ts). */
const SHOWN: Readonly<
  Partial<Record<WatchedResourceType, (row: Grantable, grant: Parameters<typeof grantsPort>[0]) => boolean>>
> = {
  Connection: (row, grant) =>
    row.parentId === undefined
      ? isGrantedPort(row, grant)
      : grantsPort(grant, row.parentId) && grantsOwner(grant, row.ownerAccount ?? ""),
  Interconnect: isGrantedPort,
  Lag: isGrantedPort,
  VirtualInterface: (row, grant) =>
    grantsPort(grant, row.connectionId ?? "") && grantsOwner(grant, row.ownerAccount ?? ""),
};

function isGrantedPort(
  { connectionId, interconnectId, lagId }: Grantable,
  grant: Parameters<typeof grantsPort>[0],
): boolean {
  return grantsPort(grant, connectionId ?? interconnectId ?? lagId ?? "") || grantsPort(grant, lagId ?? "");
}

/** Whether what these grants show includes an event: they are those of now, and not of when it was seen. */
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
  if (isNarrow(grant)) return SHOWN[resourceType]?.(grantable, grant) === true;
  if (region !== "") return true;
  const ownRegion = grantable.virtualInterfaceRegion ?? grantable.associatedGateway?.region;
  return ownRegion == null || grantsRegion(grant, ownRegion);
}

/** Whether a caller is shown what an event follows from: its own changes, or anybody's with the permission to audit. */
export function seesCause(caller: Caller, { cause }: Pick<LoggedEvent, "cause">): boolean {
  if (cause === null) return false;
  return (
    caller.permissions.has("audit") || cause.caller === caller.name || cause.caller === caller.formerName
  );
}
