import { execute, type ExecutionArgs } from "graphql";
import { inspect } from "graphql/jsutils/inspect";
import type { PromiseOrValue } from "graphql/jsutils/PromiseOrValue";
import { PreparedOperation, type TextResult } from "../../src/execution/prepared-operation";

type ByName = Map<string | null | undefined, PreparedOperation | undefined>;

/** Executes as the gateway does, in the form of graphql-js's own function; each operation is prepared once. */
export function createExecute(stepsInASlice?: number): (args: ExecutionArgs) => PromiseOrValue<TextResult> {
  const prepared = new WeakMap<object, ByName>();
  return (args) => {
    const { schema, document, operationName, variableValues, contextValue, rootValue } = args;
    const operations: ByName = prepared.get(document) ?? new Map();
    prepared.set(document, operations);
    if (!operations.has(operationName))
      operations.set(operationName, PreparedOperation.of(schema, document, operationName, { stepsInASlice }));
    const operation = operations.get(operationName);
    if (operation === undefined) return execute(args);
    const coerced = operation.coerce(variableValues ?? {}, { quote: inspect, suggests: true });
    if (coerced.errors !== undefined) return { errors: coerced.errors };
    return operation.execute({ variableValues: coerced.values, contextValue, rootValue });
  };
}
