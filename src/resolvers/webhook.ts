import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Caller } from "../auth/caller";
import { requirePermission } from "../auth/refusals";
import type { Context } from "../context";
import { cursorAfter } from "../events/cursor";
import type { EventFilter } from "../events/event-filter";
import { changeCursor, changeNumberOf } from "../events/webhooks/change-audit";
import { deliveryCursor, deliveryNumberOf } from "../events/webhooks/delivery-pages";
import type { Delivery, Webhook as StoredWebhook } from "../events/webhooks/webhook";
import type { WebhookRequest } from "../events/webhooks/webhooks";
import type { ChangeKey } from "../journal/idempotency";
import { requireNoCredential, requireStorable } from "../journal/storable-text";
import type { ChangeEventFilter } from "../types/change-event";
import { DEFAULT_PAGE_SIZE } from "../types/graph/page";
import {
  CreateWebhookInput,
  DeleteWebhookInput,
  RedeliverWebhookInput,
  RotateWebhookSecretInput,
  TestWebhookInput,
  UpdateWebhookInput,
  USUAL_OVERLAP,
  Webhook,
  WebhookWithSecret,
} from "../types/webhook";
import { WebhookChangeArgs, WebhookChangePage } from "../types/webhook-change";
import { WebhookDelivery, WebhookDeliveryArgs, WebhookDeliveryPage } from "../types/webhook-delivery";
import { filterOf } from "./change-event";
import { KeyArg } from "./change-arguments";

@Resolver(() => Webhook)
export class WebhookResolver {
  @Query(() => [Webhook], { nullable: true, description: "The webhooks of the caller, the oldest first." })
  webhooks(@Ctx() context: Context) {
    requireWebhooks(context.caller, "webhooks");
    context.directConnect.read.usedOther();
    return context.events.webhooks.list(context.caller);
  }

  @Query(() => WebhookDeliveryPage, {
    nullable: true,
    description: "What was and will be delivered to a webhook of the caller, the newest first.",
  })
  async webhookDeliveries(
    @Args(() => WebhookDeliveryArgs) { webhookId, first, after, states }: WebhookDeliveryArgs,
    @Ctx() { caller, events: { webhooks }, directConnect }: Context,
  ) {
    requireWebhooks(caller, "webhookDeliveries");
    directConnect.read.usedOther();
    const limit = first ?? DEFAULT_PAGE_SIZE;
    const before = after == null ? null : deliveryNumberOf(after);
    const { id } = await webhooks.get(caller, webhookId);
    const page = { before, limit: limit + 1, states: states ?? undefined };
    const found = await webhooks.deliveries(caller, id, page);
    return forwardPage(found, limit, after, (delivery) => ({
      cursor: deliveryCursor(delivery.number),
      node: shownDelivery(delivery),
    }));
  }

  @Query(() => WebhookChangePage, {
    nullable: true,
    description:
      "The audit trail of webhooks: who changed which one, when and with what, the newest first. Callers who are granted all accounts see the changes of all callers, others those of their own webhooks.",
  })
  async webhookChanges(
    @Args(() => WebhookChangeArgs) { webhookId, first, after }: WebhookChangeArgs,
    @Ctx() { caller, events: { webhooks }, directConnect }: Context,
  ) {
    requirePermission(caller, "audit", "webhookChanges");
    directConnect.read.usedOther();
    const limit = first ?? DEFAULT_PAGE_SIZE;
    const before = after == null ? null : changeNumberOf(after);
    const page = { before, limit: limit + 1, webhook: webhookId ?? undefined };
    const found = await webhooks.changes(caller, page);
    return forwardPage(found, limit, after, (change) => ({
      cursor: changeCursor(change.number),
      node: change,
    }));
  }

  @Mutation(() => WebhookWithSecret, {
    description:
      "Makes a webhook: events from now on are sent to its URL. The answer shows its secret, once.",
  })
  async createWebhook(
    @Arg("input", () => CreateWebhookInput, { description: "The URL and events of the webhook." })
    input: CreateWebhookInput,
    @KeyArg() key: ChangeKey,
    @Ctx() context: Context,
  ) {
    const request = requestOf(context, "createWebhook", input, key);
    return context.events.webhooks.create(request, {
      url: input.url,
      description: input.description ?? null,
      filter: storedFilter(input.filter, context),
    });
  }

