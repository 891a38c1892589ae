import { Args, Ctx, Query, Resolver } from "type-graphql";
import { requirePermission } from "../auth/refusals";
import type { Context } from "../context";
import { RowSet } from "../directconnect/lists/row-set";
import { pageOfRows } from "../directconnect/lists/select";
import type { DeprecatedUsage } from "../journal/deprecated-use";
import { USAGE_COST } from "../types/graph/call-cost";
import { DeprecatedUsageArgs, DeprecatedUsagePage } from "../types/deprecated-usage";

/** A row, with the id that cursors contain. */
type Row = DeprecatedUsage & { readonly id: string };

/** The rows of one read are filtered and ordered once, under however many aliases the field is selected. */
const rowSets = new WeakMap<readonly DeprecatedUsage[], RowSet<Row>>();

function rowSetOf(usages: readonly DeprecatedUsage[]): RowSet<Row> {
  let rows = rowSets.get(usages);
  if (rows === undefined) {
    const identified = usages.map((usage) => ({ ...usage, id: `${usage.element} ${usage.caller}` }));
    rowSets.set(usages, (rows = new RowSet(identified, { key: "id", nameMember: "element" })));
  }
  return rows;
}

@Resolver()
export class DeprecatedUsageResolver {
  @Query(() => DeprecatedUsagePage, {
    nullable: true,
    complexity: USAGE_COST,
    description:
      "The uses of deprecated schema elements by caller, with count and times. It shows callers who are granted nothing that the reader is not granted. Uses at other replicas appear after a few seconds.",
  })
  async deprecatedUsage(
    @Args(() => DeprecatedUsageArgs) args: InstanceType<typeof DeprecatedUsageArgs>,
    @Ctx() { caller, directConnect, deprecatedUses }: Context,
  ) {
    requirePermission(caller, "audit", "deprecatedUsage");
    directConnect.read.usedOther();
    return pageOfRows(rowSetOf(await deprecatedUses.list(caller.grants)), args);
  }
}
