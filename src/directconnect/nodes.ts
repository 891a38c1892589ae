import type { DirectConnectGateway } from "../types/direct-connect-gateway";
import type { VirtualInterface } from "../types/virtual-interface";
import { parseArn } from "./arn";
import { findVirtualInterface } from "./carriers";
import { directConnectGatewayOf } from "./gateway-owners";
import { findHosted } from "./parents";
import { findPort, type PortRow } from "./ports";
import type { ReadDoor } from "./read-door";

/** A row of anything that an ARN can name. */
export type NodeRow = PortRow | VirtualInterface | DirectConnectGateway;

/**
 * Any resource by its ARN. What the gateway's accounts do not own may still be listed to one of them.
 * @returns null where the text is no ARN of a resource, and where there is none that the gateway can read.
 */
export async function findNode(id: string, read: ReadDoor): Promise<NodeRow | null> {
  const arn = parseArn(id);
  if (arn === null) return null;
  const { kind, account, region, resourceId } = arn;
  if (kind === "dx-gateway") return directConnectGatewayOf(resourceId, [account], read);
  if (kind === "dxvif") return findVirtualInterface(resourceId, arn, read);
  const place = read.accounts.placeIn(account, region);
  if (place !== undefined) return findPort(resourceId, place, read);
  return kind === "dxlag" ? null : ((await findHosted(resourceId, read, region))?.connection ?? null);
}
