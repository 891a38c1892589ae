import { Field, ID, ObjectType } from "type-graphql";

@ObjectType({ description: "An AWS account that the gateway can act as.", simpleResolvers: true })
export class Account {
  @Field(() => ID, { description: "Its 12 digits." })
  accountId!: string;

  @Field(() => String, {
    description: "Its name in this gateway; can stand wherever an account is asked for.",
  })
  alias!: string;

  @Field(() => [String], { description: "The regions that are read where a question names none." })
  regions!: string[];
}
