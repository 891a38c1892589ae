import type * as sdk from "@aws-sdk/client-direct-connect";
import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from "type-graphql";
import type { Context } from "../context";
import type { Place } from "../directconnect/accounts/accounts";
import { enterResiliencyGroupAssociation } from "../directconnect/collections/resiliency-group-associations";
import { findResiliencyGroup, groupsOfPort, portNamed } from "../directconnect/relations/resiliency-groups";
import { CALL_COST } from "../types/graph/call-cost";
import { ResiliencyGroup } from "../types/resiliency-group";
import { ResiliencyGroupAssociation } from "../types/resiliency-group-association";
import { ResiliencyGroupMembersChange, ResiliencyGroupMembersInput } from "../types/resiliency-group-change";
import { VirtualInterfaceCarrier } from "../types/virtual-interface-carrier";
import { ChangeArgs, type ChangeArguments } from "./change-arguments";

function changed(
  { resiliencyGroupId }: ResiliencyGroupMembersInput,
  associations: readonly sdk.ResiliencyGroupAssociation[] = [],
  place: Place,
): ResiliencyGroupMembersChange {
  const rows = associations.map((association) => enterResiliencyGroupAssociation(association, place));
  return { resiliencyGroupId, resiliencyGroupAssociations: rows.filter((row) => row !== null) };
}

@Resolver(() => ResiliencyGroupAssociation)
export class ResiliencyGroupAssociationResolver {
  @Mutation(() => ResiliencyGroupMembersChange, {
    description:
      "Puts connections and LAGs into a resiliency group, all of them or none. Pairs that AWS finds among flat-rate ports are billed as one port.",
  })
  async associateConnectionsToResiliencyGroup(
    @Arg("input", () => ResiliencyGroupMembersInput, {
      description: "The group, and the connections and LAGs to add to it.",
    })
    input: ResiliencyGroupMembersInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ) {
    const place = directConnect.place(scope);
    const answer = await directConnect.change("AssociateConnectionsToResiliencyGroup", place, input, key);
    return changed(input, answer.resiliencyGroupAssociations, place);
  }

  @Mutation(() => ResiliencyGroupMembersChange, {
    description:
      "Takes connections and LAGs out of a resiliency group, all of them or none. A pair of ports that is separated is billed as two again.",
  })
  async disassociateConnectionsFromResiliencyGroup(
    @Arg("input", () => ResiliencyGroupMembersInput, {
      description: "The group, and the connections and LAGs to remove from it.",
    })
    input: ResiliencyGroupMembersInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ) {
    const place = directConnect.place(scope);
    const answer = await directConnect.change(
      "DisassociateConnectionsFromResiliencyGroup",
      place,
      input,
      key,
    );
    return changed(input, answer.resiliencyGroupAssociations, place);
  }

  @FieldResolver(() => ID, { description: "The id of the connection or LAG, `dxcon-…` or `dxlag-…`." })
  connectionId(@Root() { connectionId }: ResiliencyGroupAssociation) {
    return connectionId;
  }

  @FieldResolver(() => VirtualInterfaceCarrier, {
    nullable: true,
    description: "The connection or LAG; null where the gateway cannot read it.",
  })
  connection(@Root() { connectionArn }: ResiliencyGroupAssociation, @Ctx() { directConnect }: Context) {
    return portNamed(connectionArn, directConnect.read);
  }

  @FieldResolver(() => ResiliencyGroup, {
    nullable: true,
    description: "What it belongs to, is joining or leaves; null where that is gone.",
  })
  resiliencyGroup(
    @Root() { account, resiliencyGroupId }: ResiliencyGroupAssociation,
    @Ctx() { directConnect }: Context,
  ) {
    return findResiliencyGroup(resiliencyGroupId, directConnect.place({ account }), directConnect.read);
  }
}

@Resolver(() => VirtualInterfaceCarrier)
export class CarrierResiliencyGroupResolver {
  @FieldResolver(() => [ResiliencyGroup], {
    complexity: CALL_COST,
    nullable: true,
    description:
      "The resiliency groups that it belongs to or is joining. AWS has no operation for them: all groups of the account are searched, with a call for each.",
  })
  resiliencyGroups(@Root() carrier: VirtualInterfaceCarrier, @Ctx() { directConnect }: Context) {
    return groupsOfPort(carrier, directConnect.read);
  }
}
