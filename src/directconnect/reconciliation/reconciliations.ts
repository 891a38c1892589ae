import { GatewayError } from "../../errors";
import type { WriteOperation } from "../operations";
import type { LostChange, Look, Reconciliation, Verdict } from "./reconciliation";

/** Leaving an operation out is a compile error. */
export type Reconciliations = { readonly [Name in WriteOperation]: Reconciliation<Name> };

const cannotTell = {
  look: () => Promise.resolve({ outcome: "unknown", why: "It cannot be told yet." } as const),
};

export const reconciliations: Reconciliations = {
  AcceptDirectConnectGatewayAssociationProposal: cannotTell,
  AllocateConnectionOnInterconnect: cannotTell,
  AllocateHostedConnection: cannotTell,
  AllocatePrivateVirtualInterface: cannotTell,
  AllocatePublicVirtualInterface: cannotTell,
  AllocateTransitVirtualInterface: cannotTell,
  AssociateConnectionWithLag: cannotTell,
  AssociateHostedConnection: cannotTell,
  AssociateMacSecKey: cannotTell,
  AssociateVirtualInterface: cannotTell,
  ConfirmConnection: cannotTell,
  ConfirmCustomerAgreement: cannotTell,
  ConfirmPrivateVirtualInterface: cannotTell,
  ConfirmPublicVirtualInterface: cannotTell,
  ConfirmTransitVirtualInterface: cannotTell,
  CreateBGPPeer: cannotTell,
  CreateConnection: cannotTell,
  CreateDirectConnectGatewayAssociation: cannotTell,
  CreateDirectConnectGatewayAssociationProposal: cannotTell,
  CreateDirectConnectGateway: cannotTell,
  CreateInterconnect: cannotTell,
  CreateLag: cannotTell,
  CreatePrivateVirtualInterface: cannotTell,
  CreatePublicVirtualInterface: cannotTell,
  CreateTransitVirtualInterface: cannotTell,
  DeleteBGPPeer: cannotTell,
  DeleteConnection: cannotTell,
  DeleteDirectConnectGatewayAssociation: cannotTell,
  DeleteDirectConnectGatewayAssociationProposal: cannotTell,
  DeleteDirectConnectGateway: cannotTell,
  DeleteInterconnect: cannotTell,
  DeleteLag: cannotTell,
  DeleteVirtualInterface: cannotTell,
  DisassociateConnectionFromLag: cannotTell,
  DisassociateMacSecKey: cannotTell,
  StartBgpFailoverTest: cannotTell,
  StopBgpFailoverTest: cannotTell,
  TagResource: cannotTell,
  UntagResource: cannotTell,
  UpdateConnection: cannotTell,
  UpdateDirectConnectGatewayAssociation: cannotTell,
  UpdateDirectConnectGateway: cannotTell,
  UpdateLag: cannotTell,
  UpdateVirtualInterfaceAttributes: cannotTell,
};

/**
 * Looks for what became of a change; what cannot be read is unknown.
 */
export async function whatBecameOf<Name extends WriteOperation>(
  operation: Name,
  look: Look,
  change: LostChange<Name>,
): Promise<Verdict<Name>> {
  try {
    return await reconciliations[operation].look(look, change);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { outcome: "unknown", why: error.message };
  }
}
