import { Field, ID, InputType, ObjectType } from "type-graphql";
import { listArgsOf } from "./graph/list";
import { pageOf } from "./graph/page";

@ObjectType({
  description: "A building where circuits can be brought to AWS.",
  simpleResolvers: true,
})
export class Location {
  @Field(() => ID, { description: "Its code, such as `EqDC2`." })
  locationCode!: string;

  @Field(() => String, { nullable: true, description: "Its name and town." })
  locationName?: string;

  @Field(() => String, {
    description: "The region that AWS associates with it: not always the nearest (Slough is `eu-west-1`).",
  })
  region!: string;

  @Field(() => [String], {
    description: "The port speeds offered there, such as `10G` (written unlike bandwidths).",
  })
  availablePortSpeeds!: string[];

  @Field(() => [String], { description: "The network providers there." })
  availableProviders!: string[];

  @Field(() => [String], { description: "The port speeds that can use MACsec there, such as `100G`." })
  availableMacSecPortSpeeds!: string[];
}

export const LocationPage = pageOf(Location);

@InputType({ description: "Which locations to list; each given member must fit." })
export class LocationFilter {
  @Field(() => [ID], { nullable: true, description: "Those with one of these codes." })
  locationCode?: string[];

  @Field(() => [String], {
    nullable: true,
    description: "Those that offer one of these speeds, such as `100G`.",
  })
  availablePortSpeeds?: string[];

  @Field(() => [String], { nullable: true, description: "Those where one of these providers is." })
  availableProviders?: string[];

  @Field(() => [String], { nullable: true, description: "Those where one of these speeds can use MACsec." })
  availableMacSecPortSpeeds?: string[];

  @Field(() => String, {
    nullable: true,
    description: "Those whose name contains this; case does not matter.",
  })
  nameContains?: string;
}

export const { RootList: LocationRootListArgs } = listArgsOf<Location, LocationFilter>(
  "Location",
  LocationFilter,
  { CODE: "locationCode", NAME: "locationName", REGION: "region" },
);
