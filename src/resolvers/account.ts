import { Ctx, Query, Resolver } from "type-graphql";
import type { Context } from "../context";
import { Account } from "../types/account";

@Resolver(() => Account)
export class AccountResolver {
  @Query(() => [Account], {
    description: "The accounts that the gateway can act as; the first is the default.",
  })
  accounts(@Ctx() { directConnect }: Context): Account[] {
    return directConnect.accounts.all.map(({ accountId, alias, regions }) => ({
      accountId,
      alias,
      regions: [...regions],
    }));
  }
}
