import { Args, Ctx, Query, Resolver } from "type-graphql";
import { senderOf } from "../auth/caller";
import { requirePermission } from "../auth/refusals";
import type { Context } from "../context";
import { select } from "../directconnect/lists/select";
import { DeprecatedUsageArgs, DeprecatedUsagePage } from "../types/deprecated-usage";

@Resolver()
export class DeprecatedUsageResolver {
  @Query(() => DeprecatedUsagePage, {
    nullable: true,
    description:
      "The uses of deprecated schema elements by caller, with count and times. It shows callers who are granted nothing that the reader is not granted. Uses at other replicas appear after a few seconds.",
  })
  async deprecatedUsage(
    @Args(() => DeprecatedUsageArgs) args: InstanceType<typeof DeprecatedUsageArgs>,
    @Ctx() { caller, directConnect, deprecatedUses }: Context,
  ) {
    requirePermission(caller, "audit", "deprecatedUsage");
    directConnect.read.usedOther();
    const usages = await deprecatedUses.list(caller.grants, senderOf(caller));
    // what a cursor names a row by
    const rows = usages.map((usage) => ({ ...usage, id: `${usage.element} ${usage.caller}` }));
    return select(rows, { key: "id", nameMember: "element" }, args);
  }
}
