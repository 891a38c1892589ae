import { GraphQLDateTime, GraphQLJSON } from "graphql-scalars";
import { IsOptional } from "class-validator";
import {
  ArgsType,
  createUnionType,
  Field,
  ID,
  InputType,
  Int,
  ObjectType,
  registerEnumType,
} from "type-graphql";
import { Connection } from "./connection";
import { DirectConnectGateway } from "./direct-connect-gateway";
import { DirectConnectGatewayAssociation } from "./direct-connect-gateway-association";
import { DirectConnectGatewayAssociationProposal } from "./direct-connect-gateway-association-proposal";
import { DirectConnectGatewayAttachment } from "./direct-connect-gateway-attachment";
import { MAX_PAGE_SIZE, PageInfo } from "./graph/page";
import { Interconnect } from "./interconnect";
import { Lag } from "./lag";
import { ResiliencyGroup } from "./resiliency-group";
import { ItemCount, MOST_ITEMS } from "./rules/item-count";
import { IntegerBetween } from "./rules/rules";
import { VirtualInterface } from "./virtual-interface";

/** The gateway's own: what happened to the resource of an event. The list is closed; docs/events.md explains each. */
export const ChangeEventType = {
  CREATED: "created",
  STATE_CHANGED: "stateChanged",
  UPDATED: "updated",
  DELETED: "deleted",
  BGP_STATUS_CHANGED: "bgpStatusChanged",
  ENCRYPTION_CHANGED: "encryptionChanged",
  ACCEPTANCE_REQUESTED: "acceptanceRequested",
  PROPOSAL_EXPIRING: "proposalExpiring",
  LOA_ISSUED: "loaIssued",
} as const;
export type ChangeEventType = (typeof ChangeEventType)[keyof typeof ChangeEventType];

registerEnumType(ChangeEventType, {
  name: "ChangeEventType",
  description: "What changed.",
  valuesConfig: {
    CREATED: { description: "The resource is new to the account." },
    STATE_CHANGED: { description: "Its state changed, other than to `DELETED`." },
    UPDATED: {
      description: "Other members changed, such as its name, tags or bandwidth.",
    },
    DELETED: { description: "It is in state `DELETED`, or two complete readings no longer have it." },
    BGP_STATUS_CHANGED: {
      description: "A BGP session of a virtual interface came up, went down or changed its state.",
    },
    ENCRYPTION_CHANGED: { description: "MACsec of a port changed: its mode, its status or its keys." },
    ACCEPTANCE_REQUESTED: { description: "It waits for the account to accept or decline it." },
    PROPOSAL_EXPIRING: { description: "The proposal expires within a day, unless it is accepted." },
    LOA_ISSUED: { description: "AWS issued a letter of authorization." },
  },
});

/** The GraphQL types of resources that are watched, under the names of the enum. */
export const WatchedResourceType = {
  CONNECTION: "Connection",
  INTERCONNECT: "Interconnect",
  LAG: "Lag",
  VIRTUAL_INTERFACE: "VirtualInterface",
  DIRECT_CONNECT_GATEWAY: "DirectConnectGateway",
  DIRECT_CONNECT_GATEWAY_ASSOCIATION: "DirectConnectGatewayAssociation",
  DIRECT_CONNECT_GATEWAY_ASSOCIATION_PROPOSAL: "DirectConnectGatewayAssociationProposal",
  DIRECT_CONNECT_GATEWAY_ATTACHMENT: "DirectConnectGatewayAttachment",
  RESILIENCY_GROUP: "ResiliencyGroup",
} as const;
export type WatchedResourceType = (typeof WatchedResourceType)[keyof typeof WatchedResourceType];

registerEnumType(WatchedResourceType, {
  name: "WatchedResourceType",
  description: "The type of a resource whose changes are events.",
  valuesConfig: {
    CONNECTION: { description: "A `Connection`, dedicated or hosted." },
    INTERCONNECT: { description: "A port of a partner that carries hosted connections." },
    LAG: { description: "Several ports that act as one." },
    VIRTUAL_INTERFACE: { description: "A VLAN on a port, private, public or transit." },
    DIRECT_CONNECT_GATEWAY: { description: "What joins virtual interfaces with VPCs, in no region." },
    DIRECT_CONNECT_GATEWAY_ASSOCIATION: {
      description: "What joins a gateway of a VPC with a Direct Connect gateway.",
    },
    DIRECT_CONNECT_GATEWAY_ASSOCIATION_PROPOSAL: {
      description: "The offer of another account to make such an association.",
    },
    DIRECT_CONNECT_GATEWAY_ATTACHMENT: {
      description: "What joins a virtual interface with a Direct Connect gateway.",
    },
    RESILIENCY_GROUP: { description: "Ports that back each other up." },
  },
});

export const ChangedResource = createUnionType({
  name: "ChangedResource",
  description: "A resource whose changes are events.",
  types: () =>
    [
      Connection,
      Interconnect,
      Lag,
      VirtualInterface,
      DirectConnectGateway,
      DirectConnectGatewayAssociation,
      DirectConnectGatewayAssociationProposal,
      DirectConnectGatewayAttachment,
      ResiliencyGroup,
    ] as const,
  resolveType: (row: object) => (row as { __typename: string }).__typename, // every row has one
});

@ObjectType({ description: "One member of a resource, before and after a change.", simpleResolvers: true })
export class MemberChange {
  @Field(() => String, {
    description:
      "The member, with AWS's name: `virtualInterfaceState`; of a BGP session with its id, `bgpPeers[dxpeer-…].bgpStatus`.",
  })
  member!: string;

