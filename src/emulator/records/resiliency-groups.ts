import type {
  ResiliencyGroup,
  ResiliencyGroupAssociation,
  ResiliencyModel,
  Tag,
} from "@aws-sdk/client-direct-connect";
import { scopeOf } from "../call";
import { defineTable } from "../state/table";

/** A resiliency group. Its ARN names no region, yet it is listed in one: the one that it was made in. */
export interface ResiliencyGroupRecord extends ResiliencyGroup {
  resiliencyGroupId: string;
  resiliencyGroupArn: string;
  resiliencyGroupName: string;
  ownerAccount: string;
  state: NonNullable<ResiliencyGroup["state"]>;
  tags: Tag[];
  /** What it is meant to meet. No read returns it. */
  intended: ResiliencyModel;
  listedIn: string;
}

export const resiliencyGroups = defineTable<ResiliencyGroupRecord>()({
  name: "resiliency groups",
  id: (group) => group.resiliencyGroupId,
  indexes: {
    owner: (group) => group.ownerAccount,
    listed: (group) => scopeOf({ account: group.ownerAccount, region: group.listedIn }),
  },
});

/** A connection or LAG in a resiliency group; the pair is its identity. */
export interface MembershipRecord extends ResiliencyGroupAssociation {
  resiliencyGroupId: string;
  connectionArn: string;
  state: NonNullable<ResiliencyGroupAssociation["state"]>;
  /** `dxcon-…` or `dxlag-…`. */
  memberId: string;
}

export const memberships = defineTable<MembershipRecord>()({
  name: "resiliency group associations",
  id: (membership) => membershipKey(membership.resiliencyGroupId, membership.memberId),
  indexes: {
    group: (membership) => membership.resiliencyGroupId,
    member: (membership) => membership.memberId,
  },
});

/** The key of an association in its table. */
export function membershipKey(groupId: string, memberId: string): string {
  return `${groupId}/${memberId}`;
}

/** Whether the connection belongs to the group, or is about to. */
export function isMember(membership: Readonly<MembershipRecord>): boolean {
  return membership.state === "associating" || membership.state === "associated";
}
