import type { VirtualInterface } from "@aws-sdk/client-direct-connect";
import type { Call, World } from "../call";
import { ownDirectConnectGateway } from "./direct-connect-gateways";
import { clientError } from "../errors";
import type { Handlers } from "../wire/operations";
import {
  associations,
  attachmentKey,
  attachments,
  directConnectGateways,
  isAttached,
  isJoined,
  type AssociationRecord,
  type AttachmentRecord,
} from "../records/direct-connect-gateways";
import { page } from "../state/paging";

const attachmentTypes = {
  private: "PrivateVirtualInterface",
  transit: "TransitVirtualInterface",
} as const;

/** The two types of virtual interface that a Direct Connect gateway takes. */
export type AttachableType = keyof typeof attachmentTypes;

/** DOMAIN C.4. */
const attachmentsPerGateway = 30;

/** The details of a virtual interface that an attachment needs. */
interface Attachable extends VirtualInterface {
  virtualInterfaceId: string;
  ownerAccount: string;
  region: string;
}

export const attachmentHandlers = {
  DescribeDirectConnectGatewayAttachments(input, call) {
    const { directConnectGatewayId, virtualInterfaceId } = input;
    const table = call.store.table(attachments);
    const isMine = (row: Readonly<AttachmentRecord>) =>
      [row.virtualInterfaceOwnerAccount, ownerOf(row.directConnectGatewayId, call)].includes(call.account) &&
      (virtualInterfaceId ?? row.virtualInterfaceId) === row.virtualInterfaceId;
    if (directConnectGatewayId === undefined && virtualInterfaceId === undefined) {
      throw clientError("A Direct Connect gateway ID or a virtual interface ID must be given.");
    }
    const { rows, nextToken } =
      directConnectGatewayId === undefined
        ? page(table, "virtualInterface", virtualInterfaceId ?? "", input, isMine)
        : page(table, "directConnectGateway", directConnectGatewayId, input, isMine);
    return { directConnectGatewayAttachments: rows, nextToken };
  },
} satisfies Handlers;

/**
 * Whether a virtual interface of the caller may go on a Direct Connect gateway (DOMAIN C.3, C.4).
 * @throws DirectConnectClientException for an unknown or unready gateway, for private and transit mixed, for a
 *   gateway that is full
 */
export function checkAttachable(directConnectGatewayId: string, type: AttachableType, call: Call): void {
  const gateway = ownDirectConnectGateway(call, directConnectGatewayId);
  if (gateway.directConnectGatewayState !== "available") {
    throw clientError(`Direct Connect Gateway ${directConnectGatewayId} is not available.`);
  }
  const attached = call.store
    .table(attachments)
    .by("directConnectGateway", directConnectGatewayId)
    .filter(isAttached);
  const isOther = ({ attachmentType }: AttachmentRecord) => attachmentType !== attachmentTypes[type];
  // Virtual private gateways take private ones; transit gateways and core networks take transit ones.
  const isUnfit = ({ associatedGateway }: AssociationRecord) =>
    (associatedGateway?.type === "virtualPrivateGateway") !== (type === "private");
  const joined = call.store.table(associations).by("directConnectGateway", directConnectGatewayId);
  if (attached.some(isOther) || joined.some((row) => isJoined(row) && isUnfit(row))) {
    throw clientError(
      `Direct Connect Gateway ${directConnectGatewayId} cannot carry private and transit virtual interfaces, or their gateways, together.`,
    );
  }
  if (attached.length >= attachmentsPerGateway) {
    throw clientError(
      `Direct Connect Gateway ${directConnectGatewayId} has reached the limit of ${attachmentsPerGateway} virtual interfaces.`,
    );
  }
}

/** Attaches a virtual interface that passed `checkAttachable`: attaching, a little later attached (DOMAIN B.9). */
export function attach(
  virtualInterface: Attachable,
  directConnectGatewayId: string,
  type: AttachableType,
  call: Call,
): void {
  const { virtualInterfaceId, ownerAccount, region } = virtualInterface;
  const table = call.store.table(attachments);
  // What is left of an earlier attachment of the same pair; a virtual interface may come back.
  table.remove(attachmentKey(directConnectGatewayId, virtualInterfaceId));
  const row = table.insert({
    directConnectGatewayId,
    virtualInterfaceId,
    virtualInterfaceOwnerAccount: ownerAccount,
    virtualInterfaceRegion: region,
    attachmentType: attachmentTypes[type],
    attachmentState: "attaching",
  });
  move(call, call.now + call.durations.attachmentChange, row, "attaching", "attached");
}

/** Takes a virtual interface off its Direct Connect gateway, if it is on one; `at` is the emulated moment. */
export function detach(virtualInterfaceId: string, at: number, world: World): void {
  const { attachmentChange, attachmentTombstone } = world.durations;
  const table = world.store.table(attachments);
  for (const row of table.by("virtualInterface", virtualInterfaceId).filter(isAttached)) {
    const key = attachmentKey(row.directConnectGatewayId, virtualInterfaceId);
    table.update(key, { attachmentState: "detaching" });
    move(world, at + attachmentChange, row, "detaching", "detached");
    world.agenda.plan(at + attachmentChange + attachmentTombstone, () => {
      if (table.get(key) === row) table.remove(key);
    });
  }
}

/** Plans a change of state; it does not happen to another row of the same pair, nor in another state. */
function move(
  world: World,
  at: number,
  row: Readonly<AttachmentRecord>,
  from: AttachmentRecord["attachmentState"],
  to: AttachmentRecord["attachmentState"],
): void {
  world.agenda.plan(at, () => {
    const table = world.store.table(attachments);
    const key = attachmentKey(row.directConnectGatewayId, row.virtualInterfaceId);
    if (table.get(key) === row && row.attachmentState === from) table.update(key, { attachmentState: to });
  });
}

function ownerOf(directConnectGatewayId: string, call: Call): string | undefined {
  return call.store.table(directConnectGateways).get(directConnectGatewayId)?.ownerAccount;
}
