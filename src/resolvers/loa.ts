import { GraphQLDateTime } from "graphql-scalars";
import { Args, Ctx, Extensions, FieldResolver, Int, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../context";
import {
  daysUntil,
  enterLoa,
  expiryOf,
  loaInput,
  issueTimeOf,
  LOA_VALID_DAYS,
  readLoa,
} from "../directconnect/relations/loas";
import { deprecated, FIRST_RELEASE } from "../types/graph/deprecation";
import { Loa, LoaArgs } from "../types/loa";
import { FLEETING } from "../types/graph/uncacheable";
import { ScopeArgs } from "../types/graph/scope";
import { IdArg } from "../types/rules/id-rules";

const WITHOUT_TIME = "null if AWS gives no time of issue";

@Resolver(() => Loa)
export class LoaResolver {
  @Query(() => Loa, {
    nullable: true,
    description:
      "The letter of authorization of a dedicated connection, an interconnect or a LAG. CONFLICT where AWS has not issued it yet.",
  })
  loa(
    @IdArg("connectionId", ["dxcon", "dxlag"], {
      description: "The dedicated connection, interconnect (`dxcon-…`) or LAG (`dxlag-…`).",
    })
    connectionId: string,
    @Args(() => LoaArgs) args: LoaArgs,
    @Args(() => ScopeArgs) scope: ScopeArgs,
    @Ctx() { directConnect }: Context,
  ) {
    return readLoa(directConnect.read, directConnect.place(scope), connectionId, args);
  }

  @Query(() => Loa, {
    nullable: true,
    description: "The letter of authorization of a connection: the old form.",
    ...deprecated({
      replacement: "Query.loa",
      since: FIRST_RELEASE,
      mapping: "`connectionId`, `providerName` and `loaContentType` stay as they are.",
    }),
  })
  async connectionLoa(
    @IdArg("connectionId", ["dxcon"], { description: "The connection, `dxcon-…`." }) connectionId: string,
    @Args(() => LoaArgs) args: LoaArgs,
    @Args(() => ScopeArgs) scope: ScopeArgs,
    @Ctx() { directConnect: { read, accounts } }: Context,
  ) {
    const place = accounts.place(scope.account, scope.region);
    const input = { connectionId, ...loaInput(args) };
    const { loa = {} } = await read.call("DescribeConnectionLoa", place, input);
    return enterLoa(loa, place, connectionId, args);
  }

  @Query(() => Loa, {
    nullable: true,
    description: "The letter of authorization of an interconnect: the old form.",
    ...deprecated({
      replacement: "Query.loa",
      since: FIRST_RELEASE,
      mapping:
        "`interconnectId` becomes `connectionId`; `providerName` and `loaContentType` stay as they are.",
    }),
  })
  async interconnectLoa(
    @IdArg("interconnectId", ["dxcon"], { description: "The interconnect, `dxcon-…`." }, "owner")
    interconnectId: string,
    @Args(() => LoaArgs) args: LoaArgs,
    @Args(() => ScopeArgs) scope: ScopeArgs,
    @Ctx() { directConnect: { read, accounts } }: Context,
  ) {
    const place = accounts.place(scope.account, scope.region);
    const input = { interconnectId, ...loaInput(args) };
    const { loa = {} } = await read.call("DescribeInterconnectLoa", place, input);
    return enterLoa(loa, place, interconnectId, args);
  }

  @FieldResolver()
  downloadPath(@Root() { downloadPath }: Loa, @Ctx() { basePath }: Context): string {
    return `${basePath}${downloadPath}`;
  }

  @FieldResolver(() => GraphQLDateTime, {
    nullable: true,
    description: `When it was issued, from its port; for a LAG, the earliest time of its members; ${WITHOUT_TIME}.`,
  })
  loaIssueTime(@Root() loa: Loa, @Ctx() { directConnect }: Context) {
    return issueTimeOf(loa, directConnect.read);
  }

  @FieldResolver(() => GraphQLDateTime, {
    nullable: true,
    description: `When it expires, ${LOA_VALID_DAYS} days after it was issued; ${WITHOUT_TIME}.`,
  })
  async expiresAt(@Root() loa: Loa, @Ctx() { directConnect }: Context) {
    const issued = await issueTimeOf(loa, directConnect.read);
    return issued && expiryOf(issued);
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: `Whole days until it expires; 0 on the last day and later; ${WITHOUT_TIME}.`,
  })
  @Extensions(FLEETING)
  async daysLeft(@Root() loa: Loa, @Ctx() { directConnect }: Context) {
    const issued = await issueTimeOf(loa, directConnect.read);
    return issued && daysUntil(expiryOf(issued));
  }
}
