import { ArgsType, Field, ID } from "type-graphql";

/** The account and region of a mutation, or of a query for one resource. */
@ArgsType()
export class ScopeArgs {
  @Field(() => ID, {
    nullable: true,
    description:
      "The AWS account to use: its 12 digits or its alias. Default: the gateway's default account.",
  })
  account?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The AWS region to call, such as `us-east-1`. Default: the gateway's default region.",
  })
  region?: string | null;
}
