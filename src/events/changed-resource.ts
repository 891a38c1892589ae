import { isNotFound } from "../directconnect/client/failures";
import { proposals } from "../directconnect/collections/association-proposals";
import { attachmentsOf } from "../directconnect/collections/attachments";
import { associationsOf } from "../directconnect/collections/gateway-associations";
import type { ReadDoor } from "../directconnect/read/read-door";
import { findNode } from "../directconnect/relations/nodes";
import type { LoggedEvent } from "./change-event";

/**
 * The resource of an event as its caller may see it now.
 * @returns null where it does not exist any more.
 * @throws GatewayError where it cannot be read.
 */
export async function findChanged(
  { resourceType, resource, type, account, freshFrom }: Omit<LoggedEvent, "region">,
  door: ReadDoor,
): Promise<object | null> {
  if (type === "deleted") return null;
  // The data that a stream gets with an event must not be older than it.
  const read = freshFrom === undefined ? door : door.since(freshFrom);
  try {
    switch (resourceType) {
      case "DirectConnectGatewayAssociation":
        return (await onlyRow(read, account, associationsOf(associationNamed(resource)), resource)) ?? null;
      case "DirectConnectGatewayAttachment": {
        const [directConnectGatewayId, virtualInterfaceId] = resource.split("/");
        const narrowed = attachmentsOf({ directConnectGatewayId, virtualInterfaceId });
        return (await onlyRow(read, account, narrowed, resource)) ?? null;
      }
      case "DirectConnectGatewayAssociationProposal":
        return await read.find(proposals, read.accounts.place(account), resource);
      default:
        return await findNode(resource, read);
    }
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

/** Finds it by its id, or by the pair that it associates where it has no id. */
function associationNamed(resource: string) {
  const [directConnectGatewayId, associatedGatewayId] = resource.split("/");
  return associatedGatewayId === undefined
    ? { associationId: resource }
    : { directConnectGatewayId, associatedGatewayId };
}

async function onlyRow(
  read: ReadDoor,
  account: string,
  collection: ReturnType<typeof associationsOf> | ReturnType<typeof attachmentsOf>,
  key: string,
): Promise<object | undefined> {
  const place = read.accounts.place(account);
  const { byKey } =
    collection.operation === "DescribeDirectConnectGatewayAssociations"
      ? await read.snapshot(collection, place)
      : await read.snapshot(collection, place);
  return byKey.get(key);
}
