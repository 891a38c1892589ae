import { GraphQLSafeInt } from "graphql-scalars";
import { Field, Int, ObjectType } from "type-graphql";

@ObjectType({
  description:
    "How much of an interconnect or LAG is allocated to customers. A hosted connection counts from its order on until it is gone or declined; AWS publishes no rule of its own.",
  simpleResolvers: true,
})
export class Capacity {
  @Field(() => GraphQLSafeInt, {
    description: "What it has, in bits per second; of a LAG all its members, those that are down too.",
  })
  totalBitsPerSecond!: number;

  @Field(() => GraphQLSafeInt, {
    description: "The sum of its hosted connections' bandwidths, in bits per second.",
  })
  allocatedBitsPerSecond!: number;

  @Field(() => GraphQLSafeInt, {
    description: "What is left, in bits per second; 0 where more is allocated than there is.",
  })
  availableBitsPerSecond!: number;

  @Field(() => Int, { description: "The number of hosted connections in the sum." })
  hostedConnectionCount!: number;
}
