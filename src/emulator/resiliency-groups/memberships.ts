import type { Call } from "../call";
import { clientError, limitExceeded } from "../errors";
import { lags } from "../records/lags";
import { isGone, ports } from "../records/ports";
import {
  isMember,
  type MembershipRecord,
  membershipKey,
  memberships,
  type ResiliencyGroupRecord,
} from "../records/resiliency-groups";
import { partitionOf } from "../rules/partitions";
import { page } from "../state/paging";
import type { Handlers } from "../wire/operations";
import { onceFor } from "./client-tokens";
import { ownGroup, refuseEnding } from "./resiliency-groups";

/** Unpublished; DOMAIN J.3. */
const membersPerGroup = 50;
const identifiersPerCall = 50;

interface Change {
  resiliencyGroupId: string;
  connectionIdentifiers: string[];
  clientToken?: string;
}

export const membershipHandlers = {
  AssociateConnectionsToResiliencyGroup(input, call) {
    const { resiliencyGroupId } = ownGroup(call, input.resiliencyGroupId);
    const members = membersNamed(input, call);
    onceFor("AssociateConnectionsToResiliencyGroup", input, call, () => {
      join(ownGroup(call, resiliencyGroupId), members, call);
      return resiliencyGroupId;
    });
    return answerOf(resiliencyGroupId, members, call);
  },

  DisassociateConnectionsFromResiliencyGroup(input, call) {
    const { resiliencyGroupId } = ownGroup(call, input.resiliencyGroupId);
    const members = membersNamed(input, call);
    onceFor("DisassociateConnectionsFromResiliencyGroup", input, call, () => {
      leave(ownGroup(call, resiliencyGroupId), members, call);
      return resiliencyGroupId;
    });
    return answerOf(resiliencyGroupId, members, call);
  },

  ListResiliencyGroupAssociations(input, call) {
    const { resiliencyGroupId } = ownGroup(call, input.resiliencyGroupId);
    const listed = page(call.store.table(memberships), "group", resiliencyGroupId, input);
    return {
      items: listed.rows,
      ...(listed.nextToken !== undefined && { nextToken: listed.nextToken }),
    };
  },
} satisfies Handlers;

interface Member {
  readonly id: string;
  readonly arn: string;
}

/**
 * What a request names, all of it the caller's own: a LAG counts as one connection. One that is not there fails the whole
 * request.
 */
function membersNamed({ connectionIdentifiers }: Change, call: Call): Member[] {
  const count = connectionIdentifiers.length;
  if (count < 1 || count > identifiersPerCall)
    throw clientError(`1 to ${identifiersPerCall} connection identifiers must be given, not ${count}.`);
  const named = connectionIdentifiers.map((identifier) => memberNamed(identifier, call));
  return [...new Map(named.map((member) => [member.id, member])).values()];
}

function memberNamed(identifier: string, call: Call): Member {
  const id = identifier.slice(identifier.lastIndexOf("/") + 1);
  const port = call.store.table(ports).get(id);
  const lag = call.store.table(lags).get(id);
  const row =
    port !== undefined && port.kind !== "interconnect" && !isGone(port)
      ? port
      : lag?.deleted === false
        ? lag
        : undefined;
  const arn =
    row === undefined
      ? ""
      : `arn:${partitionOf(row.region)}:directconnect:${row.region}:${row.ownerAccount}:${row === lag ? "dxlag" : "dxcon"}/${id}`;
  const isNamed = identifier === id || identifier === arn;
  if (row?.ownerAccount !== call.account || !isNamed)
    throw clientError(`Could not find Connection with ID ${identifier}`);
  return { id, arn };
}

function join(group: Readonly<ResiliencyGroupRecord>, members: readonly Member[], call: Call): void {
  refuseEnding(group);
  const { resiliencyGroupId } = group;
  const table = call.store.table(memberships);
  for (const { id } of members) {
    const other = table.by("member", id).find((each) => each.state !== "disassociated");
    if (other !== undefined)
      throw clientError(`Connection ${id} is already in use by resiliency group ${other.resiliencyGroupId}.`);
  }
  const present = table.by("group", resiliencyGroupId).filter(isMember).length;
  if (present + members.length > membersPerGroup)
    throw limitExceeded(
      `Resiliency group ${resiliencyGroupId} can have at most ${membersPerGroup} connections.`,
    );
  for (const { id, arn } of members) {
    table.remove(membershipKey(resiliencyGroupId, id));
    table.insert({ resiliencyGroupId, connectionArn: arn, memberId: id, state: "associating" });
    settle(resiliencyGroupId, id, "associating", "associated", call);
  }
}

function leave(group: Readonly<ResiliencyGroupRecord>, members: readonly Member[], call: Call): void {
  const { resiliencyGroupId } = group;
  const table = call.store.table(memberships);
  for (const { id } of members) {
    const present = table.get(membershipKey(resiliencyGroupId, id));
    if (present === undefined || !isMember(present))
      throw clientError(`Connection ${id} is not associated with resiliency group ${resiliencyGroupId}.`);
  }
  for (const { id } of members) {
    table.update(membershipKey(resiliencyGroupId, id), { state: "disassociating" });
    settle(resiliencyGroupId, id, "disassociating", "disassociated", call);
  }
}

/** What a membership comes to, unless another request changes it meanwhile. */
function settle(
  groupId: string,
  memberId: string,
  from: MembershipRecord["state"],
  to: MembershipRecord["state"],
  call: Call,
): void {
  const table = call.store.table(memberships);
  const key = membershipKey(groupId, memberId);
  const { resiliencyGroupAssociation, resiliencyGroupTombstone } = call.durations;
  call.agenda.plan(call.now + resiliencyGroupAssociation, (at) => {
    if (table.get(key)?.state !== from) return;
    table.update(key, { state: to });
    if (to === "disassociated")
      call.agenda.plan(at + resiliencyGroupTombstone, () => {
        if (table.get(key)?.state === to) table.remove(key);
      });
  });
}

function answerOf(groupId: string, members: readonly Member[], call: Call) {
  const table = call.store.table(memberships);
  return {
    resiliencyGroupAssociations: members.flatMap(({ id }) => table.get(membershipKey(groupId, id)) ?? []),
  };
}
