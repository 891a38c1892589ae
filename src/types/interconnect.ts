import type * as sdk from "@aws-sdk/client-direct-connect";
import { IsOptional } from "class-validator";
import { Field, ID, InputType, ObjectType } from "type-graphql";
import { HostedConnectionParent } from "./hosted-connection-parent";
import { listArgsOf } from "./graph/list";
import { Node } from "./graph/node";
import { openEnum } from "./graph/open-enum";
import { pageOf } from "./graph/page";
import { Link, LinkFilter, Port, PortOrder } from "./port";
import { ConnectionId, LagId, OneOf, ResourceName } from "./rules/rules";

export const InterconnectState = openEnum<sdk.InterconnectState>(
  "InterconnectState",
  "Where an interconnect stands.",
  {
    requested: "AWS has not yet approved it; no letter of authorization yet.",
    pending: "Approved and being wired.",
    available: "The link is up.",
    down: "The link is down.",
    deleting: "Being deleted.",
    deleted: "Gone; still listed for a while.",
    unknown: "AWS does not say.",
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

  @Field(() => String, { nullable: true, description: "Its name." })
  interconnectName?: string;

  @Field(() => InterconnectState, { description: "Where it stands." })
  interconnectState!: string;
}

export const InterconnectPage = pageOf(Interconnect);

@InputType({ description: "Which interconnects to list; each given member must fit." })
export class InterconnectFilter extends LinkFilter {
  @Field(() => [ID], { nullable: true, description: "Those with one of these ids." })
  interconnectId?: string[];

  @Field(() => [InterconnectState], { nullable: true, description: "Those in one of these states." })
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
  @Field(() => String, { description: `One of ${INTERCONNECT_BANDWIDTHS.join(", ")}.` })
  @OneOf(...INTERCONNECT_BANDWIDTHS)
  bandwidth!: string;

  @Field(() => String, { description: "Its name, up to 200 characters." })
  @ResourceName(200)
  interconnectName!: string;

  @Field(() => ID, { nullable: true, description: "A LAG to put it into (same bandwidth, same location)." })
  @IsOptional()
  @LagId()
  lagId?: string;
}

@InputType({ description: "An interconnect by its id." })
export class InterconnectIdInput implements sdk.DeleteInterconnectRequest {
  @Field(() => ID, { description: "The interconnect, `dxcon-…`." })
  @ConnectionId()
  interconnectId!: string;
}

@ObjectType({ description: "What became of an interconnect that was to be deleted.", simpleResolvers: true })
export class InterconnectDeletion {
  @Field(() => ID, { description: "The interconnect's id." })
  interconnectId!: string;

  @Field(() => InterconnectState, { description: "DELETING or DELETED." })
  interconnectState!: string;

  @Field(() => Boolean, { description: "Whether there was nothing left to delete." })
  alreadyGone!: boolean;
}
