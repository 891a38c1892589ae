import type { ApolloServerOptionsWithGateway } from "@apollo/server";
import type { GraphQLSchema } from "graphql";
import { createExecute } from "../execution/execution";
import type { ObjectPlan } from "../execution/plan";

type Gateway = ApolloServerOptionsWithGateway<object>["gateway"];
type ExecutorResult = Awaited<ReturnType<NonNullable<Awaited<ReturnType<Gateway["load"]>>["executor"]>>>;

/**
 * Lets Apollo Server execute with `src/execution` instead of graphql-js. The option that takes an executor is called
 * `gateway`, after what Apollo made it for; parsing, validation, plugins and the forms of errors stay Apollo's.
 * A plugin's `responseForOperation` would take one too, but then Apollo formats no errors and calls no
 * `executionDidStart`.
 * @param willExecute told of the plan of each query that has one, and its context value.
 */
export function executorFor(
  schema: GraphQLSchema,
  willExecute?: (plan: ObjectPlan, context: unknown) => void,
): Gateway {
  // What has an ARN is a row of a snapshot.
  const execute = createExecute(
    (type) => type.getInterfaces().some(({ name }) => name === "Node"),
    willExecute,
  );
  return {
    onSchemaLoadOrUpdate: (loaded) => {
      loaded({ apiSchema: schema, coreSupergraphSdl: "" });
      return () => undefined;
    },
    load: () =>
      Promise.resolve({
        executor: async ({ document, request, context }) => {
          const { operationName, variables } = request;
          const result = await execute({
            schema,
            document,
            contextValue: context,
            variableValues: variables ?? null,
            operationName: operationName ?? null,
          });
          // Apollo gives `data` to nobody but plugins and `stringifyResult`.
          return result as ExecutorResult;
        },
      }),
    stop: () => Promise.resolve(),
  };
}
