import { GraphQLDateTime } from "graphql-scalars";
import { Field, ID, InputType, InterfaceType } from "type-graphql";
import { deprecated, FIRST_RELEASE } from "./graph/deprecation";
import { EncryptionMode, MacSecKey, PortEncryptionStatus } from "./macsec-key";
import { Node } from "./graph/node";
import { openEnum } from "./graph/open-enum";
import { LocationCode } from "./rules/rules";
import { NewTags, Tag, type TagInput, TaggedFilter } from "./tag";
import { IdsToSelect } from "./rules/id-rules";

export const HasLogicalRedundancy = openEnum(
  "HasLogicalRedundancy",
  "Whether a port supports a second BGP peer of the same address family on another logical device.",
  {
    yes: "It can carry a second peer.",
    no: "It can carry one peer only.",
    unknown: "AWS sends no value, or `unknown`.",
  },
);

/** The members that AWS gives to every physical or hosted port, declared once. */
@InterfaceType({
  description: "What connections, interconnects and LAGs have in common.",
  implements: [Node],
  resolveType: (row: { __typename: string }) => row.__typename,
})
export abstract class Port extends Node {
  @Field(() => ID, { description: "The account, 12 digits, whose credentials read this row." })
  account!: string;

  @Field(() => String, { description: "The AWS region that contains it, such as `us-east-1`." })
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
    description: "The AWS device of the port, in the format that `awsDeviceV2` replaced.",
    ...deprecated({ replacement: "Port.awsDeviceV2", since: FIRST_RELEASE }),
  })
  awsDevice?: string;

  @Field(() => String, {
    nullable: true,
    description:
      "The AWS device of the port, `<location>-<token>`. Two ports on one device are not redundant.",
  })
  awsDeviceV2?: string;

  @Field(() => String, {
    nullable: true,
    description: "The logical AWS device that terminates BGP; can differ from `awsDeviceV2`.",
  })
  awsLogicalDeviceId?: string;

  @Field(() => HasLogicalRedundancy, {
    nullable: true,
    description: "Whether it can carry a second BGP peer of the same address family.",
  })
  hasLogicalRedundancy?: string;

  @Field(() => [Tag], {
    description:
      "Tags that the owner set. Only the owning account can read them; other accounts get an empty list.",
  })
  tags!: Tag[];

  @Field(() => String, { nullable: true, description: "The network provider, as named when it was ordered." })
  providerName?: string;

  @Field(() => Boolean, { nullable: true, description: "Whether the port supports MACsec (IEEE 802.1AE)." })
  macSecCapable?: boolean;

  @Field(() => EncryptionMode, {
    nullable: true,
    description: "Whether frames must, should or need not be encrypted with MACsec.",
  })
  encryptionMode?: string;

  @Field(() => [MacSecKey], {
    description: "The MACsec keys (CKN and CAK pairs) on the port, with their states.",
  })
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
    description: "AWS's text for the bandwidth, such as `500Mbps` or `10Gbps`.",
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
      "The LAG (`dxlag-…`) that it is a member of, or that carries it if it is hosted on a LAG; null otherwise.",
  })
  lagId?: string;

  @Field(() => PortEncryptionStatus, {
    nullable: true,
    description: "Whether the link currently encrypts with MACsec.",
  })
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

  @Field(() => String, {
    nullable: true,
    description: "The network provider of the circuit, one of `availableProviders` of the location.",
  })
  providerName?: string;

  @Field(() => Boolean, { nullable: true, description: "True to order a port that supports MACsec." })
  requestMACSec?: boolean;
}

/** What the filters of every kind of port share. */
@InputType()
export abstract class PortFilter extends TaggedFilter {
  @Field(() => [String], {
    nullable: true,
    description: "Only rows at one of these locations, by code, such as `EqDC2`.",
  })
  location?: string[];

  @Field(() => [HasLogicalRedundancy], {
    nullable: true,
    description: "Only rows with this value of `hasLogicalRedundancy`.",
  })
  hasLogicalRedundancy?: string[];
}

/** What the filters of connections and interconnects share. */
@InputType()
export abstract class LinkFilter extends PortFilter {
  @Field(() => [String], {
    nullable: true,
    description: "Only rows with one of these bandwidths, in AWS's texts, such as `10Gbps`.",
  })
  bandwidth?: string[];

  @Field(() => [ID], { nullable: true, description: "Only members of one of these LAGs (`dxlag-…`)." })
  @IdsToSelect("dxlag")
  lagId?: string[];
}
