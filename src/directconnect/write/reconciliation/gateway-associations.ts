import type { DirectConnectGatewayAssociation } from "@aws-sdk/client-direct-connect";
import type { Input } from "../../client/operations";
import { noteDeleted } from "./deleted-rows";
import { byNewness, idsOfAll, type Makers } from "./ids-before";
import { by, changes, type Explains, unlessChangedLater } from "./later-changes";
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
      const made = verdict.output.directConnectGatewayAssociation ?? {};
      const { associationId = "", associationState, allowedPrefixesToDirectConnectGateway: prefixes } = made;
      if (hasAll(prefixes, wanted)) return verdict;
      const otherwise = prefixesOtherwise(made, { added: wanted }, prefixes);
      const changed = await unlessChangedLater<Creation>(reader, otherwise, verdict.output, [associationId]);
      if (changed.outcome !== "notApplied") return changed;
      return associationState === "associating" || associationState === "updating"
        ? unknown(`Association ${associationId} does not show yet which prefixes it has.`)
        : notApplied; // made by another: AWS accepts one for a pair
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
      const output = {
        directConnectGatewayAssociation: association ?? {
          ...{ associationId, associationState: "disassociated" as const },
        },
      };
      if (association === undefined || isEnding(association.associationState))
        return unlessChangedLater(reader, [changes({ aspect: "associations", of: [associationId] })], output);
      if (isDone) return appliedUnlessOlder(output);
      if (association.associationState === "updating")
        return unknown(`Association ${associationId} is being updated, and does not show yet to what.`);
      const otherwise = prefixesOtherwise(
        association,
        {
          added: input.addAllowedPrefixesToDirectConnectGateway,
          removed: input.removeAllowedPrefixesToDirectConnectGateway,
        },
        prefixes,
      );
      return unlessChangedLater(reader, otherwise, output, [association.directConnectGatewayId]);
    },
  },

  DeleteDirectConnectGatewayAssociation: {
    repeated: "nothing",
    before: (reader, input) =>
      noteDeleted(reader, "DeleteDirectConnectGatewayAssociation", async () =>
        (await named(reader, input)).find(({ associationState }) => !isEnding(associationState)),
      ),
    check: async (reader, { input }) => {
      const { associationId } = input;
      const rows = await named(reader, input);
      const standing = rows.filter(({ associationState }) => !isEnding(associationState));
      const [ending] = rows.filter((row) => !standing.includes(row));
      if (standing.length > 0)
        return associationId == null
          ? unlessChangedLater(reader, standing.map(madeLater), {
              directConnectGatewayAssociation: ending ?? standing[0],
            })
          : notApplied;
      if (ending === undefined) return gone;
      // One of the pair that ended before says nothing about the intended one.
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

type Prefixes = DirectConnectGatewayAssociation["allowedPrefixesToDirectConnectGateway"] | null;

/** The changes that explain each prefix that differs from the requested ones. */
function prefixesOtherwise(
  association: DirectConnectGatewayAssociation,
  { added, removed }: { readonly added?: Prefixes; readonly removed?: Prefixes },
  prefixes: Prefixes,
): Explains[] {
  return [
    ...(added ?? [])
      .filter((prefix) => !hasAll(prefixes, [prefix]))
      .map((prefix) =>
        setsPrefixes(association, (update) =>
          hasAll(update.removeAllowedPrefixesToDirectConnectGateway, [prefix]),
        ),
      ),
    ...(removed ?? [])
      .filter((prefix) => !hasNone(prefixes, [prefix]))
      .map((prefix) =>
        setsPrefixes(association, (update) =>
          hasAll(update.addAllowedPrefixesToDirectConnectGateway, [prefix]),
        ),
      ),
  ];
}

/** The operations that change the prefixes of an association; of updates, those of this association. */
export function setsPrefixes(
  { associationId, directConnectGatewayId }: DirectConnectGatewayAssociation,
  isUpdated: (update: Input<"UpdateDirectConnectGatewayAssociation">) => boolean,
): Explains {
  const isOnIt = changes({ aspect: "prefixes", of: [associationId], around: [directConnectGatewayId] });
  const isOfIt = by("UpdateDirectConnectGatewayAssociation", isUpdated);
  return (later) =>
    isOnIt(later) && (later.operation !== "UpdateDirectConnectGatewayAssociation" || isOfIt(later));
}

interface Pair {
  directConnectGatewayId?: string | undefined;
  gatewayId?: string | undefined;
  virtualGatewayId?: string | undefined;
}

/** By its id, or its pair. */
function named(reader: Reader, input: Input<"DeleteDirectConnectGatewayAssociation">) {
  const { associationId } = input;
  return associationId == null ? ofPair(reader, input) : associationsOf(reader, { associationId });
}

function ofPair(reader: Reader, { directConnectGatewayId, gatewayId, virtualGatewayId }: Pair) {
  return associationsOf(reader, {
    directConnectGatewayId,
    associatedGatewayId: gatewayId ?? virtualGatewayId,
  });
}
