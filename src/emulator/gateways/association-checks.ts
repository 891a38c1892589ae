import type { GatewayType, RouteFilterPrefix } from "@aws-sdk/client-direct-connect";
import { checkPrefixes, findOverlap } from "./allowed-prefixes";
import type { Call } from "../call";
import { clientError } from "../errors";
import { associableGateways, type AssociableGateway } from "../records/associable-gateways";
import {
  associations,
  attachments,
  isAttached,
  isJoined,
  type AssociationRecord,
  type DirectConnectGatewayRecord,
} from "../records/direct-connect-gateways";

/** A virtual private gateway or transit gateway: what an association can be requested for through Direct Connect. */
export interface JoinableGateway extends Readonly<AssociableGateway> {
  type: GatewayType;
}

/** DOMAIN C.4: how many of each a Direct Connect gateway takes, and how many of these a transit gateway. */
const perDirectConnectGateway = { virtualPrivateGateway: 20, transitGateway: 6 } as const;
const perTransitGateway = 20;
/** The type of attachment beside which a gateway of this type cannot be (DOMAIN C.3). */
const unfitAttachment = {
  virtualPrivateGateway: "TransitVirtualInterface",
  transitGateway: "PrivateVirtualInterface",
} as const;

/**
 * A gateway of the caller in the region of this endpoint: elsewhere it is not found (DOMAIN A.3).
 * @throws DirectConnectClientException "The VirtualGateway vgw-… does not exist."
 */
export function ownJoinableGateway(call: Call, id: string): JoinableGateway {
  const gateway = joinableGateway(call, id);
  if (gateway?.ownerAccount !== call.account) {
    const what = id.startsWith("tgw-") ? "TransitGateway" : "VirtualGateway";
    throw clientError(`The ${what} ${id} does not exist.`);
  }
  return gateway;
}

/** A gateway of any account in the region of this endpoint that is not deleted. */
export function joinableGateway(call: Call, id: string): JoinableGateway | undefined {
  const gateway = call.store.table(associableGateways).get(id);
  if (gateway?.region !== call.region || gateway.state === "deleted") return undefined;
  // Core networks are associated by Cloud WAN, never through Direct Connect.
  return gateway.type === "coreNetwork" ? undefined : { ...gateway, type: gateway.type };
}

/**
 * Whether a gateway may be associated with anything, with these prefixes.
 * @throws DirectConnectClientException for a virtual private gateway without a VPC, a transit gateway without
 *   prefixes, wrong prefixes
 */
export function checkJoinable(gateway: JoinableGateway, prefixes: readonly RouteFilterPrefix[]): void {
  if (gateway.type === "virtualPrivateGateway" && gateway.vpcId === undefined) {
    throw clientError(`The VirtualGateway ${gateway.id} is not attached to a VPC.`);
  }
  if (gateway.state !== "available") throw clientError(`The gateway ${gateway.id} is not available.`);
  if (gateway.type === "transitGateway" && prefixes.length === 0) {
    throw clientError(`Allowed prefixes must be given for the TransitGateway ${gateway.id}.`);
  }
  checkPrefixes(prefixes);
}

/**
 * Whether a Direct Connect gateway and a gateway may be newly joined (DOMAIN C.3, C.4).
 * @throws DirectConnectClientException
 */
export function checkJoin(
  target: Readonly<DirectConnectGatewayRecord>,
  gateway: JoinableGateway,
  prefixes: readonly RouteFilterPrefix[],
  call: Call,
): void {
  const { directConnectGatewayId } = target;
  if (target.directConnectGatewayState !== "available") {
    throw clientError(`Direct Connect Gateway ${directConnectGatewayId} is not available.`);
  }
  checkJoinable(gateway, prefixes);
  const elsewhere = call.store.table(associations).by("associated", gateway.id).filter(isJoined);
  const most = gateway.type === "transitGateway" ? perTransitGateway : 1;
  if (elsewhere.some((row) => row.directConnectGatewayId === directConnectGatewayId)) {
    throw clientError(
      `The gateway ${gateway.id} is already associated with Direct Connect Gateway ${directConnectGatewayId}.`,
    );
  }
  if (elsewhere.length >= most) {
    throw clientError(
      `The gateway ${gateway.id} has reached the limit of ${most} associated Direct Connect gateways.`,
    );
  }
  checkCompany(target, gateway, call);
  checkOverlap(directConnectGatewayId, gateway.id, prefixes, call);
}

/** What is already on the Direct Connect gateway must go together with one gateway more. */
function checkCompany(
  { directConnectGatewayId, amazonSideAsn }: Readonly<DirectConnectGatewayRecord>,
  gateway: JoinableGateway,
  call: Call,
): void {
  const here = call.store.table(associations).by("directConnectGateway", directConnectGatewayId);
  const joined = here.filter(isJoined);
  const attached = call.store.table(attachments).by("directConnectGateway", directConnectGatewayId);
  const isUnfit = joined.some((row) => row.associatedGateway?.type !== gateway.type);
  if (
    isUnfit ||
    attached.some((row) => isAttached(row) && row.attachmentType === unfitAttachment[gateway.type])
  ) {
    throw clientError(
      `Direct Connect Gateway ${directConnectGatewayId} cannot be associated with the gateway ${gateway.id}: private and transit traffic do not mix.`,
    );
  }
  if (joined.length >= perDirectConnectGateway[gateway.type]) {
    throw clientError(
      `Direct Connect Gateway ${directConnectGatewayId} has reached the limit of ${perDirectConnectGateway[gateway.type]} associations.`,
    );
  }
  if (gateway.type === "transitGateway" && gateway.amazonSideAsn === amazonSideAsn) {
    throw clientError(
      `The TransitGateway ${gateway.id} and Direct Connect Gateway ${directConnectGatewayId} must have different ASNs.`,
    );
  }
}

/**
 * Transit gateways on one Direct Connect gateway must not allow the same addresses.
 * @throws DirectConnectClientException naming the prefix
 */
export function checkOverlap(
  directConnectGatewayId: string,
  gatewayId: string,
  prefixes: readonly RouteFilterPrefix[],
  call: Call,
): void {
  const isOtherTransit = ({ associatedGateway }: AssociationRecord) =>
    associatedGateway?.type === "transitGateway" && associatedGateway.id !== gatewayId;
  const others = call.store
    .table(associations)
    .by("directConnectGateway", directConnectGatewayId)
    .filter((row) => isJoined(row) && isOtherTransit(row));
  const taken = others.flatMap((row) => row.allowedPrefixesToDirectConnectGateway);
  const overlap = findOverlap(prefixes, taken);
  if (overlap !== undefined) {
    throw clientError(
      `Prefix ${overlap} overlaps with an allowed prefix of another transit gateway on Direct Connect Gateway ${directConnectGatewayId}.`,
    );
  }
}
