import type { DirectConnectGatewayAssociation } from "@aws-sdk/client-direct-connect";
import type { Input } from "../../client/operations";
import { byNewness, idsOfAll, type Makers } from "./ids-before";
import { by, type Explains, unlessChangedLater } from "./later-changes";
import { hasAll, hasNone } from "./matches";
import type { Reader, Reconciliations } from "./reconciliation";
import { isEnding } from "./states";
import { applied, appliedUnlessOlder, gone, notApplied, unknown } from "./verdicts";

export function associationsOf(
  reader: Reader,
  which: Input<"DescribeDirectConnectGatewayAssociations">,
): Promise<readonly DirectConnectGatewayAssociation[]> {
  return reader.list(
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
    before: async (reader, input) =>
      idsOfAll(await ofPair(reader, input), ({ associationId }) => associationId),
    check: async (reader, change) => {
      const { addAllowedPrefixesToDirectConnectGateway: wanted } = change.input;
      const rows = await ofPair(reader, change.input);
      const verdict = await byNewness<Creation, DirectConnectGatewayAssociation>(reader, change, rows, {
        idOf: ({ associationId }) => associationId,
        isStanding: ({ associationState }) => !isEnding(associationState),
        outputOf: (directConnectGatewayAssociation) => ({ directConnectGatewayAssociation }),
        makers,
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
    check: async (reader, { input }) => {
      const { associationId = "" } = input;
      const [association] = await associationsOf(reader, { associationId });
      const prefixes = association?.allowedPrefixesToDirectConnectGateway;
      const isDone =
        hasAll(prefixes, input.addAllowedPrefixesToDirectConnectGateway) &&
        hasNone(prefixes, input.removeAllowedPrefixesToDirectConnectGateway);
      if (association === undefined || isEnding(association.associationState)) return notApplied;
      if (isDone) return appliedUnlessOlder({ directConnectGatewayAssociation: association });
      if (association.associationState === "updating")
        return unknown(`Association ${associationId} is being updated, and does not show yet to what.`);
      return unlessChangedLater(reader, prefixesOtherwise(input, prefixes), {
        directConnectGatewayAssociation: association,
      });
    },
  },

  DeleteDirectConnectGatewayAssociation: {
    repeated: "nothing",
    check: async (reader, { input }) => {
      const { associationId } = input;
      const rows =
        associationId == null ? await ofPair(reader, input) : await associationsOf(reader, { associationId });
      const standing = rows.filter(({ associationState }) => !isEnding(associationState));
      const [ending] = rows.filter((row) => !standing.includes(row));
      if (standing.length > 0)
        return associationId == null
          ? unlessChangedLater(reader, standing.map(madeLater), {
              directConnectGatewayAssociation: ending ?? standing[0],
            })
          : notApplied;
      if (ending === undefined) return gone;
      // One of the pair that ended before says nothing of the one that was meant.
      return associationId == null
        ? appliedUnlessOlder({ directConnectGatewayAssociation: ending })
        : applied({ directConnectGatewayAssociation: ending });
    },
  },
};

export function isMadeBy(
  { directConnectGatewayId, gatewayId, virtualGatewayId }: Pair,
  row: DirectConnectGatewayAssociation,
): boolean {
  return (
    row.directConnectGatewayId === directConnectGatewayId &&
    (row.associatedGateway?.id ?? row.virtualGatewayId) === (gatewayId ?? virtualGatewayId)
  );
}

/** The acceptance of a proposal names one side and the owner of the other. */
function isAcceptedBy(
  input: Input<"AcceptDirectConnectGatewayAssociationProposal">,
  row: DirectConnectGatewayAssociation,
): boolean {
  return (
    row.directConnectGatewayId === input.directConnectGatewayId &&
    row.associatedGateway?.ownerAccount === input.associatedGatewayOwnerAccount
  );
}

const makers: Makers<DirectConnectGatewayAssociation> = {
  CreateDirectConnectGatewayAssociation: isMadeBy,
  AcceptDirectConnectGatewayAssociationProposal: isAcceptedBy,
};

/** By an order whose answer names the association, or that may have made it. */
function madeLater(row: DirectConnectGatewayAssociation): Explains {
  const { associationId = "" } = row;
  const mayMake = [
    by("CreateDirectConnectGatewayAssociation", (input) => isMadeBy(input, row)),
    by("AcceptDirectConnectGatewayAssociationProposal", (input) => isAcceptedBy(input, row)),
  ];
  return (later) =>
    mayMake.some((may) => may(later)) &&
    (later.state !== "applied" || later.resources.includes(associationId));
}

/** What explains each prefix that is otherwise than an update asked for. */
function prefixesOtherwise(
  input: Input<"UpdateDirectConnectGatewayAssociation">,
  prefixes: DirectConnectGatewayAssociation["allowedPrefixesToDirectConnectGateway"],
): Explains[] {
  const { associationId, addAllowedPrefixesToDirectConnectGateway: added = [] } = input;
  const { removeAllowedPrefixesToDirectConnectGateway: removed = [] } = input;
  const updating = (sets: (update: Input<"UpdateDirectConnectGatewayAssociation">) => boolean) =>
    by(
      "UpdateDirectConnectGatewayAssociation",
      (update) => update.associationId === associationId && sets(update),
    );
  return [
    ...added
      .filter((prefix) => !hasAll(prefixes, [prefix]))
      .map((prefix) =>
        updating((update) => hasAll(update.removeAllowedPrefixesToDirectConnectGateway, [prefix])),
      ),
    ...removed
      .filter((prefix) => !hasNone(prefixes, [prefix]))
      .map((prefix) =>
        updating((update) => hasAll(update.addAllowedPrefixesToDirectConnectGateway, [prefix])),
      ),
  ];
}

interface Pair {
  directConnectGatewayId?: string | undefined;
  gatewayId?: string | undefined;
  virtualGatewayId?: string | undefined;
}

function ofPair(reader: Reader, { directConnectGatewayId, gatewayId, virtualGatewayId }: Pair) {
  return associationsOf(reader, {
    directConnectGatewayId,
    associatedGatewayId: gatewayId ?? virtualGatewayId,
  });
}
