import type * as sdk from "@aws-sdk/client-direct-connect";
import { IsOptional } from "class-validator";
import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { Connection, DEDICATED_BANDWIDTHS } from "./connection";
import { HostedConnectionParent } from "./hosted-connection-parent";
import { listArgsOf } from "./graph/list";
import { EncryptionMode } from "./macsec-key";
import { Node } from "./graph/node";
import { openEnum } from "./graph/open-enum";
import { pageOf } from "./graph/page";
import { Port, PortFilter, PortOrder } from "./port";
import { ConnectionId, IntegerBetween, LagId, LagSize, OneOf, ResourceName } from "./rules/rules";
import { NewTags, type TagInput } from "./tag";
import { VirtualInterfaceCarrier } from "./virtual-interface-carrier";

const LagState = openEnum<sdk.LagState>("LagState", "Where a LAG stands.", {
  requested: "AWS has not yet approved it; no letter of authorization yet.",
  pending: "Approved and being wired.",
  available: "At least `minimumLinks` of its members are up.",
  down: "Fewer of its members are up than `minimumLinks`.",
  deleting: "Being deleted.",
  deleted: "Gone; still listed for a while.",
  unknown: "AWS does not say.",
});

@ObjectType({
  description:
    "A link aggregation group: up to four ports of one bandwidth on one AWS device, used as one. A partner's consists of interconnects and carries hosted connections.",
  implements: [HostedConnectionParent, Port, VirtualInterfaceCarrier, Node],
  simpleResolvers: true,
})
export class Lag extends Port {
  @Field(() => ID, { description: "The id that AWS gave it, `dxlag-…`." })
  lagId!: string;

  @Field(() => ID, { nullable: true, description: "The account that owns it." })
  ownerAccount?: string;

  @Field(() => String, { nullable: true, description: "Its name." })
  lagName?: string;

  @Field(() => LagState, { description: "Where it stands." })
  lagState!: string;

  @Field(() => String, {
    nullable: true,
    description: "The bandwidth of each of its members in the words of AWS, such as `10Gbps`.",
  })
  connectionsBandwidth?: string;

  @Field(() => Int, { nullable: true, description: "How many members AWS counts." })
  numberOfConnections?: number;

  @Field(() => Int, {
    nullable: true,
    description: "How many members must be up for the LAG to be up; fewer, and it goes down as a whole.",
  })
  minimumLinks?: number;

  @Field(() => [Connection], {
    description:
      "Its members as AWS lists them, a partner's interconnects too in the form of connections. `members` gives each its own type.",
  })
  connections!: Connection[];

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether hosted connections can be allocated on it: a partner's LAG of interconnects.",
  })
  allowsHostedConnections?: boolean;
}

export const LagPage = pageOf(Lag);

@InputType({ description: "Which LAGs to list; each given member must fit." })
export class LagFilter extends PortFilter {
  @Field(() => [ID], { nullable: true, description: "Those with one of these ids." })
  lagId?: string[];

  @Field(() => [LagState], { nullable: true, description: "Those in one of these states." })
  lagState?: string[];

  @Field(() => [String], {
    nullable: true,
    description: "Those with members of one of these bandwidths, such as `10Gbps`.",
  })
  connectionsBandwidth?: string[];

  @Field(() => [ID], { nullable: true, description: "Those owned by one of these accounts." })
  ownerAccount?: string[];

  @Field(() => Boolean, {
    nullable: true,
    description: "Those that can, or cannot, carry hosted connections.",
  })
  allowsHostedConnections?: boolean;
}

export const { List: LagListArgs, RootList: LagRootListArgs } = listArgsOf<Lag, LagFilter>("Lag", LagFilter, {
  ID: "lagId",
  NAME: "lagName",
  STATE: "lagState",
  REGION: "region",
  LOCATION: "location",
  BANDWIDTH: "connectionsBandwidth",
});

@InputType({ description: "A LAG to make: of new ports, of one existing port, or of both." })
export class CreateLagInput extends PortOrder implements sdk.CreateLagRequest {
  @Field(() => Int, {
    description:
      "How many members it starts with, the one of `connectionId` included: 1 to 4 of 1Gbps or 10Gbps, 1 or 2 of 100Gbps or 400Gbps.",
  })
  @LagSize()
  numberOfConnections!: number;

  @Field(() => String, {
    description: `The bandwidth of each member: one of ${DEDICATED_BANDWIDTHS.join(", ")}.`,
  })
  @OneOf(...DEDICATED_BANDWIDTHS)
  connectionsBandwidth!: string;

  @Field(() => String, { description: "Its name, up to 200 characters." })
  @ResourceName(200)
  lagName!: string;

  @Field(() => ID, {
    nullable: true,
    description: "An existing port to start with; its link stops for a moment.",
  })
  @IsOptional()
  @ConnectionId()
  connectionId?: string;

  @NewTags("the new members")
  childConnectionTags?: TagInput[];
}

@InputType({
  description: "What to change on a LAG; at least one of its name, minimum of links and encryption mode.",
})
export class UpdateLagInput implements sdk.UpdateLagRequest {
  @Field(() => ID, { description: "The LAG, `dxlag-…`." })
  @LagId()
  lagId!: string;

  @Field(() => String, { nullable: true, description: "Its new name, up to 200 characters." })
  @IsOptional()
  @ResourceName(200)
  lagName?: string;

  @Field(() => Int, {
    nullable: true,
    description: "How many members must be up for the LAG to be up: 0 to 4, not more than it has.",
  })
  @IsOptional()
  @IntegerBetween(0, 4)
  minimumLinks?: number;

  @Field(() => EncryptionMode, { nullable: true, description: "The new encryption mode of all its members." })
  encryptionMode?: string;
}

@InputType({ description: "A LAG by its id." })
export class LagIdInput implements sdk.DeleteLagRequest {
  @Field(() => ID, { description: "The LAG, `dxlag-…`." })
  @LagId()
  lagId!: string;
}

@InputType({ description: "A port and a LAG: the one to put into the other, or to take out of it." })
export class LagMembershipInput
  implements sdk.AssociateConnectionWithLagRequest, sdk.DisassociateConnectionFromLagRequest
{
  @Field(() => ID, { description: "The dedicated connection or interconnect, `dxcon-…`." })
  @ConnectionId()
  connectionId!: string;

  @Field(() => ID, { description: "The LAG, `dxlag-…`." })
  @LagId()
  lagId!: string;
}

@ObjectType({ description: "What became of a LAG that was to be deleted.", simpleResolvers: true })
export class LagDeletion {
  @Field(() => ID, { description: "The LAG's id." })
  lagId!: string;

  @Field(() => LagState, { description: "DELETING or DELETED." })
  lagState!: string;

  @Field(() => Boolean, { description: "Whether there was nothing left to delete." })
  alreadyGone!: boolean;

  @Field(() => Lag, { nullable: true, description: "The LAG; null where it was already gone." })
  lag!: Lag | null;
}
