import { type Call, scopeOf } from "../call";
import { clientError, limitExceeded } from "../errors";
import {
  isMember,
  memberships,
  type ResiliencyGroupRecord,
  resiliencyGroups,
} from "../records/resiliency-groups";
import { checkTags } from "../rules/checks";
import { partitionOf } from "../rules/partitions";
import { page } from "../state/paging";
import type { Handlers } from "../wire/operations";
import { onceFor } from "./client-tokens";

/** Unpublished; DOMAIN J.3. */
const groupsPerAccount = 100;
const models = ["maximum-resiliency", "high-resiliency", "basic-resiliency"];

export const resiliencyGroupHandlers = {
  CreateResiliencyGroup(input, call) {
    const { resiliencyGroupName, intendedResiliencyModel, tags = [] } = input;
    checkGroupName(resiliencyGroupName);
    if (!models.includes(intendedResiliencyModel)) {
      throw clientError(
        `Resiliency model ${intendedResiliencyModel} is not valid: it must be one of ${models.join(", ")}.`,
      );
    }
    checkTags(tags);
    const table = call.store.table(resiliencyGroups);
    const id = onceFor("CreateResiliencyGroup", input, call, () => {
      if (table.by("owner", call.account).filter(isStanding).length >= groupsPerAccount)
        throw limitExceeded(
          `Account ${call.account} has reached the limit of ${groupsPerAccount} resiliency groups.`,
        );
      const resiliencyGroupId = `dxrg-${call.ids.token(17)}`;
      table.insert({
        resiliencyGroupId,
        resiliencyGroupArn: groupArn(resiliencyGroupId, call.account, call.region),
        resiliencyGroupName,
        resiliencyGroupType: "Managed",
        ownerAccount: call.account,
        state: "pending",
        tags,
        intended: intendedResiliencyModel,
        listedIn: call.region,
      });
      call.agenda.plan(call.now + call.durations.resiliencyGroupCreation, () => {
        if (table.get(resiliencyGroupId)?.state === "pending")
          table.update(resiliencyGroupId, { state: "available" });
      });
      return resiliencyGroupId;
    });
    return { resiliencyGroup: table.get(id) };
  },

  GetResiliencyGroup: (input, call) => ({ resiliencyGroup: ownGroup(call, input.resiliencyGroupId) }),

  ListResiliencyGroups(input, call) {
    const listed = page(call.store.table(resiliencyGroups), "listed", scopeOf(call), input);
    return {
      items: listed.rows.map(({ tags: _, ...summary }) => summary),
      ...(listed.nextToken !== undefined && { nextToken: listed.nextToken }),
    };
  },

  UpdateResiliencyGroup(input, call) {
    const { resiliencyGroupId, resiliencyGroupName } = input;
    const { resiliencyGroupId: id } = ownGroup(call, resiliencyGroupId);
    checkGroupName(resiliencyGroupName);
    onceFor("UpdateResiliencyGroup", input, call, () => {
      refuseEnding(ownGroup(call, id));
      call.store.table(resiliencyGroups).update(id, { resiliencyGroupName });
      return id;
    });
    return { resiliencyGroup: ownGroup(call, id) };
  },

  DeleteResiliencyGroup(input, call) {
    const { resiliencyGroupId, state } = ownGroup(call, input.resiliencyGroupId);
    if (call.store.table(memberships).by("group", resiliencyGroupId).some(isMember))
      throw clientError(`Resiliency group ${resiliencyGroupId} has associated connections.`);
    const table = call.store.table(resiliencyGroups);
    if (state !== "deleting" && state !== "deleted") {
      table.update(resiliencyGroupId, { state: "deleting" });
      const { resiliencyGroupDeletion, resiliencyGroupTombstone } = call.durations;
      call.agenda.plan(call.now + resiliencyGroupDeletion, (at) => {
        table.update(resiliencyGroupId, { state: "deleted" });
        call.agenda.plan(at + resiliencyGroupTombstone, () => table.remove(resiliencyGroupId));
      });
    }
    return { resiliencyGroup: table.get(resiliencyGroupId) };
  },
} satisfies Handlers;

/**
 * A resiliency group of the caller, from any region; the prefix and the rest of its id may be in upper case.
 * @throws DirectConnectClientException "Could not find Resiliency Group with ID …"
 */
export function ownGroup(call: Call, id: string): Readonly<ResiliencyGroupRecord> {
  if (!/^(dxrg|DXRG)-[0-9a-zA-Z]{17}$/.test(id))
    throw clientError(`${id} is not a valid ID of a resiliency group.`);
  const group = call.store.table(resiliencyGroups).get(id.toLowerCase());
  const isThere =
    group?.ownerAccount === call.account && partitionOf(group.listedIn) === partitionOf(call.region);
  if (!isThere) throw clientError(`Could not find Resiliency Group with ID ${id}`);
  return group;
}

/** @throws DirectConnectClientException for a group that is going or gone */
export function refuseEnding({ resiliencyGroupId, state }: Readonly<ResiliencyGroupRecord>): void {
  if (state === "deleting" || state === "deleted")
    throw clientError(`Resiliency group ${resiliencyGroupId} is in state ${state}.`);
}

/** A group's ARN has no region. */
export function groupArn(id: string, account: string, region: string): string {
  return `arn:${partitionOf(region)}:directconnect::${account}:dx-resiliency-group/${id}`;
}

const isStanding = ({ state }: ResiliencyGroupRecord) => state !== "deleted";

function checkGroupName(name: string): void {
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(name))
    throw clientError("Resiliency group name must be 1 to 255 letters, digits, or any of the characters - _");
}
