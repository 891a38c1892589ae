import { Field, ObjectType } from "type-graphql";

@ObjectType({ description: "A block of addresses that is announced over BGP.", simpleResolvers: true })
export class RouteFilterPrefix {
  @Field(() => String, { nullable: true, description: "The block in CIDR notation, such as `10.0.0.0/16`." })
  cidr?: string;
}
