import type { GatewayType } from "@aws-sdk/client-direct-connect";
import { scopeOf, type Call } from "../call";
import { clientError } from "../errors";
import { defineTable } from "../state/table";

/**
 * What other AWS services own and a Direct Connect gateway can be associated with: virtual private gateways,
 * transit gateways and Cloud WAN core networks. The emulator cannot make them; they are given to it.
 */
export interface AssociableGateway {
  id: string;
  type: GatewayType | "coreNetwork";
  ownerAccount: string;
  region: string;
  /** pending, available, deleting or deleted; a virtual private gateway shows it as virtualGatewayState. */
  state: string;
  /** Of a virtual private gateway; one without a VPC cannot be associated. */
  vpcId?: string;
  /** Of that VPC; what an association allows when it names no prefixes. */
  vpcCidr?: string;
  /** Of a transit gateway; must differ from the Direct Connect gateway's. */
  amazonSideAsn?: number;
}

export const associableGateways = defineTable<AssociableGateway>()({
  name: "virtual private gateways, transit gateways and core networks",
  id: (gateway) => gateway.id,
  indexes: {
    virtualPrivateGateways: (gateway) =>
      gateway.type === "virtualPrivateGateway"
        ? scopeOf({ account: gateway.ownerAccount, region: gateway.region })
        : undefined,
  },
});

/**
 * A virtual private gateway that the caller owns in this region, to put a private virtual interface on.
 * @throws DirectConnectClientException "The VirtualGateway vgw-… does not exist."
 */
export function ownVirtualGateway(call: Call, id: string): Readonly<AssociableGateway> {
  const gateway = call.store
    .table(associableGateways)
    .by("virtualPrivateGateways", scopeOf(call))
    .find((candidate) => candidate.id === id && candidate.state !== "deleted");
  if (!gateway) throw clientError(`The VirtualGateway ${id} does not exist.`);
  return gateway;
}
