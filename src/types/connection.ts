import type * as sdk from "@aws-sdk/client-direct-connect";
import { IsOptional } from "class-validator";
import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { RequestBillingMode } from "./billing-mode";
import { listArgsOf } from "./graph/list";
import { EncryptionMode } from "./macsec-key";
import { Node } from "./graph/node";
import { openEnum } from "./graph/open-enum";
import { pageTypeOf } from "./graph/page";
import { Link, LinkFilter, Port, PortOrder } from "./port";
import { OneOf, ResourceName } from "./rules/rules";
import { VirtualInterfaceCarrier } from "./virtual-interface-carrier";
import { ConnectionId, LagId, IdsToSelect } from "./rules/id-rules";

export const ConnectionState = openEnum<sdk.ConnectionState>(
  "ConnectionState",
  "The life-cycle state of a connection.",
  {
    ordering: "A hosted connection that its owner has not yet confirmed or declined.",
    requested: "A dedicated connection that AWS has not yet approved; no letter of authorization yet.",
    pending: "AWS has approved it, and the cross connect is not up yet.",
    available: "The link is up.",
    down: "The link is down.",
    deleting: "AWS is deleting it.",
    deleted: "Deleted; AWS lists it for some more time.",
    rejected: "A hosted connection that its owner declined.",
    unknown: "AWS sends no value, or `unknown`.",
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

  @Field(() => String, {
    nullable: true,
    description: "The connection's name, as its owner or partner set it; not unique.",
  })
  connectionName?: string;

  @Field(() => ConnectionState, {
    description: "The connection's state, from order to deletion; traffic flows only in `AVAILABLE`.",
  })
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

  /* The fields of VirtualInterfaceCarrier. */
  billingMode?: string;
  requestedBillingMode?: string;
  rateLimiterStatus?: sdk.RateLimiterStatus;
  prefixPoolSizeIpv4?: number;
  prefixPoolSizeIpv6?: number;
  prefixPoolUnallocatedCountIpv4?: number;
  prefixPoolUnallocatedCountIpv6?: number;
}

export const ConnectionPage = pageTypeOf(Connection);

@InputType({ description: "Selects connections; a row must match every member that is set." })
export class ConnectionFilter extends LinkFilter {
  @Field(() => [ID], { nullable: true, description: "Only connections with one of these ids (`dxcon-…`)." })
  @IdsToSelect("dxcon")
  connectionId?: string[];

  @Field(() => [ConnectionState], { nullable: true, description: "Only connections in one of these states." })
  connectionState?: string[];

  @Field(() => [Int], { nullable: true, description: "Only rows with one of these VLANs, from 1 to 4094." })
  vlan?: number[];

  @Field(() => [ID], {
    nullable: true,
    description: "Only rows that one of these accounts (12 digits) owns.",
  })
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
  @Field(() => String, { description: `The bandwidth to order: one of ${DEDICATED_BANDWIDTHS.join(", ")}.` })
  @OneOf(...DEDICATED_BANDWIDTHS)
  bandwidth!: string;

  @Field(() => String, {
    description: "A name for the new connection, up to 200 characters; it need not be unique.",
  })
  @ResourceName(200)
  connectionName!: string;

  @Field(() => RequestBillingMode, {
    nullable: true,
    description:
      "How to bill it, one of `availableBillingModes` of the location; at one location all connections of an account are billed by use, or all at flat rates. Default: by use, and in a LAG as the LAG.",
  })
  billingMode?: sdk.RequestBillingMode;

  @Field(() => ID, {
    nullable: true,
    description: "A LAG that the new port joins; it must have the same bandwidth and location.",
  })
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
  @Field(() => ID, { description: "The id of the deleted connection, `dxcon-…`." })
  connectionId!: string;

  @Field(() => ConnectionState, {
    description: "DELETING or DELETED; REJECTED for a hosted connection that was declined by this.",
  })
  connectionState!: string;

  @Field(() => Boolean, {
    description: "True if the resource did not exist any more, so that nothing was deleted.",
  })
  alreadyGone!: boolean;

  @Field(() => Connection, { nullable: true, description: "The connection; null if it was already deleted." })
  connection!: Connection | null;
}
