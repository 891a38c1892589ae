import type { OtherChange } from "../../../journal/other-changes";
import { fromStored, toStored } from "../../../journal/stored-json";
import { orFallback } from "../../read/or-fallback";
import type { WriteOperation } from "../../client/operations";
import type { JsonValue, Reader } from "./reconciliation";

/** The row that a deletion notes. */
interface BeforeDeletion {
  readonly deleted?: JsonValue;
}

/** The creations whose result each deletion can delete, or take along. */
export const DELETED_RESULTS = {
  DeleteConnection: ["CreateConnection", "AllocateHostedConnection", "AllocateConnectionOnInterconnect"],
  DeleteInterconnect: ["CreateInterconnect"],
  DeleteLag: ["CreateLag"],
  DeleteVirtualInterface: [
    ...(["AllocatePrivateVirtualInterface", "AllocatePublicVirtualInterface"] as const),
    ...(["AllocateTransitVirtualInterface", "CreatePrivateVirtualInterface"] as const),
    ...(["CreatePublicVirtualInterface", "CreateTransitVirtualInterface", "CreateBGPPeer"] as const),
  ],
  DeleteDirectConnectGateway: ["CreateDirectConnectGateway"],
  DeleteDirectConnectGatewayAssociation: ["CreateDirectConnectGatewayAssociation"],
  DeleteDirectConnectGatewayAssociationProposal: ["CreateDirectConnectGatewayAssociationProposal"],
  DeleteResiliencyGroup: ["CreateResiliencyGroup"],
} as const satisfies Readonly<Partial<Record<WriteOperation, readonly WriteOperation[]>>>;

/**
 * The row that a deletion notes before it is sent, without its secret members. A creation whose answer was lost
 * compares it with its own input, where AWS's answer to the deletion does not identify the resource, or is lost as well.
 * It is read only while the journal has such a creation.
 * @returns null where there is none, or the row cannot be read; the deletion itself does not depend on it.
 */
export function noteDeleted(
  reader: Reader,
  operation: keyof typeof DELETED_RESULTS,
  read: () => Promise<object | undefined>,
): Promise<JsonValue> {
  return orFallback<JsonValue>(async () => {
    if (!(await reader.isSought(DELETED_RESULTS[operation]))) return null;
    const row = await read();
    return row === undefined ? null : { deleted: toStored(row) };
  }, null);
}

/** The row that a deletion noted, as AWS gave it; undefined where it noted none. */
export function notedBy({ befores }: Pick<OtherChange, "befores">): object | undefined {
  // as the deletion's `before` made it, or null
  const { deleted } = (befores.findLast((before) => before !== null) ?? {}) as BeforeDeletion;
  return deleted === undefined ? undefined : (fromStored(deleted) as object);
}
