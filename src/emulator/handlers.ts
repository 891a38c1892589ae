import { associationProposalHandlers } from "./association-proposals";
import { attachmentHandlers } from "./attachments";
import { bgpPeerHandlers } from "./bgp-peers";
import { connectionHandlers } from "./connections";
import { customerMetadataHandlers } from "./customer-metadata";
import { directConnectGatewayHandlers } from "./direct-connect-gateways";
import { failoverTestHandlers } from "./failover-tests";
import { gatewayAssociationHandlers } from "./gateway-associations";
import { hostedConnectionHandlers } from "./hosted-connections";
import { interconnectHandlers } from "./interconnects";
import { lagHandlers } from "./lags";
import { loaHandlers } from "./loas";
import { locationHandlers } from "./locations";
import { macSecKeyHandlers } from "./macsec-keys";
import type { Handlers } from "./operations";
import { routerConfigurationHandlers } from "./router-configurations";
import { tagHandlers } from "./tags";
import { virtualGatewayHandlers } from "./virtual-gateways";
import { virtualInterfaceProvisioningHandlers } from "./virtual-interface-provisioning";
import { virtualInterfaceHandlers } from "./virtual-interfaces";

/** What the emulator can do: one line per resource file. */
export const handlers: Handlers = {
  ...locationHandlers,
  ...connectionHandlers,
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
  ...attachmentHandlers,
  ...directConnectGatewayHandlers,
  ...gatewayAssociationHandlers,
  ...associationProposalHandlers,
  ...virtualGatewayHandlers,
};
