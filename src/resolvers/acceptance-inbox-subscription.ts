import { Args, Ctx, Resolver, Root, Subscription } from "type-graphql";
import type { Context } from "../context";
import { watchedPlaces } from "../events/open-events";
import { acceptanceInbox, offeredResources } from "../insights/acceptance-inbox";
import { AcceptanceInbox, AcceptanceInboxArgs } from "../types/acceptance-inbox";
import { openEventStream } from "./event-subscription";

/** One answer of the stream; its offers determine which events concern the next one. */
interface InboxUpdate {
  /** A time of the snapshots' clock: data that was read before is not used. */
  readonly freshFrom: number;
  /** Set when it is answered. */
  offered: ReadonlySet<string>;
}

@Resolver(() => AcceptanceInbox)
export class AcceptanceInboxSubscriptionResolver {
  @Subscription(() => AcceptanceInbox, {
    nullable: true,
    description:
      "The inbox of `Query.acceptanceInbox` as it is now, and again after each change of it: an offer that is new, was answered, expired or changed otherwise. Its accounts and regions are watched as long as the stream runs.",
    subscribe: ({ args, context }) => inboxUpdates(context as Context, args as AcceptanceInboxArgs), // the schema has coerced them
  })
  async acceptanceInbox(
    @Root() update: InboxUpdate,
    @Args(() => AcceptanceInboxArgs) args: AcceptanceInboxArgs,
    @Ctx() { directConnect: { read } }: Context,
  ): Promise<AcceptanceInbox> {
    const inbox = await acceptanceInbox(read.since(update.freshFrom), args);
    update.offered = offeredResources(inbox);
    return inbox;
  }
}

/** Reads the event log from before the first answer on, so that no change in between is missed. */
async function* inboxUpdates(
  context: Context,
  { accounts, regions }: AcceptanceInboxArgs,
): AsyncGenerator<InboxUpdate, void, undefined> {
  const { directConnect } = context;
  const places = watchedPlaces(directConnect.accounts.places(accounts, regions), true);
  const events = await openEventStream(
    context,
    "acceptanceInbox",
    {
      accounts: [...new Set(places.map(({ account }) => account))],
      regions: [...new Set(places.map(({ region }) => region))],
      resourceTypes: ["Connection", "VirtualInterface", "DirectConnectGatewayAssociationProposal"],
    },
    places,
  );
  let update: InboxUpdate = { freshFrom: directConnect.read.now, offered: new Set() };
  yield update;
  for await (const { type, resource, freshFrom = directConnect.read.now } of events) {
    const isOfInbox = type === "acceptanceRequested" || update.offered.has(resource);
    // Changes that were read together with the previous event are in its answer.
    if (!isOfInbox || freshFrom <= update.freshFrom) continue;
    update = { freshFrom, offered: update.offered };
    yield update;
  }
}
