import type * as sdk from "@aws-sdk/client-direct-connect";
import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../context";
import type { Place } from "../directconnect/accounts/accounts";
import { attachmentsOf } from "../directconnect/collections/attachments";
import { proposals } from "../directconnect/collections/association-proposals";
import {
  directConnectGateways,
  enterDirectConnectGateway,
} from "../directconnect/collections/direct-connect-gateways";
import { virtualInterfaces } from "../directconnect/collections/virtual-interfaces";
import { associationsOf } from "../directconnect/collections/gateway-associations";
import { unwrap } from "../directconnect/write/unwrap";
import {
  CreateDirectConnectGatewayInput,
  DirectConnectGateway,
  DirectConnectGatewayDeletion,
  DirectConnectGatewayIdInput,
  DirectConnectGatewayPage,
  DirectConnectGatewayRootListArgs,
  UpdateDirectConnectGatewayInput,
} from "../types/direct-connect-gateway";
import {
  DirectConnectGatewayAssociationListArgs,
  DirectConnectGatewayAssociationPage,
} from "../types/direct-connect-gateway-association";
import {
  DirectConnectGatewayAssociationProposalListArgs,
  DirectConnectGatewayAssociationProposalPage,
} from "../types/direct-connect-gateway-association-proposal";
import {
  DirectConnectGatewayAttachmentListArgs,
  DirectConnectGatewayAttachmentPage,
} from "../types/direct-connect-gateway-attachment";
import { ScopeArgs } from "../types/graph/scope";
import { VirtualInterfaceListArgs, VirtualInterfacePage } from "../types/virtual-interface";
import { IdArg } from "../types/rules/id-rules";
import { ChangeArgs, type ChangeArguments } from "./change-arguments";

/** @throws GatewayError APPLIED_BUT_UNREAD where the answer does not identify the gateway. */
function entered(gateway: sdk.DirectConnectGateway | undefined, place: Place, name: string) {
  const what = `Direct Connect gateway ${name}`;
  return unwrap(enterDirectConnectGateway(unwrap(gateway, what), place), what);
}

@Resolver(() => DirectConnectGateway)
export class DirectConnectGatewayResolver {
  @Query(() => DirectConnectGatewayPage, {
    nullable: true,
    description:
      "The Direct Connect gateways that the accounts own. They are global: `regions` only selects where they are read.",
  })
  directConnectGateways(
    @Args(() => DirectConnectGatewayRootListArgs) args: InstanceType<typeof DirectConnectGatewayRootListArgs>,
    @Ctx() { directConnect }: Context,
  ) {
    return directConnect.read.list(directConnectGateways, args);
  }

  @Query(() => DirectConnectGateway, {
    nullable: true,
    description: "One Direct Connect gateway that the account owns; null if it does not exist.",
  })
  directConnectGateway(
    @IdArg(
      "directConnectGatewayId",
      ["dx-gateway"],
      { description: "The Direct Connect gateway: a UUID." },
      "owner",
    )
    directConnectGatewayId: string,
    @Args(() => ScopeArgs) scope: ScopeArgs,
    @Ctx() { directConnect }: Context,
  ) {
    return directConnect.read.find(directConnectGateways, directConnect.place(scope), directConnectGatewayId);
  }

  @Mutation(() => DirectConnectGateway, { description: "Creates a Direct Connect gateway, which is global." })
  async createDirectConnectGateway(
    @Arg("input", () => CreateDirectConnectGatewayInput, {
      description: "The name and the AWS-side ASN of the new Direct Connect gateway.",
    })
    input: CreateDirectConnectGatewayInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ) {
    const place = directConnect.place(scope);
    const { directConnectGateway } = await directConnect.change(
      "CreateDirectConnectGateway",
      place,
      input,
      key,
    );
    return entered(directConnectGateway, place, input.directConnectGatewayName);
  }

