import type * as sdk from "@aws-sdk/client-direct-connect";
import { IsOptional, ValidateNested } from "class-validator";
import { Field, InputType } from "type-graphql";
import { Cidr } from "./gateway-rules";
import { DistinctBy, ItemCount } from "./rules";

/** @see https://docs.aws.amazon.com/directconnect/latest/UserGuide/limits.html */
const MOST_PREFIXES = 200;

@InputType({
  description: "A block of addresses that an association lets AWS announce to the virtual interfaces.",
})
export class AllowedPrefixInput implements sdk.RouteFilterPrefix {
  @Field(() => String, { description: "The block in CIDR notation, such as `10.0.0.0/16`." })
  @Cidr()
  cidr!: string;
}

/** The field and the rules of a list of allowed prefixes. */
export function AllowedPrefixes(description: string): PropertyDecorator {
  const decorators = [
    Field(() => [AllowedPrefixInput], {
      nullable: true,
      description: `${description} Up to ${MOST_PREFIXES}, all distinct.`,
    }),
    IsOptional(),
    ItemCount(1, MOST_PREFIXES),
    DistinctBy("cidr"),
    ValidateNested({ each: true }),
  ];
  return (target, member) => decorators.forEach((decorate) => decorate(target, member));
}
