import type * as sdk from "@aws-sdk/client-direct-connect";
import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../context";
import type { Place } from "../directconnect/accounts/accounts";
import { associationsOfGroup } from "../directconnect/collections/resiliency-group-associations";
import { enterResiliencyGroup, resiliencyGroups } from "../directconnect/collections/resiliency-groups";
import {
  findResiliencyGroup,
  INTENDED_MODEL_TAG,
  membersOfGroup,
  tagsOfGroup,
} from "../directconnect/relations/resiliency-groups";
import { stateAfter, unwrap } from "../directconnect/write/unwrap";
import { circuitOf } from "../insights/circuits";
import { intendedResiliency, modelNamed } from "../insights/intended-resiliency";
import { resiliencyOf } from "../insights/resiliency";
import { ScopeArgs } from "../types/graph/scope";
import { Resiliency } from "../types/resiliency";
import {
  IntendedResiliency,
  ResiliencyGroup,
  ResiliencyGroupPage,
  ResiliencyGroupRootListArgs,
} from "../types/resiliency-group";
import {
  ResiliencyGroupAssociationListArgs,
  ResiliencyGroupAssociationPage,
} from "../types/resiliency-group-association";
import {
  CreateResiliencyGroupInput,
  ResiliencyGroupDeletion,
  ResiliencyGroupIdInput,
  UpdateResiliencyGroupInput,
} from "../types/resiliency-group-change";
import { Tag } from "../types/tag";
import { VirtualInterfaceCarrier } from "../types/virtual-interface-carrier";
import { IdArg } from "../types/rules/id-rules";
import { ChangeArgs, type ChangeArguments } from "./change-arguments";

/** @throws GatewayError APPLIED_BUT_UNREAD where the answer does not identify the group. */
function entered(group: sdk.ResiliencyGroup | undefined, place: Place, name: string): ResiliencyGroup {
  const what = `resiliency group ${name}`;
  return unwrap(enterResiliencyGroup(unwrap(group, what), place), what);
}

@Resolver(() => ResiliencyGroup)
export class ResiliencyGroupResolver {
  @Query(() => ResiliencyGroupPage, {
    nullable: true,
    description: "The resiliency groups that the accounts own. AWS lists them by region.",
  })
  resiliencyGroups(
    @Args(() => ResiliencyGroupRootListArgs) args: InstanceType<typeof ResiliencyGroupRootListArgs>,
    @Ctx() { directConnect }: Context,
  ) {
    return directConnect.read.list(resiliencyGroups, args);
  }

  @Query(() => ResiliencyGroup, {
    nullable: true,
    description:
      "One resiliency group that the account owns; null where there is none. Where `GetResiliencyGroup` is denied, the lists of all regions are searched.",
  })
  resiliencyGroup(
    @IdArg("resiliencyGroupId", ["dx-resiliency-group"], { description: "The resiliency group, `dxrg-…`." })
    resiliencyGroupId: string,
    @Args(() => ScopeArgs) scope: ScopeArgs,
    @Ctx() { directConnect }: Context,
  ) {
    return findResiliencyGroup(resiliencyGroupId, directConnect.place(scope), directConnect.read);
  }

  @Query(() => ResiliencyGroupAssociationPage, {
    nullable: true,
    description: "What is associated with one resiliency group; null where there is none.",
  })
  async resiliencyGroupAssociations(
    @IdArg("resiliencyGroupId", ["dx-resiliency-group"], { description: "The resiliency group, `dxrg-…`." })
    resiliencyGroupId: string,
    @Args(() => ScopeArgs) scope: ScopeArgs,
    @Args(() => ResiliencyGroupAssociationListArgs)
    args: InstanceType<typeof ResiliencyGroupAssociationListArgs>,
    @Ctx() { directConnect }: Context,
  ) {
    const { read } = directConnect;
    const group = await findResiliencyGroup(resiliencyGroupId, directConnect.place(scope), read);
    if (group === null) return null;
    return read.listUnder(associationsOfGroup(group.resiliencyGroupId), directConnect.place(group), args);
  }

