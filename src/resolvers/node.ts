import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";
import type { Context } from "../context";
import { parseArn } from "../directconnect/arn";
import { findVirtualInterface } from "../directconnect/carriers";
import { directConnectGatewayOf } from "../directconnect/gateway-owners";
import { findHosted } from "../directconnect/parents";
import { findPort } from "../directconnect/ports";
import type { ReadDoor } from "../directconnect/read-door";
import { Node } from "../types/node";

@Resolver(() => Node)
export class NodeResolver {
  @Query(() => Node, {
    nullable: true,
    description:
      "Any resource by its `id`, an ARN; null where there is none, or none that the gateway can read.",
  })
  node(
    @Arg("id", () => ID, { description: "The resource's ARN." }) id: string,
    @Ctx() { directConnect }: Context,
  ): Promise<object | null> {
    return findNode(id, directConnect.read);
  }
}

/** What the gateway's accounts do not own may still be listed to one of them. */
async function findNode(id: string, read: ReadDoor): Promise<object | null> {
  const arn = parseArn(id);
  if (arn === null) return null;
  const { kind, account, region, resourceId } = arn;
  if (kind === "dx-gateway") return directConnectGatewayOf(resourceId, [account], read);
  if (kind === "dxvif") return findVirtualInterface(resourceId, arn, read);
  const owner = read.accounts.find(account);
  if (owner !== undefined) return findPort(resourceId, { account: owner, region }, read);
  return kind === "dxlag" ? null : ((await findHosted(resourceId, read, region))?.connection ?? null);
}
