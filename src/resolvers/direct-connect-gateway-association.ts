import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../context";
import { associationsOf, enterChangedAssociation } from "../directconnect/collections/gateway-associations";
import { directConnectGatewayOf } from "../directconnect/relations/gateway-owners";
import { changeAtGateway, regionOfGateway } from "../directconnect/relations/gateway-regions";
import { listUnderGateways } from "../directconnect/collections/under-gateways";
import { deprecated, FIRST_RELEASE } from "../types/graph/deprecation";
import { DirectConnectGateway } from "../types/direct-connect-gateway";
import {
  DirectConnectGatewayAssociation,
  DirectConnectGatewayAssociationPage,
  DirectConnectGatewayAssociationRootListArgs,
} from "../types/direct-connect-gateway-association";
import {
  CreateDirectConnectGatewayAssociationInput,
  DeleteDirectConnectGatewayAssociationInput,
  DirectConnectGatewayAssociationDeletion,
  UpdateDirectConnectGatewayAssociationInput,
} from "../types/direct-connect-gateway-association-change";
import { ScopeArgs } from "../types/graph/scope";
import { SelectingIdArg } from "../types/rules/id-rules";
import { ChangeArgs, type ChangeArguments } from "./change-arguments";

@Resolver(() => DirectConnectGatewayAssociation)
export class DirectConnectGatewayAssociationResolver {
  @Query(() => DirectConnectGatewayAssociationPage, {
    nullable: true,
    description:
      "The associations with Direct Connect gateways. With an id it is one call for each account, and shows also those with Direct Connect gateways of other accounts; without, those of all gateways that the accounts own, one call for each.",
  })
  directConnectGatewayAssociations(
    @SelectingIdArg("directConnectGatewayId", ["dx-gateway"], {
      nullable: true,
      description: "Only rows of this Direct Connect gateway (a UUID).",
    })
    directConnectGatewayId: string | null | undefined,
    @Arg("associatedGatewayId", () => ID, {
      nullable: true,
      description:
        "Only those of this virtual private gateway, transit gateway or core network (`vgw-…`, `tgw-…`, `core-network-…`).",
    })
    associatedGatewayId: string | null | undefined,
    @Arg("virtualGatewayId", () => ID, {
      nullable: true,
      description: "Only associations of this virtual private gateway (`vgw-…`).",
      ...deprecated({
        replacement: "Query.directConnectGatewayAssociations(associatedGatewayId:)",
        since: FIRST_RELEASE,
        mapping: "The value stays as it is.",
      }),
    })
    virtualGatewayId: string | null | undefined,
    @Args(() => DirectConnectGatewayAssociationRootListArgs)
    args: InstanceType<typeof DirectConnectGatewayAssociationRootListArgs>,
    @Ctx() { directConnect }: Context,
  ) {
    const narrowing = {
      directConnectGatewayId,
      associatedGatewayId: associatedGatewayId ?? virtualGatewayId,
    };
    return listUnderGateways(directConnect.read, associationsOf, narrowing, args);
  }

  @Query(() => DirectConnectGatewayAssociation, {
    nullable: true,
    description:
      "One association that the account can see, as the owner of either side; null if it does not exist.",
  })
  async directConnectGatewayAssociation(
    @Arg("associationId", () => ID, { description: "The association: a UUID." }) associationId: string,
    @Args(() => ScopeArgs) scope: ScopeArgs,
    @Ctx() { directConnect }: Context,
  ) {
    const place = directConnect.place(scope);
    const { rows } = await directConnect.read.snapshot(associationsOf({ associationId }), place);
    return rows[0] ?? null;
  }

  @Mutation(() => DirectConnectGatewayAssociation, {
    description:
      "Associates a virtual private gateway or transit gateway with a Direct Connect gateway of the same account. It is sent to the region of the former; where `region` is left out, the gateway finds it, or says that it must be given.",
  })
  async createDirectConnectGatewayAssociation(
    @Arg("input", () => CreateDirectConnectGatewayAssociationInput, {
      description: "The two gateways to associate, and the prefixes to announce.",
    })
    input: CreateDirectConnectGatewayAssociationInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ) {
    const gatewayId = input.gatewayId ?? input.virtualGatewayId ?? "";
    const { output, place } = await changeAtGateway(
      directConnect,
      scope,
      "CreateDirectConnectGatewayAssociation",
      input,
      key,
      (account) => regionOfGateway(gatewayId, account, directConnect.read),
    );
    return enterChangedAssociation(
      output.directConnectGatewayAssociation,
      place,
      `the association of ${gatewayId}`,
    );
  }

  @Mutation(() => DirectConnectGatewayAssociation, {
    description:
      "Changes what an association announces, as the owner of the Direct Connect gateway. Takes minutes; the other owner makes a proposal instead.",
  })
  async updateDirectConnectGatewayAssociation(
    @Arg("input", () => UpdateDirectConnectGatewayAssociationInput, {
      description: "The association, and the prefixes to add and to remove.",
    })
    input: UpdateDirectConnectGatewayAssociationInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ) {
    const place = directConnect.place(scope);
    const output = await directConnect.change("UpdateDirectConnectGatewayAssociation", place, input, key);
    return enterChangedAssociation(
      output.directConnectGatewayAssociation,
      place,
      `association ${input.associationId}`,
    );
  }

  @Mutation(() => DirectConnectGatewayAssociationDeletion, {
    description:
      "Dissolves an association, as the owner of either side. Takes minutes. If it no longer exists, this succeeds with `alreadyGone`.",
  })
  async deleteDirectConnectGatewayAssociation(
    @Arg("input", () => DeleteDirectConnectGatewayAssociationInput, {
      description: "The association to dissolve.",
    })
    input: DeleteDirectConnectGatewayAssociationInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ): Promise<DirectConnectGatewayAssociationDeletion> {
    const place = directConnect.place(scope);
    const deleted = await directConnect.remove("DeleteDirectConnectGatewayAssociation", place, input, key);
    const association =
      deleted === null
        ? null
        : enterChangedAssociation(deleted.directConnectGatewayAssociation, place, "the association");
    return {
      associationId: association?.associationId ?? input.associationId ?? null,
      associationState: association?.associationState ?? "disassociated",
      alreadyGone: association === null,
      association,
    };
  }

  @FieldResolver(() => DirectConnectGateway, {
    nullable: true,
    description: "The Direct Connect gateway; null if no configured account owns it.",
  })
  directConnectGateway(
    @Root()
    { account, directConnectGatewayId, directConnectGatewayOwnerAccount }: DirectConnectGatewayAssociation,
    @Ctx() { directConnect }: Context,
  ) {
    const { read } = directConnect;
    return directConnectGatewayOf(
      directConnectGatewayId,
      [directConnectGatewayOwnerAccount ?? account],
      read,
    );
  }
}
