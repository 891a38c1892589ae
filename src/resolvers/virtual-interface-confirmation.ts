import type { ConfirmPrivateVirtualInterfaceResponse } from "@aws-sdk/client-direct-connect";
import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import type { Context } from "../context";
import { virtualInterfaces } from "../directconnect/collections/virtual-interfaces";
import type { Input, WriteOperation } from "../directconnect/client/operations";
import type { ChangeKey } from "../journal/idempotency";
import { ScopeArgs } from "../types/graph/scope";
import { VirtualInterface } from "../types/virtual-interface";
import {
  ConfirmPrivateVirtualInterfaceInput,
  ConfirmTransitVirtualInterfaceInput,
  VirtualInterfaceIdInput,
} from "../types/virtual-interface-change";
import { ChangeArgs, type ChangeArguments } from "./change-arguments";

type Confirmation = Extract<WriteOperation, `Confirm${string}VirtualInterface`>;

/** AWS answers with the state alone. */
async function confirm<Name extends Confirmation>(
  operation: Name,
  input: Input<Name>,
  scope: ScopeArgs,
  key: ChangeKey,
  { directConnect }: Context,
) {
  const place = directConnect.place(scope);
  const answer: ConfirmPrivateVirtualInterfaceResponse = await directConnect.change(
    operation,
    place,
    input,
    key,
  );
  const { virtualInterfaceState } = answer;
  return directConnect.afterChange(virtualInterfaces, place, String(input.virtualInterfaceId), {
    ...(virtualInterfaceState && { virtualInterfaceState }),
  });
}

/** Decline with `deleteVirtualInterface`. */
@Resolver()
export class VirtualInterfaceConfirmationResolver {
  @Mutation(() => VirtualInterface, {
    description:
      "Accepts a private virtual interface in state CONFIRMING, as the account that it was allocated to, and leads it to a gateway.",
  })
  confirmPrivateVirtualInterface(
    @Arg("input", () => ConfirmPrivateVirtualInterfaceInput, {
      description: "The virtual interface to accept, and the gateway to connect it to.",
    })
    input: ConfirmPrivateVirtualInterfaceInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() context: Context,
  ) {
    return confirm("ConfirmPrivateVirtualInterface", input, scope, key, context);
  }

  @Mutation(() => VirtualInterface, {
    description:
      "Accepts a public virtual interface in state CONFIRMING, as the account that it was allocated to. AWS then verifies its prefixes.",
  })
  confirmPublicVirtualInterface(
    @Arg("input", () => VirtualInterfaceIdInput, { description: "The public virtual interface to accept." })
    input: VirtualInterfaceIdInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() context: Context,
  ) {
    return confirm("ConfirmPublicVirtualInterface", input, scope, key, context);
  }

  @Mutation(() => VirtualInterface, {
    description:
      "Accepts a transit virtual interface in state CONFIRMING, as the account that it was allocated to, and leads it to a Direct Connect gateway.",
  })
  confirmTransitVirtualInterface(
    @Arg("input", () => ConfirmTransitVirtualInterfaceInput, {
      description: "The virtual interface to accept, and the gateway to connect it to.",
    })
    input: ConfirmTransitVirtualInterfaceInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() context: Context,
  ) {
    return confirm("ConfirmTransitVirtualInterface", input, scope, key, context);
  }
}
