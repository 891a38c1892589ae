import type { ApolloServerOptionsWithGateway } from "@apollo/server";
import { execute, type GraphQLSchema } from "graphql";
import { exchangeIn } from "../pipeline/exchange";
import type { Steps } from "../pipeline/steps";

type Gateway = ApolloServerOptionsWithGateway<object>["gateway"];
type ExecutorResult = Awaited<ReturnType<NonNullable<Awaited<ReturnType<Gateway["load"]>>["executor"]>>>;

/**
 * Lets Apollo Server execute by the pipeline's step instead of graphql-js. The option that takes an executor is called
 * `gateway`, after what Apollo made it for; parsing, validation, plugins and the forms of errors stay Apollo's.
 * A plugin's `responseForOperation` would take one too, but then Apollo formats no errors and calls no
 * `executionDidStart`.
 */
export function executorFor(schema: GraphQLSchema, steps: Steps): Gateway {
  return {
    onSchemaLoadOrUpdate: (loaded) => {
      loaded({ apiSchema: schema, coreSupergraphSdl: "" });
      return () => undefined;
    },
    load: () =>
      Promise.resolve({
        executor: async ({ document, request, context }) => {
          const exchange = exchangeIn(context);
          const { operationName = null } = request;
          const result =
            exchange?.operation === undefined
              ? await execute({ schema, document, operationName }) // says that there is no such operation
              : await steps.execute(exchange, context);
          // Apollo gives `data` to nobody but plugins and `stringifyResult`.
          return result as ExecutorResult;
        },
      }),
    stop: () => Promise.resolve(),
  };
}
