import { Args, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { Context } from "../context";
import { connections } from "../directconnect/collections/connections";
import { hostedOn } from "../directconnect/hosted";
import type { Parent } from "../directconnect/parents";
import { select } from "../directconnect/select";
import { ConnectionListArgs, ConnectionPage } from "../types/connection";
import { HostedConnectionParent } from "../types/hosted-connection-parent";

@Resolver(() => HostedConnectionParent)
export class HostedConnectionParentResolver {
  @FieldResolver(() => ConnectionPage, {
    description:
      "The hosted connections allocated on it, to whichever accounts; none on a LAG that cannot carry any.",
  })
  async hostedConnections(
    @Root() parent: Parent,
    @Args(() => ConnectionListArgs) args: InstanceType<typeof ConnectionListArgs>,
    @Ctx() { directConnect }: Context,
  ) {
    return select(await hostedOn(parent, directConnect.read), connections, args);
  }
}