  @Mutation(() => DirectConnectGateway, { description: "Renames a Direct Connect gateway." })
  async updateDirectConnectGateway(
    @Arg("input", () => UpdateDirectConnectGatewayInput, {
      description: "The Direct Connect gateway and its new name.",
    })
    input: UpdateDirectConnectGatewayInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ) {
    const place = directConnect.place(scope);
    const { directConnectGateway } = await directConnect.change(
      "UpdateDirectConnectGateway",
      place,
      input,
      key,
    );
    return entered(directConnectGateway, place, input.directConnectGatewayId);
  }

  @Mutation(() => DirectConnectGatewayDeletion, {
    description:
      "Deletes a Direct Connect gateway that no virtual interface is attached to. If it no longer exists, this succeeds with `alreadyGone`. While something is associated with it AWS accepts the deletion, and reverts it some minutes later: select `remainingAssociations`, and check its state and `stateChangeError` later.",
  })
  async deleteDirectConnectGateway(
    @Arg("input", () => DirectConnectGatewayIdInput, { description: "The Direct Connect gateway to delete." })
    input: DirectConnectGatewayIdInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ): Promise<DirectConnectGatewayDeletion> {
    const place = directConnect.place(scope);
    const { directConnectGatewayId } = input;
    const deleted = await directConnect.remove("DeleteDirectConnectGateway", place, input, key);
    const gateway =
      deleted === null ? null : entered(deleted.directConnectGateway, place, directConnectGatewayId);
    return {
      directConnectGatewayId,
      directConnectGatewayState: gateway?.directConnectGatewayState ?? "deleted",
      alreadyGone: gateway === null,
      directConnectGateway: gateway,
    };
  }

  @FieldResolver(() => DirectConnectGatewayAttachmentPage, {
    nullable: true,
    description: "The virtual interfaces attached to it, by the state of their attachment.",
  })
  attachments(
    @Root() { account, directConnectGatewayId }: DirectConnectGateway,
    @Args(() => DirectConnectGatewayAttachmentListArgs)
    args: InstanceType<typeof DirectConnectGatewayAttachmentListArgs>,
    @Ctx() { directConnect }: Context,
  ) {
    const place = directConnect.place({ account });
    return directConnect.read.listUnder(attachmentsOf({ directConnectGatewayId }), place, args);
  }

  @FieldResolver(() => DirectConnectGatewayAssociationPage, {
    nullable: true,
    description: "What is associated with it: virtual private gateways, transit gateways, a core network.",
  })
  associations(
    @Root() { account, directConnectGatewayId }: DirectConnectGateway,
    @Args(() => DirectConnectGatewayAssociationListArgs)
    args: InstanceType<typeof DirectConnectGatewayAssociationListArgs>,
    @Ctx() { directConnect }: Context,
  ) {
    const place = directConnect.place({ account });
    return directConnect.read.listUnder(associationsOf({ directConnectGatewayId }), place, args);
  }

  @FieldResolver(() => DirectConnectGatewayAssociationProposalPage, {
    nullable: true,
    description: "The proposals that other accounts made to it.",
  })
  proposals(
    @Root() { account, directConnectGatewayId }: DirectConnectGateway,
    @Args(() => DirectConnectGatewayAssociationProposalListArgs)
    args: InstanceType<typeof DirectConnectGatewayAssociationProposalListArgs>,
    @Ctx() { directConnect }: Context,
  ) {
    return directConnect.read.listWhere(
      proposals,
      [directConnect.place({ account })],
      { directConnectGatewayId },
      args,
    );
  }

  @FieldResolver(() => VirtualInterfacePage, {
    nullable: true,
    description: "The virtual interfaces attached to it, in all regions of its account.",
  })
  virtualInterfaces(
    @Root() { account, directConnectGatewayId }: DirectConnectGateway,
    @Args(() => VirtualInterfaceListArgs) args: InstanceType<typeof VirtualInterfaceListArgs>,
    @Ctx() { directConnect: { read } }: Context,
  ) {
    return read.listWhere(
      virtualInterfaces,
      read.accounts.places([account]),
      { directConnectGatewayId },
      args,
    );
  }
}
