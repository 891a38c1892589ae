import { Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import { type Caller, senderOf } from "../auth/caller";
import { requirePermission } from "../auth/refusals";
import type { Context } from "../context";
import type { DirectConnect } from "../directconnect/direct-connect";
import { badInput } from "../errors";
import type { LoggedEvent } from "../events/change-event";
import { findChanged } from "../events/changed-resource";
import { cursorAfter } from "../events/cursor";
import type { EventFilter } from "../events/event-filter";
import { visibleCause } from "../events/visible-events";
import { quoted } from "../observability/secrets";
import {
  ChangedResource,
  ChangeEvent,
  type ChangeEventFilter,
  ChangeEventPage,
  ChangesArgs,
} from "../types/change-event";
import { CALL_COST } from "../types/graph/call-cost";
import { DEFAULT_PAGE_SIZE } from "../types/graph/page";
import { kindOfId } from "../types/rules/id-rules";

@Resolver(() => ChangeEvent)
export class ChangeEventResolver {
  @Query(() => ChangeEventPage, {
    nullable: true,
    description:
      "The log of changes that were seen in the accounts that the caller is granted, the oldest first. Each event is in it once; read on with `pageInfo.endCursor`, or subscribe from there.",
  })
  async changes(
    @Args(() => ChangesArgs) args: ChangesArgs,
    @Ctx() { caller, directConnect, events }: Context,
  ) {
    requirePermission(caller, "read", "changes");
    directConnect.read.usedOther();
    const page = await events.log.page(
      args.after ?? null,
      args.first ?? DEFAULT_PAGE_SIZE,
      filterOf(args.filter, directConnect),
      { grants: caller.grants, sender: senderOf(caller) },
    );
    const edges = page.events.map((event) => ({
      cursor: cursorAfter(event.number),
      node: shownEvent(event, caller),
    }));
    return {
      edges,
      nodes: edges.map(({ node }) => node),
      pageInfo: {
        hasNextPage: page.more,
        hasPreviousPage: args.after != null,
        startCursor: edges[0]?.cursor ?? null,
        endCursor: cursorAfter(page.end),
      },
    };
  }

  // type-graphql would drop a `complexity` that is set where the field is declared.
  @FieldResolver(() => ChangedResource, { nullable: true, complexity: CALL_COST })
  resource(@Root() event: ShownEvent, @Ctx() { directConnect }: Context) {
    return findChanged(event, directConnect.read);
  }
}

/** An event as a caller may see it in the graph. */
export function shownEvent(event: LoggedEvent, caller: Caller) {
  return {
    ...event,
    resourceId: event.resource,
    cursor: cursorAfter(event.number),
    region: event.region === "" ? null : event.region,
    cause: visibleCause(caller, event),
  };
}

type ShownEvent = ReturnType<typeof shownEvent>;

/**
 * A filter with accounts by their ids.
 * @throws GatewayError BAD_USER_INPUT for accounts that are not granted or do not exist, for regions that no account
 * can have, and for ids of resources that have an ARN.
 */
export function filterOf(
  filter: ChangeEventFilter | null | undefined,
  { accounts }: Pick<DirectConnect, "accounts">,
): EventFilter {
  const { regions, resourceTypes, types, ids } = filter ?? {};
  const places = placesOf(filter, { accounts });
  requireNames(ids ?? []);
  return {
    accounts: [...new Set(places.map(({ account }) => account.accountId))],
    regions: regions ?? undefined,
    resourceTypes: resourceTypes ?? undefined,
    types: types ?? undefined,
    ids: ids ?? undefined,
  };
}

/**
 * An event names a resource that has an ARN by its ARN, which an id never equals. A UUID may be the id of an
 * association.
 */
function requireNames(ids: readonly string[]): void {
  const short = ids.filter((id) => ![undefined, "dx-gateway"].includes(kindOfId(id)));
  if (short.length === 0) return;
  const allowed =
    "the ARN of what has one, such as arn:aws:directconnect:us-east-1:111111111111:dxcon/dxcon-ffabc123";
  throw badInput(short.map((id) => ({ argument: "filter.ids", sent: quoted(id), allowed })));
}

/**
 * The accounts and regions that a filter names, all that are granted where it names none.
 * @throws GatewayError as `filterOf` does.
 */
export function placesOf(
  filter: ChangeEventFilter | null | undefined,
  { accounts }: Pick<DirectConnect, "accounts">,
) {
  return accounts.places(filter?.accounts, filter?.regions, {
    accounts: "filter.accounts",
    regions: "filter.regions",
  });
}
