import { Field, ID, InterfaceType } from "type-graphql";

/**
 * The Relay node interface. Rows carry their type's name, set when they are converted.
 * @see https://relay.dev/graphql/objectidentification.htm
 */
@InterfaceType({
  description: "A resource with an ARN. `node(id:)` returns it again.",
  resolveType: (row: { __typename: string }) => row.__typename,
})
export abstract class Node {
  @Field(() => ID, { description: "The ARN of the resource, unique over all accounts and regions." })
  id!: string;
}
