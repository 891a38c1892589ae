import type { DirectConnectGatewayAssociation } from "@aws-sdk/client-direct-connect";
import type { Input } from "../../client/operations";
import { byNewness } from "./ids-before";
import { hasAll, hasNone } from "./matches";
import type { Look, Reconciliations } from "./reconciliation";
import { isEnding } from "./states";
import { applied, appliedUnlessOlder, gone, notApplied, unknown } from "./verdicts";

export function associationsOf(
  look: Look,
  which: Input<"DescribeDirectConnectGatewayAssociations">,
): Promise<readonly DirectConnectGatewayAssociation[]> {
  return look.list(
    "DescribeDirectConnectGatewayAssociations",
    which,
    (output) => output.directConnectGatewayAssociations,
  );
}

type Creation = "CreateDirectConnectGatewayAssociation";

type Operation =
  | "CreateDirectConnectGatewayAssociation"
  | "UpdateDirectConnectGatewayAssociation"
  | "DeleteDirectConnectGatewayAssociation";

export const gatewayAssociations: Pick<Reconciliations, Operation> = {
  CreateDirectConnectGatewayAssociation: {
    repeated: "refused",
    before: async (look, input) => (await ofPair(look, input)).map(({ associationId = "" }) => associationId),
    look: async (look, change) => {
      const { addAllowedPrefixesToDirectConnectGateway: wanted } = change.input;
      const rows = await ofPair(look, change.input);
      const verdict = await byNewness<Creation, DirectConnectGatewayAssociation>(look, change, rows, {
        idOf: ({ associationId }) => associationId,
        isStanding: ({ associationState }) => !isEnding(associationState),
        outputOf: (directConnectGatewayAssociation) => ({ directConnectGatewayAssociation }),
      });
      if (verdict.outcome !== "applied") return verdict;
      const { associationId = "", ...made } = verdict.output.directConnectGatewayAssociation ?? {};
      if (hasAll(made.allowedPrefixesToDirectConnectGateway, wanted)) return verdict;
      return made.associationState === "associating" || made.associationState === "updating"
        ? unknown(`Association ${associationId} does not show yet which prefixes it has.`)
        : notApplied; // somebody else's: AWS takes one for a pair
    },
  },

  UpdateDirectConnectGatewayAssociation: {
    repeated: "nothing",
    look: async (look, { input }) => {
      const { associationId = "" } = input;
      const [association] = await associationsOf(look, { associationId });
      const prefixes = association?.allowedPrefixesToDirectConnectGateway;
      const isDone =
        hasAll(prefixes, input.addAllowedPrefixesToDirectConnectGateway) &&
        hasNone(prefixes, input.removeAllowedPrefixesToDirectConnectGateway);
      if (association === undefined || isEnding(association.associationState)) return notApplied;
      if (isDone) return appliedUnlessOlder({ directConnectGatewayAssociation: association });
      return association.associationState === "updating"
        ? unknown(`Association ${associationId} is being updated, and does not show yet to what.`)
        : notApplied;
    },
  },

  DeleteDirectConnectGatewayAssociation: {
    repeated: "nothing",
    look: async (look, { input }) => {
      const { associationId } = input;
      const rows =
        associationId == null ? await ofPair(look, input) : await associationsOf(look, { associationId });
      if (rows.some(({ associationState }) => !isEnding(associationState))) return notApplied;
      const [ending] = rows;
      if (ending === undefined) return gone;
      // One of the pair that ended before says nothing of the one that was meant.
      return associationId == null
        ? appliedUnlessOlder({ directConnectGatewayAssociation: ending })
        : applied({ directConnectGatewayAssociation: ending });
    },
  },
};

interface Pair {
  directConnectGatewayId?: string | undefined;
  gatewayId?: string | undefined;
  virtualGatewayId?: string | undefined;
}

function ofPair(look: Look, { directConnectGatewayId, gatewayId, virtualGatewayId }: Pair) {
  return associationsOf(look, { directConnectGatewayId, associatedGatewayId: gatewayId ?? virtualGatewayId });
}
