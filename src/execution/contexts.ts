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

interface Prepared {
  readonly operation: OperationDefinitionNode;
  readonly variables: readonly PreparedVariable[];
}

/** A document without the definitions of its variables, and what each of its operations was before. */
interface Bare {
  readonly document: DocumentNode;
  readonly prepared: ReadonlyMap<OperationDefinitionNode, Prepared>;
}

/**
 * Makes execution contexts as graphql-js does, but coerces the usual variables by functions that are made once for each
 * document. Where one of them does not expect what is given, graphql-js coerces them all, and words what is wrong.
 */
export class Contexts {
  readonly #bare = new WeakMap<DocumentNode, Bare>();

  of(args: ExecutionArgs): readonly GraphQLError[] | ExecutionContext {
    const { document, prepared } = this.#bareOf(args);
    const context = buildExecutionContext({ ...args, document, variableValues: {} });
    const before = "schema" in context ? prepared.get(context.operation) : undefined;
    const values = before && coerced(before, args.variableValues ?? {});
    if (!("schema" in context) || before === undefined || values === undefined) {
      return buildExecutionContext(args);
    }
    context.operation = before.operation;
    context.variableValues = values;
    return context;
  }

  #bareOf({ document, schema }: ExecutionArgs): Bare {
    let bare = this.#bare.get(document);
    if (bare === undefined) this.#bare.set(document, (bare = withoutVariables(document, schema)));
    return bare;
  }
}

function withoutVariables(document: DocumentNode, schema: GraphQLSchema): Bare {
  const prepared = new Map<OperationDefinitionNode, Prepared>();
  const definitions = document.definitions.map((operation) => {
    if (operation.kind !== Kind.OPERATION_DEFINITION) return operation;
    const { variableDefinitions = [], ...rest } = operation;
    const variables = variableDefinitions.map((definition) => prepare(definition, schema));
    if (variables.every((variable) => variable !== undefined)) prepared.set(rest, { operation, variables });
    return rest;
  });
  return { document: { ...document, definitions }, prepared };
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
