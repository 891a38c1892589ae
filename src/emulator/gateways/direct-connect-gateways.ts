import type { DirectConnectGateway, Tag } from "@aws-sdk/client-direct-connect";
import type { Call } from "../call";
import { checkName, checkTags } from "../rules/checks";
import { clientError, ServiceError } from "../errors";
import type { Handlers } from "../wire/operations";
import {
  associations,
  attachments,
  directConnectGateways,
  isAttached,
  isJoined,
  type DirectConnectGatewayRecord,
} from "../records/direct-connect-gateways";
import { page } from "../state/paging";
import { totalAllocations } from "./prefix-totals";

const defaultAsn = 64512;
/** DOMAIN C.1: the private ranges of 2-byte and 4-byte ASNs. */
const amazonSideAsns = [
  [64512, 65534],
  [4200000000, 4294967294],
] as const;
/** DOMAIN C.4. */
const gatewaysPerAccount = 200;

export const directConnectGatewayHandlers = {
  CreateDirectConnectGateway(input, call) {
    const { directConnectGatewayName, amazonSideAsn = defaultAsn, tags = [] } = input;
    checkName("Direct Connect Gateway name", directConnectGatewayName, 100);
    checkGatewayTags(tags);
    if (!amazonSideAsns.some(([least, most]) => amazonSideAsn >= least && amazonSideAsn <= most)) {
      throw clientError(
        `Amazon side ASN ${amazonSideAsn} is not valid: it must be 64512 to 65534 or 4200000000 to 4294967294.`,
      );
    }
    const table = call.store.table(directConnectGateways);
    if (table.by("owner", call.account).length >= gatewaysPerAccount) {
      throw clientError(
        `Account ${call.account} has reached the limit of ${gatewaysPerAccount} Direct Connect gateways.`,
      );
    }
    const gateway = table.insert({
      directConnectGatewayId: call.ids.uuid(),
      directConnectGatewayName,
      directConnectGatewayState: "pending",
      amazonSideAsn,
      ownerAccount: call.account,
      tags,
    });
    call.agenda.plan(call.now + call.durations.directConnectGatewayCreation, () => {
      if (gateway.directConnectGatewayState === "pending") {
        table.update(gateway.directConnectGatewayId, { directConnectGatewayState: "available" });
      }
    });
    return { directConnectGateway: gatewayView(gateway, call) };
  },

  DescribeDirectConnectGateways(input, call) {
    const { directConnectGatewayId } = input;
    // An unknown id, or another account's, is no error here: there is just nothing to list (DOMAIN D.2).
    const matchesRequest = (gateway: Readonly<DirectConnectGatewayRecord>) =>
      (directConnectGatewayId ?? gateway.directConnectGatewayId) === gateway.directConnectGatewayId;
    const { rows, nextToken } = page(
      call.store.table(directConnectGateways),
      "owner",
      call.account,
      input,
      matchesRequest,
    );
    return { directConnectGateways: rows.map((row) => gatewayView(row, call)), nextToken };
  },

  UpdateDirectConnectGateway(input, call) {
    const gateway = ownDirectConnectGateway(call, input.directConnectGatewayId);
    checkName("Direct Connect Gateway name", input.newDirectConnectGatewayName, 100);
    refuseDeleting(gateway);
    const updated = call.store.table(directConnectGateways).update(gateway.directConnectGatewayId, {
      directConnectGatewayName: input.newDirectConnectGatewayName,
    });
    return { directConnectGateway: updated && gatewayView(updated, call) };
  },

  DeleteDirectConnectGateway(input, call) {
    const gateway = ownDirectConnectGateway(call, input.directConnectGatewayId);
    const { directConnectGatewayId } = gateway;
    refuseDeleting(gateway);
    const attached = call.store.table(attachments).by("directConnectGateway", directConnectGatewayId);
    if (attached.some(isAttached)) {
      throw clientError(
        `Direct Connect Gateway ${directConnectGatewayId} has attached virtual interfaces and cannot be deleted.`,
      );
    }
    const updated = call.store.table(directConnectGateways).update(directConnectGatewayId, {
      directConnectGatewayState: "deleting",
      stateChangeError: undefined,
    });
    planDeletion(directConnectGatewayId, call);
    return { directConnectGateway: updated && gatewayView(updated, call) };
  },
} satisfies Handlers;

/** The record as its owner is shown it. */
function gatewayView(gateway: Readonly<DirectConnectGatewayRecord>, call: Call): DirectConnectGateway {
  const { directConnectGatewayId } = gateway;
  return { ...gateway, totalPrefixPoolAllocations: totalAllocations(directConnectGatewayId, call) };
}

/**
 * A Direct Connect gateway of the caller, whatever its state.
 * @throws DirectConnectClientException "Direct Connect Gateway … does not exist."
 */
export function ownDirectConnectGateway(call: Call, id: string): Readonly<DirectConnectGatewayRecord> {
  const gateway = call.store.table(directConnectGateways).get(id);
  if (gateway?.ownerAccount !== call.account) {
    throw clientError(`Direct Connect Gateway ${id} does not exist.`);
  }
  return gateway;
}

/**
 * DOMAIN B.6: with associations the deletion is accepted all the same, and taken back some minutes later.
 * Whether they still exist is checked then, as they may have been deleted meanwhile.
 */
function planDeletion(id: string, call: Call): void {
  const { directConnectGatewayDeletion, directConnectGatewayRevert } = call.durations;
  const isAssociated = () => call.store.table(associations).by("directConnectGateway", id).some(isJoined);
  const wait = isAssociated() ? directConnectGatewayRevert : directConnectGatewayDeletion;
  call.agenda.plan(call.now + wait, () => {
    const table = call.store.table(directConnectGateways);
    if (!isAssociated()) table.remove(id);
    else
      table.update(id, {
        directConnectGatewayState: "available",
        stateChangeError: `Direct Connect Gateway ${id} has associations and cannot be deleted.`,
      });
  });
}

function refuseDeleting(gateway: Readonly<DirectConnectGatewayRecord>): void {
  if (gateway.directConnectGatewayState === "deleting") {
    throw clientError(
      `Direct Connect Gateway ${gateway.directConnectGatewayId} is in a transitioning state.`,
    );
  }
}

/** This operation takes tags but declares neither tag error: what is wrong comes as the general one (DOMAIN D.1). */
function checkGatewayTags(tags: readonly Tag[]): void {
  try {
    checkTags(tags);
  } catch (error) {
    throw error instanceof ServiceError ? clientError(error.message) : error;
  }
}
