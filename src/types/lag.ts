import type * as sdk from "@aws-sdk/client-direct-connect";
import { IsOptional } from "class-validator";
import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { RequestBillingMode } from "./billing-mode";
import { Connection, DEDICATED_BANDWIDTHS } from "./connection";
import { HostedConnectionParent } from "./hosted-connection-parent";
import { listArgsOf } from "./graph/list";
import { EncryptionMode } from "./macsec-key";
import { Node } from "./graph/node";
import { openEnum } from "./graph/open-enum";
import { pageTypeOf } from "./graph/page";
import { Port, PortFilter, PortOrder } from "./port";
import { IntegerBetween, LagSize, OneOf, ResourceName } from "./rules/rules";
import { NewTags, type TagInput } from "./tag";
import { VirtualInterfaceCarrier } from "./virtual-interface-carrier";
import { ConnectionId, LagId, IdsToSelect } from "./rules/id-rules";

const LagState = openEnum<sdk.LagState>("LagState", "The life-cycle state of a LAG.", {
  requested: "Ordered; AWS has not approved it, so there is no letter of authorization yet.",
  pending: "AWS has approved it, and the cross connect is not up yet.",
  available: "At least `minimumLinks` of its members are up.",
  down: "Fewer of its members are up than `minimumLinks`.",
  deleting: "AWS is deleting it.",
  deleted: "Deleted; AWS lists it for some more time.",
  unknown: "AWS sends no value, or `unknown`.",
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

  @Field(() => ID, { nullable: true, description: "The owning account, 12 digits." })
  ownerAccount?: string;

  @Field(() => String, { nullable: true, description: "The LAG's name, as its owner set it; not unique." })
  lagName?: string;

  @Field(() => LagState, {
    description: "The LAG's state; `AVAILABLE` while at least `minimumLinks` members are up.",
  })
  lagState!: string;

  @Field(() => String, {
    nullable: true,
    description: "The bandwidth of each of its members in the words of AWS, such as `10Gbps`.",
  })
  connectionsBandwidth?: string;

  @Field(() => Int, { nullable: true, description: "The number of member ports that AWS counts." })
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

  /* The fields of VirtualInterfaceCarrier. */
  billingMode?: string;
  requestedBillingMode?: string;
  rateLimiterStatus?: sdk.RateLimiterStatus;
  prefixPoolSizeIpv4?: number;
  prefixPoolSizeIpv6?: number;
  prefixPoolUnallocatedCountIpv4?: number;
  prefixPoolUnallocatedCountIpv6?: number;
}

export const LagPage = pageTypeOf(Lag);

@InputType({ description: "Selects LAGs; a row must match every member that is set." })
export class LagFilter extends PortFilter {
  @Field(() => [ID], { nullable: true, description: "Only LAGs with one of these ids (`dxlag-…`)." })
  @IdsToSelect("dxlag")
  lagId?: string[];

  @Field(() => [LagState], { nullable: true, description: "Only LAGs in one of these states." })
  lagState?: string[];

  @Field(() => [String], {
    nullable: true,
    description: "Only rows with members of one of these bandwidths, such as `10Gbps`.",
  })
  connectionsBandwidth?: string[];

  @Field(() => [ID], {
    nullable: true,
    description: "Only rows that one of these accounts (12 digits) owns.",
  })
  ownerAccount?: string[];

  @Field(() => Boolean, {
    nullable: true,
    description: "Only rows that can, or cannot, carry hosted connections.",
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

  @Field(() => String, {
    description: "A name for the new LAG, up to 200 characters; it need not be unique.",
  })
  @ResourceName(200)
  lagName!: string;

  @Field(() => ID, {
    nullable: true,
    description: "An existing port to start with; its link stops for a moment.",
  })
  @IsOptional()
  @ConnectionId()
  connectionId?: string;

  @Field(() => RequestBillingMode, {
    nullable: true,
    description:
      "How to bill its members, all in one way; one of `availableBillingModes` of the location. Default: as the port of `connectionId`, otherwise by use. Not for a partner's LAG.",
  })
  billingMode?: sdk.RequestBillingMode;

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
  @Field(() => ID, { description: "The id of the deleted LAG, `dxlag-…`." })
  lagId!: string;

  @Field(() => LagState, {
    description: "The state after the call: DELETING, or DELETED if nothing is left.",
  })
  lagState!: string;

  @Field(() => Boolean, {
    description: "True if the resource did not exist any more, so that nothing was deleted.",
  })
  alreadyGone!: boolean;

  @Field(() => Lag, { nullable: true, description: "The LAG; null if it was already deleted." })
  lag!: Lag | null;
}
