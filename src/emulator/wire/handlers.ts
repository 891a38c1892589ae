import { associationProposalHandlers } from "../gateways/association-proposals";
import { attachmentHandlers } from "../gateways/attachments";
import { billingModeHandlers } from "../ports/billing-mode-changes";
import { bgpPeerHandlers } from "../virtual-interfaces/bgp-peers";
import { connectionHandlers } from "../ports/connections";
import { customerMetadataHandlers } from "../account/customer-metadata";
import { directConnectGatewayHandlers } from "../gateways/direct-connect-gateways";
import { failoverTestHandlers } from "../virtual-interfaces/failover-tests";
import { gatewayAssociationHandlers } from "../gateways/gateway-associations";
import { hostedConnectionHandlers } from "../ports/hosted-connections";
import { interconnectHandlers } from "../ports/interconnects";
import { lagHandlers } from "../lags/lags";
import { loaHandlers } from "../ports/loas";
import { locationHandlers } from "../account/locations";
import { macSecKeyHandlers } from "../ports/macsec-keys";
import type { Handlers } from "./operations";
import { membershipHandlers } from "../resiliency-groups/memberships";
import { resiliencyGroupHandlers } from "../resiliency-groups/resiliency-groups";
import { routerConfigurationHandlers } from "../virtual-interfaces/router-configurations";
import { routeHandlers } from "../virtual-interfaces/routes";
import { tagHandlers } from "../account/tags";
import { virtualGatewayHandlers } from "../gateways/virtual-gateways";
import { virtualInterfaceProvisioningHandlers } from "../virtual-interfaces/virtual-interface-provisioning";
import { virtualInterfaceHandlers } from "../virtual-interfaces/virtual-interfaces";

/** What the emulator can do: one line per resource file. */
export const handlers: Handlers = {
  ...locationHandlers,
  ...connectionHandlers,
  ...billingModeHandlers,
  ...hostedConnectionHandlers,
  ...interconnectHandlers,
  ...lagHandlers,
  ...loaHandlers,
  ...customerMetadataHandlers,
  ...macSecKeyHandlers,
  ...tagHandlers,
  ...virtualInterfaceHandlers,
  ...virtualInterfaceProvisioningHandlers,
  ...bgpPeerHandlers,
  ...failoverTestHandlers,
  ...routerConfigurationHandlers,
  ...routeHandlers,
  ...attachmentHandlers,
  ...directConnectGatewayHandlers,
  ...gatewayAssociationHandlers,
  ...associationProposalHandlers,
  ...virtualGatewayHandlers,
  ...resiliencyGroupHandlers,
  ...membershipHandlers,
};
