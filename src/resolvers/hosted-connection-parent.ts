import { Args, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { Context } from "../context";
import { capacityOf } from "../insights/capacity";
import { connections, hostedConnectionsOn } from "../directconnect/collections/connections";
import { carriesHosted } from "../directconnect/relations/hosted";
import type { Parent } from "../directconnect/relations/parents";
import { portIdOf } from "../directconnect/relations/ports";
import { select } from "../directconnect/lists/select";
import { CAPACITY, Capacity } from "../types/capacity";
import { ConnectionListArgs, ConnectionPage } from "../types/connection";
import { HostedConnectionParent } from "../types/hosted-connection-parent";

@Resolver(() => HostedConnectionParent)
export class HostedConnectionParentResolver {
  @FieldResolver(() => ConnectionPage, {
    nullable: true,
    description:
      "The hosted connections allocated on it, of all owner accounts; empty on a LAG that cannot carry any.",
  })
  hostedConnections(
    @Root() parent: Parent,
    @Args(() => ConnectionListArgs) args: InstanceType<typeof ConnectionListArgs>,
    @Ctx() { directConnect }: Context,
  ) {
    if (!carriesHosted(parent)) return select([], connections, args);
    const hosted = hostedConnectionsOn(portIdOf(parent));
    return directConnect.read.listUnder(
      hosted,
      directConnect.read.placeOf(parent, "DescribeHostedConnections"),
      args,
    );
  }

  @FieldResolver(() => Capacity, {
    nullable: true,
    description: CAPACITY,
  })
  capacity(@Root() parent: Parent, @Ctx() { directConnect }: Context) {
    return capacityOf(parent, directConnect.read);
  }
}
