import type { AssociateMacSecKeyResponse } from "@aws-sdk/client-direct-connect";
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from "type-graphql";
import type { Context } from "../context";
import type { Place } from "../directconnect/accounts/accounts";
import { findPort } from "../directconnect/relations/ports";
import { AssociateMacSecKeyInput, DisassociateMacSecKeyInput, MacSecKeyChange } from "../types/macsec-key";
import { Port } from "../types/port";
import { ChangeArgs, type ChangeArguments } from "./change-arguments";

@Resolver(() => MacSecKeyChange)
export class MacSecKeyResolver {
  @Mutation(() => MacSecKeyChange, {
    description:
      "Puts a MACsec key on a dedicated connection, an interconnect or a LAG. To rotate: add the new key, wait until it is in use, take the old one off.",
  })
  async associateMacSecKey(
    @Arg("input", () => AssociateMacSecKeyInput, { description: "The port or LAG, and the MACsec key." })
    input: AssociateMacSecKeyInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ) {
    const place = directConnect.place(scope);
    return changeOf(input, place, await directConnect.change("AssociateMacSecKey", place, input, key));
  }

  @Mutation(() => MacSecKeyChange, {
    description:
      "Takes a MACsec key off a port; its secret stays in Secrets Manager. Without its last key a port in MUST_ENCRYPT falls back to SHOULD_ENCRYPT.",
  })
  async disassociateMacSecKey(
    @Arg("input", () => DisassociateMacSecKeyInput, { description: "The port or LAG, and the MACsec key." })
    input: DisassociateMacSecKeyInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ) {
    const place = directConnect.place(scope);
    return changeOf(input, place, await directConnect.change("DisassociateMacSecKey", place, input, key));
  }

  @FieldResolver(() => Port, {
    nullable: true,
    description:
      "The port after the change, with all its keys and its `macSecRotation`; null if it cannot be read back.",
  })
  port(@Root() { connectionId, account, region }: MacSecKeyChange, @Ctx() { directConnect }: Context) {
    const place = directConnect.read.placeOf({ account, region }, "DescribeConnections");
    return directConnect.readBack(`the keys of ${connectionId}`, () =>
      findPort(connectionId, place, directConnect.read),
    );
  }
}

function changeOf(
  { connectionId }: { connectionId: string },
  { account, region }: Place,
  { macSecKeys = [] }: AssociateMacSecKeyResponse,
): MacSecKeyChange {
  return { connectionId, macSecKeys, account: account.accountId, region };
}
