import { IsOptional } from "class-validator";
import { GraphQLDateTime, GraphQLJSONObject } from "graphql-scalars";
import { ArgsType, Field, ID, Int, ObjectType } from "type-graphql";
import { MAX_PAGE_SIZE, PageInfo } from "./graph/page";
import { IntegerBetween } from "./rules/rules";

@ObjectType({
  description: "One change of a webhook: its caller, time, idempotency key and input.",
  simpleResolvers: true,
})
export class WebhookChange {
  @Field(() => String, {
    description: "The idempotency key: the caller's, or the one that the gateway generated.",
  })
  key!: string;

  @Field(() => String, {
    description: "The name of the caller, or of a person behind it, who made the change.",
  })
  caller!: string;

  @Field(() => String, { description: "What was done, such as `CreateWebhook`." })
  operation!: string;

  @Field(() => ID, { description: "The webhook, which may be deleted by now." })
  webhookId!: string;

  @Field(() => GraphQLJSONObject, {
    nullable: true,
    description:
      "What was requested, without secrets: of a URL its origin alone. Null for changes of versions that did not store it.",
  })
  input!: object | null;

  @Field(() => GraphQLDateTime, {
    description: "When it was made; repeats with the same key do not alter it.",
  })
  madeAt!: Date;
}

@ObjectType({ description: "A change of a webhook with its cursor.", simpleResolvers: true })
export class WebhookChangeEdge {
  @Field(() => String, { description: "An opaque position in the list of changes, for `after`." })
  cursor!: string;

  @Field(() => WebhookChange, { description: "The WebhookChange at this position." })
  node!: WebhookChange;
}

@ObjectType({ description: "One page of the changes of webhooks, the newest first.", simpleResolvers: true })
export class WebhookChangePage {
  @Field(() => [WebhookChangeEdge], { description: "The changes of this page, each with its cursor." })
  edges!: WebhookChangeEdge[];

  @Field(() => [WebhookChange], { description: "The changes of this page, without cursors." })
  nodes!: WebhookChange[];

  @Field(() => PageInfo, { description: "Whether there is more, and the cursors." })
  pageInfo!: PageInfo;
}

@ArgsType()
export class WebhookChangeArgs {
  @Field(() => ID, { nullable: true, description: "Only changes of this webhook." })
  webhookId?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: `How many changes to return at most, 1 to ${MAX_PAGE_SIZE}; 50 if left out.`,
  })
  @IsOptional()
  @IntegerBetween(1, MAX_PAGE_SIZE)
  first?: number | null;

  @Field(() => String, { nullable: true, description: "Only changes after this cursor, which are older." })
  after?: string | null;
}
