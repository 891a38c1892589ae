import type * as sdk from "@aws-sdk/client-direct-connect";
import { Field, ID, InputType, Int } from "type-graphql";
import { AccountId, OneOf, ResourceName, Vlan } from "./rules/rules";
import { NewTags, type TagInput } from "./tag";
import { ConnectionId, ConnectionOrLagId } from "./rules/id-rules";

/** @see https://docs.aws.amazon.com/directconnect/latest/APIReference/API_AllocateConnectionOnInterconnect.html */
const INTERCONNECT_BANDWIDTHS = [
  "50Mbps",
  "100Mbps",
  "200Mbps",
  "300Mbps",
  "400Mbps",
  "500Mbps",
  "1Gbps",
  "2Gbps",
  "5Gbps",
  "10Gbps",
] as const;

/** @see https://docs.aws.amazon.com/directconnect/latest/APIReference/API_AllocateHostedConnection.html */
export const HOSTED_BANDWIDTHS = [...INTERCONNECT_BANDWIDTHS, "25Gbps"] as const;

/** The members of both forms of the allocation that describe the new connection. */
@InputType()
abstract class HostedConnectionOrder {
  @Field(() => ID, { description: "The customer's account, 12 digits; not the parent's own." })
  @AccountId()
  ownerAccount!: string;

  @Field(() => String, {
    description: "A name for the new hosted connection, up to 200 characters; it need not be unique.",
  })
  @ResourceName(200)
  connectionName!: string;

  @Field(() => Int, { description: "The VLAN on the parent: 1 to 4094, not yet in use there." })
  @Vlan()
  vlan!: number;
}

@InputType({
  description: "A hosted connection to allocate to a customer on an interconnect or a LAG of interconnects.",
})
export class AllocateHostedConnectionInput
  extends HostedConnectionOrder
  implements sdk.AllocateHostedConnectionRequest
{
  @Field(() => ID, { description: "The parent: an interconnect (`dxcon-…`) or a LAG of them (`dxlag-…`)." })
  @ConnectionOrLagId("owner")
  connectionId!: string;

  @Field(() => String, { description: `The bandwidth to order: one of ${HOSTED_BANDWIDTHS.join(", ")}.` })
  @OneOf(...HOSTED_BANDWIDTHS)
  bandwidth!: string;

  @NewTags()
  tags?: TagInput[];
}

@InputType({
  description: "A hosted connection to allocate to a customer on an interconnect: the old form, no tags.",
})
export class AllocateConnectionOnInterconnectInput
  extends HostedConnectionOrder
  implements sdk.AllocateConnectionOnInterconnectRequest
{
  @Field(() => ID, { description: "The parent interconnect, `dxcon-…`." })
  @ConnectionId("owner")
  interconnectId!: string;

  @Field(() => String, {
    description: `The bandwidth to order: one of ${INTERCONNECT_BANDWIDTHS.join(", ")}.`,
  })
  @OneOf(...INTERCONNECT_BANDWIDTHS)
  bandwidth!: string;
}

@InputType({ description: "A hosted connection to move to another parent, with its virtual interfaces." })
export class AssociateHostedConnectionInput implements sdk.AssociateHostedConnectionRequest {
  @Field(() => ID, { description: "The hosted connection, `dxcon-…`." })
  @ConnectionId("any")
  connectionId!: string;

  @Field(() => ID, {
    description: "The new parent: an interconnect (`dxcon-…`) or a LAG of them (`dxlag-…`).",
  })
  @ConnectionOrLagId("owner")
  parentConnectionId!: string;
}
