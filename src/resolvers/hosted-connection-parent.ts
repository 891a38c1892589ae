import { Args, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { Context } from "../context";
import { connections, hostedConnectionsOn } from "../directconnect/collections/connections";
import { carriesHosted } from "../directconnect/hosted";
import type { Parent } from "../directconnect/parents";
import { portIdOf } from "../directconnect/ports";
import { select } from "../directconnect/select";
import { ConnectionListArgs, ConnectionPage } from "../types/connection";
import { HostedConnectionParent } from "../types/hosted-connection-parent";

@Resolver(() => HostedConnectionParent)
export class HostedConnectionParentResolver {
  @FieldResolver(() => ConnectionPage, {
    description:
      "The hosted connections allocated on it, to whichever accounts; none on a LAG that cannot carry any.",
  })
  hostedConnections(
    @Root() parent: Parent,
    @Args(() => ConnectionListArgs) args: InstanceType<typeof ConnectionListArgs>,
    @Ctx() { directConnect }: Context,
  ) {
    if (!carriesHosted(parent)) return select([], connections, args);
    const hosted = hostedConnectionsOn(portIdOf(parent));
    return directConnect.read.listUnder(hosted, directConnect.place(parent), args);
  }
}
