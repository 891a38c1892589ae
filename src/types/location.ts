import { Field, ID, InputType, ObjectType } from "type-graphql";
import { AvailableBillingMode } from "./billing-mode";
import { listArgsOf } from "./graph/list";
import { pageTypeOf } from "./graph/page";

@ObjectType({
  description: "A building where circuits can be brought to AWS.",
  simpleResolvers: true,
})
export class Location {
  @Field(() => ID, { description: "Its code, such as `EqDC2`." })
  locationCode!: string;

  @Field(() => String, {
    nullable: true,
    description: "The building and town, such as `Equinix DC2/DC11, Ashburn, VA`.",
  })
  locationName?: string;

  @Field(() => String, {
    description: "The region that AWS associates with it: not always the nearest (Slough is `eu-west-1`).",
  })
  region!: string;

  @Field(() => [String], {
    description: "The port speeds offered there, such as `10G` (written unlike bandwidths).",
  })
  availablePortSpeeds!: string[];

  @Field(() => [String], { description: "The names of network providers that serve the location." })
  availableProviders!: string[];

  @Field(() => [String], { description: "The port speeds that can use MACsec there, such as `100G`." })
  availableMacSecPortSpeeds!: string[];

  @Field(() => [AvailableBillingMode], {
    description: "The billing modes offered there, each with the port speeds and regions that it is for.",
  })
  availableBillingModes!: AvailableBillingMode[];
}

export const LocationPage = pageTypeOf(Location);

@InputType({ description: "Selects locations; a row must match every member that is set." })
export class LocationFilter {
  @Field(() => [ID], {
    nullable: true,
    description: "Only locations with one of these codes, such as `EqDC2`.",
  })
  locationCode?: string[];

  @Field(() => [String], {
    nullable: true,
    description: "Only rows that offer one of these speeds, such as `100G`.",
  })
  availablePortSpeeds?: string[];

  @Field(() => [String], {
    nullable: true,
    description: "Only locations that one of these providers serves.",
  })
  availableProviders?: string[];

  @Field(() => [String], {
    nullable: true,
    description: "Only rows where one of these speeds can use MACsec.",
  })
  availableMacSecPortSpeeds?: string[];

  @Field(() => String, {
    nullable: true,
    description: "Only rows whose name contains this text, ignoring case.",
  })
  nameContains?: string;
}

export const { RootList: LocationRootListArgs } = listArgsOf<Location, LocationFilter>(
  "Location",
  LocationFilter,
  { CODE: "locationCode", NAME: "locationName", REGION: "region" },
);
