import { attach, checkAttachable } from "../gateways/attachments";
import type { Call } from "../call";
import { clientError } from "../errors";
import { ownVirtualGateway } from "../records/associable-gateways";
import { directConnectGateways } from "../records/direct-connect-gateways";
import {
  virtualInterfaces,
  type VirtualInterfaceRecord,
  type VirtualInterfaceType,
} from "../records/virtual-interfaces";

/** The gateway members of a Create or Confirm request. */
export interface RequestedGateway {
  virtualGatewayId?: string | undefined;
  directConnectGatewayId?: string | undefined;
}

/** Where a virtual interface leads, and the ASN that Amazon has there. */
export type GatewayChoice = Pick<
  VirtualInterfaceRecord,
  "amazonSideAsn" | "virtualGatewayId" | "directConnectGatewayId"
>;

/** Amazon's ASN on its public network, and on virtual interfaces that lead nowhere yet (DOMAIN G.4). */
export const publicAmazonAsn = 7224;
const virtualGatewayAsn = 64512;

/**
 * DOMAIN C.3: a private virtual interface takes a virtual private gateway or a Direct Connect gateway, a
 * transit one a Direct Connect gateway, a public one neither. The gateway is the caller's.
 * @throws DirectConnectClientException
 */
export function chooseGateway(
  type: VirtualInterfaceType,
  requested: RequestedGateway,
  call: Call,
): GatewayChoice {
  const { virtualGatewayId, directConnectGatewayId } = requested;
  if (type === "public") return { amazonSideAsn: publicAmazonAsn };
  if (directConnectGatewayId !== undefined && virtualGatewayId === undefined) {
    checkAttachable(directConnectGatewayId, type, call);
    const gateway = call.store.table(directConnectGateways).get(directConnectGatewayId);
    return { directConnectGatewayId, amazonSideAsn: gateway?.amazonSideAsn ?? virtualGatewayAsn };
  }
  if (type === "transit") throw clientError("A transit virtual interface needs a Direct Connect gateway.");
  if (virtualGatewayId === undefined || directConnectGatewayId !== undefined) {
    throw clientError(
      "A private virtual interface needs either a virtual private gateway or a Direct Connect gateway.",
    );
  }
  ownVirtualGateway(call, virtualGatewayId);
  return { virtualGatewayId, amazonSideAsn: virtualGatewayAsn };
}

/** Leads a virtual interface to a chosen gateway. */
export function leadTo(
  choice: GatewayChoice,
  { virtualInterfaceId, virtualInterfaceType }: VirtualInterfaceRecord,
  call: Call,
): void {
  const led = call.store.table(virtualInterfaces).update(virtualInterfaceId, choice);
  if (led?.directConnectGatewayId !== undefined && virtualInterfaceType !== "public") {
    attach(led, led.directConnectGatewayId, virtualInterfaceType, call);
  }
}
