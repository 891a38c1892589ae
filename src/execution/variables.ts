import {
  type GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  getVariableValues,
  isInputType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
  type ValueNode,
  valueFromAST,
  type VariableDefinitionNode,
} from "graphql";
import { type CoercePlain, NOT_PLAIN, plainInput } from "./plain-input";

/** Variables as JSON has them. */
export type GivenVariables = Readonly<Record<string, unknown>>;

/** Variables as resolvers get them, or what is wrong with those that were given. */
export type CoercedVariables =
  | { readonly values: Record<string, unknown>; readonly errors?: undefined }
  | { readonly errors: readonly GraphQLError[] };

/** So many errors are told, as in graphql-js. */
const MOST_ERRORS = 50;

interface PreparedVariable {
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly coerce: CoercePlain;
  readonly defaultValue: ValueNode | undefined;
}

/**
 * How the variables of one operation are coerced: usual values by functions that are made once. Where one of them does
 * not expect what is given, graphql-js coerces them all, and words what is wrong.
 */
export class Variables {
  readonly #prepared: readonly (PreparedVariable | undefined)[];

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly operation: OperationDefinitionNode,
  ) {
    this.#prepared = operation.variableDefinitions?.map((definition) => prepare(definition, schema)) ?? [];
  }

  coerce(given: GivenVariables): CoercedVariables {
    const values = this.#plain(given);
    if (values !== undefined) return { values };
    const { errors, coerced } = getVariableValues(
      this.schema,
      this.operation.variableDefinitions ?? [],
      given,
      { maxErrors: MOST_ERRORS },
    );
    return errors === undefined ? { values: coerced } : { errors };
  }

  /** @returns undefined where graphql-js is to coerce them. */
  #plain(given: GivenVariables): Record<string, unknown> | undefined {
    const values = Object.create(null) as Record<string, unknown>; // with nothing in it, as in graphql-js
    for (const variable of this.#prepared) {
      if (variable === undefined) return undefined;
      const { name, type, coerce, defaultValue } = variable;
      if (Object.hasOwn(given, name)) {
        const value = coerce(given[name]);
        if (value === NOT_PLAIN) return undefined;
        values[name] = value;
      } else if (defaultValue !== undefined) values[name] = valueFromAST(defaultValue, type);
      else if (isNonNullType(type)) return undefined;
    }
    return values;
  }
}

/** @returns undefined for what no variable can be, which validation finds. */
function prepare(
  { variable, type: typeNode, defaultValue }: VariableDefinitionNode,
  schema: GraphQLSchema,
): PreparedVariable | undefined {
  const type = typeFromAST(schema, typeNode);
  if (!isInputType(type)) return undefined;
  return { name: variable.name.value, type, coerce: plainInput(type), defaultValue };
}
