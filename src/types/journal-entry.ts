import { GraphQLDateTime, GraphQLJSONObject } from "graphql-scalars";
import { ArgsType, Field, ID, InputType, ObjectType, registerEnumType } from "type-graphql";
import { COUNT_COST } from "./graph/call-cost";
import { PageArgs, pageTypeOf } from "./graph/page";

/** The gateway's own: its record of a change. */
export const ChangeState = {
  OPEN: "open",
  UNKNOWN: "unknown",
  APPLIED: "applied",
  REFUSED: "refused",
  NOT_APPLIED: "notApplied",
} as const;
export type ChangeState = (typeof ChangeState)[keyof typeof ChangeState];

registerEnumType(ChangeState, {
  name: "ChangeState",
  description: "What became of a change.",
  valuesConfig: {
    OPEN: { description: "It is running, or was running when its gateway process ended." },
    UNKNOWN: {
      description: "It was sent, and its outcome is not known yet; the gateway continues to check.",
    },
    APPLIED: { description: "It was made; or, for a deletion, there was nothing left." },
    REFUSED: { description: "AWS refused it: see `error`." },
    NOT_APPLIED: { description: "It was sent, its answer was lost, and it was not made. A repeat makes it." },
  },
});

@ObjectType({ description: "Why AWS refused a change.", simpleResolvers: true })
export class ChangeError {
  @Field(() => String, { description: "The error code: one of the closed set in docs/errors.md." })
  code!: string;

  @Field(() => String, {
    description: "AWS's text if it is about the change, otherwise the gateway's summary.",
  })
  message!: string;
}

@ObjectType({
  description: "One change: its caller, time, account and region, idempotency key and outcome.",
  simpleResolvers: true,
})
export class JournalEntry {
  @Field(() => String, {
    description: "The idempotency key: the caller's, or the one that the gateway generated.",
  })
  key!: string;

  @Field(() => String, {
    description: "The name of the caller, or of a person behind it, who sent the change.",
  })
  caller!: string;

  @Field(() => ChangeState, {
    description: "The state of the change: open, applied, refused, not applied or unknown.",
  })
  state!: ChangeState;

  @Field(() => String, { description: "The AWS operation, such as `CreateConnection`." })
  operation!: string;

  @Field(() => ID, { description: "The AWS account, 12 digits, that the change was sent for." })
  account!: string;

  @Field(() => String, { description: "The AWS region that the change was sent to." })
  region!: string;

  @Field(() => GraphQLJSONObject, { description: "What was sent, in AWS's own members, without secrets." })
  input!: object;

  @Field(() => GraphQLJSONObject, {
    nullable: true,
    description:
      "AWS's answer with AWS's member names, without secrets, or the resource that a reconciliation check found. Null without one, and before the outcome is known.",
  })
  output!: object | null;

  @Field(() => ChangeError, {
    nullable: true,
    description: "AWS's error; null if AWS did not refuse the change.",
  })
  error!: ChangeError | null;

  @Field(() => String, {
    description: "The id of the request that sent the change, as in the header `X-Request-Id`.",
  })
  requestId!: string;

  @Field(() => String, {
    nullable: true,
    description: "AWS's request id of the call; null if no answer of AWS arrived.",
  })
  awsRequestId!: string | null;

  @Field(() => GraphQLDateTime, {
    description: "When the change was sent first; repeats with the same key do not alter it.",
  })
  openedAt!: Date;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: "When the outcome became known; null before that.",
  })
  settledAt!: Date | null;
}

export const JournalEntryPage = pageTypeOf(JournalEntry, COUNT_COST);

@InputType({ description: "Selects changes; an entry must match every member that is set." })
export class AuditFilter {
  @Field(() => [String], { nullable: true, description: "Only changes by one of these callers." })
  caller?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: "Only changes with one of these AWS operations, such as `CreateConnection`.",
  })
  operation?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: "Only changes for one of these accounts, 12 digits each.",
  })
  account?: string[] | null;

  @Field(() => [ChangeState], { nullable: true, description: "Only changes in one of these states." })
  state?: ChangeState[] | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: "Only changes that were sent at this time or later.",
  })
  since?: Date | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: "Only changes that were sent before this time.",
  })
  until?: Date | null;
}

@ArgsType()
export class AuditArgs extends PageArgs {
  @Field(() => AuditFilter, {
    nullable: true,
    description: "Only entries that match every member of the filter that is set.",
  })
  filter?: AuditFilter | null;
}
