import { Args, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { Context } from "../context";
import { placeOfOwner } from "../directconnect/relations/carriers";
import { attachmentsOf } from "../directconnect/collections/attachments";
import { virtualInterfaces } from "../directconnect/collections/virtual-interfaces";
import { virtualGateways } from "../directconnect/collections/virtual-gateways";
import { directConnectGatewayOf } from "../directconnect/relations/gateway-owners";
import { DirectConnectGateway } from "../types/direct-connect-gateway";
import {
  DirectConnectGatewayAttachmentListArgs,
  DirectConnectGatewayAttachmentPage,
} from "../types/direct-connect-gateway-attachment";
import { VirtualGateway } from "../types/virtual-gateway";
import { VirtualInterface } from "../types/virtual-interface";

/** The gateway of a virtual interface. The owner of the virtual interface owns the gateway as well. */
@Resolver(() => VirtualInterface)
export class VirtualInterfaceGatewayResolver {
  @FieldResolver(() => VirtualGateway, {
    nullable: true,
    description:
      "The virtual private gateway that it connects to directly; null if it does not connect to one, or if no configured account owns it.",
  })
  virtualGateway(@Root() virtualInterface: VirtualInterface, @Ctx() { directConnect: { read } }: Context) {
    const { virtualGatewayId } = virtualInterface;
    if (virtualGatewayId == null)
      return read.noParent(virtualInterfaces, virtualInterface, "virtualGatewayId");
    return read.find(virtualGateways, placeOfOwner(virtualInterface, read), virtualGatewayId);
  }

  @FieldResolver(() => DirectConnectGateway, {
    nullable: true,
    description:
      "The Direct Connect gateway that it connects to; null if it does not connect to one, or if no configured account owns it.",
  })
  directConnectGateway(
    @Root() virtualInterface: VirtualInterface,
    @Ctx() { directConnect: { read } }: Context,
  ) {
    const { directConnectGatewayId, ownerAccount, account } = virtualInterface;
    if (directConnectGatewayId == null)
      return read.noParent(virtualInterfaces, virtualInterface, "directConnectGatewayId");
    return directConnectGatewayOf(directConnectGatewayId, [ownerAccount, account], read);
  }

  @FieldResolver(() => DirectConnectGatewayAttachmentPage, {
    nullable: true,
    description:
      "Its attachment to a Direct Connect gateway. One call to AWS for each Direct Connect gateway, however many virtual interfaces share it.",
  })
  attachments(
    @Root() virtualInterface: VirtualInterface,
    @Args(() => DirectConnectGatewayAttachmentListArgs)
    args: InstanceType<typeof DirectConnectGatewayAttachmentListArgs>,
    @Ctx() { directConnect: { read } }: Context,
  ) {
    const { directConnectGatewayId, virtualInterfaceId } = virtualInterface;
    // Attachments are the same in every region: reading them in one region shares the read among virtual interfaces
    // in several.
    const home = read.accounts.place(placeOfOwner(virtualInterface, read).account.accountId);
    return read.listWhere(
      attachmentsOf({ directConnectGatewayId }),
      directConnectGatewayId == null ? [] : [home],
      { virtualInterfaceId },
      args,
    );
  }
}
