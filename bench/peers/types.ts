// The gateway's types as the peers need them. `SIMPLE_RESOLVERS` leaves out type-graphql's resolvers of plain fields:
// yoga and mercurius are given that advantage, the plain stack is what everyone writes.
import { GraphQLDateTime } from "graphql-scalars";
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from "type-graphql";

const simpleResolvers = process.env["SIMPLE_RESOLVERS"] === "true";

function enumOf(name: string, ...values: string[]): Record<string, string> {
  const named = Object.fromEntries(values.map((value) => [value.toUpperCase().replace(/ /g, "_"), value]));
  registerEnumType(named, { name });
  return named;
}

const ConnectionState = enumOf("ConnectionState", "ordering", "requested", "pending", "available", "down");
const HasLogicalRedundancy = enumOf("HasLogicalRedundancy", "yes", "no", "unknown");
const PortEncryptionStatus = enumOf("PortEncryptionStatus", "Encryption Up", "Encryption Down");
const EncryptionMode = enumOf("EncryptionMode", "no_encrypt", "should_encrypt", "must_encrypt");
const MacSecKeyState = enumOf("MacSecKeyState", "associating", "associated", "disassociating");
const VirtualInterfaceType = enumOf("VirtualInterfaceType", "private", "public", "transit");
const VirtualInterfaceState = enumOf("VirtualInterfaceState", "confirming", "pending", "available", "down");
const AddressFamily = enumOf("AddressFamily", "ipv4", "ipv6");
const BGPPeerState = enumOf("BGPPeerState", "verifying", "pending", "available", "deleting");
const BGPStatus = enumOf("BGPStatus", "up", "down", "unknown");

@ObjectType({ simpleResolvers })
class Tag {
  @Field(() => String) key!: string;
  @Field(() => String, { nullable: true }) value?: string;
}

@ObjectType({ simpleResolvers })
class MacSecKey {
  @Field(() => ID, { nullable: true }) secretARN?: string;
  @Field(() => String, { nullable: true }) ckn?: string;
  @Field(() => MacSecKeyState, { nullable: true }) state?: string;
  @Field(() => String, { nullable: true }) startOn?: string;
}

@ObjectType({ simpleResolvers })
class RouteFilterPrefix {
  @Field(() => String, { nullable: true }) cidr?: string;
}

@ObjectType({ simpleResolvers })
class BGPPeer {
  @Field(() => ID, { nullable: true }) bgpPeerId?: string;
  @Field(() => Int, { nullable: true }) asn?: number;
  @Field(() => AddressFamily, { nullable: true }) addressFamily?: string;
  @Field(() => String, { nullable: true }) amazonAddress?: string;
  @Field(() => String, { nullable: true }) customerAddress?: string;
  @Field(() => BGPPeerState, { nullable: true }) bgpPeerState?: string;
  @Field(() => BGPStatus, { nullable: true }) bgpStatus?: string;
  @Field(() => String, { nullable: true }) awsDeviceV2?: string;
  @Field(() => String, { nullable: true }) awsLogicalDeviceId?: string;
}

@ObjectType({ simpleResolvers })
class VirtualInterface {
  @Field(() => ID) ownerAccount!: string;
  @Field(() => ID) virtualInterfaceId!: string;
  @Field(() => String) region!: string;
  @Field(() => String, { nullable: true }) location?: string;
  @Field(() => ID) connectionId!: string;
  @Field(() => VirtualInterfaceType) virtualInterfaceType!: string;
  @Field(() => String, { nullable: true }) virtualInterfaceName?: string;
  @Field(() => VirtualInterfaceState) virtualInterfaceState!: string;
  @Field(() => Int) vlan!: number;
  @Field(() => Int, { nullable: true }) asn?: number;
  @Field(() => Int, { nullable: true }) amazonSideAsn?: number;
  @Field(() => String, { nullable: true }) amazonAddress?: string;
  @Field(() => String, { nullable: true }) customerAddress?: string;
  @Field(() => AddressFamily, { nullable: true }) addressFamily?: string;
  @Field(() => Int, { nullable: true }) mtu?: number;
  @Field(() => Boolean, { nullable: true }) jumboFrameCapable?: boolean;
  @Field(() => ID, { nullable: true }) directConnectGatewayId?: string;
  @Field(() => [RouteFilterPrefix]) routeFilterPrefixes!: RouteFilterPrefix[];
  @Field(() => [BGPPeer]) bgpPeers!: BGPPeer[];
  @Field(() => [Tag]) tags!: Tag[];
}

@ObjectType({ simpleResolvers })
export class VirtualInterfacePage {
  @Field(() => [VirtualInterface]) nodes!: readonly VirtualInterface[];
}

@ObjectType({ simpleResolvers })
export class Connection {
  @Field(() => ID) ownerAccount!: string;
  @Field(() => ID) connectionId!: string;
  @Field(() => String) connectionName!: string;
  @Field(() => ConnectionState) connectionState!: string;
  @Field(() => String) region!: string;
  @Field(() => String) location!: string;
  @Field(() => String) bandwidth!: string;
  @Field(() => Int, { nullable: true }) vlan?: number;
  @Field(() => String, { nullable: true }) partnerName?: string;
  @Field(() => GraphQLDateTime, { nullable: true }) loaIssueTime?: Date;
  @Field(() => ID, { nullable: true }) lagId?: string;
  @Field(() => String, { nullable: true }) awsDeviceV2?: string;
  @Field(() => String, { nullable: true }) awsLogicalDeviceId?: string;
  @Field(() => HasLogicalRedundancy, { nullable: true }) hasLogicalRedundancy?: string;
  @Field(() => Boolean, { nullable: true }) jumboFrameCapable?: boolean;
  @Field(() => String, { nullable: true }) providerName?: string;
  @Field(() => Boolean, { nullable: true }) macSecCapable?: boolean;
  @Field(() => PortEncryptionStatus, { nullable: true }) portEncryptionStatus?: string;
  @Field(() => EncryptionMode, { nullable: true }) encryptionMode?: string;
  @Field(() => [Tag]) tags!: Tag[];
  @Field(() => [MacSecKey]) macSecKeys!: MacSecKey[];
}

@ObjectType({ simpleResolvers })
export class ConnectionPage {
  @Field(() => [Connection]) nodes!: readonly Connection[];
}

@InputType()
export class AllocateHostedConnectionInput {
  @Field(() => ID) connectionId!: string;
  @Field(() => String) connectionName!: string;
  @Field(() => ID) ownerAccount!: string;
  @Field(() => String) bandwidth!: string;
  @Field(() => Int) vlan!: number;
}

@InputType()
export class ConnectionFilter {
  @Field(() => [ID], { nullable: true }) connectionId?: string[];
  @Field(() => [ID], { nullable: true }) lagId?: string[];
  @Field(() => [String], { nullable: true }) location?: string[];
  @Field(() => [String], { nullable: true }) bandwidth?: string[];
}