  @Mutation(() => ResiliencyGroup, {
    description:
      "Makes a resiliency group. The model that it is made for is kept as a tag, as AWS never shows it again.",
  })
  async createResiliencyGroup(
    @Arg("input", () => CreateResiliencyGroupInput, {
      description: "The name, the intended model and the tags of the new group.",
    })
    input: CreateResiliencyGroupInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ) {
    const place = directConnect.place(scope);
    const tags = [
      ...(input.tags ?? []).filter((tag) => tag.key !== INTENDED_MODEL_TAG),
      { key: INTENDED_MODEL_TAG, value: input.intendedResiliencyModel },
    ];
    const { resiliencyGroupName, intendedResiliencyModel } = input;
    const sent = { resiliencyGroupName, intendedResiliencyModel, tags };
    const { resiliencyGroup } = await directConnect.change("CreateResiliencyGroup", place, sent, key);
    return entered(resiliencyGroup, place, input.resiliencyGroupName);
  }

  @Mutation(() => ResiliencyGroup, { description: "Renames a resiliency group." })
  async updateResiliencyGroup(
    @Arg("input", () => UpdateResiliencyGroupInput, { description: "The group, and its new name." })
    input: UpdateResiliencyGroupInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ) {
    const place = directConnect.place(scope);
    const { resiliencyGroup } = await directConnect.change("UpdateResiliencyGroup", place, input, key);
    return entered(resiliencyGroup, place, input.resiliencyGroupId);
  }

  @Mutation(() => ResiliencyGroupDeletion, {
    description:
      "Deletes a resiliency group that no connection is associated with; `deletionPlan` says what must go before. That it is already gone is success.",
  })
  async deleteResiliencyGroup(
    @Arg("input", () => ResiliencyGroupIdInput, { description: "The id of a group without connections." })
    input: ResiliencyGroupIdInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ): Promise<ResiliencyGroupDeletion> {
    const place = directConnect.place(scope);
    const { resiliencyGroupId } = input;
    const deleted = await directConnect.remove("DeleteResiliencyGroup", place, input, key);
    const group = deleted === null ? null : entered(deleted.resiliencyGroup, place, resiliencyGroupId);
    return {
      resiliencyGroupId,
      state: stateAfter(deleted, group?.state),
      alreadyGone: deleted === null,
      resiliencyGroup: group,
    };
  }

  @FieldResolver(() => [Tag], {
    nullable: true,
    description:
      "What its owner put on it, and the two that the gateway adds; lists read those of all groups at once.",
  })
  tags(@Root() group: ResiliencyGroup, @Ctx() { directConnect }: Context) {
    return tagsOfGroup(group, directConnect.read);
  }

  @FieldResolver(() => ResiliencyGroupAssociationPage, {
    nullable: true,
    description: "Its connections and LAGs, by the state of their association.",
  })
  associations(
    @Root() { account, region, resiliencyGroupId }: ResiliencyGroup,
    @Args(() => ResiliencyGroupAssociationListArgs)
    args: InstanceType<typeof ResiliencyGroupAssociationListArgs>,
    @Ctx() { directConnect }: Context,
  ) {
    const place = directConnect.read.placeOf({ account, region }, "ListResiliencyGroupAssociations");
    return directConnect.read.listUnder(associationsOfGroup(resiliencyGroupId), place, args);
  }

  @FieldResolver(() => [VirtualInterfaceCarrier], {
    nullable: true,
    description:
      "The connections and LAGs that belong to it or are joining it, less those that the gateway cannot read.",
  })
  async connections(@Root() group: ResiliencyGroup, @Ctx() { directConnect }: Context) {
    return (await membersOfGroup(group, directConnect.read)).ports;
  }

  @FieldResolver(() => Resiliency, {
    nullable: true,
    description: "How far its connections really withstand failures.",
  })
  async resiliency(@Root() group: ResiliencyGroup, @Ctx() { directConnect }: Context): Promise<Resiliency> {
    const { ports, notSeen, unavailable } = await membersOfGroup(group, directConnect.read);
    return { ...resiliencyOf(ports.map(circuitOf)), notSeen: [...notSeen], unavailable };
  }

  @FieldResolver(() => IntendedResiliency, {
    nullable: true,
    description: "What it is meant to withstand, and what is missing for that.",
  })
  async intended(
    @Root() group: ResiliencyGroup,
    @Ctx() { directConnect: { read } }: Context,
  ): Promise<IntendedResiliency> {
    const [tags, { ports, notSeen }] = await Promise.all([
      tagsOfGroup(group, read),
      membersOfGroup(group, read),
    ]);
    const model = modelNamed(tags.find(({ key }) => key === INTENDED_MODEL_TAG)?.value);
    return intendedResiliency(model ?? null, ports.map(circuitOf), notSeen.length === 0);
  }
}
