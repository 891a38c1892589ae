import { IsOptional } from "class-validator";
import { GraphQLDateTime } from "graphql-scalars";
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { ChangeEventFilter, ChangeEventType, WatchedResourceType } from "./change-event";
import { IntegerBetween, pattern, rule } from "./rules/rules";

/** The gateway's own: whether events are delivered to a webhook. */
export const WebhookState = { ENABLED: "enabled", PAUSED: "paused", DISABLED: "disabled" } as const;
export type WebhookState = (typeof WebhookState)[keyof typeof WebhookState];

registerEnumType(WebhookState, {
  name: "WebhookState",
  description: "Whether events are delivered to a webhook.",
  valuesConfig: {
    ENABLED: { description: "Events are delivered." },
    PAUSED: { description: "Its caller paused it with `updateWebhook`." },
    DISABLED: { description: "The gateway disabled it: see `disabledReason`." },
  },
});

export const WebhookDisabledReason = { FAILING: "failing", GONE: "gone" } as const;
export type WebhookDisabledReason = (typeof WebhookDisabledReason)[keyof typeof WebhookDisabledReason];

registerEnumType(WebhookDisabledReason, {
  name: "WebhookDisabledReason",
  description: "Why the gateway disabled a webhook.",
  valuesConfig: {
    FAILING: { description: "A delivery was retried for three days, and failed." },
    GONE: { description: "The receiver answered 410: it wants no more events." },
  },
});

@ObjectType({ description: "The events that a webhook is for.", simpleResolvers: true })
export class WebhookFilter {
  @Field(() => [ID], {
    nullable: true,
    description: "The accounts; null for all that the caller is granted.",
  })
  accounts?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: "The regions; null for all, and for what is in no region.",
  })
  regions?: string[] | null;

  @Field(() => [WatchedResourceType], {
    nullable: true,
    description: "The types of resources; null for all.",
  })
  resourceTypes?: WatchedResourceType[] | null;

  @Field(() => [ChangeEventType], { nullable: true, description: "The types of events; null for all." })
  types?: ChangeEventType[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: "The resources, as `resourceId` names them; null for all.",
  })
  ids?: string[] | null;
}

@ObjectType({ description: "A URL that events are sent to.", simpleResolvers: true })
export class Webhook {
  @Field(() => ID, { description: "Names it in mutations: a UUID." })
  webhookId!: string;

  @Field(() => String, { description: "The https URL that events are sent to." })
  url!: string;

  @Field(() => String, { nullable: true, description: "What its caller says of it." })
  description!: string | null;

  @Field(() => WebhookFilter, { description: "The events that it is for." })
  filter!: WebhookFilter;

  @Field(() => WebhookState, { description: "Whether events are delivered to it." })
  state!: WebhookState;

  @Field(() => WebhookDisabledReason, {
    nullable: true,
    description: "Why the gateway disabled it; null unless it is `DISABLED`.",
  })
  disabledReason!: WebhookDisabledReason | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: "When the gateway disabled it; null unless it is `DISABLED`.",
  })
  disabledAt!: Date | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: "Until when deliveries are also signed with the secret before; null if there is none.",
  })
  previousSecretUntil!: Date | null;

  @Field(() => String, {
    description: "The position in the log of events up to which deliveries were made.",
  })
  cursor!: string;

  @Field(() => Boolean, {
    description: "Whether the config file has it: then mutations cannot change its URL, filter and secret.",
  })
  isConfigured!: boolean;

  @Field(() => String, { description: "The name of the caller, or of a person behind it, who made it." })
  createdBy!: string;

  @Field(() => GraphQLDateTime, { description: "When it was made." })
  createdAt!: Date;
}

@ObjectType({ description: "A webhook, and its secret, which is shown once.", simpleResolvers: true })
export class WebhookWithSecret {
  @Field(() => Webhook, { description: "What was made, or has the new secret." })
  webhook!: Webhook;