  @Mutation(() => Webhook, {
    description: "Changes a webhook of the caller, pauses it, or enables it again.",
  })
  async updateWebhook(
    @Arg("input", () => UpdateWebhookInput, { description: "What to change." }) input: UpdateWebhookInput,
    @KeyArg() key: ChangeKey,
    @Ctx() context: Context,
  ) {
    const { webhookId: id, url, description, filter, enabled } = input;
    return context.events.webhooks.update(requestOf(context, "updateWebhook", input, key), id, {
      ...(url != null && { url }),
      ...(description !== undefined && { description }),
      ...(filter !== undefined && { filter: storedFilter(filter, context) }),
      ...(enabled != null && { enabled }),
    });
  }

  @Mutation(() => ID, { description: "Deletes a webhook of the caller, with the list of its deliveries." })
  async deleteWebhook(
    @Arg("input", () => DeleteWebhookInput, { description: "Which webhook." }) input: DeleteWebhookInput,
    @KeyArg() key: ChangeKey,
    @Ctx() context: Context,
  ) {
    await context.events.webhooks.remove(requestOf(context, "deleteWebhook", input, key), input.webhookId);
    return input.webhookId;
  }

  @Mutation(() => WebhookWithSecret, {
    description:
      "Makes a new secret for a webhook of the caller. For some hours, deliveries are signed with the secret before, too.",
  })
  async rotateWebhookSecret(
    @Arg("input", () => RotateWebhookSecretInput, { description: "Which webhook." })
    input: RotateWebhookSecretInput,
    @KeyArg() key: ChangeKey,
    @Ctx() context: Context,
  ) {
    const request = requestOf(context, "rotateWebhookSecret", input, key);
    return context.events.webhooks.rotate(request, input.webhookId, input.overlapHours ?? USUAL_OVERLAP);
  }

  @Mutation(() => WebhookDelivery, {
    description:
      "Sends a test to a webhook of the caller, once: `webhookDeliveries` shows what was answered to it.",
  })
  async testWebhook(
    @Arg("input", () => TestWebhookInput, { description: "Which webhook." }) input: TestWebhookInput,
    @KeyArg() key: ChangeKey,
    @Ctx() context: Context,
  ) {
    const request = requestOf(context, "testWebhook", input, key);
    return shownDelivery(await context.events.webhooks.test(request, input.webhookId));
  }

  @Mutation(() => Webhook, {
    description:
      "Has the events after a cursor delivered again to a webhook of the caller, under their own ids.",
  })
  async redeliverWebhook(
    @Arg("input", () => RedeliverWebhookInput, { description: "Which webhook, and from where on." })
    input: RedeliverWebhookInput,
    @KeyArg() key: ChangeKey,
    @Ctx() context: Context,
  ) {
    const request = requestOf(context, "redeliverWebhook", input, key);
    return context.events.webhooks.redeliver(request, input.webhookId, input.after);
  }

  @FieldResolver(() => ID)
  webhookId(@Root() { id }: StoredWebhook) {
    return id;
  }

  @FieldResolver(() => String)
  cursor(@Root() { position }: StoredWebhook) {
    return cursorAfter(position);
  }
}

/** A page that goes forwards. @param found one row more than the limit where there is another page. */
function forwardPage<Row, Node>(
  found: readonly Row[],
  limit: number,
  after: string | null | undefined,
  edgeOf: (row: Row) => { readonly cursor: string; readonly node: Node },
) {
  const edges = found.slice(0, limit).map(edgeOf);
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: found.length > limit,
      hasPreviousPage: after != null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** A webhook shows events, which need `READ`. */
function requireWebhooks(caller: Caller, field: string): void {
  requirePermission(caller, "webhooks", field);
  requirePermission(caller, "read", field);
}

function requestOf(
  { caller, idempotency }: Context,
  field: string,
  input: object,
  key: ChangeKey,
): WebhookRequest {
  requireWebhooks(caller, field);
  requireStorable("input", input);
  requireNoCredential("input", input);
  return {
    caller,
    key: idempotency.keyFor(key),
    reportKey: (used, replayed) => idempotency.report({ path: [key.field], key: used, replayed }),
    input,
  };
}

/** A filter that names no accounts is for those that the caller is granted at the time of an event. */
function storedFilter(filter: ChangeEventFilter | null | undefined, { directConnect }: Context): EventFilter {
  const { accounts, ...members } = filterOf(filter, directConnect);
  return filter?.accounts == null ? members : { ...members, accounts };
}

function shownDelivery(delivery: Delivery) {
  return {
    ...delivery,
    deliveryId: delivery.id,
    eventId: delivery.event,
    isTest: delivery.eventNumber === null,
  };
}
