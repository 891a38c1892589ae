import { GraphQLJSONObject } from "graphql-scalars";
import { Field, ID, ObjectType } from "type-graphql";
import { Unavailable } from "./graph/page";

@ObjectType({ description: "One mutation of a deletion plan, with its arguments.", simpleResolvers: true })
export class DeletionStep {
  @Field(() => String, { description: "The mutation's name, such as `deleteVirtualInterface`." })
  mutation!: string;

  @Field(() => GraphQLJSONObject, {
    description: "All its arguments, as the values of its variables: `input`, `account` and `region`.",
  })
  arguments!: Record<string, unknown>;

  @Field(() => ID, { description: "What it deletes or changes, by the id that AWS gave it." })
  resourceId!: string;

  @Field(() => String, { description: "The reason for this step." })
  reason!: string;

  @Field(() => String, {
    nullable: true,
    description: "What must be true before the next step that needs it; null if the answer is enough.",
  })
  waitFor!: string | null;
}

@ObjectType({
  description: "What must go before a resource can, in order. The query changes nothing.",
  simpleResolvers: true,
})
export class DeletionPlan {
  @Field(() => [DeletionStep], {
    description: "The steps in order, the resource itself last; empty if it is deleted or being deleted.",
  })
  steps!: DeletionStep[];

  @Field(() => [String], {
    description:
      "Resources that block the deletion and that no step can remove: those that are being deleted already, and those that no configured account can see or change.",
  })
  obstacles!: string[];

  @Field(() => [Unavailable], {
    description: "What could not be read: the plan may lack steps. Empty when everything could.",
  })
  unavailable!: readonly Unavailable[];
}
