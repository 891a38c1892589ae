import type { Expression, ExpressionBuilder, SqlBool } from "kysely";
import { type AccountGrant, grantOf, type Grants, grantsRegion, isNarrow } from "../auth/grants";
import { CHANGES_ACROSS_REGIONS, NARROW_OPERATIONS } from "../auth/narrow-operations";
import type { Database, Tables } from "../store/database";
import type { Concerned } from "./concerned";

type Build = ExpressionBuilder<Tables, "journal">;

/** Whether an entry whose concerns are unknown, as those of earlier versions are, is visible to a narrow grant. */
export type Unknown = "shown" | "hidden";

/**
 * The condition that an entry is within grants: its account and region (changes of resources without a region concern
 * all of them), and, where only some ports or owner accounts of the account are granted, one of these ports and no
 * other owners. A resource or owner that is unknown counts as not granted.
 */
export function visibleTo(
  grants: ReadonlyMap<string, AccountGrant>,
  { sql }: Pick<Database, "sql">,
  unknown: Unknown,
): (build: Build) => Expression<SqlBool> {
  return (build) =>
    build.or([...grants].map(([account, grant]) => ofAccount(build, sql, account, grant, unknown)));
}

/** What of an entry decides which grants show it. */
export interface GrantableEntry {
  readonly account: string;
  readonly region: string;
  readonly operation: string;
  /** Null where it is unknown. */
  readonly concerned: Concerned | null;
}

/** The same rule as `visibleTo`, for an entry that is not read from the journal. */
export function isVisibleEntry(
  { account, region, operation, concerned }: GrantableEntry,
  grants: Grants,
  unknown: Unknown,
): boolean {
  const grant = grantOf(grants, account);
  if (grant === undefined) return false;
  if (grant.regions !== undefined) {
    if (!grantsRegion(grant, region) || CHANGES_ACROSS_REGIONS.includes(operation)) return false;
  }
  if (!isNarrow(grant)) return true;
  if (!NARROW_OPERATIONS.includes(operation)) return false;
  if (concerned === null) return unknown === "shown";
  const { ports, ownerAccounts } = grant;
  const { resources, owners } = concerned;
  const isOfPort = ports === undefined || resources.some((id) => ports.has(id));
  const isOfOwners =
    ownerAccounts === undefined || (owners.length > 0 && owners.every((owner) => ownerAccounts.has(owner)));
  return isOfPort && isOfOwners;
}

/** Whether the condition depends on more than the entry's account. */
export function dependsOnMore(grants: Exclude<Grants, "all">): boolean {
  return [...grants.values()].some((grant) => grant.regions !== undefined || isNarrow(grant));
}

function ofAccount(
  build: Build,
  sql: Database["sql"],
  account: string,
  grant: AccountGrant,
  unknown: Unknown,
): Expression<SqlBool> {
  const { regions, ports, ownerAccounts } = grant;
  const conditions = [build("account", "=", account)];
  if (regions !== undefined) {
    conditions.push(build("region", "in", [...regions]));
    conditions.push(build("operation", "not in", [...CHANGES_ACROSS_REGIONS]));
  }
  if (!isNarrow(grant)) return build.and(conditions);
  conditions.push(build("operation", "in", [...NARROW_OPERATIONS]));
  const alternatives: Expression<SqlBool>[] = [];
  if (ports !== undefined) alternatives.push(sql<boolean>`resources && ${[...ports]}::text[]`);
  if (ownerAccounts !== undefined) {
    alternatives.push(sql<boolean>`owners && ${[...ownerAccounts]}::text[]`);
    alternatives.push(sql<boolean>`owners <@ ${[...ownerAccounts]}::text[]`);
  }
  const granted = build.and(alternatives);
  return build.and([
    ...conditions,
    unknown === "hidden" ? granted : build.or([build("resources", "is", null), granted]),
  ]);
}
