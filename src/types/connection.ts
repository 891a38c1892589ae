import type * as sdk from "@aws-sdk/client-direct-connect";
import { IsOptional } from "class-validator";
import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { listArgsOf } from "./graph/list";
import { EncryptionMode } from "./macsec-key";
import { Node } from "./graph/node";
import { openEnum } from "./graph/open-enum";
import { pageOf } from "./graph/page";
import { Link, LinkFilter, Port, PortOrder } from "./port";
import { ConnectionId, LagId, OneOf, ResourceName } from "./rules/rules";
import { VirtualInterfaceCarrier } from "./virtual-interface-carrier";

export const ConnectionState = openEnum<sdk.ConnectionState>(
  "ConnectionState",
  "Where a connection stands.",
  {
    ordering: "A hosted connection that its owner has not yet confirmed or declined.",
    requested: "A dedicated connection that AWS has not yet approved; no letter of authorization yet.",
    pending: "Approved and being wired.",
    available: "The link is up.",
    down: "The link is down.",
    deleting: "Being deleted.",
    deleted: "Gone; still listed for a while.",
    rejected: "A hosted connection that its owner declined.",
    unknown: "AWS does not say.",
  },
);

@ObjectType({
  description:
    "A circuit into AWS: a dedicated port of its own, or a hosted connection that a partner allocated on an interconnect or LAG.",
  implements: [Link, Port, VirtualInterfaceCarrier, Node],
  simpleResolvers: true,
})
export class Connection extends Link {
  @Field(() => ID, { description: "The id that AWS gave it, `dxcon-…`." })
  connectionId!: string;

  @Field(() => ID, {
    nullable: true,
    description: "The account that owns it: for a hosted connection, the customer.",
  })
  ownerAccount?: string;

  @Field(() => String, { nullable: true, description: "Its name." })
  connectionName?: string;

  @Field(() => ConnectionState, { description: "Where it stands." })
  connectionState!: string;

  @Field(() => Int, {
    nullable: true,
    description: "The VLAN of a hosted connection on its parent; null or 0 on a dedicated one.",
  })
  vlan?: number;

  @Field(() => String, { nullable: true, description: "The Direct Connect partner that hosts it." })
  partnerName?: string;

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether the partner's interconnect below a hosted connection can use MACsec.",
  })
  partnerInterconnectMacSecCapable?: boolean;

  /** The interconnect or LAG that it was read from, where it was read from one. Not a field of the graph. */
  parentId?: string;
}

export const ConnectionPage = pageOf(Connection);

@InputType({ description: "Which connections to list; each given member must fit." })
export class ConnectionFilter extends LinkFilter {
  @Field(() => [ID], { nullable: true, description: "Those with one of these ids." })
  connectionId?: string[];

  @Field(() => [ConnectionState], { nullable: true, description: "Those in one of these states." })
  connectionState?: string[];

  @Field(() => [Int], { nullable: true, description: "Those on one of these VLANs." })
  vlan?: number[];

  @Field(() => [ID], { nullable: true, description: "Those owned by one of these accounts." })
  ownerAccount?: string[];
}

export const { List: ConnectionListArgs, RootList: ConnectionRootListArgs } = listArgsOf<
  Connection,
  ConnectionFilter
>("Connection", ConnectionFilter, {
  ID: "connectionId",
  NAME: "connectionName",
  STATE: "connectionState",
  REGION: "region",
  LOCATION: "location",
  BANDWIDTH: "bandwidth",
  VLAN: "vlan",
  OWNER_ACCOUNT: "ownerAccount",
});

/** @see https://docs.aws.amazon.com/directconnect/latest/APIReference/API_CreateConnection.html */
export const DEDICATED_BANDWIDTHS = ["1Gbps", "10Gbps", "100Gbps", "400Gbps"] as const;

@InputType({ description: "A dedicated connection to order." })
export class CreateConnectionInput extends PortOrder implements sdk.CreateConnectionRequest {
  @Field(() => String, { description: `One of ${DEDICATED_BANDWIDTHS.join(", ")}.` })
  @OneOf(...DEDICATED_BANDWIDTHS)
  bandwidth!: string;

  @Field(() => String, { description: "Its name, up to 200 characters." })
  @ResourceName(200)
  connectionName!: string;

  @Field(() => ID, { nullable: true, description: "A LAG to put it into (same bandwidth, same location)." })
  @IsOptional()
  @LagId()
  lagId?: string;
}

@InputType({ description: "What to change on a connection; at least one of its name and encryption mode." })
export class UpdateConnectionInput implements sdk.UpdateConnectionRequest {
  @Field(() => ID, { description: "The connection, `dxcon-…`." })
  @ConnectionId()
  connectionId!: string;

  @Field(() => String, { nullable: true, description: "Its new name, up to 200 characters." })
  @IsOptional()
  @ResourceName(200)
  connectionName?: string;

  @Field(() => EncryptionMode, {
    nullable: true,
    description: "Its new encryption mode (dedicated MACsec ports only).",
  })
  encryptionMode?: string;
}

@InputType({ description: "A connection by its id." })
export class ConnectionIdInput implements sdk.ConfirmConnectionRequest, sdk.DeleteConnectionRequest {
  @Field(() => ID, { description: "The connection, `dxcon-…`." })
  @ConnectionId()
  connectionId!: string;
}

@ObjectType({ description: "What became of a connection that was to be deleted.", simpleResolvers: true })
export class ConnectionDeletion {
  @Field(() => ID, { description: "The connection's id." })
  connectionId!: string;

  @Field(() => ConnectionState, {
    description: "DELETING or DELETED; REJECTED for a hosted connection that was declined by this.",
  })
  connectionState!: string;

  @Field(() => Boolean, { description: "Whether there was nothing left to delete." })
  alreadyGone!: boolean;

  @Field(() => Connection, { nullable: true, description: "The connection; null where it was already gone." })
  connection!: Connection | null;
}
