import { Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../context";
import { directConnectGateways } from "../directconnect/collections/direct-connect-gateways";
import { associationsOf } from "../directconnect/collections/gateway-associations";
import { virtualGateways } from "../directconnect/collections/virtual-gateways";
import { virtualInterfaces } from "../directconnect/collections/virtual-interfaces";
import { gatewaysOf } from "../directconnect/relations/gateway-owners";
import { select } from "../directconnect/lists/select";
import { DirectConnectGatewayListArgs, DirectConnectGatewayPage } from "../types/direct-connect-gateway";
import {
  DirectConnectGatewayAssociationListArgs,
  DirectConnectGatewayAssociationPage,
} from "../types/direct-connect-gateway-association";
import { VirtualInterfaceListArgs, VirtualInterfacePage } from "../types/virtual-interface";
import { VirtualGateway, VirtualGatewayPage, VirtualGatewayRootListArgs } from "../types/virtual-gateway";

@Resolver(() => VirtualGateway)
export class VirtualGatewayResolver {
  @Query(() => VirtualGatewayPage, {
    nullable: true,
    description: "The virtual private gateways that the accounts own.",
  })
  virtualGateways(
    @Args(() => VirtualGatewayRootListArgs) args: InstanceType<typeof VirtualGatewayRootListArgs>,
    @Ctx() { directConnect }: Context,
  ) {
    return directConnect.read.list(virtualGateways, args);
  }

  @FieldResolver(() => DirectConnectGatewayAssociationPage, {
    nullable: true,
    description:
      "Its associations, also with Direct Connect gateways of other accounts. One call to AWS for each virtual private gateway: it lists them in no other way.",
  })
  associations(
    @Root() { account, virtualGatewayId }: VirtualGateway,
    @Args(() => DirectConnectGatewayAssociationListArgs)
    args: InstanceType<typeof DirectConnectGatewayAssociationListArgs>,
    @Ctx() { directConnect }: Context,
  ) {
    const place = directConnect.place({ account });
    return directConnect.read.listUnder(
      associationsOf({ associatedGatewayId: virtualGatewayId }),
      place,
      args,
    );
  }

  @FieldResolver(() => DirectConnectGatewayPage, {
    nullable: true,
    description:
      "The Direct Connect gateways that it is associated with, as far as accounts of the gateway own them.",
  })
  async directConnectGateways(
    @Root() { account, virtualGatewayId }: VirtualGateway,
    @Args(() => DirectConnectGatewayListArgs) args: InstanceType<typeof DirectConnectGatewayListArgs>,
    @Ctx() { directConnect }: Context,
  ) {
    const { read } = directConnect;
    const place = directConnect.place({ account });
    const { rows } = await read.snapshot(associationsOf({ associatedGatewayId: virtualGatewayId }), place);
    const live = rows.filter(({ associationState }) => associationState !== "disassociated");
    const ids = new Set(live.map((row) => row.directConnectGatewayId));
    const owners = live.map((row) => row.directConnectGatewayOwnerAccount ?? account);
    const { rows: gateways, unavailable } = await gatewaysOf(owners, read);
    const associated = gateways.filter((gateway) => ids.has(gateway.directConnectGatewayId));
    return select(associated, directConnectGateways, args, unavailable);
  }

  @FieldResolver(() => VirtualInterfacePage, {
    nullable: true,
    description:
      "The private virtual interfaces that connect to it directly, past any Direct Connect gateway.",
  })
  virtualInterfaces(
    @Root() { account, region, virtualGatewayId }: VirtualGateway,
    @Args(() => VirtualInterfaceListArgs) args: InstanceType<typeof VirtualInterfaceListArgs>,
    @Ctx() { directConnect }: Context,
  ) {
    return directConnect.read.listUnder(
      virtualInterfaces,
      directConnect.read.placeOf({ account, region }, "DescribeVirtualInterfaces"),
      args,
      {
        virtualGatewayId,
      },
    );
  }
}
