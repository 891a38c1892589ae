import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../context";
import { carrierOf, placeOfOwner } from "../directconnect/relations/carriers";
import { failoverTests } from "../directconnect/collections/failover-tests";
import {
  enterChangedVirtualInterface,
  virtualInterfaces,
} from "../directconnect/collections/virtual-interfaces";
import { isLag } from "../directconnect/relations/ports";
import { limitsOfUpdate } from "../directconnect/write/limits-preflight";
import { stateAfter } from "../directconnect/write/unwrap";
import { Connection } from "../types/connection";
import { FailoverTestListArgs, FailoverTestPage } from "../types/failover-test";
import { Lag } from "../types/lag";
import { ScopeArgs } from "../types/graph/scope";
import {
  VirtualInterface,
  VirtualInterfacePage,
  VirtualInterfaceRootListArgs,
} from "../types/virtual-interface";
import {
  AssociateVirtualInterfaceInput,
  UpdateVirtualInterfaceAttributesInput,
  VirtualInterfaceDeletion,
  VirtualInterfaceIdInput,
} from "../types/virtual-interface-change";
import { IdArg } from "../types/rules/id-rules";
import { ChangeArgs, type ChangeArguments } from "./change-arguments";

@Resolver(() => VirtualInterface)
export class VirtualInterfaceResolver {
  @Query(() => VirtualInterfacePage, {
    nullable: true,
    description:
      "Virtual interfaces: those that the accounts own, and those of others on their connections and LAGs. One that two of the accounts see appears once.",
  })
  virtualInterfaces(
    @Args(() => VirtualInterfaceRootListArgs) args: InstanceType<typeof VirtualInterfaceRootListArgs>,
    @Ctx() { directConnect }: Context,
  ) {
    return directConnect.read.list(virtualInterfaces, args);
  }

  @Query(() => VirtualInterface, {
    nullable: true,
    description: "One virtual interface that the account can see; null if it does not exist.",
  })
  virtualInterface(
    @IdArg("virtualInterfaceId", ["dxvif"], { description: "The virtual interface, `dxvif-…`." })
    virtualInterfaceId: string,
    @Args(() => ScopeArgs) scope: ScopeArgs,
    @Ctx() { directConnect }: Context,
  ) {
    return directConnect.read.find(virtualInterfaces, directConnect.place(scope), virtualInterfaceId);
  }

  @Mutation(() => VirtualInterface, {
    description:
      "Moves a virtual interface to another connection or LAG of the account. Its BGP sessions are set up again. One on a hosted connection cannot move to a LAG.",
  })
  async associateVirtualInterface(
    @Arg("input", () => AssociateVirtualInterfaceInput, {
      description: "The virtual interface, and the connection or LAG to move it to.",
    })
    input: AssociateVirtualInterfaceInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ) {
    const place = directConnect.place(scope);
    return enterChangedVirtualInterface(
      await directConnect.change("AssociateVirtualInterface", place, input, key),
      place,
    );
  }

  @Mutation(() => VirtualInterface, {
    description:
      "Changes the name, MTU, SiteLink, rate limit or prefixes of a virtual interface that is AVAILABLE or DOWN.",
  })
  async updateVirtualInterfaceAttributes(
    @Arg("input", () => UpdateVirtualInterfaceAttributesInput, {
      description: "The virtual interface, and the values to change.",
    })
    input: UpdateVirtualInterfaceAttributesInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ) {
    const place = directConnect.place(scope);
    const rules = limitsOfUpdate(input.virtualInterfaceId, input, place, directConnect.read);
    return enterChangedVirtualInterface(
      await directConnect.change("UpdateVirtualInterfaceAttributes", place, input, key, rules),
      place,
    );
  }

  @Mutation(() => VirtualInterfaceDeletion, {
    description:
      "Deletes a virtual interface, as either of the accounts that see it, or declines one in state CONFIRMING, as its owner. If it no longer exists, this succeeds with `alreadyGone`.",
  })
  async deleteVirtualInterface(
    @Arg("input", () => VirtualInterfaceIdInput, {
      description: "The virtual interface to delete or decline.",
    })
    input: VirtualInterfaceIdInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ): Promise<VirtualInterfaceDeletion> {
    const place = directConnect.place(scope);
    const deleted = await directConnect.remove("DeleteVirtualInterface", place, input, key);
    return {
      virtualInterfaceId: input.virtualInterfaceId,
      account: place.account.accountId,
      region: place.region,
      virtualInterfaceState: stateAfter(deleted, deleted?.virtualInterfaceState),
      alreadyGone: deleted === null,
    };
  }

  @FieldResolver(() => Connection, {
    nullable: true,
    description:
      "The connection that carries it; null if a LAG does, or if no configured account owns the connection.",
  })
  async connection(@Root() virtualInterface: VirtualInterface, @Ctx() { directConnect }: Context) {
    const carrier = await carrierOf(virtualInterface, directConnect.read);
    return carrier === null || isLag(carrier) ? null : carrier;
  }

  @FieldResolver(() => Lag, {
    nullable: true,
    description:
      "The LAG that carries it; null if a connection does, or if no configured account owns the LAG.",
  })
  async lag(@Root() virtualInterface: VirtualInterface, @Ctx() { directConnect }: Context) {
    const carrier = await carrierOf(virtualInterface, directConnect.read);
    return carrier !== null && isLag(carrier) ? carrier : null;
  }

  @FieldResolver(() => FailoverTestPage, {
    nullable: true,
    description: "Its failover tests of the last 365 days. Its owner alone can read them.",
  })
  failoverTests(
    @Root() virtualInterface: VirtualInterface,
    @Args(() => FailoverTestListArgs) args: InstanceType<typeof FailoverTestListArgs>,
    @Ctx() { directConnect: { read } }: Context,
  ) {
    return read.listUnder(failoverTests, placeOfOwner(virtualInterface, read), args, {
      virtualInterfaceId: virtualInterface.virtualInterfaceId,
    });
  }
}

@Resolver(() => VirtualInterfaceDeletion)
export class VirtualInterfaceDeletionResolver {
  @FieldResolver(() => VirtualInterface, {
    nullable: true,
    description: "The virtual interface, which AWS lists for another 15 minutes; null if it is gone.",
  })
  virtualInterface(
    @Root() { account, region, virtualInterfaceId }: VirtualInterfaceDeletion,
    @Ctx() { directConnect }: Context,
  ) {
    return directConnect.read.find(
      virtualInterfaces,
      directConnect.read.placeOf({ account, region }, "DescribeVirtualInterfaces"),
      virtualInterfaceId,
    );
  }
}
