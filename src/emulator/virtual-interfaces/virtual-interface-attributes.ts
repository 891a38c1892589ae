import type { Call } from "../call";
import { clientError } from "../errors";
import type { VirtualInterfaceType } from "../records/virtual-interfaces";

/**
 * DOMAIN C.1: public ones have no MTU; sources disagree on 9001, so a rule decides.
 * @throws DirectConnectClientException
 */
export function checkMtu(type: VirtualInterfaceType, mtu: number, call: Call): void {
  if (type === "public") throw clientError("MTU cannot be set on a public virtual interface.");
  const jumbo = type === "private" && call.rules.acceptMtu9001 ? [8500, 9001] : [8500];
  const allowed = [1500, ...jumbo];
  if (!allowed.includes(mtu)) {
    throw clientError(`MTU ${mtu} is not valid: it must be one of ${allowed.join(", ")}.`);
  }
}

/**
 * DOMAIN C.3: SiteLink needs a transit virtual interface, or a private one on a Direct Connect gateway.
 * @throws DirectConnectClientException
 */
export function checkSiteLink(
  on: { type: VirtualInterfaceType; directConnectGatewayId?: string | undefined },
  call: Call,
): void {
  if (on.type === "public" || on.directConnectGatewayId === undefined) {
    throw clientError(
      "SiteLink is only supported on virtual interfaces attached to a Direct Connect gateway.",
    );
  }
  if (/^(cn|us-gov)-/.test(call.region)) {
    throw clientError(`SiteLink is not available in region ${call.region}.`);
  }
}
