import type * as sdk from "@aws-sdk/client-direct-connect";
import type { DirectConnectGatewayAssociation } from "../../types/direct-connect-gateway-association";
import type { Place } from "../accounts/accounts";
import { ROW_RULES } from "../read/row-rules";
import { entrance, type Enter } from "./rows";
import { unwrap } from "../write/unwrap";
import type { Collection } from "./collection";
import { inputOf, type Narrowing } from "./narrowing";

const enter = entrance<sdk.DirectConnectGatewayAssociation, DirectConnectGatewayAssociation>({
  typename: "DirectConnectGatewayAssociation",
  rule: ROW_RULES.DirectConnectGatewayAssociation,
});

/** Associations older than `associatedGateway` name their gateway only by the flat members. */
const enterAssociation: Enter<sdk.DirectConnectGatewayAssociation, DirectConnectGatewayAssociation> = (
  association,
  place,
) => {
  const row = enter(association, place);
  if (row === null) return null;
  /* eslint-disable @typescript-eslint/no-deprecated -- read where a row has no other member for it */
  const { virtualGatewayId, virtualGatewayOwnerAccount, virtualGatewayRegion } = association;
  /* eslint-enable @typescript-eslint/no-deprecated */
  if (row.associatedGateway == null && virtualGatewayId != null) {
    row.associatedGateway = {
      id: virtualGatewayId,
      type: "virtualPrivateGateway",
      ...(virtualGatewayOwnerAccount == null ? {} : { ownerAccount: virtualGatewayOwnerAccount }),
      ...(virtualGatewayRegion == null ? {} : { region: virtualGatewayRegion }),
    };
  }
  const associatedGatewayId = row.associatedGateway?.id ?? row.associatedCoreNetwork?.id;
  if (row.associationId == null && associatedGatewayId == null) return null;
  row.identity = row.associationId ?? `${row.directConnectGatewayId}/${associatedGatewayId}`;
  return associatedGatewayId == null ? row : Object.assign(row, { associatedGatewayId });
};

/**
 * Converts the answer to a change.
 * @throws GatewayError APPLIED_BUT_UNREAD where the answer does not identify the association.
 */
export function enterChangedAssociation(
  association: sdk.DirectConnectGatewayAssociation | undefined,
  place: Place,
  what: string,
): DirectConnectGatewayAssociation {
  return unwrap(enterAssociation(unwrap(association, what), place), what);
}

type Associations = Collection<
  sdk.DirectConnectGatewayAssociation,
  DirectConnectGatewayAssociation,
  "DescribeDirectConnectGatewayAssociations"
>;

/**
 * The associations of a Direct Connect gateway, of an associated gateway, or of that pair; or one by its id. AWS
 * requires one of these, so a list of an account's associations costs a call per gateway (see `listUnderGateways`).
 */
export function associationsOf(
  narrowing: Narrowing<"directConnectGatewayId" | "associatedGatewayId" | "associationId">,
): Associations {
  return {
    title: "association",
    operation: "DescribeDirectConnectGatewayAssociations",
    input: inputOf(narrowing),
    rowsOf: (output) => output.directConnectGatewayAssociations,
    enter: enterAssociation,
    global: true,
    key: "identity",
    nameMember: "associationId",
  };
}
