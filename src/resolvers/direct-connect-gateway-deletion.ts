import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { Context } from "../context";
import { associationsOf } from "../directconnect/collections/gateway-associations";
import { DirectConnectGatewayDeletion } from "../types/direct-connect-gateway";
import { DirectConnectGatewayAssociation } from "../types/direct-connect-gateway-association";

@Resolver(() => DirectConnectGatewayDeletion)
export class DirectConnectGatewayDeletionResolver {
  @FieldResolver(() => [DirectConnectGatewayAssociation], {
    nullable: true,
    description:
      "What is still associated with it, read after AWS accepted the deletion. Where there is any, the Direct Connect gateway returns to AVAILABLE in some minutes, with a `stateChangeError`: dissolve these and delete it again.",
  })
  async remainingAssociations(
    @Root() { directConnectGateway, directConnectGatewayId }: DirectConnectGatewayDeletion,
    @Ctx() { directConnect }: Context,
  ) {
    if (directConnectGateway === null) return [];
    const place = directConnect.place({ account: directConnectGateway.account });
    const { rows } = await directConnect.readBack(
      `the associations of Direct Connect gateway ${directConnectGatewayId}`,
      () => directConnect.read.snapshot(associationsOf({ directConnectGatewayId }), place),
    );
    return rows.filter(({ associationState }) => associationState !== "disassociated");
  }
}
