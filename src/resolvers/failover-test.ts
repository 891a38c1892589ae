import type * as sdk from "@aws-sdk/client-direct-connect";
import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../context";
import type { Place } from "../directconnect/accounts/accounts";
import { enterFailoverTest, failoverTests } from "../directconnect/collections/failover-tests";
import { virtualInterfaces } from "../directconnect/collections/virtual-interfaces";
import { unwrap } from "../directconnect/write/unwrap";
import {
  FailoverTest,
  FailoverTestPage,
  FailoverTestRootListArgs,
  StartBgpFailoverTestInput,
  StopBgpFailoverTestInput,
} from "../types/failover-test";
import { VirtualInterface } from "../types/virtual-interface";
import { ChangeArgs, type ChangeArguments } from "./change-arguments";

/** @throws GatewayError APPLIED_BUT_UNREAD where the answer does not identify the test. */
function entered(test: sdk.VirtualInterfaceTestHistory | undefined, place: Place): FailoverTest {
  const what = "a failover test";
  return unwrap(enterFailoverTest(unwrap(test, what), place), what);
}

@Resolver(() => FailoverTest)
export class FailoverTestResolver {
  @Query(() => FailoverTestPage, {
    nullable: true,
    description: "The failover tests of the accounts' virtual interfaces, running and past (365 days).",
  })
  failoverTests(
    @Args(() => FailoverTestRootListArgs) args: InstanceType<typeof FailoverTestRootListArgs>,
    @Ctx() { directConnect }: Context,
  ) {
    return directConnect.read.list(failoverTests, args);
  }

  @Mutation(() => FailoverTest, {
    description:
      "Starts a failover test on a virtual interface that is AVAILABLE, as its owner: AWS holds BGP sessions down until the time is over or the test is stopped.",
  })
  async startBgpFailoverTest(
    @Arg("input", () => StartBgpFailoverTestInput, {
      description: "The virtual interface, the sessions to hold down, and the duration.",
    })
    input: StartBgpFailoverTestInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ) {
    const place = directConnect.place(scope);
    const { virtualInterfaceTest } = await directConnect.change("StartBgpFailoverTest", place, input, key);
    return entered(virtualInterfaceTest, place);
  }

  @Mutation(() => FailoverTest, {
    description: "Stops the failover test that runs on a virtual interface; its sessions come up again.",
  })
  async stopBgpFailoverTest(
    @Arg("input", () => StopBgpFailoverTestInput, {
      description: "The virtual interface whose test to stop.",
    })
    input: StopBgpFailoverTestInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ) {
    const place = directConnect.place(scope);
    const { virtualInterfaceTest } = await directConnect.change("StopBgpFailoverTest", place, input, key);
    return entered(virtualInterfaceTest, place);
  }

  @FieldResolver(() => VirtualInterface, {
    nullable: true,
    description: "The virtual interface; null if it is gone.",
  })
  virtualInterface(@Root() test: FailoverTest, @Ctx() { directConnect: { read } }: Context) {
    const { account, region, virtualInterfaceId } = test;
    if (virtualInterfaceId == null) return read.noParent(failoverTests, test, "virtualInterfaceId");
    return read.find(
      virtualInterfaces,
      read.placeOf({ account, region }, "DescribeVirtualInterfaces"),
      virtualInterfaceId,
    );
  }
}
