import { Arg, Args, Ctx, Mutation, Resolver } from "type-graphql";
import type { Context } from "../context";
import { enterChangedVirtualInterface } from "../directconnect/collections/virtual-interfaces";
import type { ChangeKey } from "../journal/idempotency";
import { CreateBGPPeerInput, DeleteBGPPeerInput } from "../types/bgp-peer";
import { ScopeArgs } from "../types/graph/scope";
import { VirtualInterface } from "../types/virtual-interface";
import { IdempotencyKey } from "./change-key";

@Resolver()
export class BGPPeerResolver {
  @Mutation(() => VirtualInterface, {
    description: "Adds a BGP session to a virtual interface: a second address family, or a redundant one.",
  })
  async createBGPPeer(
    @Arg("input", () => CreateBGPPeerInput, {
      description: "The virtual interface, and the session to add or delete.",
    })
    input: CreateBGPPeerInput,
    @Args(() => ScopeArgs) scope: ScopeArgs,
    @IdempotencyKey() key: ChangeKey,
    @Ctx() { directConnect }: Context,
  ) {
    const place = directConnect.place(scope);
    return enterChangedVirtualInterface(
      await directConnect.change("CreateBGPPeer", place, input, key),
      place,
    );
  }

  @Mutation(() => VirtualInterface, {
    description: "Takes a BGP session off a virtual interface; the last one cannot be taken off.",
  })
  async deleteBGPPeer(
    @Arg("input", () => DeleteBGPPeerInput, {
      description: "The virtual interface, and the session to add or delete.",
    })
    input: DeleteBGPPeerInput,
    @Args(() => ScopeArgs) scope: ScopeArgs,
    @IdempotencyKey() key: ChangeKey,
    @Ctx() { directConnect }: Context,
  ) {
    const place = directConnect.place(scope);
    return enterChangedVirtualInterface(
      await directConnect.change("DeleteBGPPeer", place, input, key),
      place,
    );
  }
}
