import { Args, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { Context } from "../context";
import { findVirtualInterface, placeOfOwner } from "../directconnect/carriers";
import { attachmentsOf } from "../directconnect/collections/attachments";
import { virtualGateways } from "../directconnect/collections/virtual-gateways";
import { virtualInterfaces } from "../directconnect/collections/virtual-interfaces";
import { directConnectGatewayOf } from "../directconnect/gateway-owners";
import { listWhere } from "../directconnect/under-gateways";
import { DirectConnectGateway } from "../types/direct-connect-gateway";
import { DirectConnectGatewayAttachment } from "../types/direct-connect-gateway-attachment";
import { VirtualGateway } from "../types/virtual-gateway";
import { VirtualInterface, VirtualInterfaceListArgs, VirtualInterfacePage } from "../types/virtual-interface";

type ListArgs = InstanceType<typeof VirtualInterfaceListArgs>;

/** From a virtual interface to the gateway that it leads to. Its owner is asked: the gateway is the owner's, too. */
@Resolver(() => VirtualInterface)
export class VirtualInterfaceGatewayResolver {
  @FieldResolver(() => DirectConnectGateway, {
    nullable: true,
    description:
      "The Direct Connect gateway that it leads to; null where it leads elsewhere, and where no account of the gateway owns that.",
  })
  directConnectGateway(
    @Root() { directConnectGatewayId, ownerAccount, account }: VirtualInterface,
    @Ctx() { directConnect: { read } }: Context,
  ) {
    if (directConnectGatewayId == null) return null;
    return directConnectGatewayOf(directConnectGatewayId, [ownerAccount, account], read);
  }

  @FieldResolver(() => DirectConnectGatewayAttachment, {
    nullable: true,
    description: "Its attachment to the Direct Connect gateway; null where it leads elsewhere.",
  })
  async attachment(
    @Root() { directConnectGatewayId, virtualInterfaceId, ownerAccount }: VirtualInterface,
    @Ctx() { directConnect: { read } }: Context,
  ) {
    if (directConnectGatewayId == null || read.accounts.find(ownerAccount) === undefined) return null;
    const attachments = attachmentsOf({ directConnectGatewayId });
    const { rows } = await read.snapshot(attachments, read.accounts.place(ownerAccount));
    return rows.find((row) => row.virtualInterfaceId === virtualInterfaceId) ?? null;
  }

  @FieldResolver(() => VirtualGateway, {
    nullable: true,
    description:
      "The virtual private gateway that it leads to; null where it leads elsewhere, and where no account of the gateway owns that.",
  })
  virtualGateway(@Root() row: VirtualInterface, @Ctx() { directConnect: { read } }: Context) {
    return row.virtualGatewayId == null
      ? null
      : read.find(virtualGateways, placeOfOwner(row, read), row.virtualGatewayId);
  }
}

@Resolver(() => DirectConnectGateway)
export class DirectConnectGatewayVirtualInterfacesResolver {
  @FieldResolver(() => VirtualInterfacePage, {
    description: "The virtual interfaces that lead to it, from all regions of its account.",
  })
  virtualInterfaces(
    @Root() { account, directConnectGatewayId }: DirectConnectGateway,
    @Args(() => VirtualInterfaceListArgs) args: ListArgs,
    @Ctx() { directConnect: { read } }: Context,
  ) {
    const leadsHere = (row: VirtualInterface) => row.directConnectGatewayId === directConnectGatewayId;
    return listWhere(read, virtualInterfaces, read.accounts.places([account]), leadsHere, args);
  }
}

@Resolver(() => VirtualGateway)
export class VirtualGatewayVirtualInterfacesResolver {
  @FieldResolver(() => VirtualInterfacePage, {
    description: "The private virtual interfaces that lead straight to it, past any Direct Connect gateway.",
  })
  virtualInterfaces(
    @Root() { account, region, virtualGatewayId }: VirtualGateway,
    @Args(() => VirtualInterfaceListArgs) args: ListArgs,
    @Ctx() { directConnect: { read } }: Context,
  ) {
    const place = read.accounts.place(account, region);
    return read.listUnder(virtualInterfaces, place, args, (row) => row.virtualGatewayId === virtualGatewayId);
  }
}

@Resolver(() => DirectConnectGatewayAttachment)
export class AttachedVirtualInterfaceResolver {
  @FieldResolver(() => VirtualInterface, {
    nullable: true,
    description: "The virtual interface; null where no account of the gateway sees it.",
  })
  virtualInterface(
    @Root()
    {
      account,
      virtualInterfaceId,
      virtualInterfaceOwnerAccount,
      virtualInterfaceRegion,
    }: DirectConnectGatewayAttachment,
    @Ctx() { directConnect: { read } }: Context,
  ) {
    if (virtualInterfaceRegion === undefined) return null;
    const owner = { account: virtualInterfaceOwnerAccount ?? account, region: virtualInterfaceRegion };
    return findVirtualInterface(virtualInterfaceId, owner, read);
  }
}
