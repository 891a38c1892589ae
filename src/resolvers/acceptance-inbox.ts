import { Args, Ctx, Query, Resolver } from "type-graphql";
import type { Context } from "../context";
import { acceptanceInbox } from "../insights/acceptance-inbox";
import { AcceptanceInbox, AcceptanceInboxArgs } from "../types/acceptance-inbox";

@Resolver(() => AcceptanceInbox)
export class AcceptanceInboxResolver {
  @Query(() => AcceptanceInbox, {
    nullable: true,
    description:
      "What waits for the accounts to accept or decline: hosted connections in state ORDERING, virtual interfaces in state CONFIRMING, and proposals in state REQUESTED to their Direct Connect gateways.",
  })
  acceptanceInbox(
    @Args(() => AcceptanceInboxArgs) args: AcceptanceInboxArgs,
    @Ctx() { directConnect }: Context,
  ) {
    return acceptanceInbox(directConnect.read, args);
  }
}
