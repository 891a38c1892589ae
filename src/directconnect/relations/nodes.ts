import type { DirectConnectGateway } from "../../types/direct-connect-gateway";
import type { ResiliencyGroup } from "../../types/resiliency-group";
import { kindOfId } from "../../types/rules/id-rules";
import type { VirtualInterface } from "../../types/virtual-interface";
import { type Place, partitionOfAccount } from "../accounts/accounts";
import { arnOf, isRegionless, parseArn, type ResourceName } from "../accounts/arn";
import { findVirtualInterface } from "./carriers";
import { directConnectGateways } from "../collections/direct-connect-gateways";
import { findHosted, findHostedBy } from "./parents";
import { findPort, type PortRow } from "./ports";
import { findResiliencyGroup } from "./resiliency-groups";
import type { ReadDoor } from "../read/read-door";

/** A row of anything that an ARN can name. */
export type NodeRow = PortRow | VirtualInterface | DirectConnectGateway | ResiliencyGroup;

/**
 * Any resource by its ARN. A resource that no configured account owns may still be listed to one of them.
 * @returns null where the text is no ARN of a resource, and where there is none that can be read. A row's `id` is
 * exactly the text that was sent.
 */
export async function findNode(id: string, read: ReadDoor): Promise<NodeRow | null> {
  const arn = parseArn(id);
  const row = arn === null ? null : await findNamed(arn, read.accounts.placeOfArn(arn), read);
  return row?.id === id ? row : null;
}

/**
 * Any resource by its AWS id, in an account and region; also a hosted connection that the account allocated.
 * @returns null where there is none.
 */
export async function findById(id: string, place: Place, read: ReadDoor): Promise<NodeRow | null> {
  const kind = kindOfId(id);
  if (kind === undefined) return null;
  const named = { kind, account: place.account.accountId, region: place.region, resourceId: id };
  const row = await findNamed(named, place, read);
  return row ?? (kind === "dxcon" ? findHostedBy(place, id, read) : null);
}

/** The ARN of the resource with an id in an account and region; an ARN is returned unchanged. */
export function arnOfId(id: string, { account, region }: Place): string {
  const kind = kindOfId(id);
  if (kind === undefined) return id;
  return arnOf({
    kind,
    account: account.accountId,
    region: isRegionless(kind) ? "" : region,
    resourceId: id.toLowerCase(),
    partition: partitionOfAccount(account),
  });
}

async function findNamed(
  named: ResourceName,
  place: Place | undefined,
  read: ReadDoor,
): Promise<NodeRow | null> {
  const { kind, region, resourceId } = named;
  if (kind === "dx-resiliency-group")
    return place === undefined ? null : findResiliencyGroup(resourceId, place, read);
  if (kind === "dx-gateway")
    return place === undefined ? null : read.find(directConnectGateways, place, resourceId);
  if (kind === "dxvif") return findVirtualInterface(resourceId, named, read);
  if (place !== undefined) return findPort(resourceId, place, read);
  return kind === "dxlag" ? null : ((await findHosted(resourceId, read, region))?.connection ?? null);
}
