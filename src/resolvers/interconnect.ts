import { Arg, Args, Ctx, Mutation, Query, Resolver } from "type-graphql";
import type { Context } from "../context";
import { enterInterconnect, interconnects } from "../directconnect/collections/interconnects";
import { stateAfter, unwrap } from "../directconnect/write/unwrap";
import {
  CreateInterconnectInput,
  Interconnect,
  InterconnectDeletion,
  InterconnectIdInput,
  InterconnectPage,
  InterconnectRootListArgs,
} from "../types/interconnect";
import { ScopeArgs } from "../types/graph/scope";
import { IdArg } from "../types/rules/id-rules";
import { ChangeArgs, type ChangeArguments } from "./change-arguments";

@Resolver(() => Interconnect)
export class InterconnectResolver {
  @Query(() => InterconnectPage, {
    nullable: true,
    description: "The interconnects that the accounts own; partners have them.",
  })
  interconnects(
    @Args(() => InterconnectRootListArgs) args: InstanceType<typeof InterconnectRootListArgs>,
    @Ctx() { directConnect }: Context,
  ) {
    return directConnect.read.list(interconnects, args);
  }

  @Query(() => Interconnect, {
    nullable: true,
    description: "One interconnect that the account owns; null if it does not exist.",
  })
  interconnect(
    @IdArg("interconnectId", ["dxcon"], { description: "The interconnect, `dxcon-…`." }, "owner")
    interconnectId: string,
    @Args(() => ScopeArgs) scope: ScopeArgs,
    @Ctx() { directConnect }: Context,
  ) {
    return directConnect.read.find(interconnects, directConnect.place(scope), interconnectId);
  }

  @Mutation(() => Interconnect, {
    description: "Orders an interconnect: a port on which a partner allocates hosted connections. Billed.",
  })
  async createInterconnect(
    @Arg("input", () => CreateInterconnectInput, {
      description: "The port to order: location, bandwidth, name, provider.",
    })
    input: CreateInterconnectInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ) {
    const place = directConnect.place(scope);
    const interconnect = await directConnect.change("CreateInterconnect", place, input, key);
    return unwrap(enterInterconnect(interconnect, place), `interconnect ${input.interconnectName}`);
  }

  @Mutation(() => InterconnectDeletion, {
    description:
      "Deletes an interconnect that carries no hosted connection. If it no longer exists, this succeeds with `alreadyGone`.",
  })
  async deleteInterconnect(
    @Arg("input", () => InterconnectIdInput, { description: "The interconnect to delete." })
    input: InterconnectIdInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ): Promise<InterconnectDeletion> {
    const deleted = await directConnect.remove("DeleteInterconnect", directConnect.place(scope), input, key);
    return {
      interconnectId: input.interconnectId,
      interconnectState: stateAfter(deleted, deleted?.interconnectState),
      alreadyGone: deleted === null,
    };
  }
}
