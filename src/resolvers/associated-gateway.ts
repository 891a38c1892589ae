import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { Context } from "../context";
import { virtualGateways } from "../directconnect/collections/virtual-gateways";
import { AssociatedGateway } from "../types/associated-gateway";
import { VirtualGateway } from "../types/virtual-gateway";

@Resolver(() => AssociatedGateway)
export class AssociatedGatewayResolver {
  @FieldResolver(() => VirtualGateway, {
    nullable: true,
    description:
      "The virtual private gateway; null for a transit gateway, which Direct Connect does not describe, or if no configured account owns it.",
  })
  virtualGateway(@Root() gateway: AssociatedGateway, @Ctx() { directConnect }: Context) {
    const { id, type, ownerAccount, region } = gateway;
    const { read } = directConnect;
    if (type !== "virtualPrivateGateway" || id == null || ownerAccount == null || region == null) return null;
    const place = read.accounts.placeIn(ownerAccount, region);
    return place === undefined ? null : read.find(virtualGateways, place, id);
  }
}
