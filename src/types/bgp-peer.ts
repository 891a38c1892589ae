import type * as sdk from "@aws-sdk/client-direct-connect";
import { IsOptional, ValidateNested } from "class-validator";
import { Field, ID, InputType, ObjectType } from "type-graphql";
import { ASN } from "./graph/asn";
import { PeerAddress, PeerAddressText, PublicPeerAddress } from "./rules/bgp-session-rules";
import { allOf, AtLeastOneOf } from "./rules/member-rules";
import { openEnum } from "./graph/open-enum";
import { AuthKey, BgpPeerId } from "./rules/virtual-interface-rules";
import { VirtualInterfaceId } from "./rules/id-rules";

export const AddressFamily = openEnum<sdk.AddressFamily>(
  "AddressFamily",
  "The address family of a BGP session.",
  {
    ipv4: "32-bit addresses, such as `169.254.1.1/30`.",
    ipv6: "128-bit addresses, such as `2001:db8::1/125`.",
  },
);

const BGPPeerState = openEnum<sdk.BGPPeerState>(
  "BGPPeerState",
  "The state of a BGP peer as a resource; `bgpStatus` is the state of its session.",
  {
    verifying: "AWS checks that the owner may announce its prefixes (public virtual interfaces only).",
    pending: "AWS is configuring the peer.",
    available: "Set up; its session may still be down.",
    deleting: "AWS is deleting it.",
    deleted: "The peer has been deleted.",
  },
);

const BGPStatus = openEnum<sdk.BGPStatus>("BGPStatus", "Whether a BGP session is established.", {
  up: "The session is established.",
  down: "The session is not established.",
  unknown: "AWS sends no value, or `unknown`.",
});

/** The members that a virtual interface has for its first session, and each BGP peer for its own. */
@ObjectType({ simpleResolvers: true })
export abstract class BgpSession {
  @Field(() => ASN, {
    nullable: true,
    description: "The customer's ASN, 4-byte ones included: what AWS splits into `asn` and `asnLong`.",
  })
  asn?: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Secret: the key that authenticates the session (BGP MD5); null, with an error, without the permission SECRETS.",
  })
  authKey?: string;

  @Field(() => AddressFamily, { nullable: true, description: "Whether it is for IPv4 or IPv6." })
  addressFamily?: string;

  @Field(() => String, {
    nullable: true,
    description: "Amazon's address of the session with its prefix length, such as `169.254.1.1/30`.",
  })
  amazonAddress?: string;

  @Field(() => String, {
    nullable: true,
    description: "The customer's address of the session with its prefix length, such as `169.254.1.2/30`.",
  })
  customerAddress?: string;

  @Field(() => String, {
    nullable: true,
    description: "The AWS device that terminates the session, `<location>-<token>`.",
  })
  awsDeviceV2?: string;

  @Field(() => String, {
    nullable: true,
    description: "The logical AWS device that terminates the session; can differ from `awsDeviceV2`.",
  })
  awsLogicalDeviceId?: string;
}

@ObjectType({ description: "A BGP session of a virtual interface.", simpleResolvers: true })
export class BGPPeer extends BgpSession {
  @Field(() => ID, { nullable: true, description: "The id that AWS gave it, `dxpeer-…`." })
  bgpPeerId?: string;

  @Field(() => BGPPeerState, {
    nullable: true,
    description: "The state of the peer as a resource; `bgpStatus` says whether its session is up.",
  })
  bgpPeerState?: string;

  @Field(() => BGPStatus, { nullable: true, description: "Whether the BGP session is established." })
  bgpStatus?: string;
}

/** The members that orders of virtual interfaces and of BGP peers have for a session. The rules of its ends differ. */
@InputType()
export abstract class BgpSessionTerms {
  @Field(() => ASN, { description: "The customer's ASN, 2-byte or 4-byte." })
  asn!: number;

  @Field(() => String, {
    nullable: true,
    description:
      "Secret: the session's key, 6 to 80 printable characters without spaces. By default AWS generates one.",
  })
  @IsOptional()
  @AuthKey()
  authKey?: string;

  @Field(() => AddressFamily, {
    nullable: true,
    description: "The address family of the session. Default: IPv4.",
  })
  addressFamily?: sdk.AddressFamily;
}

const ENDS = {
  amazonAddress: {
    other: "customerAddress",
    description: "Amazon's address with its prefix length, such as",
  },
  customerAddress: {
    other: "amazonAddress",
    description: "The customer's address with its prefix length, such as",
  },
} as const;

/** The field and the rules of one end of a session whose ends AWS can assign. */
export const AssignableEnd = (end: keyof typeof ENDS) =>
  allOf(
    Field(() => String, {
      nullable: true,
      description: `${ENDS[end].description} \`169.254.10.1/30\`. If both addresses are omitted, AWS assigns them; for IPv6 it always does.`,
    }),
    PeerAddress(ENDS[end].other),
  );

/** The same for a public session, whose IPv4 ends must be given. */
export const PublicEnd = (end: keyof typeof ENDS) =>
  allOf(
    Field(() => String, {
      nullable: true,
      description: `${ENDS[end].description} \`203.0.113.1/30\` (a public address). Omit it for IPv6, where AWS assigns it.`,
    }),
    PublicPeerAddress(ENDS[end].other),
  );

@InputType({ description: "A BGP session to add." })
export class NewBGPPeerInput extends BgpSessionTerms implements sdk.NewBGPPeer {
  @AssignableEnd("amazonAddress")
  amazonAddress?: string;

  @AssignableEnd("customerAddress")
  customerAddress?: string;
}

@InputType({ description: "A BGP session to add to a virtual interface." })
export class CreateBGPPeerInput implements sdk.CreateBGPPeerRequest {
  @Field(() => ID, { description: "The virtual interface, `dxvif-…`." })
  @VirtualInterfaceId()
  virtualInterfaceId!: string;

  @Field(() => NewBGPPeerInput, {
    description:
      "The session: of the other address family, or of the same one where the connection has logical redundancy.",
  })
  @ValidateNested()
  newBGPPeer!: NewBGPPeerInput;
}

@InputType({
  description: "A BGP session to delete from a virtual interface: its id, or its ASN and customer address.",
})
export class DeleteBGPPeerInput implements sdk.DeleteBGPPeerRequest {
  @Field(() => ID, { description: "The virtual interface, `dxvif-…`." })
  @VirtualInterfaceId()
  @AtLeastOneOf("bgpPeerId", "asn", "customerAddress")
  virtualInterfaceId!: string;

  @Field(() => ID, {
    nullable: true,
    description: "The session, `dxpeer-…`. If set, the other members are ignored.",
  })
  @IsOptional()
  @BgpPeerId()
  bgpPeerId?: string;

  @Field(() => ASN, {
    nullable: true,
    description: "The customer's ASN, which identifies the session together with `customerAddress`.",
  })
  asn?: number;

  @Field(() => String, { nullable: true, description: "The customer's end, as it reads on the session." })
  @PeerAddressText()
  customerAddress?: string;
}
