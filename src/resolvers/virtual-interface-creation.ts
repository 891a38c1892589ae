import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import type { Context } from "../context";
import { enterChangedVirtualInterface } from "../directconnect/collections/virtual-interfaces";
import type { Input, WriteOperation } from "../directconnect/client/operations";
import { allRules } from "../directconnect/write/change-rules";
import { type Limited, limitsOf } from "../directconnect/write/limits-preflight";
import { vlanOfInterface } from "../directconnect/write/vlan-preflight";
import type { ChangeKey } from "../journal/idempotency";
import { ScopeArgs } from "../types/graph/scope";
import { VirtualInterface } from "../types/virtual-interface";
import {
  AllocatePrivateVirtualInterfaceInput,
  AllocatePublicVirtualInterfaceInput,
  AllocateTransitVirtualInterfaceInput,
  CreatePrivateVirtualInterfaceInput,
  CreatePublicVirtualInterfaceInput,
  CreateTransitVirtualInterfaceInput,
} from "../types/virtual-interface-creation";
import { ChangeArgs, type ChangeArguments } from "./change-arguments";

type Creation = Extract<WriteOperation, `${"Create" | "Allocate"}${string}VirtualInterface`>;

async function create<Name extends Creation>(
  operation: Name,
  input: Input<Name> & { connectionId: string },
  scope: ScopeArgs,
  key: ChangeKey,
  { directConnect }: Context,
) {
  const place = directConnect.place(scope);
  const [member, ordered] = orderIn(input);
  const { read } = directConnect;
  const portId = input.connectionId;
  const rules = allRules([
    ordered.vlan === undefined ? {} : vlanOfInterface({ vlan: ordered.vlan, portId }, place, read),
    limitsOf(portId, { argument: `input.${member}`, limited: ordered }, place, read),
  ]);
  return enterChangedVirtualInterface(await directConnect.change(operation, place, input, key, rules), place);
}

/** Each operation wraps its order in a member of another name; all six have the same members to count. */
function orderIn(input: object): readonly [member: string, order: Limited & { vlan?: number }] {
  const members = Object.entries(input) as [string, (Limited & { vlan?: number }) | string][];
  for (const [name, member] of members) if (typeof member === "object") return [name, member];
  return ["", {}];
}

/** Private, public and transit ones; for the own account and for another. */
@Resolver()
export class VirtualInterfaceCreationResolver {
  @Mutation(() => VirtualInterface, {
    description:
      "Creates a private virtual interface on a connection or LAG of the account, and leads it to a gateway.",
  })
  createPrivateVirtualInterface(
    @Arg("input", () => CreatePrivateVirtualInterfaceInput, {
      description: "The new virtual interface, and the connection or LAG that carries it.",
    })
    input: CreatePrivateVirtualInterfaceInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() context: Context,
  ) {
    return create("CreatePrivateVirtualInterface", input, scope, key, context);
  }

  @Mutation(() => VirtualInterface, {
    description:
      "Creates a public virtual interface on a connection or LAG of the account. AWS first verifies its prefixes, for up to 72 hours.",
  })
  createPublicVirtualInterface(
    @Arg("input", () => CreatePublicVirtualInterfaceInput, {
      description: "The new virtual interface, and the connection or LAG that carries it.",
    })
    input: CreatePublicVirtualInterfaceInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() context: Context,
  ) {
    return create("CreatePublicVirtualInterface", input, scope, key, context);
  }

  @Mutation(() => VirtualInterface, {
    description:
      "Creates a transit virtual interface on a connection or LAG of the account, and leads it to a Direct Connect gateway.",
  })
  createTransitVirtualInterface(
    @Arg("input", () => CreateTransitVirtualInterfaceInput, {
      description: "The new virtual interface, and the connection or LAG that carries it.",
    })
    input: CreateTransitVirtualInterfaceInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() context: Context,
  ) {
    return create("CreateTransitVirtualInterface", input, scope, key, context);
  }

  @Mutation(() => VirtualInterface, {
    description:
      "Allocates a private virtual interface on a connection or LAG of the account to another account, which confirms or declines it.",
  })
  allocatePrivateVirtualInterface(
    @Arg("input", () => AllocatePrivateVirtualInterfaceInput, {
      description:
        "The new virtual interface, the connection or LAG that carries it, and the account that will own it.",
    })
    input: AllocatePrivateVirtualInterfaceInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() context: Context,
  ) {
    return create("AllocatePrivateVirtualInterface", input, scope, key, context);
  }

  @Mutation(() => VirtualInterface, {
    description:
      "Allocates a public virtual interface on a connection or LAG of the account to another account, which confirms or declines it.",
  })
  allocatePublicVirtualInterface(
    @Arg("input", () => AllocatePublicVirtualInterfaceInput, {
      description:
        "The new virtual interface, the connection or LAG that carries it, and the account that will own it.",
    })
    input: AllocatePublicVirtualInterfaceInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() context: Context,
  ) {
    return create("AllocatePublicVirtualInterface", input, scope, key, context);
  }

  @Mutation(() => VirtualInterface, {
    description:
      "Allocates a transit virtual interface on a connection or LAG of the account to another account, which confirms or declines it.",
  })
  allocateTransitVirtualInterface(
    @Arg("input", () => AllocateTransitVirtualInterfaceInput, {
      description:
        "The new virtual interface, the connection or LAG that carries it, and the account that will own it.",
    })
    input: AllocateTransitVirtualInterfaceInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() context: Context,
  ) {
    return create("AllocateTransitVirtualInterface", input, scope, key, context);
  }
}
