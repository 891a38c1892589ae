import { Args, Ctx, Resolver, Root, Subscription } from "type-graphql";
import type { Context } from "../context";
import type { StateUpdate } from "../events/state-update";
import { watchedPlaces } from "../events/watched-places";
import { acceptanceInbox, offeredResources } from "../insights/acceptance-inbox";
import { AcceptanceInbox, AcceptanceInboxArgs } from "../types/acceptance-inbox";
import { openStateStream } from "./event-subscription";

const INBOX_READS = [
  "DescribeConnections",
  "DescribeVirtualInterfaces",
  "DescribeDirectConnectGatewayAssociationProposals",
] as const;

/** One answer of the stream; its offers determine which events concern the next one. */
interface InboxUpdate extends StateUpdate {
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
  const events = await openStateStream(
    context,
    "acceptanceInbox",
    {
      accounts: [...new Set(places.map(({ account }) => account))],
      regions: [...new Set(places.map(({ region }) => region))],
      resourceTypes: ["Connection", "VirtualInterface", "DirectConnectGatewayAssociationProposal"],
    },
    { places, operations: INBOX_READS },
  );
  let update: InboxUpdate = { freshFrom: directConnect.read.now, offered: new Set(), isState: true };
  yield update;
  for await (const event of events) {
    const { freshFrom = directConnect.read.now } = event ?? {};
    const isOfInbox =
      event === undefined || event.type === "acceptanceRequested" || update.offered.has(event.resource);
    // Changes that were read together with the previous event are in its answer.
    if (!isOfInbox || freshFrom <= update.freshFrom) continue;
    update = { freshFrom, offered: update.offered, isState: true };
    yield update;
  }
}
