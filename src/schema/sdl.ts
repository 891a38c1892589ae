import { type GraphQLSchema, printSchema } from "graphql";

/** The schema as text: what `schema.graphql` holds. */
export function sdlOf(schema: GraphQLSchema): string {
  return `${printSchema(schema)}\n`;
}
