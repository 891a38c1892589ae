import type { ResiliencyGroup } from "../../types/resiliency-group";
import type { Tag } from "../../types/tag";
import type { Place } from "../accounts/accounts";
import { parseArn } from "../accounts/arn";
import { isNotFound } from "../client/failures";
import { associationsOfGroup, isJoined } from "../collections/resiliency-group-associations";
import { resiliencyGroupById, resiliencyGroups } from "../collections/resiliency-groups";
import { GatewayError } from "../../errors";
import { unlessFailed } from "../read/gathered";
import type { ReadDoor } from "../read/read-door";
import { findPort, type PortRow } from "./ports";

/** Holds the model that a resiliency group was made for: AWS takes it and never shows it again. */
export const INTENDED_MODEL_TAG = "directconnect-graphql:intended-resiliency-model";

/** How many resources one call for tags names. */
const TAGGED_AT_ONCE = 20;

/**
 * A resiliency group by its id. Where its own operation is denied, as AWS's managed policy for readers does, it is looked
 * for in the lists of all the account's regions.
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

/** The tags of a resiliency group: lists show none, so those of all listed groups of its account and region are read together. */
export async function tagsOfGroup(
  { id, account, region, state }: ResiliencyGroup,
  read: ReadDoor,
): Promise<Tag[]> {
  if (state === "deleted") return []; // AWS says of its tags that there is no such resource
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

/** The connections and LAGs that belong to a resiliency group or are joining it, as far as the gateway can read them. */
export async function membersOfGroup(group: ResiliencyGroup, read: ReadDoor): Promise<PortRow[]> {
  const place = read.placeOf(group, "ListResiliencyGroupAssociations");
  const { rows } = await read.snapshot(associationsOfGroup(group.resiliencyGroupId), place);
  const ports = await Promise.all(
    rows.filter(isJoined).map(({ connectionArn }) => portNamed(connectionArn, read)),
  );
  return ports.filter((port) => port !== null);
}

/** The connection or LAG of an association; null where the gateway cannot read it. */
export async function portNamed(connectionArn: string, read: ReadDoor): Promise<PortRow | null> {
  const arn = parseArn(connectionArn);
  const place = arn === null ? undefined : read.accounts.placeOfArn(arn);
  return arn === null || place === undefined ? null : findPort(arn.resourceId, place, read);
}

/**
 * The resiliency groups that a connection or LAG belongs to or is joining. AWS cannot be asked for them: all groups of the
 * account are looked through, a call for each.
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
