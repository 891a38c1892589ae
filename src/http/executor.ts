import type { ApolloServerOptionsWithGateway } from "@apollo/server";
import type { GraphQLSchema } from "graphql";
import type { Execute } from "../execution/execution";
import { resultIn } from "./lane/head-start";

type Gateway = ApolloServerOptionsWithGateway<object>["gateway"];
type ExecutorResult = Awaited<ReturnType<NonNullable<Awaited<ReturnType<Gateway["load"]>>["executor"]>>>;

/**
 * Lets Apollo Server execute with `src/execution` instead of graphql-js. The option that takes an executor is called
 * `gateway`, after what Apollo made it for; parsing, validation, plugins and the forms of errors stay Apollo's.
 * A plugin's `responseForOperation` would take one too, but then Apollo formats no errors and calls no
 * `executionDidStart`.
 */
export function executorFor(schema: GraphQLSchema, execute: Execute): Gateway {
  return {
    onSchemaLoadOrUpdate: (loaded) => {
      loaded({ apiSchema: schema, coreSupergraphSdl: "" });
      return () => undefined;
    },
    load: () =>
      Promise.resolve({
        executor: async ({ document, request, context }) => {
          const { operationName, variables } = request;
          const done = resultIn(context);
          const result = await (done ??
            execute({
              schema,
              document,
              contextValue: context,
              variableValues: variables ?? null,
              operationName: operationName ?? null,
            }));
          // Apollo gives `data` to nobody but plugins and `stringifyResult`.
          return result as ExecutorResult;
        },
      }),
    stop: () => Promise.resolve(),
  };
}
