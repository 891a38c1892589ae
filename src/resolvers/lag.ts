import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../context";
import { enterLag, lags } from "../directconnect/collections/lags";
import { changeMembership, membersOf } from "../directconnect/relations/lag-members";
import { stateAfter, unwrap } from "../directconnect/write/unwrap";
import {
  CreateLagInput,
  Lag,
  LagDeletion,
  LagIdInput,
  LagMembershipInput,
  LagPage,
  LagRootListArgs,
  UpdateLagInput,
} from "../types/lag";
import { Link } from "../types/port";
import { ScopeArgs } from "../types/graph/scope";
import { IdArg } from "../types/rules/id-rules";
import { ChangeArgs, type ChangeArguments } from "./change-arguments";

@Resolver(() => Lag)
export class LagResolver {
  @Query(() => LagPage, { nullable: true, description: "The LAGs that the accounts own." })
  lags(
    @Args(() => LagRootListArgs) args: InstanceType<typeof LagRootListArgs>,
    @Ctx() { directConnect }: Context,
  ) {
    return directConnect.read.list(lags, args);
  }

  @Query(() => Lag, {
    nullable: true,
    description: "One LAG that the account owns; null if it does not exist.",
  })
  lag(
    @IdArg("lagId", ["dxlag"], { description: "The LAG, `dxlag-…`." }) lagId: string,
    @Args(() => ScopeArgs) scope: ScopeArgs,
    @Ctx() { directConnect }: Context,
  ) {
    return directConnect.read.find(lags, directConnect.place(scope), lagId);
  }

  @Mutation(() => Lag, {
    description:
      "Makes a LAG. New members are ordered as needed, and billed; for a partner they are interconnects.",
  })
  async createLag(
    @Arg("input", () => CreateLagInput, {
      description: "The LAG to create: location, number and bandwidth of its members, name.",
    })
    input: CreateLagInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ) {
    const place = directConnect.place(scope);
    const lag = await directConnect.change("CreateLag", place, input, key);
    return unwrap(enterLag(lag, place), `LAG ${input.lagName}`);
  }

  @Mutation(() => Lag, { description: "Changes a LAG's name, minimum of links or encryption mode." })
  async updateLag(
    @Arg("input", () => UpdateLagInput, {
      description: "The LAG, and the values to change: name, minimum of links, encryption mode.",
    })
    input: UpdateLagInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ) {
    const place = directConnect.place(scope);
    const lag = await directConnect.change("UpdateLag", place, input, key);
    return unwrap(enterLag(lag, place), `LAG ${input.lagId}`);
  }

  @Mutation(() => LagDeletion, {
    description:
      "Deletes a LAG that carries no virtual interface and no hosted connection; its members live on as ports of their own, and stay billed. If it no longer exists, this succeeds with `alreadyGone`.",
  })
  async deleteLag(
    @Arg("input", () => LagIdInput, { description: "The LAG to delete." }) input: LagIdInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ): Promise<LagDeletion> {
    const place = directConnect.place(scope);
    const deleted = await directConnect.remove("DeleteLag", place, input, key);
    const lag = deleted === null ? null : enterLag(deleted, place);
    return {
      lagId: input.lagId,
      lagState: stateAfter(deleted, lag?.lagState),
      alreadyGone: deleted === null,
      lag,
    };
  }

  @Mutation(() => Link, {
    description:
      "Puts a port into a LAG of the same bandwidth on the same device; its link stops for a moment. What it carries follows it, and the LAG's MACsec keys replace its own. Answers the port as what it is.",
  })
  associateConnectionWithLag(
    @Arg("input", () => LagMembershipInput, { description: "The port and the LAG." })
    input: LagMembershipInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ) {
    return changeMembership(
      "AssociateConnectionWithLag",
      directConnect,
      directConnect.place(scope),
      input,
      key,
    );
  }

  @Mutation(() => Link, {
    description:
      "Takes a port out of a LAG that keeps its minimum of links without it; its link stops for a moment. What the LAG carries stays there. Answers the port as what it has become: a partner's is an Interconnect, any other a Connection.",
  })
  disassociateConnectionFromLag(
    @Arg("input", () => LagMembershipInput, { description: "The port and the LAG." })
    input: LagMembershipInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ) {
    return changeMembership(
      "DisassociateConnectionFromLag",
      directConnect,
      directConnect.place(scope),
      input,
      key,
    );
  }

  @FieldResolver(() => [Link], {
    nullable: true,
    description: "Its members, at most four: connections, or a partner's interconnects.",
  })
  members(@Root() lag: Lag, @Ctx() { directConnect }: Context) {
    return membersOf(lag, directConnect.read);
  }
}