  @Field(() => String, {
    nullable: true,
    description:
      "The secret that signs deliveries: `whsec_` and base64, as Standard Webhooks has it. Null in a repeat: it is shown once.",
  })
  secret!: string | null;
}

const Description = () =>
  rule(
    "description",
    "at most 500 characters",
    (value) => typeof value === "string" && value.length <= 500 && !value.includes("\0"),
  );

/** The gateway checks more than its form (src/events/webhooks/webhook-url.ts). */
const HttpsUrl = () =>
  pattern(
    "httpsUrl",
    "an https URL of at most 2048 characters, such as https://hooks.example.com/direct-connect",
    /^https:\/\/[^\s\0]{1,2040}$/i,
  );

const WHICH = "The webhook, as `Webhook.webhookId` names it.";

const Cursor = () => pattern("cursor", "a cursor of the log of events", /^[\w-]{1,100}$/);

const WebhookId = () => pattern("webhookId", "a UUID", /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i);

@InputType({ description: "The URL and events of a new webhook." })
export class CreateWebhookInput {
  @Field(() => String, {
    description:
      "An https URL of at most 2,048 characters, at a public address: `https://hooks.example.com/direct-connect`.",
  })
  @HttpsUrl()
  url!: string;

  @Field(() => String, { nullable: true, description: "What it is for, at most 500 characters." })
  @IsOptional()
  @Description()
  description?: string | null;

  @Field(() => ChangeEventFilter, {
    nullable: true,
    description: "Only events that match every member of the filter that is set; all events if left out.",
  })
  filter?: ChangeEventFilter | null;
}

@InputType({ description: "What to change of a webhook; what is left out stays as it is." })
export class UpdateWebhookInput {
  @Field(() => ID, { description: WHICH })
  @WebhookId()
  webhookId!: string;

  @Field(() => String, { nullable: true, description: "Another https URL." })
  @IsOptional()
  @HttpsUrl()
  url?: string | null;

  @Field(() => String, { nullable: true, description: "Another description; null removes it." })
  @IsOptional()
  @Description()
  description?: string | null;

  @Field(() => ChangeEventFilter, {
    nullable: true,
    description: "Another filter, which replaces the whole earlier one; null for all events.",
  })
  filter?: ChangeEventFilter | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "False pauses it. True enables it again: what was not delivered meanwhile is delivered, as far as the log still has it.",
  })
  enabled?: boolean | null;
}

@InputType({ description: "Which webhook to delete." })
export class DeleteWebhookInput {
  @Field(() => ID, { description: WHICH })
  @WebhookId()
  webhookId!: string;
}

/** The longest and the usual overlap, in hours. */
export const LONGEST_OVERLAP = 168;
export const USUAL_OVERLAP = 24;

@InputType({ description: "Which webhook gets a new secret." })
export class RotateWebhookSecretInput {
  @Field(() => ID, { description: WHICH })
  @WebhookId()
  webhookId!: string;

  @Field(() => Int, {
    nullable: true,
    description: `How many hours deliveries are signed with both secrets, 0 to ${LONGEST_OVERLAP}; ${USUAL_OVERLAP} if left out. 0 if the earlier secret is known to others.`,
  })
  @IsOptional()
  @IntegerBetween(0, LONGEST_OVERLAP)
  overlapHours?: number | null;
}

@InputType({ description: "Which webhook a test is sent to." })
export class TestWebhookInput {
  @Field(() => ID, { description: WHICH })
  @WebhookId()
  webhookId!: string;
}

@InputType({ description: "From where on events are delivered again." })
export class RedeliverWebhookInput {
  @Field(() => ID, { description: WHICH })
  @WebhookId()
  webhookId!: string;

  @Field(() => String, {
    description: "The cursor of the event before the first one to deliver, or a `pageInfo.endCursor`.",
  })
  @Cursor()
  after!: string;
}