  @Field(() => GraphQLJSON, {
    nullable: true,
    description:
      "The value before. States are written as the enum of the member has them, such as `AVAILABLE`.",
  })
  before!: unknown;

  @Field(() => GraphQLJSON, { nullable: true, description: "The value after, written like `before`." })
  after!: unknown;
}

@ObjectType({
  description: "The change by a caller of the gateway that an event follows from.",
  simpleResolvers: true,
})
export class ChangeCause {
  @Field(() => String, { description: "The idempotency key of the change." })
  key!: string;

  @Field(() => String, { description: "The AWS operation, such as `CreateConnection`." })
  operation!: string;

  @Field(() => String, { description: "The name of the caller, or of a person behind it." })
  caller!: string;
}

@ObjectType({ description: "A change of a resource that was seen in an account.", simpleResolvers: true })
export class ChangeEvent {
  @Field(() => ID, {
    description: "Unique for each event: a UUID. What comes twice under one id is one event.",
  })
  id!: string;

  @Field(() => String, { description: "The position of the event, for `after`." })
  cursor!: string;

  @Field(() => Int, { description: "Counts the events of this resource in this account, from 1." })
  sequence!: number;

  @Field(() => GraphQLDateTime, {
    description: "When the change was seen; it happened since the reading before.",
  })
  observedAt!: Date;

  @Field(() => ChangeEventType, { description: "What changed." })
  type!: ChangeEventType;

  @Field(() => ID, {
    description:
      "The ARN of the resource. What has none is named by its AWS id: an association or a proposal by its own, an attachment by those of its gateway and virtual interface with a slash between.",
  })
  resourceId!: string;

  @Field(() => WatchedResourceType, { description: "What kind of thing changed; the type of `resource`." })
  resourceType!: WatchedResourceType;

  @Field(() => ID, {
    description:
      "The account, 12 digits, in which the change was seen. A resource that two accounts list has events in both.",
  })
  account!: string;

  @Field(() => String, { nullable: true, description: "The AWS region; null for what is in no region." })
  region!: string | null;

  @Field(() => [MemberChange], {
    description: "The members that changed, without secrets. Empty if the resource is new or gone.",
  })
  changes!: MemberChange[];

  @Field(() => ChangeCause, {
    nullable: true,
    description:
      "The change by a caller of the gateway that this follows from. Null if it was seen only, and to callers to whom neither `mutationOutcome` nor `auditEntries` would show the change.",
  })
  cause!: ChangeCause | null;

  @Field(() => ChangedResource, {
    nullable: true,
    description:
      "The resource as it is now, not as it was at the event. Null if it is gone or cannot be read.",
  })
  resource!: object | null;
}

@ObjectType({ description: "One ChangeEvent in a page, with its cursor.", simpleResolvers: true })
export class ChangeEventEdge {
  @Field(() => String, { description: "An opaque position in the log of events, for `after`." })
  cursor!: string;

  @Field(() => ChangeEvent, { description: "The ChangeEvent at this position." })
  node!: ChangeEvent;
}

@ObjectType({ description: "One page of the log of events, the oldest first.", simpleResolvers: true })
export class ChangeEventPage {
  @Field(() => [ChangeEventEdge], { description: "The events of this page, each with its cursor." })
  edges!: ChangeEventEdge[];

  @Field(() => [ChangeEvent], { description: "The events of this page, without cursors." })
  nodes!: ChangeEvent[];

  @Field(() => PageInfo, {
    description:
      "Whether there is more, and the cursors. `endCursor` is never null: it is the position up to which the log was read, also on an empty page.",
  })
  pageInfo!: PageInfo;
}

@InputType({ description: "Selects events; an event must match every member that is set." })
export class ChangeEventFilter {
  @Field(() => [ID], { nullable: true, description: "Only events in one of these accounts, by id or alias." })
  accounts?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: "Only events in one of these regions. What is in no region is left out then.",
  })
  regions?: string[] | null;

  @Field(() => [WatchedResourceType], {
    nullable: true,
    description: "Only events of resources of one of these types.",
  })
  resourceTypes?: WatchedResourceType[] | null;

  @Field(() => [ChangeEventType], { nullable: true, description: "Only events of one of these types." })
  types?: ChangeEventType[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: "Only events of one of these resources, as `resourceId` names them.",
  })
  @IsOptional()
  @ItemCount(0, MOST_ITEMS)
  ids?: string[] | null;
}

const AFTER =
  "Only events after this cursor, of an event or of `pageInfo.endCursor`. One that is older than the oldest event that is kept is refused, and the error names the oldest.";
const FILTER = "Only events that match every member of the filter that is set.";

@ArgsType()
export class ChangesArgs {
  @Field(() => String, { nullable: true, description: `${AFTER} The oldest events come first if left out.` })
  after?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: `How many events to return at most, 1 to ${MAX_PAGE_SIZE}; 50 if left out. A page can have fewer although there are more: \`hasNextPage\` says.`,
  })
  @IsOptional()
  @IntegerBetween(1, MAX_PAGE_SIZE)
  first?: number | null;

  @Field(() => ChangeEventFilter, { nullable: true, description: FILTER })
  filter?: ChangeEventFilter | null;
}

@ArgsType()
export class ChangeStreamArgs {
  @Field(() => String, { nullable: true, description: `${AFTER} Begins with the next event if left out.` })
  after?: string | null;

  @Field(() => ChangeEventFilter, { nullable: true, description: FILTER })
  filter?: ChangeEventFilter | null;
}
