import { Field, ID, ObjectType } from "type-graphql";

@ObjectType({ description: "An AWS account that the gateway can act as.", simpleResolvers: true })
export class Account {
  @Field(() => ID, { description: "The AWS account id, 12 digits." })
  accountId!: string;

  @Field(() => String, {
    description: "Its alias in the config file; every argument for an account accepts it.",
  })
  alias!: string;

  @Field(() => [String], { description: "The regions that are read if a query names none." })
  regions!: string[];
}
