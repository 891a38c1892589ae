import type { Connection } from "../../types/connection";
import { hostedConnectionsOn } from "../collections/connections";
import type { Parent } from "./parents";
import { isLag, portIdOf } from "./ports";
import type { ReadDoor } from "../read/read-door";

/** Whether hosted connections can be listed: AWS answers an error for LAGs that cannot have any. */
export function carriesHosted(parent: Parent): boolean {
  return !isLag(parent) || (parent.allowsHostedConnections === true && parent.lagState !== "deleted");
}

/** All hosted connections on an interconnect or LAG, in one paginated read. */
export async function hostedOn(parent: Parent, read: ReadDoor): Promise<readonly Connection[]> {
  if (!carriesHosted(parent)) return [];
  const place = read.placeOf(parent, "DescribeHostedConnections");
  return (await read.snapshot(hostedConnectionsOn(portIdOf(parent)), place)).rows;
}

/**
 * Whether a hosted connection uses its VLAN and bandwidth: from its order on, and while it is being deleted,
 * until it is deleted or declined.
 */
export function takesRoom({ connectionState }: Connection): boolean {
  return connectionState !== "deleted" && connectionState !== "rejected";
}
