import { GatewayError } from "../../errors";
import type { ChangeKey } from "../../journal/idempotency";
import type { DirectConnectGatewayAssociationProposal } from "../../types/direct-connect-gateway-association-proposal";
import type { DirectConnectGatewayAssociationProposalDeletion } from "../../types/direct-connect-gateway-association-proposal-change";
import type { Place } from "../accounts/accounts";
import { enterProposal, proposals } from "../collections/association-proposals";
import type { DirectConnect } from "../direct-connect";
import { unwrap } from "./unwrap";

/**
 * Withdraws or declines a proposal; success where it is already gone. AWS refuses to delete one twice, and goes on
 * listing it: then its state decides.
 * @throws GatewayError CONFLICT where it was accepted.
 */
export async function deleteProposal(
  directConnect: DirectConnect,
  place: Place,
  proposalId: string,
  key: ChangeKey,
): Promise<DirectConnectGatewayAssociationProposalDeletion> {
  const answer = (proposal: DirectConnectGatewayAssociationProposal | null, alreadyGone: boolean) => ({
    proposalId,
    proposalState: proposal?.proposalState ?? "deleted",
    alreadyGone,
    proposal,
  });
  try {
    const deleted = await directConnect.remove(
      "DeleteDirectConnectGatewayAssociationProposal",
      place,
      { proposalId },
      key,
    );
    if (deleted === null) return answer(null, true);
    const what = `proposal ${proposalId}`;
    const proposal = unwrap(deleted.directConnectGatewayAssociationProposal, what);
    return answer(unwrap(enterProposal(proposal, place), what), false);
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== "CONFLICT") throw error;
    const listed = await directConnect.read.find(proposals, place, proposalId);
    if (listed?.proposalState === "deleted") return answer(listed, true);
    throw error;
  }
}
