import type { DirectConnectGateway } from "../../types/direct-connect-gateway";
import type { ResiliencyGroup } from "../../types/resiliency-group";
import type { VirtualInterface } from "../../types/virtual-interface";
import { parseArn, type ResourceArn } from "../accounts/arn";
import { findVirtualInterface } from "./carriers";
import { directConnectGateways } from "../collections/direct-connect-gateways";
import { findHosted } from "./parents";
import { findPort, type PortRow } from "./ports";
import { findResiliencyGroup } from "./resiliency-groups";
import type { ReadDoor } from "../read/read-door";

/** A row of anything that an ARN can name. */
export type NodeRow = PortRow | VirtualInterface | DirectConnectGateway | ResiliencyGroup;

/**
 * Any resource by its ARN. What the gateway's accounts do not own may still be listed to one of them.
 * @returns null where the text is no ARN of a resource, and where there is none that the gateway can read. A row's `id` is
 * the very text that was sent.
 */
export async function findNode(id: string, read: ReadDoor): Promise<NodeRow | null> {
  const arn = parseArn(id);
  const row = arn === null ? null : await findNamed(arn, read);
  return row?.id === id ? row : null;
}

async function findNamed(arn: ResourceArn, read: ReadDoor): Promise<NodeRow | null> {
  const { kind, region, resourceId } = arn;
  const place = read.accounts.placeOfArn(arn);
  if (kind === "dx-resiliency-group")
    return place === undefined ? null : findResiliencyGroup(resourceId, place, read);
  if (kind === "dx-gateway")
    return place === undefined ? null : read.find(directConnectGateways, place, resourceId);
  if (kind === "dxvif") return findVirtualInterface(resourceId, arn, read);
  if (place !== undefined) return findPort(resourceId, place, read);
  return kind === "dxlag" ? null : ((await findHosted(resourceId, read, region))?.connection ?? null);
}
