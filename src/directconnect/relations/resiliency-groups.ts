import type { Unavailable } from "../../types/graph/page";
import type { ResiliencyGroup } from "../../types/resiliency-group";
import type { Tag } from "../../types/tag";
import type { Place } from "../accounts/accounts";
import { parseArn, type ResourceArn } from "../accounts/arn";
import { isNotFound, isUnreadable } from "../client/failures";
import { associationsOfGroup, isJoined } from "../collections/resiliency-group-associations";
import { resiliencyGroupById, resiliencyGroups } from "../collections/resiliency-groups";
import { GatewayError } from "../../errors";
import { unlessFailed } from "../read/gathered";
import type { ReadDoor } from "../read/read-door";
import { distinct } from "../read/unavailable";
import { findPort, type PortRow } from "./ports";

/** The tag with the intended model of a resiliency group: AWS accepts the model and never returns it. */
export const INTENDED_MODEL_TAG = "directconnect-graphql:intended-resiliency-model";

/** The maximum number of resources in one call for tags. */
const TAGGED_AT_ONCE = 20;

/**
 * A resiliency group by its id. Where its own operation is denied, as in AWS's managed policy for readers, the lists of
 * all the account's regions are searched.
 * @returns null where there is none.
 */
export async function findResiliencyGroup(
  resiliencyGroupId: string,
  place: Place,
  read: ReadDoor,
): Promise<ResiliencyGroup | null> {
  try {
    const { byKey } = await read.snapshot(resiliencyGroupById(resiliencyGroupId), place);
    return byKey.get(resiliencyGroupId) ?? null;
  } catch (error) {
    if (isNotFound(error)) return null;
    if (!(error instanceof GatewayError) || error.code !== "FORBIDDEN") throw error;
    const places = read.accounts.places([place.account.accountId]);
    const { set } = unlessFailed(await read.gather(resiliencyGroups, places));
    return set.byKey.get(resiliencyGroupId) ?? null;
  }
}

/**
 * The tags of a resiliency group: lists do not contain them, so those of all listed groups of its account and region
 * are read together.
 */
export async function tagsOfGroup(
  { id, account, region, state }: ResiliencyGroup,
  read: ReadDoor,
): Promise<Tag[]> {
  if (state === "deleted") return []; // AWS answers a request for its tags with "no such resource"
  const place = read.placeOf({ account, region }, "ListResiliencyGroups");
  const { rows } = await read.snapshot(resiliencyGroups, place);
  const listed = rows.flatMap((row) => (row.state === "deleted" ? [] : [row.id])).sort();
  const index = listed.indexOf(id);
  const start = index - (index % TAGGED_AT_ONCE);
  const resourceArns = index < 0 ? [id] : listed.slice(start, start + TAGGED_AT_ONCE);
  const { resourceTags = [] } = await read.call("DescribeTags", place, { resourceArns });
  const tags = resourceTags.find(({ resourceArn }) => resourceArn === id)?.tags ?? [];
  return tags.flatMap(({ key, value }) => (key == null ? [] : [{ key, ...(value != null && { value }) }]));
}

/** The ports that belong to a resiliency group or are joining it. */
export interface GroupMembers {
  readonly ports: readonly PortRow[];
  /** The ids of members that the gateway cannot read. */
  readonly notSeen: readonly string[];
  /** The reasons. A member whose account is not configured has none. */
  readonly unavailable: readonly Unavailable[];
}

/** @throws GatewayError where the associations of the group cannot be read. */
export async function membersOfGroup(group: ResiliencyGroup, read: ReadDoor): Promise<GroupMembers> {
  const place = read.placeOf(group, "ListResiliencyGroupAssociations");
  const { rows } = await read.snapshot(associationsOfGroup(group.resiliencyGroupId), place);
  const members = await Promise.all(
    rows.filter(isJoined).map(async (row) => ({ ...(await memberNamed(row.connectionArn, read)), row })),
  );
  return {
    ports: members.flatMap(({ port }) => (port === null ? [] : [port])),
    notSeen: members.flatMap(({ port, row }) => (port === null ? [row.connectionId] : [])),
    unavailable: distinct(members.flatMap(({ unavailable }) => unavailable)),
  };
}

/**
 * The connection or LAG of an association; null where its account is not configured, or it does not exist.
 * @throws GatewayError where it cannot be read.
 */
export async function portNamed(connectionArn: string, read: ReadDoor): Promise<PortRow | null> {
  const arn = parseArn(connectionArn);
  if (arn === null || read.accounts.find(arn.account) === undefined) return null;
  return findPort(arn.resourceId, read.placeOf(arn, operationFor(arn)), read);
}

interface Member {
  readonly port: PortRow | null;
  readonly unavailable: readonly Unavailable[];
}

async function memberNamed(connectionArn: string, read: ReadDoor): Promise<Member> {
  try {
    return { port: await portNamed(connectionArn, read), unavailable: [] };
  } catch (error) {
    const arn = parseArn(connectionArn);
    if (arn === null || !isUnreadable(error)) throw error;
    const { code, message, retryable } = error;
    const { account, region } = arn;
    const unavailable = { account, region, operation: operationFor(arn), code, message, retryable };
    return { port: null, unavailable: [unavailable] };
  }
}

const operationFor = ({ kind }: ResourceArn) => (kind === "dxlag" ? "DescribeLags" : "DescribeConnections");

/**
 * The resiliency groups that a connection or LAG belongs to or is joining. AWS has no operation for them: all groups
 * of the account are searched, with a call for each.
 */
export async function groupsOfPort(
  { id, account }: { readonly id: string; readonly account: string },
  read: ReadDoor,
): Promise<ResiliencyGroup[]> {
  const groups = unlessFailed(await read.gather(resiliencyGroups, read.accounts.places([account])));
  const all = await Promise.all(
    groups.rows.map(async (group) => {
      const place = read.placeOf(group, "ListResiliencyGroupAssociations");
      const { rows } = unlessFailed(await read.gather(associationsOfGroup(group.resiliencyGroupId), [place]));
      return rows.some((row) => row.connectionArn === id && isJoined(row)) ? [group] : [];
    }),
  );
  return all.flat();
}
