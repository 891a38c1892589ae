import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";
import type { Context } from "../context";
import { circuitsOf } from "../directconnect/circuits";
import { resiliencyOf } from "../directconnect/resiliency";
import { Resiliency } from "../types/resiliency";

@Resolver(() => Resiliency)
export class ResiliencyResolver {
  @Query(() => Resiliency, {
    nullable: true,
    description:
      "How far a set of connections, interconnects and LAGs withstands failures; null only beside an error.",
  })
  async resiliency(
    @Arg("ids", () => [ID], { description: "Their ARNs. One that is named twice counts once." })
    ids: string[],
    @Ctx() { directConnect }: Context,
  ): Promise<Resiliency> {
    return { ...resiliencyOf(await circuitsOf(ids, directConnect.read)), unavailable: [] };
  }
}
