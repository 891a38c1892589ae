import type { DirectConnectGatewayAssociation, RouteFilterPrefix } from "@aws-sdk/client-direct-connect";
import { checkPrefixes } from "./allowed-prefixes";
import { checkJoin, checkOverlap, type JoinableGateway } from "./association-checks";
import type { Call, World } from "../call";
import { clientError } from "../errors";
import {
  associations,
  type AssociationRecord,
  type DirectConnectGatewayRecord,
} from "../records/direct-connect-gateways";

type State = AssociationRecord["associationState"];

/**
 * Joins a gateway to a Direct Connect gateway: associating, then associated (DOMAIN B.7). A virtual private
 * gateway without prefixes allows those of its VPC.
 * @throws DirectConnectClientException for what `checkJoin` refuses
 */
export function join(
  target: Readonly<DirectConnectGatewayRecord>,
  gateway: JoinableGateway,
  prefixes: RouteFilterPrefix[],
  call: Call,
): Readonly<AssociationRecord> {
  checkJoin(target, gateway, prefixes, call);
  const { id, type, ownerAccount, region, vpcCidr } = gateway;
  const row = call.store.table(associations).insert({
    associationId: call.ids.uuid(),
    associationState: "associating",
    directConnectGatewayId: target.directConnectGatewayId,
    directConnectGatewayOwnerAccount: target.ownerAccount,
    associatedGateway: { id, type, ownerAccount, region },
    allowedPrefixesToDirectConnectGateway:
      prefixes.length === 0 && vpcCidr !== undefined ? [{ cidr: vpcCidr }] : prefixes,
  });
  transition(call, call.now + call.durations.association, row.associationId, "associating", "associated");
  return row;
}

/**
 * Changes what an association allows: updating, then associated.
 * @throws DirectConnectClientException unless it is associated, for a core network's, for wrong, missing or
 *   overlapping prefixes
 */
export function allowPrefixes(
  row: Readonly<AssociationRecord>,
  prefixes: RouteFilterPrefix[],
  call: Call,
): Readonly<AssociationRecord> {
  const { associationId, associatedGateway, directConnectGatewayId } = row;
  if (!associatedGateway) {
    throw clientError(`Association ${associationId} is managed by Cloud WAN and cannot be updated.`);
  }
  if (row.associationState !== "associated") {
    throw clientError(`Association ${associationId} is in a transitioning state.`);
  }
  checkPrefixes(prefixes);
  if (associatedGateway.type === "transitGateway" && prefixes.length === 0) {
    throw clientError(
      `The last allowed prefix of the TransitGateway ${associatedGateway.id} cannot be removed.`,
    );
  }
  checkOverlap(directConnectGatewayId, associatedGateway.id, prefixes, call);
  const updated = call.store.table(associations).update(associationId, {
    associationState: "updating",
    allowedPrefixesToDirectConnectGateway: prefixes,
  });
  transition(call, call.now + call.durations.associationUpdate, associationId, "updating", "associated");
  return updated ?? row;
}

/**
 * Dissolves an association: disassociating, disassociated, a while later no longer listed.
 * @throws DirectConnectClientException while that is going on
 */
export function disjoin(row: Readonly<AssociationRecord>, call: Call): Readonly<AssociationRecord> {
  const { associationId } = row;
  if (row.associationState === "disassociating") {
    throw clientError(`Association ${associationId} is in a transitioning state.`);
  }
  const table = call.store.table(associations);
  const updated = table.update(associationId, { associationState: "disassociating" });
  const done = call.now + call.durations.disassociation;
  transition(call, done, associationId, "disassociating", "disassociated");
  call.agenda.plan(done + call.durations.associationTombstone, () => table.remove(associationId));
  return updated ?? row;
}

/** The association as it goes out: that of a virtual private gateway also under the legacy member names. */
export function associationView(row: Readonly<AssociationRecord>): DirectConnectGatewayAssociation {
  const { associatedGateway } = row;
  if (associatedGateway?.type !== "virtualPrivateGateway") return row;
  return {
    ...row,
    virtualGatewayId: associatedGateway.id,
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- deprecated for readers, and still on the wire
    virtualGatewayRegion: associatedGateway.region,
    virtualGatewayOwnerAccount: associatedGateway.ownerAccount,
  };
}

/** Plans a change of state; it does not happen if the association has left `from` by then. */
function transition(world: World, at: number, id: string, from: State, to: State): void {
  world.agenda.plan(at, () => {
    const table = world.store.table(associations);
    if (table.get(id)?.associationState === from) table.update(id, { associationState: to });
  });
}
