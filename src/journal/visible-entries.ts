import type { Expression, ExpressionBuilder, SqlBool } from "kysely";
import { type AccountGrant, type Grants, isNarrow } from "../auth/grants";
import { CHANGES_ACROSS_REGIONS, NARROW_OPERATIONS } from "../auth/narrow-operations";
import type { Database, Tables } from "../store/database";

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
