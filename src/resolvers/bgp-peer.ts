import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import type { Context } from "../context";
import { enterChangedVirtualInterface } from "../directconnect/collections/virtual-interfaces";
import { CreateBGPPeerInput, DeleteBGPPeerInput } from "../types/bgp-peer";
import { VirtualInterface } from "../types/virtual-interface";
import { ChangeArgs, type ChangeArguments } from "./change-arguments";

@Resolver()
export class BGPPeerResolver {
  @Mutation(() => VirtualInterface, {
    description: "Adds a BGP session to a virtual interface: a second address family, or a redundant one.",
  })
  async createBGPPeer(
    @Arg("input", () => CreateBGPPeerInput, {
      description: "The virtual interface, and the session to add.",
    })
    input: CreateBGPPeerInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
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
      description: "The virtual interface, and the session to delete.",
    })
    input: DeleteBGPPeerInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ) {
    const place = directConnect.place(scope);
    return enterChangedVirtualInterface(
      await directConnect.change("DeleteBGPPeer", place, input, key),
      place,
    );
  }
}
