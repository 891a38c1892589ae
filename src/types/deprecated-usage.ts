import { GraphQLDateTime, GraphQLSafeInt } from "graphql-scalars";
import { Field, InputType, ObjectType } from "type-graphql";
import { listArgsOf } from "./graph/list";
import { pageTypeOf } from "./graph/page";

@ObjectType({
  description:
    "The uses of one deprecated schema element by one caller, who has to migrate before it is removed.",
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
    description: "The schema coordinate of what to use instead; null if the schema names none.",
  })
  replacement!: string | null;

  @Field(() => String, { description: "The name of the caller, or of a person behind it." })
  caller!: string;

  @Field(() => String, {
    nullable: true,
    description:
      "The client that used it last, as it calls itself in `apollographql-client-name`; null if none has said.",
  })
  clientName!: string | null;

  @Field(() => GraphQLSafeInt, { description: "The number of requests that used it." })
  count!: number;

  @Field(() => GraphQLDateTime, { description: "The time of the first recorded use." })
  firstUsed!: Date;

  @Field(() => GraphQLDateTime, { description: "The time of the last use." })
  lastUsed!: Date;
}

export const DeprecatedUsagePage = pageTypeOf(DeprecatedUsage);

@InputType({ description: "Selects uses of deprecated elements; a row must match every member that is set." })
export class DeprecatedUsageFilter {
  @Field(() => [String], { nullable: true, description: "Only uses by one of these callers." })
  caller?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: "Only rows of one of these elements, by coordinate.",
  })
  element?: string[] | null;
}

export const { List: DeprecatedUsageArgs } = listArgsOf<DeprecatedUsage, DeprecatedUsageFilter>(
  "DeprecatedUsage",
  DeprecatedUsageFilter,
  { ELEMENT: "element", CALLER: "caller", COUNT: "count", FIRST_USED: "firstUsed", LAST_USED: "lastUsed" },
);
