import { Arg, Args, Ctx, ID, Resolver, Root, Subscription } from "type-graphql";
import type { Context } from "../context";
import { requireArn } from "../directconnect/accounts/arn-argument";
import { findNode } from "../directconnect/relations/nodes";
import type { LoggedEvent } from "../events/change-event";
import type { StateUpdate } from "../events/state-update";
import { watchedPlaces } from "../events/watched-places";
import { ChangeEvent, ChangeStreamArgs } from "../types/change-event";
import { Node } from "../types/graph/node";
import { filterOf, placesOf, shownEvent } from "./change-event";
import { openEventStream, openStateStream } from "./event-subscription";

/** The answer of `Subscription.resource`: the resource as it is now, or after an event. */
interface ResourceUpdate extends StateUpdate {
  readonly freshFrom?: number | undefined;
}

@Resolver()
export class ChangeSubscriptionResolver {
  @Subscription(() => ChangeEvent, {
    description:
      "The log of `Query.changes` as a stream: each event once, in the order of the log, as it is seen. The accounts and regions of the filter are watched as long as the stream runs.",
    subscribe: async ({ args, context }) => {
      const { after, filter } = args as ChangeStreamArgs; // the schema has coerced them
      const { directConnect } = context as Context;
      const places = watchedPlaces(placesOf(filter, directConnect), filter?.regions == null);
      return openEventStream(
        context as Context,
        "changes",
        filterOf(filter, directConnect),
        places,
        after ?? null,
      );
    },
  })
  changes(
    @Root() event: LoggedEvent,
    @Args(() => ChangeStreamArgs) _args: ChangeStreamArgs,
    @Ctx() { caller, directConnect }: Context,
  ) {
    directConnect.read.usedOther();
    return shownEvent(event, caller);
  }

  @Subscription(() => Node, {
    nullable: true,
    description:
      "A resource as it is now, and again after each change of it; null if it is gone, which ends the stream. Its account and region are watched as long as the stream runs.",
    subscribe: ({ args, context }) => {
      const { id } = args as { id: string }; // the schema has coerced them
      return resourceUpdates(context as Context, id);
    },
  })
  resource(
    @Root() { freshFrom }: ResourceUpdate,
    @Arg("id", () => ID, { description: "The ARN of the resource." }) id: string,
    @Ctx() { directConnect: { read } }: Context,
  ): Promise<object | null> {
    return findNode(id, freshFrom === undefined ? read : read.since(freshFrom));
  }
}

/** Reads the event log from before the first answer on, so that no change in between is missed. */
async function* resourceUpdates(
  context: Context,
  id: string,
): AsyncGenerator<ResourceUpdate, void, undefined> {
  const arn = requireArn(id, "id");
  const { accounts, read } = context.directConnect;
  const place = accounts.placeOfArn(arn);
  // A resource that no account of the caller owns may still be listed to one of them.
  const listedAt = place === undefined ? accounts.everywhere(arn.region || undefined) : [place];
  const places = listedAt.map(({ account, region }) => ({
    account: account.accountId,
    region: arn.kind === "dx-gateway" ? "" : region,
  }));
  const filter = filterOf({ ids: [id] }, context.directConnect);
  const changes = await openStateStream(context, "resource", filter, { places, resource: id });
  yield { freshFrom: read.now, isState: true };
  for await (const change of changes) {
    yield { freshFrom: change === undefined ? read.now : change.freshFrom, isState: true };
    if (change?.type === "deleted") return;
  }
}
