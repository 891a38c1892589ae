import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { Context } from "../context";
import { locations } from "../directconnect/collections/locations";
import { Location } from "../types/location";
import { Port } from "../types/port";

@Resolver(() => Port)
export class PortResolver {
  @FieldResolver(() => Location, {
    nullable: true,
    description: "The location behind the code in `location`; null where the region does not list it.",
  })
  locationDetails(@Root() { account, region, location }: Port, @Ctx() { directConnect }: Context) {
    return directConnect.read.find(locations, directConnect.place({ account, region }), location);
  }
}
