import { IsOptional } from "class-validator";
import { ArgsType, type ClassType, Field, ID, Int, ObjectType } from "type-graphql";
import { IntegerBetween } from "../rules/rules";

export const DEFAULT_PAGE_SIZE = 50;
export const MAX_PAGE_SIZE = 1000;

/** @see https://relay.dev/graphql/connections.htm */
@ObjectType({
  description: "Where a page stands in its list, as the Relay cursor specification has it.",
  simpleResolvers: true,
})
export class PageInfo {
  @Field(() => Boolean, { description: "Whether more follows after `endCursor`." })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: "Whether more stands before `startCursor`." })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: "The first edge's cursor; null on an empty page." })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: "The last edge's cursor; null on an empty page." })
  endCursor!: string | null;
}

@ObjectType({
  description:
    "What could not be read of an account and region. What could be read stands beside it. `extensions.unavailable` of the answer holds the same, asked for or not.",
  simpleResolvers: true,
})
export class Unavailable {
  @Field(() => ID, { description: "The account's 12 digits." })
  account!: string;

  @Field(() => String, { description: "The region's code." })
  region!: string;

  @Field(() => String, {
    description:
      "The AWS operation whose answer would have had what is missing, such as `DescribeConnections`.",
  })
  operation!: string;

  @Field(() => String, { description: "One of the error codes of docs/errors.md." })
  code!: string;

  @Field(() => String, { description: "What went wrong." })
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

/** One page of a list, as the read door makes it and `pageOf` types it for GraphQL. */
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
 */
export function pageOf<Row extends object>(item: ClassType<Row>): ClassType<Page<Row>> {
  const { name } = item;

  @ObjectType(`${name}Edge`, {
    description: `One ${name} in a page, with its cursor.`,
    simpleResolvers: true,
  })
  class Edge {
    @Field(() => String, { description: "Where it stands in the list; opaque." })
    cursor!: string;

    @Field(() => item, { description: `The ${name}.` })
    node!: Row;
  }

  @ObjectType(`${name}Page`, { description: `One page of a list of ${name}.`, simpleResolvers: true })
  class ItemPage implements Page<Row> {
    @Field(() => [Edge], { description: "The items with their cursors." })
    edges!: Edge[];

    @Field(() => [item], { description: "The items alone." })
    nodes!: Row[];

    @Field(() => PageInfo, { description: "Where this page stands in the list." })
    pageInfo!: PageInfo;

    @Field(() => Int, { description: "How many the whole list holds, after the filter." })
    totalCount!: number;

    @Field(() => [Unavailable], {
      description:
        "What could not be read and so is not in the list; empty when everything could. Where nothing could, the list itself is null, with an error.",
    })
    unavailable!: Unavailable[];
  }
  return ItemPage;
}
