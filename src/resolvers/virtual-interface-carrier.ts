import { Args, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { Context } from "../context";
import { type Carrier, placeOfOwner } from "../directconnect/relations/carriers";
import { virtualInterfaces } from "../directconnect/collections/virtual-interfaces";
import { capacityOf } from "../insights/capacity";
import { CAPACITY, Capacity } from "../types/capacity";
import { portIdOf } from "../directconnect/relations/ports";
import { VirtualInterfaceListArgs, VirtualInterfacePage } from "../types/virtual-interface";
import { VirtualInterfaceCarrier } from "../types/virtual-interface-carrier";

@Resolver(() => VirtualInterfaceCarrier)
export class VirtualInterfaceCarrierResolver {
  @FieldResolver(() => VirtualInterfacePage, {
    nullable: true,
    description: "The virtual interfaces that it carries, of all owner accounts.",
  })
  virtualInterfaces(
    @Root() carrier: Carrier,
    @Args(() => VirtualInterfaceListArgs) args: InstanceType<typeof VirtualInterfaceListArgs>,
    @Ctx() { directConnect: { read } }: Context,
  ) {
    const carrierId = portIdOf(carrier);
    return read.listUnder(virtualInterfaces, placeOfOwner(carrier, read), args, { connectionId: carrierId });
  }

  @FieldResolver(() => Capacity, {
    nullable: true,
    description: CAPACITY,
  })
  capacity(@Root() carrier: Carrier, @Ctx() { directConnect }: Context) {
    return capacityOf(carrier, directConnect.read);
  }
}
