import { changePrefixes } from "./allowed-prefixes";
import { ownJoinableGateway } from "./association-checks";
import { allowPrefixes, associationView, disjoin, join } from "./association-life";
import type { Call } from "../call";
import { ownDirectConnectGateway } from "./direct-connect-gateways";
import { clientError } from "../errors";
import type { Handlers } from "../wire/operations";
import { associations, isJoined, type AssociationRecord } from "../records/direct-connect-gateways";
import { page } from "../state/paging";

export const gatewayAssociationHandlers = {
  CreateDirectConnectGatewayAssociation(input, call) {
    const gatewayId = input.gatewayId ?? input.virtualGatewayId;
    if (gatewayId === undefined) throw clientError("A gateway ID must be given.");
    const target = ownDirectConnectGateway(call, input.directConnectGatewayId);
    const gateway = ownJoinableGateway(call, gatewayId);
    const prefixes = changePrefixes([], input.addAllowedPrefixesToDirectConnectGateway);
    return {
      directConnectGatewayAssociation: associationView(join(target, gateway, prefixes, call)),
    };
  },

  DescribeDirectConnectGatewayAssociations(input, call) {
    const { associationId, directConnectGatewayId } = input;
    const gatewayId = input.associatedGatewayId ?? input.virtualGatewayId;
    const table = call.store.table(associations);
    if (associationId !== undefined) {
      const row = table.get(readAssociationId(associationId));
      const found = row && isMine(row, call) ? [associationView(row)] : [];
      return { directConnectGatewayAssociations: found };
    }
    const matchesRequest = (row: Readonly<AssociationRecord>) =>
      isMine(row, call) &&
      (directConnectGatewayId ?? row.directConnectGatewayId) === row.directConnectGatewayId;
    if (gatewayId === undefined && directConnectGatewayId === undefined) {
      throw clientError(
        "An association ID, an associated gateway ID or a Direct Connect gateway ID must be given.",
      );
    }
    const { rows, nextToken } =
      gatewayId === undefined
        ? page(table, "directConnectGateway", directConnectGatewayId ?? "", input, matchesRequest)
        : page(table, "associated", gatewayId, input, matchesRequest);
    return { directConnectGatewayAssociations: rows.map(associationView), nextToken };
  },

  UpdateDirectConnectGatewayAssociation(input, call) {
    const {
      addAllowedPrefixesToDirectConnectGateway: added = [],
      removeAllowedPrefixesToDirectConnectGateway: removed = [],
    } = input;
    const row = associationOf(input.associationId ?? "", call);
    // The owner of the associated gateway, where it is another account, makes a proposal instead.
    if (row.directConnectGatewayOwnerAccount !== call.account) throw unknownAssociation(row.associationId);
    if (added.length + removed.length === 0) {
      throw clientError("At least one allowed prefix to add or to remove must be given.");
    }
    const prefixes = changePrefixes(row.allowedPrefixesToDirectConnectGateway, added, removed);
    return { directConnectGatewayAssociation: associationView(allowPrefixes(row, prefixes, call)) };
  },

  DeleteDirectConnectGatewayAssociation(input, call) {
    const { associationId, directConnectGatewayId, virtualGatewayId } = input;
    const row =
      associationId === undefined && directConnectGatewayId !== undefined && virtualGatewayId !== undefined
        ? associationOfPair(directConnectGatewayId, virtualGatewayId, call)
        : associationOf(associationId ?? "", call);
    return { directConnectGatewayAssociation: associationView(disjoin(row, call)) };
  },
} satisfies Handlers;

/** Both sides see an association, and may dissolve it. */
function isMine(row: Readonly<AssociationRecord>, { account }: Call): boolean {
  const { directConnectGatewayOwnerAccount, associatedGateway, associatedCoreNetwork } = row;
  const owners = [directConnectGatewayOwnerAccount, associatedGateway?.ownerAccount];
  return [...owners, associatedCoreNetwork?.ownerAccount].includes(account);
}

function associationOf(associationId: string, call: Call): Readonly<AssociationRecord> {
  const row = call.store.table(associations).get(readAssociationId(associationId));
  if (!row || !isJoined(row) || !isMine(row, call)) throw unknownAssociation(associationId);
  return row;
}

/** The legacy way to name an association. */
function associationOfPair(gatewayId: string, virtualGatewayId: string, call: Call) {
  const row = call.store
    .table(associations)
    .by("associated", virtualGatewayId)
    .find((candidate) => candidate.directConnectGatewayId === gatewayId && isJoined(candidate));
  if (!row || !isMine(row, call)) {
    throw clientError(
      `Association of ${virtualGatewayId} with Direct Connect Gateway ${gatewayId} does not exist.`,
    );
  }
  return row;
}

function readAssociationId(id: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) {
    throw clientError(`Association ID ${id} has an invalid format.`);
  }
  return id;
}

function unknownAssociation(id: string) {
  return clientError(`Association ${id} does not exist.`);
}
