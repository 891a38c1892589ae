import { Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../context";
import { findVirtualInterface } from "../directconnect/relations/carriers";
import { attachmentsOf } from "../directconnect/collections/attachments";
import { directConnectGatewayOf } from "../directconnect/relations/gateway-owners";
import { listUnderGateways } from "../directconnect/collections/under-gateways";
import { DirectConnectGateway } from "../types/direct-connect-gateway";
import {
  DirectConnectGatewayAttachment,
  DirectConnectGatewayAttachmentPage,
  DirectConnectGatewayAttachmentRootListArgs,
} from "../types/direct-connect-gateway-attachment";
import { VirtualInterface } from "../types/virtual-interface";
import { SelectingIdArg } from "../types/rules/id-rules";

@Resolver(() => DirectConnectGatewayAttachment)
export class DirectConnectGatewayAttachmentResolver {
  @Query(() => DirectConnectGatewayAttachmentPage, {
    nullable: true,
    description:
      "The attachments of virtual interfaces to Direct Connect gateways: with an id one call for each account; without, those of all gateways that the accounts own, one call for each.",
  })
  directConnectGatewayAttachments(
    @SelectingIdArg("directConnectGatewayId", ["dx-gateway"], {
      nullable: true,
      description: "Only rows of this Direct Connect gateway (a UUID).",
    })
    directConnectGatewayId: string | null | undefined,
    @SelectingIdArg("virtualInterfaceId", ["dxvif"], {
      nullable: true,
      description: "Only that of this virtual interface, `dxvif-…`.",
    })
    virtualInterfaceId: string | null | undefined,
    @Args(() => DirectConnectGatewayAttachmentRootListArgs)
    args: InstanceType<typeof DirectConnectGatewayAttachmentRootListArgs>,
    @Ctx() { directConnect }: Context,
  ) {
    const narrowing = { directConnectGatewayId, virtualInterfaceId };
    return listUnderGateways(directConnect.read, attachmentsOf, narrowing, args);
  }

  @FieldResolver(() => DirectConnectGateway, {
    nullable: true,
    description: "The Direct Connect gateway; null if no configured account owns it.",
  })
  directConnectGateway(
    @Root()
    { directConnectGatewayId, account, virtualInterfaceOwnerAccount }: DirectConnectGatewayAttachment,
    @Ctx() { directConnect }: Context,
  ) {
    const owners = [account, virtualInterfaceOwnerAccount];
    return directConnectGatewayOf(directConnectGatewayId, owners, directConnect.read);
  }

  @FieldResolver(() => VirtualInterface, {
    nullable: true,
    description: "The virtual interface; null if no configured account sees it, or it is no longer listed.",
  })
  virtualInterface(
    @Root() attachment: DirectConnectGatewayAttachment,
    @Ctx() { directConnect: { read } }: Context,
  ) {
    const { account, virtualInterfaceId, virtualInterfaceOwnerAccount, virtualInterfaceRegion } = attachment;
    if (virtualInterfaceRegion == null)
      return read.noParent(attachmentsOf({}), attachment, "virtualInterfaceRegion");
    const owner = { account: virtualInterfaceOwnerAccount ?? account, region: virtualInterfaceRegion };
    return findVirtualInterface(virtualInterfaceId, owner, read);
  }
}
