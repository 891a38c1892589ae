import { IsOptional } from "class-validator";
import { GraphQLDateTime } from "graphql-scalars";
import { ArgsType, Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import { MAX_PAGE_SIZE, PageInfo } from "./graph/page";
import { IntegerBetween } from "./rules/rules";

/** The gateway's own: what became of a delivery. */
export const WebhookDeliveryState = {
  WAITING: "waiting",
  DELIVERED: "delivered",
  FAILED: "failed",
  WITHHELD: "withheld",
  EXPIRED: "expired",
} as const;
export type WebhookDeliveryState = (typeof WebhookDeliveryState)[keyof typeof WebhookDeliveryState];

registerEnumType(WebhookDeliveryState, {
  name: "WebhookDeliveryState",
  description: "What became of a delivery.",
  valuesConfig: {
    WAITING: { description: "It waits for its first or next attempt." },
    DELIVERED: { description: "The receiver answered with a status from 200 to 299." },
    FAILED: { description: "It was not delivered, and is not tried again: a test, or after three days." },
    WITHHELD: { description: "It was not sent: the caller was not granted the resource at that time." },
    EXPIRED: { description: "The event was removed from the log before it was delivered." },
  },
});

@ObjectType({ description: "The delivery of one event to a webhook.", simpleResolvers: true })
export class WebhookDelivery {
  @Field(() => ID, { description: "Unique for each delivery: a UUID." })
  deliveryId!: string;

  @Field(() => ID, { description: "The id of the event, as in `webhook-id`; of a test, one of its own." })
  eventId!: string;

  @Field(() => Boolean, { description: "Whether it is a test, without an event of the log." })
  isTest!: boolean;

  @Field(() => WebhookDeliveryState, { description: "What became of it." })
  state!: WebhookDeliveryState;

  @Field(() => Int, { description: "How many attempts were made." })
  attempts!: number;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: "When the last attempt was made; null before the first.",
  })
  attemptedAt!: Date | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: "When the next attempt is due; null if none follows.",
  })
  nextAttemptAt!: Date | null;

  @Field(() => Int, {
    nullable: true,
    description:
      "The HTTP status that the receiver answered with in the last attempt; null without an answer.",
  })
  status!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "How long the last attempt took, in milliseconds; null before the first.",
  })
  durationMs!: number | null;

  @Field(() => String, { nullable: true, description: "Why the last attempt failed; null if it did not." })
  error!: string | null;

  @Field(() => GraphQLDateTime, { description: "When the gateway noted that the event is to be delivered." })
  createdAt!: Date;
}

@ObjectType({ description: "One WebhookDelivery in a page, with its cursor.", simpleResolvers: true })
export class WebhookDeliveryEdge {
  @Field(() => String, { description: "An opaque position in the list of deliveries, for `after`." })
  cursor!: string;

  @Field(() => WebhookDelivery, { description: "The WebhookDelivery at this position." })
  node!: WebhookDelivery;
}

@ObjectType({
  description: "One page of the deliveries to a webhook, the newest first.",
  simpleResolvers: true,
})
export class WebhookDeliveryPage {
  @Field(() => [WebhookDeliveryEdge], { description: "The deliveries of this page, each with its cursor." })
  edges!: WebhookDeliveryEdge[];

  @Field(() => [WebhookDelivery], { description: "The deliveries of this page, without cursors." })
  nodes!: WebhookDelivery[];

  @Field(() => PageInfo, { description: "Whether there is more, and the cursors." })
  pageInfo!: PageInfo;
}

@ArgsType()
export class WebhookDeliveryArgs {
  @Field(() => ID, { description: "The webhook, as `Webhook.webhookId` names it." })
  webhookId!: string;

  @Field(() => Int, {
    nullable: true,
    description: `How many deliveries to return at most, 1 to ${MAX_PAGE_SIZE}; 50 if left out.`,
  })
  @IsOptional()
  @IntegerBetween(1, MAX_PAGE_SIZE)
  first?: number | null;

  @Field(() => String, { nullable: true, description: "Only deliveries after this cursor, which are older." })
  after?: string | null;

  @Field(() => [WebhookDeliveryState], {
    nullable: true,
    description: "Only deliveries in one of these states.",
  })
  states?: WebhookDeliveryState[] | null;
}
