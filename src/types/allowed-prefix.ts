import type * as sdk from "@aws-sdk/client-direct-connect";
import { IsOptional, ValidateNested } from "class-validator";
import { Field, InputType } from "type-graphql";
import { Cidr } from "./rules/gateway-rules";
import { allOf, memberRule } from "./rules/member-rules";
import { DistinctBy } from "./rules/rules";
import { ItemCount } from "./rules/item-count";
import { cidrKey } from "./rules/cidr";

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
    DistinctBy("cidr", cidrKey),
    ValidateNested({ each: true }),
  ];
  return (target, member) => decorators.forEach((decorate) => decorate(target, member));
}

/** The same for those to take away: none of them may be among those to add. */
export function RemovedPrefixes(description: string): PropertyDecorator {
  const added = "addAllowedPrefixesToDirectConnectGateway";
  return allOf(
    AllowedPrefixes(description),
    memberRule("notAddedToo", `prefixes that are not in ${added} too`, (value, members) => {
      const keys = new Set(keysOf(members[added]));
      return !keysOf(value).some((key) => keys.has(key));
    }),
  );
}

/** A value that is no list is left to the rule that reports it. */
function keysOf(prefixes: unknown): unknown[] {
  return Array.isArray(prefixes) ? prefixes.map(({ cidr }: AllowedPrefixInput) => cidrKey(cidr)) : [];
}
