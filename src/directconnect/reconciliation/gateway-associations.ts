import type { DirectConnectGatewayAssociation } from "@aws-sdk/client-direct-connect";
import type { Input } from "../operations";
import { idsBefore } from "./ids-before";
import { hasAll, hasNone } from "./matches";
import type { Look, Reconciliations } from "./reconciliation";
import { isEnding } from "./states";
import { applied, gone, notApplied, unknown } from "./verdicts";

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

type Operation =
  | "CreateDirectConnectGatewayAssociation"
  | "UpdateDirectConnectGatewayAssociation"
  | "DeleteDirectConnectGatewayAssociation";

export const gatewayAssociations: Pick<Reconciliations, Operation> = {
  CreateDirectConnectGatewayAssociation: {
    repeated: "refused",
    before: async (look, input) => (await ofPair(look, input)).map(({ associationId = "" }) => associationId),
    look: async (look, { input, before }) => {
      const known = idsBefore(before);
      const made = (await ofPair(look, input)).find(({ associationId }) => !known.has(associationId ?? ""));
      return made === undefined ? notApplied : applied({ directConnectGatewayAssociation: made });
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
      if (isDone) return applied({ directConnectGatewayAssociation: association });
      return association.associationState === "updating"
        ? unknown(`Association ${associationId} is being updated, and does not show yet to what.`)
        : notApplied;
    },
  },

  DeleteDirectConnectGatewayAssociation: {
    repeated: "refused",
    look: async (look, { input }) => {
      const { associationId } = input;
      const rows =
        associationId == null ? await ofPair(look, input) : await associationsOf(look, { associationId });
      if (rows.some(({ associationState }) => !isEnding(associationState))) return notApplied;
      const [ending] = rows;
      return ending === undefined ? gone : applied({ directConnectGatewayAssociation: ending });
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
