import { IsOptional } from "class-validator";
import { ArgsType, type ClassType, Field, ID, Int, ObjectType } from "type-graphql";
import { IntegerBetween } from "../rules/rules";

export const DEFAULT_PAGE_SIZE = 50;
export const MAX_PAGE_SIZE = 1000;

/** @see https://relay.dev/graphql/connections.htm */
@ObjectType({
  description: "The position of a page in its list, as in the Relay cursor specification.",
  simpleResolvers: true,
})
export class PageInfo {
  @Field(() => Boolean, { description: "Whether the list has rows after `endCursor`." })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: "Whether the list has rows before `startCursor`." })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: "The first edge's cursor; null on an empty page." })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: "The last edge's cursor; null on an empty page." })
  endCursor!: string | null;
}

@ObjectType({
  description:
    "A read that failed in an account and region; the rest of the answer is not affected. `extensions.unavailable` of the answer has the same.",
  simpleResolvers: true,
})
export class Unavailable {
  @Field(() => ID, { description: "The AWS account id, 12 digits." })
  account!: string;

  @Field(() => String, { description: "The AWS region that could not be read, such as `us-east-1`." })
  region!: string;

  @Field(() => String, {
    description:
      "The AWS operation whose answer would have had what is missing, such as `DescribeConnections`.",
  })
  operation!: string;

  @Field(() => String, { description: "The error code: one of the closed set in docs/errors.md." })
  code!: string;

  @Field(() => String, { description: "The error as a sentence." })
  message!: string;

  @Field(() => Boolean, { description: "Whether the same question may be answered later." })
  retryable!: boolean;
}

/** The arguments of every list: forwards with `first` and `after`, backwards with `last` and `before`. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    nullable: true,
    description: `How many to return from the start, 1 to ${MAX_PAGE_SIZE}; ${DEFAULT_PAGE_SIZE} where neither \`first\` nor \`last\` is given.`,
  })
  @IsOptional()
  @IntegerBetween(1, MAX_PAGE_SIZE)
  first?: number | null;

  @Field(() => String, { nullable: true, description: "Start after this cursor." })
  after?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: `How many to return from the end, 1 to ${MAX_PAGE_SIZE}.`,
  })
  @IsOptional()
  @IntegerBetween(1, MAX_PAGE_SIZE)
  last?: number | null;

  @Field(() => String, { nullable: true, description: "End before this cursor." })
  before?: string | null;
}

/** One page of a list, as the read door makes it and `pageTypeOf` types it for GraphQL. */
export interface Page<Row extends object> {
  edges: { cursor: string; node: Row }[];
  nodes: Row[];
  pageInfo: PageInfo;
  totalCount: number;
  unavailable: readonly Unavailable[];
}

/**
 * Makes `<Item>Page` and `<Item>Edge`. The Relay specification would call the page `<Item>Connection`; here a
 * `Connection` is a circuit, so pages are pages.
 * @param countCost the cost of `totalCount`: by default 0, as the rows of most lists are in memory.
 */
export function pageTypeOf<Row extends object>(item: ClassType<Row>, countCost = 0): ClassType<Page<Row>> {
  const { name } = item;

  @ObjectType(`${name}Edge`, {
    description: `One ${name} in a page, with its cursor.`,
    simpleResolvers: true,
  })
  class Edge {
    @Field(() => String, { description: "An opaque position in the list, for `after` and `before`." })
    cursor!: string;

    @Field(() => item, { description: `The ${name} at this position.` })
    node!: Row;
  }

  @ObjectType(`${name}Page`, { description: `One page of a list of ${name}.`, simpleResolvers: true })
  class ItemPage implements Page<Row> {
    @Field(() => [Edge], { description: "The rows of this page, each with its cursor." })
    edges!: Edge[];

    @Field(() => [item], { description: "The rows of this page, without cursors." })
    nodes!: Row[];

    @Field(() => PageInfo, {
      description: "Whether the list continues before or after this page, and the cursors to read on.",
    })
    pageInfo!: PageInfo;

    @Field(() => Int, {
      description: "The number of rows in the whole list that match the filter.",
      ...(countCost > 0 && { complexity: countCost }),
    })
    totalCount!: number;

    @Field(() => [Unavailable], {
      description:
        "The accounts and regions that could not be read, so that their rows are missing; empty if everything was read. If nothing could be read, the list itself is null, with an error.",
    })
    unavailable!: Unavailable[];
  }
  return ItemPage;
}
