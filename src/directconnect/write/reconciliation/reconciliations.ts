import { GatewayError } from "../../../errors";
import type { WriteOperation } from "../../client/operations";
import { associationProposals } from "./association-proposals";
import { bgpPeers } from "./bgp-peers";
import { billingModes } from "./billing-modes";
import { connections } from "./connections";
import { customerAgreement } from "./customer-agreement";
import { unlessDeleted } from "./deletions";
import { directConnectGateways } from "./direct-connect-gateways";
import { failoverTests } from "./failover-tests";
import { gatewayAssociations } from "./gateway-associations";
import { hostedConnections } from "./hosted-connections";
import { interconnects } from "./interconnects";
import { lags } from "./lags";
import { macSecKeys } from "./macsec-keys";
import { unlessParentDeleted } from "./parent-deletions";
import type { Reader, LostChange, Reconciliations, Verdict } from "./reconciliation";
import { resiliencyGroups } from "./resiliency-groups";
import { tags } from "./tags";
import { virtualInterfaceCreation } from "./virtual-interface-creation";
import { virtualInterfaces } from "./virtual-interfaces";

/** The reconciliation of each operation, by resource. */
export const reconciliations: Reconciliations = {
  ...connections,
  ...billingModes,
  ...hostedConnections,
  ...interconnects,
  ...lags,
  ...virtualInterfaceCreation,
  ...virtualInterfaces,
  ...bgpPeers,
  ...directConnectGateways,
  ...gatewayAssociations,
  ...associationProposals,
  ...macSecKeys,
  ...resiliencyGroups,
  ...failoverTests,
  ...tags,
  ...customerAgreement,
};

/** The outcome of a change, from Direct Connect; unknown where it cannot be read. */
export async function whatBecameOf<Name extends WriteOperation>(
  operation: Name,
  reader: Reader,
  change: LostChange<Name>,
): Promise<Verdict<Name>> {
  try {
    const verdict = await reconciliations[operation].check(reader, change);
    if (verdict.outcome !== "notApplied") return verdict;
    const ofDeletions = await unlessDeleted(operation, reader, change);
    if (ofDeletions.outcome !== "notApplied") return ofDeletions;
    return await unlessParentDeleted(operation, reader, change);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { outcome: "unknown", why: error.message, error };
  }
}
