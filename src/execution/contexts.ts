import {
  type DocumentNode,
  type ExecutionArgs,
  type GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputType,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  typeFromAST,
  type ValueNode,
  valueFromAST,
  type VariableDefinitionNode,
} from "graphql";
import { buildExecutionContext, type ExecutionContext } from "graphql/execution/execute";
import { type CoercePlain, NOT_PLAIN, plainInput } from "./plain-input";

type Variables = Readonly<Record<string, unknown>>;

interface PreparedVariable {
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly coerce: CoercePlain;
  readonly defaultValue: ValueNode | undefined;
}

/** What is the same each time that an operation is executed. */
interface Prepared {
  /** As graphql-js makes it, with nothing of a request in it. */
  readonly context: ExecutionContext;
  readonly variables: readonly PreparedVariable[];
}

/** By the name that requests give; null where they give none. */
type PreparedByName = Map<string | null, Prepared>;

/**
 * Makes execution contexts as graphql-js does, but only once for each operation of each document: what a request brings
 * is put in its place, and the usual variables are coerced by functions that are made once as well. Where one of them
 * does not expect what is given, graphql-js coerces them all, and words what is wrong.
 */
export class Contexts {
  readonly #prepared = new WeakMap<DocumentNode, PreparedByName>();

  of(args: ExecutionArgs): readonly GraphQLError[] | ExecutionContext {
    const prepared = this.#preparedOf(args);
    const values = prepared && coerced(prepared, args.variableValues ?? {});
    if (prepared === undefined || values === undefined) return buildExecutionContext(args);
    const { context } = prepared;
    // Member by member: V8 takes longer to copy them.
    return {
      schema: context.schema,
      fragments: context.fragments,
      rootValue: args.rootValue,
      contextValue: args.contextValue,
      operation: context.operation,
      variableValues: values,
      fieldResolver: context.fieldResolver,
      typeResolver: context.typeResolver,
      subscribeFieldResolver: context.subscribeFieldResolver,
      collectedErrors: noErrors(context),
    };
  }

  #preparedOf({ document, schema, operationName = null }: ExecutionArgs): Prepared | undefined {
    let byName = this.#prepared.get(document);
    if (byName === undefined) this.#prepared.set(document, (byName = new Map<string | null, Prepared>()));
    let prepared = byName.get(operationName);
    if (prepared?.context.schema === schema) return prepared;
    prepared = prepareOperation(document, schema, operationName);
    // A name that the document does not have may be any name.
    if (prepared !== undefined) byName.set(operationName, prepared);
    return prepared;
  }
}

/** graphql-js keeps the class to itself, but what it makes has no state yet. */
function noErrors({ collectedErrors }: ExecutionContext): ExecutionContext["collectedErrors"] {
  return new (collectedErrors.constructor as new () => ExecutionContext["collectedErrors"])();
}

/** @returns undefined where graphql-js has something to say, or is to coerce the variables. */
function prepareOperation(
  document: DocumentNode,
  schema: GraphQLSchema,
  operationName: string | null,
): Prepared | undefined {
  // Without the definitions of variables, which would want values.
  const before = new Map<OperationDefinitionNode, OperationDefinitionNode>();
  const definitions = document.definitions.map((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return definition;
    const bare = { ...definition, variableDefinitions: [] };
    before.set(bare, definition);
    return bare;
  });
  const context = buildExecutionContext({ schema, document: { ...document, definitions }, operationName });
  const operation = "schema" in context ? before.get(context.operation) : undefined;
  if (!("schema" in context) || operation === undefined) return undefined;
  context.operation = operation;
  const variables = operation.variableDefinitions?.map((definition) => prepare(definition, schema)) ?? [];
  return variables.every((variable) => variable !== undefined) ? { context, variables } : undefined;
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

/** @returns undefined where graphql-js is to coerce them. */
function coerced({ variables }: Prepared, given: Variables): Record<string, unknown> | undefined {
  const values = Object.create(null) as Record<string, unknown>; // with nothing in it, as in graphql-js
  for (const { name, type, coerce, defaultValue } of variables) {
    if (Object.hasOwn(given, name)) {
      const value = coerce(given[name]);
      if (value === NOT_PLAIN) return undefined;
      values[name] = value;
    } else if (defaultValue !== undefined) values[name] = valueFromAST(defaultValue, type);
    else if (isNonNullType(type)) return undefined;
  }
  return values;
}
