import { IsOptional, ValidateNested } from "class-validator";
import { ArgsType, type ClassType, Field, ID, InputType, registerEnumType } from "type-graphql";
import { MOST_ACCOUNTS, MOST_REGIONS } from "./fan-out";
import { OrderDirection } from "./order";
import { PageArgs } from "./page";

/** What a list can be ordered by: the GraphQL name, over the row's member. */
export type OrderFields<Row> = Readonly<Record<string, keyof Row & string>>;

export interface Order {
  /** The row's member; one of the resource's `OrderFields`. */
  field: string;
  direction: OrderDirection;
}

/** The arguments of every list of one resource. */
export interface ListOf<Filter> extends PageArgs {
  filter?: Filter | null;
  orderBy?: Order | null;
}

/** The arguments of a root list: it can be read in several accounts and regions at once. */
export interface RootListOf<Filter> extends ListOf<Filter> {
  accounts?: string[] | null;
  regions?: string[] | null;
}

/** The values that a row's member may be filtered by: of a list, those of its items. */
type Value<Member> = NonNullable<Member> extends readonly (infer Item)[] ? Item : NonNullable<Member>;

/**
 * What a filter of rows may hold: members of the row, each with one value or a list of accepted values, and the two
 * conditions that every resource has of its own kind, `nameContains` and `tags`. A member that the row does not have,
 * or has with another type, is a compile error: it would match nothing.
 */
export type FilterOf<Row, Filter> = {
  [Member in keyof Filter]: Member extends "nameContains" | "tags"
    ? unknown
    : Member extends keyof Row
      ? Value<Row[Member]> | readonly Value<Row[Member]>[] | null | undefined
      : never;
};

/**
 * Makes the argument types of one resource's lists, so that every list takes the same page, filter and order.
 *
 * @param name the resource's GraphQL name; the order types are named after it.
 * @param filter the resource's filter input.
 * @param orderFields what its lists can be ordered by.
 * @returns `List` for relations, `RootList` for root fields.
 */
export function listArgsOf<Row extends object, Filter extends FilterOf<Row, Filter>>(
  name: string,
  filter: ClassType<Filter>,
  orderFields: OrderFields<Row>,
): { List: ClassType<ListOf<Filter>>; RootList: ClassType<RootListOf<Filter>> } {
  registerEnumType(orderFields, {
    name: `${name}OrderField`,
    description: `The members by which a list of ${name} can be ordered.`,
    valuesConfig: Object.fromEntries(
      Object.entries(orderFields).map(([field, member]) => [
        field,
        { description: `Order by \`${member}\`; rows with equal values follow by their id.` },
      ]),
    ),
  });

  @InputType(`${name}Order`, { description: `How to order a list of ${name}.` })
  class ItemOrder implements Order {
    @Field(() => orderFields, { description: "What to order by; equal ones by their id." })
    field!: string;

    @Field(() => OrderDirection, {
      defaultValue: OrderDirection.ASC,
      description: "Ascending or descending.",
    })
    direction!: OrderDirection;
  }

  @ArgsType()
  class List extends PageArgs implements ListOf<Filter> {
    @Field(() => filter, {
      nullable: true,
      description: "Only rows that match every member of the filter that is set.",
    })
    @IsOptional()
    @ValidateNested()
    filter?: Filter | null;

    @Field(() => ItemOrder, { nullable: true, description: "The order. Default: by id." })
    orderBy?: ItemOrder | null;
  }

  @ArgsType()
  class RootList extends List implements RootListOf<Filter> {
    @Field(() => [ID], {
      nullable: true,
      description: `The accounts to read, at most ${MOST_ACCOUNTS}: their 12 digits or aliases. Default: all configured accounts.`,
    })
    accounts?: string[] | null;

    @Field(() => [String], {
      nullable: true,
      description: `The regions to read, such as \`us-east-1\`, at most ${MOST_REGIONS}. Default: all configured regions of each account.`,
    })
    regions?: string[] | null;
  }
  return { List, RootList };
}
