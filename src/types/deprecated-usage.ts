import { GraphQLDateTime, GraphQLSafeInt } from "graphql-scalars";
import { Field, InputType, ObjectType } from "type-graphql";
import { listArgsOf } from "./graph/list";
import { pageOf } from "./graph/page";

@ObjectType({
  description: "How a caller uses one deprecated element of the schema: who has to move before it can go.",
  simpleResolvers: true,
})
export class DeprecatedUsage {
  @Field(() => String, {
    description: "The element's schema coordinate, such as `Mutation.allocateConnectionOnInterconnect`.",
  })
  element!: string;

  @Field(() => String, { description: "Why it is deprecated and how to move, as the schema says it." })
  reason!: string;

  @Field(() => String, {
    nullable: true,
    description: "The schema coordinate of what to use instead; null where the schema names none.",
  })
  replacement!: string | null;

  @Field(() => String, { description: "Who uses it." })
  caller!: string;

  @Field(() => String, {
    nullable: true,
    description:
      "The client that used it last, as it calls itself in `apollographql-client-name`; null where none has said.",
  })
  clientName!: string | null;

  @Field(() => GraphQLSafeInt, { description: "In how many requests it was used." })
  count!: number;

  @Field(() => GraphQLDateTime, { description: "When it was used first, as far as is known." })
  firstUsed!: Date;

  @Field(() => GraphQLDateTime, { description: "When it was used last." })
  lastUsed!: Date;
}

export const DeprecatedUsagePage = pageOf(DeprecatedUsage);

@InputType({ description: "Which uses of what is deprecated; each given member must fit." })
export class DeprecatedUsageFilter {
  @Field(() => [String], { nullable: true, description: "Those by one of these callers." })
  caller?: string[] | null;

  @Field(() => [String], { nullable: true, description: "Those of one of these elements, by coordinate." })
  element?: string[] | null;
}

export const { List: DeprecatedUsageArgs } = listArgsOf<DeprecatedUsage, DeprecatedUsageFilter>(
  "DeprecatedUsage",
  DeprecatedUsageFilter,
  { ELEMENT: "element", CALLER: "caller", COUNT: "count", FIRST_USED: "firstUsed", LAST_USED: "lastUsed" },
);
