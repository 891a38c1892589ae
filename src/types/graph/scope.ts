import { ArgsType, Field, ID } from "type-graphql";

/** Where a mutation or a question for one resource goes. */
@ArgsType()
export class ScopeArgs {
  @Field(() => ID, {
    nullable: true,
    description:
      "The account to act as: its 12 digits or its alias. The gateway's default account where left out.",
  })
  account?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The region to ask, such as `us-east-1`. The gateway's default region where left out.",
  })
  region?: string | null;
}
