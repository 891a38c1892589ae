import type * as sdk from "@aws-sdk/client-direct-connect";
import { IsOptional } from "class-validator";
import { Field, ID, InputType, ObjectType } from "type-graphql";
import { HostedConnectionParent } from "./hosted-connection-parent";
import { listArgsOf } from "./graph/list";
import { Node } from "./graph/node";
import { openEnum } from "./graph/open-enum";
import { pageTypeOf } from "./graph/page";
import { Link, LinkFilter, Port, PortOrder } from "./port";
import { OneOf, ResourceName } from "./rules/rules";
import { ConnectionId, IdsToSelect, LagId } from "./rules/id-rules";

export const InterconnectState = openEnum<sdk.InterconnectState>(
  "InterconnectState",
  "The life-cycle state of an interconnect.",
  {
    requested: "Ordered; AWS has not approved it, so there is no letter of authorization yet.",
    pending: "AWS has approved it, and the cross connect is not up yet.",
    available: "The link is up.",
    down: "The link is down.",
    deleting: "AWS is deleting it.",
    deleted: "Deleted; AWS lists it for some more time.",
    unknown: "AWS sends no value, or `unknown`.",
  },
);

@ObjectType({
  description: "A partner's port into AWS, on which the partner allocates hosted connections to customers.",
  implements: [Link, HostedConnectionParent, Port, Node],
  simpleResolvers: true,
})
export class Interconnect extends Link {
  @Field(() => ID, { description: "The id that AWS gave it, `dxcon-…`." })
  interconnectId!: string;

  @Field(() => String, {
    nullable: true,
    description: "The interconnect's name, as its owner set it; not unique.",
  })
  interconnectName?: string;

  @Field(() => InterconnectState, {
    description: "The interconnect's state, from order to deletion; `AVAILABLE` while its link is up.",
  })
  interconnectState!: string;
}

export const InterconnectPage = pageTypeOf(Interconnect);

@InputType({ description: "Selects interconnects; a row must match every member that is set." })
export class InterconnectFilter extends LinkFilter {
  @Field(() => [ID], { nullable: true, description: "Only interconnects with one of these ids (`dxcon-…`)." })
  @IdsToSelect("dxcon")
  interconnectId?: string[];

  @Field(() => [InterconnectState], {
    nullable: true,
    description: "Only interconnects in one of these states.",
  })
  interconnectState?: string[];
}

export const { List: InterconnectListArgs, RootList: InterconnectRootListArgs } = listArgsOf<
  Interconnect,
  InterconnectFilter
>("Interconnect", InterconnectFilter, {
  ID: "interconnectId",
  NAME: "interconnectName",
  STATE: "interconnectState",
  REGION: "region",
  LOCATION: "location",
  BANDWIDTH: "bandwidth",
});

/** @see https://docs.aws.amazon.com/directconnect/latest/APIReference/API_CreateInterconnect.html */
const INTERCONNECT_BANDWIDTHS = ["1Gbps", "10Gbps", "100Gbps"] as const;

@InputType({ description: "An interconnect to order; for Direct Connect partners." })
export class CreateInterconnectInput extends PortOrder implements sdk.CreateInterconnectRequest {
  @Field(() => String, {
    description: `The bandwidth to order: one of ${INTERCONNECT_BANDWIDTHS.join(", ")}.`,
  })
  @OneOf(...INTERCONNECT_BANDWIDTHS)
  bandwidth!: string;

  @Field(() => String, {
    description: "A name for the new interconnect, up to 200 characters; it need not be unique.",
  })
  @ResourceName(200)
  interconnectName!: string;

  @Field(() => ID, {
    nullable: true,
    description: "A LAG that the new port joins; it must have the same bandwidth and location.",
  })
  @IsOptional()
  @LagId()
  lagId?: string;
}

@InputType({ description: "An interconnect by its id." })
export class InterconnectIdInput implements sdk.DeleteInterconnectRequest {
  @Field(() => ID, { description: "The interconnect, `dxcon-…`." })
  @ConnectionId("owner")
  interconnectId!: string;
}

@ObjectType({ description: "What became of an interconnect that was to be deleted.", simpleResolvers: true })
export class InterconnectDeletion {
  @Field(() => ID, { description: "The id of the deleted interconnect, `dxcon-…`." })
  interconnectId!: string;

  @Field(() => InterconnectState, {
    description: "The state after the call: DELETING, or DELETED if nothing is left.",
  })
  interconnectState!: string;

  @Field(() => Boolean, {
    description: "True if the resource did not exist any more, so that nothing was deleted.",
  })
  alreadyGone!: boolean;
}
