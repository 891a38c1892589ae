import { Ctx, Query, Resolver } from "type-graphql";
import { grantOf } from "../auth/grants";
import type { Context } from "../context";
import { Viewer } from "../types/viewer";

@Resolver(() => Viewer)
export class ViewerResolver {
  @Query(() => Viewer, {
    description: "The caller of this request and its permissions, for frontends. Needs no permission.",
  })
  viewer(@Ctx() { caller, directConnect }: Context): Viewer {
    directConnect.read.notForOthers();
    const listOf = (set: ReadonlySet<string> | undefined) => (set === undefined ? null : [...set]);
    return {
      name: caller.name,
      roles: [...caller.roles],
      permissions: [...caller.permissions],
      accounts: directConnect.accounts.all.map(({ accountId, alias, regions }) => {
        const { ports, ownerAccounts } = grantOf(caller.grants, accountId) ?? {};
        return {
          accountId,
          alias,
          regions: [...regions],
          ports: listOf(ports),
          ownerAccounts: listOf(ownerAccounts),
        };
      }),
      limits: caller.limits,
    };
  }
}
