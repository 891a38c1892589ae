import {
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
} from "graphql";
import { inspect } from "../libraries/graphql";
import type { FieldPlan } from "./plan";

/**
 * The object type that a value of an interface or union turned out to be.
 * @throws GraphQLError worded as graphql-js words it.
 */
export function runtimeTypeOf(
  name: unknown,
  schema: GraphQLSchema,
  type: GraphQLAbstractType,
  { definition, parentType }: FieldPlan,
  value: unknown,
): GraphQLObjectType {
  const runtimeType = typeof name === "string" ? schema.getType(name) : undefined;
  if (isObjectType(runtimeType) && schema.isSubType(type, runtimeType)) return runtimeType;
  const mustResolve = `Abstract type "${type.name}" must resolve to an Object type at runtime for field "${parentType.name}.${definition.name}"`;
  if (name === undefined || name === null)
    throw new GraphQLError(
      `${mustResolve}. Either the "${type.name}" type should provide a "resolveType" function or each possible type should provide an "isTypeOf" function.`,
    );
  if (isObjectType(name))
    throw new GraphQLError(
      "Support for returning GraphQLObjectType from resolveType was removed in graphql-js@16.0.0 please return type name instead.",
    );
  if (typeof name !== "string")
    throw new GraphQLError(`${mustResolve} with value ${inspect(value)}, received "${inspect(name)}".`);
  if (isObjectType(runtimeType))
    throw new GraphQLError(`Runtime Object type "${name}" is not a possible type for "${type.name}".`);
  const what =
    runtimeType === undefined
      ? `a type "${name}" that does not exist inside the schema`
      : `a non-object type "${name}"`;
  throw new GraphQLError(`Abstract type "${type.name}" was resolved to ${what}.`);
}
