import type {
  DirectConnectGatewayAssociation,
  DirectConnectGatewayAssociationProposal,
} from "@aws-sdk/client-direct-connect";
import type { Input } from "../../client/operations";
import { associationsOf, setsPrefixes } from "./gateway-associations";
import { by, unlessChangedLater } from "./later-changes";
import { noteDeleted } from "./deleted-rows";
import { byNewness, idsOfAll } from "./ids-before";
import { hasAll, hasNone, samePrefixes } from "./matches";
import type { Reader, Reconciliations, Verdict } from "./reconciliation";
import { isEnding } from "./states";
import { applied, appliedUnlessOlder, gone, notApplied, unknown } from "./verdicts";

function proposalsOf(
  reader: Reader,
  which: Input<"DescribeDirectConnectGatewayAssociationProposals">,
): Promise<readonly DirectConnectGatewayAssociationProposal[]> {
  return reader.list(
    "DescribeDirectConnectGatewayAssociationProposals",
    which,
    (output) => output.directConnectGatewayAssociationProposals,
  );
}

type Acceptance = "AcceptDirectConnectGatewayAssociationProposal";

type Operation =
  | "CreateDirectConnectGatewayAssociationProposal"
  | "AcceptDirectConnectGatewayAssociationProposal"
  | "DeleteDirectConnectGatewayAssociationProposal";

export const associationProposals: Pick<Reconciliations, Operation> = {
  /** A new proposal replaces the open one of the same pair, and may request the same prefixes. */
  CreateDirectConnectGatewayAssociationProposal: {
    repeated: "another",
    before: async (reader, input) => idsOfAll(await ofPair(reader, input), ({ proposalId }) => proposalId),
    check: async (reader, change) => {
      const { input } = change;
      const equal = (await ofPair(reader, input)).filter((proposal) => isProposed(input, proposal));
      return byNewness(reader, change, equal, {
        idOf: ({ proposalId }) => proposalId,
        isStanding: ({ proposalState }) => !isEnding(proposalState),
        outputOf: (directConnectGatewayAssociationProposal) => ({ directConnectGatewayAssociationProposal }),
        makers: { CreateDirectConnectGatewayAssociationProposal: isProposed },
      });
    },
  },

  AcceptDirectConnectGatewayAssociationProposal: {
    repeated: "nothing",
    check: async (reader, { input }) => {
      const { directConnectGatewayId, proposalId = "" } = input;
      const [proposal] = await proposalsOf(reader, { proposalId });
      if (proposal === undefined) return withoutProposal(reader, input);
      if (proposal.proposalState !== "accepted") return notApplied;
      const associations = await associationsOf(reader, {
        directConnectGatewayId,
        associatedGatewayId: proposal.associatedGateway?.id,
      });
      const standing = associations.find(({ associationState }) => !isEnding(associationState));
      const prefixes = input.overrideAllowedPrefixesToDirectConnectGateway;
      if (standing === undefined) return withoutAssociation(reader, proposal, associations[0]);
      const output = { directConnectGatewayAssociation: standing };
      const { associationId = "", associationState } = standing;
      if (prefixes == null || samePrefixes(prefixes, standing.allowedPrefixesToDirectConnectGateway))
        return applied(output);
      const isUpdated = setsPrefixes(standing, () => true);
      const verdict = await unlessChangedLater<Acceptance>(reader, [isUpdated], output, [associationId]);
      return verdict.outcome === "notApplied" && associationState === "associating"
        ? unknown(`Association ${associationId} does not show yet which prefixes it has.`)
        : verdict;
    },
  },

  DeleteDirectConnectGatewayAssociationProposal: {
    repeated: "nothing",
    before: (reader, { proposalId }) =>
      noteDeleted(
        reader,
        "DeleteDirectConnectGatewayAssociationProposal",
        async () => (await proposalsOf(reader, { proposalId }))[0],
      ),
    check: async (reader, { input: { proposalId } }) => {
      const [proposal] = await proposalsOf(reader, { proposalId });
      if (proposal === undefined) return gone;
      return isEnding(proposal.proposalState)
        ? applied({ directConnectGatewayAssociationProposal: proposal })
        : notApplied;
    },
  },
};

/**
 * A proposal is accepted once. Where the resulting association has been deleted since, its prefixes are
 * unknown, and the proposal cannot be accepted again.
 * @param ended the association, which AWS still lists.
 */
async function withoutAssociation(
  reader: Reader,
  { associatedGateway, directConnectGatewayId, proposalId }: DirectConnectGatewayAssociationProposal,
  ended: DirectConnectGatewayAssociation | undefined,
): Promise<Verdict<Acceptance>> {
  const others = await reader.others([]);
  const isOfProposal = by<Acceptance>(
    "AcceptDirectConnectGatewayAssociationProposal",
    (other) => other.proposalId === proposalId,
  );
  if (others.some((other) => other.state === "applied" && isOfProposal(other))) return notApplied;
  const left = { directConnectGatewayId, associatedGateway, associationState: "disassociated" } as const;
  return appliedUnlessOlder({ directConnectGatewayAssociation: ended ?? left });
}

/** A proposal that is no longer listed was accepted only where the gateway has an association of that owner. */
async function withoutProposal(
  reader: Reader,
  input: Input<"AcceptDirectConnectGatewayAssociationProposal">,
): Promise<Verdict<"AcceptDirectConnectGatewayAssociationProposal">> {
  const { directConnectGatewayId, proposalId = "", associatedGatewayOwnerAccount: owner } = input;
  const associations = await associationsOf(reader, { directConnectGatewayId });
  return associations.some(({ associatedGateway }) => associatedGateway?.ownerAccount === owner)
    ? unknown(`Proposal ${proposalId} is no longer listed; whether it was accepted is not known.`)
    : notApplied;
}

export function isProposed(
  input: Input<"CreateDirectConnectGatewayAssociationProposal">,
  proposal: DirectConnectGatewayAssociationProposal,
): boolean {
  const prefixes = proposal.requestedAllowedPrefixesToDirectConnectGateway;
  return (
    proposal.directConnectGatewayId === input.directConnectGatewayId &&
    proposal.associatedGateway?.id === input.gatewayId &&
    hasAll(prefixes, input.addAllowedPrefixesToDirectConnectGateway) &&
    hasNone(prefixes, input.removeAllowedPrefixesToDirectConnectGateway)
  );
}

function ofPair(
  reader: Reader,
  { directConnectGatewayId, gatewayId }: Input<"CreateDirectConnectGatewayAssociationProposal">,
) {
  return proposalsOf(reader, { directConnectGatewayId, associatedGatewayId: gatewayId });
}
