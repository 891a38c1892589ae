import { associationProposalHandlers } from "./association-proposals";
import { attachmentHandlers } from "./attachments";
import { connectionHandlers } from "./connections";
import { customerMetadataHandlers } from "./customer-metadata";
import { hostedConnectionHandlers } from "./hosted-connections";
import { interconnectHandlers } from "./interconnects";
import { directConnectGatewayHandlers } from "./direct-connect-gateways";
import { gatewayAssociationHandlers } from "./gateway-associations";
import { locationHandlers } from "./locations";
import { macSecKeyHandlers } from "./macsec-keys";
import type { Handlers } from "./operations";
import { tagHandlers } from "./tags";
import { virtualGatewayHandlers } from "./virtual-gateways";

/** What the emulator can do: one line per resource file. */
export const handlers: Handlers = {
  ...locationHandlers,
  ...connectionHandlers,
  ...hostedConnectionHandlers,
  ...interconnectHandlers,
  ...customerMetadataHandlers,
  ...macSecKeyHandlers,
  ...tagHandlers,
  ...directConnectGatewayHandlers,
  ...attachmentHandlers,
  ...gatewayAssociationHandlers,
  ...associationProposalHandlers,
  ...virtualGatewayHandlers,
};
