import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";
import type { Context } from "../context";
import { parseArn } from "../directconnect/arn";
import { connections } from "../directconnect/collections/connections";
import { interconnects } from "../directconnect/collections/interconnects";
import { findHosted } from "../directconnect/parents";
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

/** Connections and interconnects share one form of ARN, so both are asked for. */
async function findNode(id: string, read: ReadDoor): Promise<object | null> {
  const arn = parseArn(id);
  if (arn?.kind !== "dxcon") return null;
  const { account, region, resourceId } = arn;
  const owner = read.accounts.find(account);
  if (owner === undefined) return (await findHosted(resourceId, read, region))?.connection ?? null;
  const place = { account: owner, region };
  return (
    (await read.find(connections, place, resourceId)) ?? (await read.find(interconnects, place, resourceId))
  );
}
