import { GraphQLDateTime, GraphQLJSONObject } from "graphql-scalars";
import { ArgsType, Field, ID, InputType, ObjectType, registerEnumType } from "type-graphql";
import { PageArgs, pageOf } from "./graph/page";

/** Ours: what the gateway knows of a change. */
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
  description: "What is known of a change.",
  valuesConfig: {
    OPEN: { description: "It is being made, or was when the gateway that made it ended." },
    UNKNOWN: {
      description: "It was sent, and cannot be told yet whether it was made; the gateway goes on looking.",
    },
    APPLIED: { description: "It was made; or, for a deletion, there was nothing left." },
    REFUSED: { description: "AWS refused it: see `error`." },
    NOT_APPLIED: { description: "It was sent, its answer was lost, and it was not made. A repeat makes it." },
  },
});

@ObjectType({ description: "Why AWS refused a change.", simpleResolvers: true })
export class ChangeError {
  @Field(() => String, { description: "One of the error codes of docs/errors.md." })
  code!: string;

  @Field(() => String, {
    description: "AWS's own words where they are about the change, otherwise what they come to.",
  })
  message!: string;
}

@ObjectType({
  description: "One change that a caller asked for: who, when, where, with which key, and what became of it.",
  simpleResolvers: true,
})
export class JournalEntry {
  @Field(() => String, {
    description: "Its idempotency key: the caller's, or the one that the gateway made.",
  })
  key!: string;

  @Field(() => String, { description: "Who asked for it." })
  caller!: string;

  @Field(() => ChangeState, { description: "What is known of it." })
  state!: ChangeState;

  @Field(() => String, { description: "The AWS operation, such as `CreateConnection`." })
  operation!: string;

  @Field(() => ID, { description: "The account that it was made as: 12 digits." })
  account!: string;

  @Field(() => String, { description: "The region that it was sent to." })
  region!: string;

  @Field(() => GraphQLJSONObject, { description: "What was sent, in AWS's own members, without secrets." })
  input!: object;

  @Field(() => GraphQLJSONObject, {
    nullable: true,
    description:
      "What AWS answered, in its own members, without secrets, or what was found there later; null where there is none, or none yet.",
  })
  output!: object | null;

  @Field(() => ChangeError, { nullable: true, description: "Why AWS refused it; null where it did not." })
  error!: ChangeError | null;

  @Field(() => String, { description: "The request that asked for it, as `x-request-id` told it." })
  requestId!: string;

  @Field(() => String, {
    nullable: true,
    description: "AWS's id of the call; null where no answer of AWS's told it.",
  })
  awsRequestId!: string | null;

  @Field(() => GraphQLDateTime, {
    description: "When it was asked for, the first time where its key was used again.",
  })
  openedAt!: Date;

  @Field(() => GraphQLDateTime, { nullable: true, description: "When its outcome was known; null before." })
  settledAt!: Date | null;
}

export const JournalEntryPage = pageOf(JournalEntry);

@InputType({ description: "Which changes. Those that fit all of it." })
export class AuditFilter {
  @Field(() => [String], { nullable: true, description: "Asked for by one of these callers." })
  caller?: string[] | null;

  @Field(() => [String], { nullable: true, description: "One of these AWS operations." })
  operation?: string[] | null;

  @Field(() => [ID], { nullable: true, description: "Made as one of these accounts: 12 digits each." })
  account?: string[] | null;

  @Field(() => [ChangeState], { nullable: true, description: "In one of these states." })
  state?: ChangeState[] | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: "Asked for at this time or later." })
  since?: Date | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: "Asked for before this time." })
  until?: Date | null;
}

@ArgsType()
export class AuditArgs extends PageArgs {
  @Field(() => AuditFilter, { nullable: true, description: "Only those that fit." })
  filter?: AuditFilter | null;
}
