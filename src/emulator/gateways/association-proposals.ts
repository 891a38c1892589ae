import { changePrefixes } from "./allowed-prefixes";
import { checkJoinable, joinableGateway, ownJoinableGateway } from "./association-checks";
import { allowPrefixes, associationView, join } from "./association-life";
import type { Call } from "../call";
import { checkAccount } from "../rules/checks";
import { ownDirectConnectGateway } from "./direct-connect-gateways";
import { clientError } from "../errors";
import type { Handlers } from "../wire/operations";
import { closeProposal, expireProposal } from "./proposal-life";
import {
  associations,
  directConnectGateways,
  isJoined,
  proposals,
  type ProposalRecord,
} from "../records/direct-connect-gateways";
import { page } from "../state/paging";

export const associationProposalHandlers = {
  CreateDirectConnectGatewayAssociationProposal(input, call) {
    const { directConnectGatewayId, directConnectGatewayOwnerAccount } = input;
    checkAccount(directConnectGatewayOwnerAccount);
    const gateway = ownJoinableGateway(call, input.gatewayId);
    const target = call.store.table(directConnectGateways).get(directConnectGatewayId);
    if (target?.ownerAccount !== directConnectGatewayOwnerAccount) {
      throw clientError(`Direct Connect Gateway ${directConnectGatewayId} does not exist.`);
    }
    const existing = associationBetween(directConnectGatewayId, gateway.id, call);
    const present = existing?.allowedPrefixesToDirectConnectGateway ?? [];
    const requested = changePrefixes(
      present,
      input.addAllowedPrefixesToDirectConnectGateway,
      input.removeAllowedPrefixesToDirectConnectGateway,
    );
    checkJoinable(gateway, requested);
    supersede(directConnectGatewayId, gateway.id, call);
    const { id, type, ownerAccount, region } = gateway;
    const proposal = call.store.table(proposals).insert({
      proposalId: call.ids.uuid(),
      proposalState: "requested",
      directConnectGatewayId,
      directConnectGatewayOwnerAccount,
      associatedGateway: { id, type, ownerAccount, region },
      existingAllowedPrefixesToDirectConnectGateway: present,
      requestedAllowedPrefixesToDirectConnectGateway: requested,
    });
    expireProposal(proposal.proposalId, call.now + call.durations.proposalExpiry, call);
    return { directConnectGatewayAssociationProposal: proposal };
  },

  DescribeDirectConnectGatewayAssociationProposals(input, call) {
    const { directConnectGatewayId, proposalId, associatedGatewayId } = input;
    const table = call.store.table(proposals);
    const matchesRequest = (row: Readonly<ProposalRecord>) =>
      isMine(row, call) &&
      (proposalId ?? row.proposalId) === row.proposalId &&
      (associatedGatewayId ?? row.associatedGateway.id) === row.associatedGateway.id;
    const { rows, nextToken } =
      directConnectGatewayId === undefined
        ? page(table, "everywhere", "", input, matchesRequest)
        : page(table, "directConnectGateway", directConnectGatewayId, input, matchesRequest);
    return { directConnectGatewayAssociationProposals: rows, nextToken };
  },

  AcceptDirectConnectGatewayAssociationProposal(input, call) {
    const { proposalId, directConnectGatewayId, associatedGatewayOwnerAccount } = input;
    const proposal = call.store.table(proposals).get(proposalId);
    const isFound =
      proposal?.directConnectGatewayOwnerAccount === call.account &&
      proposal.directConnectGatewayId === directConnectGatewayId;
    if (!isFound) throw unknownProposal(proposalId);
    if (proposal.proposalState === "accepted") {
      // The gap where an id should be is the service's own.
      throw clientError("Direct Connect Gateway Association Proposal  has been accepted!");
    }
    if (proposal.proposalState === "deleted") throw unknownProposal(proposalId);
    if (proposal.associatedGateway.ownerAccount !== associatedGatewayOwnerAccount) {
      throw clientError(
        `Account ${associatedGatewayOwnerAccount} does not own the gateway in the Direct Connect Gateway Association Proposal ${proposalId}.`,
      );
    }
    const target = ownDirectConnectGateway(call, directConnectGatewayId);
    const gateway = joinableGateway(call, proposal.associatedGateway.id);
    if (!gateway) {
      throw clientError(
        `The Virtual Gateway in the Direct Connect Gateway Association Proposal ${proposalId} is not found`,
      );
    }
    const prefixes = changePrefixes(
      [],
      input.overrideAllowedPrefixesToDirectConnectGateway ??
        proposal.requestedAllowedPrefixesToDirectConnectGateway,
    );
    const existing = associationBetween(directConnectGatewayId, gateway.id, call);
    const association = existing
      ? allowPrefixes(existing, prefixes, call)
      : join(target, gateway, prefixes, call);
    closeProposal(proposalId, "accepted", call);
    return { directConnectGatewayAssociation: associationView(association) };
  },

  DeleteDirectConnectGatewayAssociationProposal({ proposalId }, call) {
    const proposal = call.store.table(proposals).get(proposalId);
    if (!proposal || !isMine(proposal, call)) throw unknownProposal(proposalId);
    if (proposal.proposalState !== "requested") {
      throw clientError(
        `Direct Connect Gateway Association Proposal ${proposalId} cannot be deleted: it is in state ${proposal.proposalState}.`,
      );
    }
    return {
      directConnectGatewayAssociationProposal: closeProposal(proposalId, "deleted", call),
    };
  },
} satisfies Handlers;

/** Who proposed and to whom: both see a proposal and may end it while it is requested (DOMAIN B.8). */
function isMine(row: Readonly<ProposalRecord>, { account }: Call): boolean {
  return [row.associatedGateway.ownerAccount, row.directConnectGatewayOwnerAccount].includes(account);
}

function associationBetween(directConnectGatewayId: string, gatewayId: string, call: Call) {
  return call.store
    .table(associations)
    .by("associated", gatewayId)
    .find((row) => row.directConnectGatewayId === directConnectGatewayId && isJoined(row));
}

/** A new proposal for the same pair takes the place of the one that waits (DOMAIN B.8). */
function supersede(directConnectGatewayId: string, gatewayId: string, call: Call): void {
  for (const row of call.store.table(proposals).by("associated", gatewayId)) {
    if (row.directConnectGatewayId === directConnectGatewayId && row.proposalState === "requested") {
      closeProposal(row.proposalId, "deleted", call);
    }
  }
}

function unknownProposal(id: string) {
  return clientError(`Direct Connect Gateway Association Proposal ${id} is not found`);
}
