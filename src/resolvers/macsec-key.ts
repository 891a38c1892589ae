import type { AssociateMacSecKeyResponse } from "@aws-sdk/client-direct-connect";
import { Arg, Args, Ctx, Mutation, Resolver } from "type-graphql";
import type { Context } from "../context";
import { AssociateMacSecKeyInput, DisassociateMacSecKeyInput, MacSecKeyChange } from "../types/macsec-key";
import { ScopeArgs } from "../types/scope";

@Resolver(() => MacSecKeyChange)
export class MacSecKeyResolver {
  @Mutation(() => MacSecKeyChange, {
    description:
      "Puts a MACsec key on a dedicated connection, an interconnect or a LAG. To rotate: add the new key, wait until it is in use, take the old one off.",
  })
  async associateMacSecKey(
    @Arg("input", () => AssociateMacSecKeyInput, { description: "Which port, and which key." })
    input: AssociateMacSecKeyInput,
    @Args(() => ScopeArgs) scope: ScopeArgs,
    @Ctx() { directConnect }: Context,
  ) {
    return changeOf(
      input,
      await directConnect.change("AssociateMacSecKey", directConnect.place(scope), input),
    );
  }

  @Mutation(() => MacSecKeyChange, {
    description:
      "Takes a MACsec key off a port; its secret stays in Secrets Manager. Without its last key a port in MUST_ENCRYPT falls back to SHOULD_ENCRYPT.",
  })
  async disassociateMacSecKey(
    @Arg("input", () => DisassociateMacSecKeyInput, { description: "Which port, and which key." })
    input: DisassociateMacSecKeyInput,
    @Args(() => ScopeArgs) scope: ScopeArgs,
    @Ctx() { directConnect }: Context,
  ) {
    return changeOf(
      input,
      await directConnect.change("DisassociateMacSecKey", directConnect.place(scope), input),
    );
  }
}

function changeOf(
  { connectionId }: { connectionId: string },
  { macSecKeys = [] }: AssociateMacSecKeyResponse,
) {
  return { connectionId, macSecKeys };
}
