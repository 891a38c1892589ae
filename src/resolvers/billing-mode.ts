import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import type { Context } from "../context";
import type { Answer } from "../directconnect/client/operations";
import { enterConnection } from "../directconnect/collections/connections";
import type { Place } from "../directconnect/accounts/accounts";
import {
  BillingModeOutcome,
  ConnectionBillingModeChange,
  ConnectionsBillingModeChange,
  UpdateConnectionsBillingModeInput,
} from "../types/billing-mode-change";
import { ChangeArgs, type ChangeArguments } from "./change-arguments";

@Resolver()
export class BillingModeResolver {
  @Mutation(() => ConnectionsBillingModeChange, {
    description:
      "Has dedicated connections billed in another way, all in one change, and states what became of each. AWS allows three changes of a connection in six months. AWS itself bills two as a pair that are in one resiliency group, at one flat rate, of one speed and on different devices.",
  })
  async updateConnectionsBillingMode(
    @Arg("input", () => UpdateConnectionsBillingModeInput, {
      description: "The connections, and how to bill them.",
    })
    input: UpdateConnectionsBillingModeInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ): Promise<ConnectionsBillingModeChange> {
    const place = directConnect.place(scope);
    const answer = await directConnect.change("UpdateConnectionsBillingMode", place, input, key);
    return {
      ...(answer.billingMode && { billingMode: answer.billingMode }),
      connections: outcomesOf(input, answer, place),
    };
  }
}

/** One for each connection of the request: the answer may omit some, and may have another order. */
function outcomesOf(
  { connectionIds, billingMode }: UpdateConnectionsBillingModeInput,
  { connections = [] }: Answer<"UpdateConnectionsBillingMode">,
  place: Place,
): ConnectionBillingModeChange[] {
  const rows = connections.flatMap((connection) => enterConnection(connection, place) ?? []);
  const byId = new Map(rows.map((row) => [row.connectionId, row]));
  return connectionIds.map((connectionId) => {
    const connection = byId.get(connectionId) ?? null;
    return { connectionId, outcome: outcomeOf(connection?.requestedBillingMode, billingMode), connection };
  });
}

function outcomeOf(shown: string | undefined, wanted: string): BillingModeOutcome {
  if (shown === undefined) return BillingModeOutcome.UNKNOWN;
  return shown === wanted ? BillingModeOutcome.APPLIED : BillingModeOutcome.NOT_APPLIED;
}
