import { GraphQLDateTime } from "graphql-scalars";
import { Field, ID, InputType, InterfaceType } from "type-graphql";
import { deprecated, FIRST_RELEASE } from "./graph/deprecation";
import { EncryptionMode, MacSecKey, PortEncryptionStatus } from "./macsec-key";
import { Node } from "./graph/node";
import { openEnum } from "./graph/open-enum";
import { LocationCode } from "./rules/rules";
import { NewTags, Tag, type TagInput, TaggedFilter } from "./tag";

export const HasLogicalRedundancy = openEnum(
  "HasLogicalRedundancy",
  "Whether a port supports a second BGP peer of the same address family on another logical device.",
  { yes: "It does.", no: "It does not.", unknown: "AWS does not say." },
);

/** The members that AWS gives to every physical or hosted port, declared once. */
@InterfaceType({
  description: "What connections, interconnects and LAGs have in common.",
  implements: [Node],
  resolveType: (row: { __typename: string }) => row.__typename,
})
export abstract class Port extends Node {
  @Field(() => ID, { description: "The account whose credentials read this record." })
  account!: string;

  @Field(() => String, { description: "The region it belongs to, such as `us-east-1`." })
  region!: string;

  @Field(() => String, {
    nullable: true,
    description: "The code of the Direct Connect location, such as `EqDC2`.",
  })
  location?: string;

  @Field(() => Boolean, { nullable: true, description: "Whether jumbo frames (MTU 9001) can be used." })
  jumboFrameCapable?: boolean;

  @Field(() => String, {
    nullable: true,
    description: "The AWS device where it ends, in its old form.",
    ...deprecated({ replacement: "Port.awsDeviceV2", since: FIRST_RELEASE }),
  })
  awsDevice?: string;

  @Field(() => String, {
    nullable: true,
    description: "The AWS device where the port ends, `<location>-<token>`. Same device: no redundancy.",
  })
  awsDeviceV2?: string;

  @Field(() => String, {
    nullable: true,
    description: "The logical AWS device where BGP ends; can differ from `awsDeviceV2`.",
  })
  awsLogicalDeviceId?: string;

  @Field(() => HasLogicalRedundancy, {
    nullable: true,
    description: "Whether it can carry a second BGP peer of the same address family.",
  })
  hasLogicalRedundancy?: string;

  @Field(() => [Tag], {
    description: "Its tags. Only the owning account can read them; any other reader sees an empty list.",
  })
  tags!: Tag[];

  @Field(() => String, { nullable: true, description: "The network provider, as named when it was ordered." })
  providerName?: string;

  @Field(() => Boolean, { nullable: true, description: "Whether it can use MACsec." })
  macSecCapable?: boolean;

  @Field(() => EncryptionMode, { nullable: true, description: "What it does about MACsec." })
  encryptionMode?: string;

  @Field(() => [MacSecKey], { description: "Its MACsec keys." })
  macSecKeys!: MacSecKey[];
}

@InterfaceType({
  description: "A single port, physical or hosted: what connections and interconnects have in common.",
  implements: [Port, Node],
  resolveType: (row: { __typename: string }) => row.__typename,
})
export abstract class Link extends Port {
  @Field(() => String, {
    nullable: true,
    description: "Its bandwidth in the words of AWS, such as `500Mbps` or `10Gbps`.",
  })
  bandwidth?: string;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: "When the letter of authorization was issued (valid 90 days from then); null before that.",
  })
  loaIssueTime?: Date;

  @Field(() => ID, {
    nullable: true,
    description:
      "The LAG it is a member of, or that carries it where it is hosted on one; null where it stands alone.",
  })
  lagId?: string;

  @Field(() => PortEncryptionStatus, { nullable: true, description: "Whether MACsec is up right now." })
  portEncryptionStatus?: string;
}

/** What an order of new ports says, whether connections, interconnects or LAGs. */
@InputType()
export abstract class PortOrder {
  @NewTags()
  tags?: TagInput[];

  @Field(() => String, { description: "The code of the location, such as `EqDC2`." })
  @LocationCode()
  location!: string;

  @Field(() => String, { nullable: true, description: "The network provider that will bring the circuit." })
  providerName?: string;

  @Field(() => Boolean, { nullable: true, description: "Whether the port must be able to use MACsec." })
  requestMACSec?: boolean;
}

/** What the filters of every kind of port share. */
@InputType()
export abstract class PortFilter extends TaggedFilter {
  @Field(() => [String], { nullable: true, description: "Those at one of these locations, by code." })
  location?: string[];

  @Field(() => [HasLogicalRedundancy], { nullable: true, description: "Those with this logical redundancy." })
  hasLogicalRedundancy?: string[];
}

/** What the filters of connections and interconnects share. */
@InputType()
export abstract class LinkFilter extends PortFilter {
  @Field(() => [String], {
    nullable: true,
    description: "Those of one of these bandwidths, such as `10Gbps`.",
  })
  bandwidth?: string[];

  @Field(() => [ID], { nullable: true, description: "Those in one of these LAGs." })
  lagId?: string[];
}
