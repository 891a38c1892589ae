import type * as sdk from "@aws-sdk/client-direct-connect";
import { Field, ID, InputType, ObjectType, registerEnumType } from "type-graphql";
import { BillingMode, RequestBillingMode } from "./billing-mode";
import { Connection } from "./connection";
import { ItemCount } from "./rules/item-count";
import { ConnectionIds } from "./rules/id-rules";
import { Distinct } from "./rules/rules";

/** The maximum of one AWS call. */
const MOST_CONNECTIONS = 200;

@InputType({ description: "Connections, and how to bill them from now on." })
export class UpdateConnectionsBillingModeInput implements sdk.UpdateConnectionsBillingModeRequest {
  @Field(() => [ID], {
    description: `1 to ${MOST_CONNECTIONS} dedicated connections of one region, \`dxcon-…\`; of a LAG all members. At one location all connections of an account are billed by use, or all at flat rates.`,
  })
  @ItemCount(1, MOST_CONNECTIONS)
  @Distinct()
  @ConnectionIds({ each: true })
  connectionIds!: string[];

  @Field(() => RequestBillingMode, {
    description:
      "One of `availableBillingModes` of the location. AWS changes the mode of a connection at most three times in six months.",
  })
  billingMode!: sdk.RequestBillingMode;
}

/** The outcome for one connection of several. */
export enum BillingModeOutcome {
  APPLIED = "APPLIED",
  NOT_APPLIED = "NOT_APPLIED",
  UNKNOWN = "UNKNOWN",
}
registerEnumType(BillingModeOutcome, {
  name: "BillingModeOutcome",
  description: "What became of one connection in a change of several.",
  valuesConfig: {
    APPLIED: { description: "It is billed as requested, alone or as one of a pair of ports." },
    NOT_APPLIED: { description: "It is billed in another way, as AWS answers or as was read afterwards." },
    UNKNOWN: {
      description: "Neither AWS's answer nor what was read afterwards shows how it is billed: read it.",
    },
  },
});

@ObjectType({ description: "What became of the billing mode of one connection.", simpleResolvers: true })
export class ConnectionBillingModeChange {
  @Field(() => ID, { description: "The id that was sent, `dxcon-…`." })
  connectionId!: string;

  @Field(() => BillingModeOutcome, { description: "Whether it is billed as requested." })
  outcome!: BillingModeOutcome;

  @Field(() => Connection, {
    nullable: true,
    description: "The connection after the change; null where neither AWS's answer nor a read shows it.",
  })
  connection!: Connection | null;
}

@ObjectType({
  description: "What became of connections that were to be billed in another way: one outcome for each.",
  simpleResolvers: true,
})
export class ConnectionsBillingModeChange {
  @Field(() => BillingMode, { nullable: true, description: "The billing mode that AWS answers for all." })
  billingMode?: string;

  @Field(() => [ConnectionBillingModeChange], {
    description: "One for each connection that was sent, in that order.",
  })
  connections!: ConnectionBillingModeChange[];
}
