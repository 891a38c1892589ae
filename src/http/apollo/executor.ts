import type { ApolloServerOptionsWithGateway } from "@apollo/server";
import { execute, type GraphQLSchema } from "graphql";
import type { TextResult } from "../../execution/prepared-operation";
import { type Exchange, exchangeIn } from "../pipeline/exchange";
import { ERRORS_IN_A_SLICE } from "../pipeline/later-errors";
import type { Steps } from "../pipeline/steps";

type Gateway = ApolloServerOptionsWithGateway<object>["gateway"];
type ExecutorResult = Awaited<ReturnType<NonNullable<Awaited<ReturnType<Gateway["load"]>>["executor"]>>>;

/**
 * Makes Apollo Server execute by the pipeline's step instead of graphql-js. The option for an executor is called
 * `gateway`, after its original purpose; parsing, validation, plugins and the forms of errors stay Apollo's.
 * A plugin's `responseForOperation` could return a result too, but then Apollo formats no errors and calls no
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
              ? await execute({ schema, document, operationName }) // reports that there is no such operation
              : withFirstErrors(await steps.execute(exchange, context), exchange);
          // Apollo passes `data` only to plugins and `stringifyResult`.
          return result as ExecutorResult;
        },
      }),
    stop: () => Promise.resolve(),
  };
}

/** Leaves as many errors to Apollo Server as it may format at once, and passes the others to the exchange. */
function withFirstErrors(result: TextResult, exchange: Exchange): TextResult {
  const { errors = [] } = result;
  if (errors.length <= ERRORS_IN_A_SLICE) return result;
  exchange.laterErrors = errors.slice(ERRORS_IN_A_SLICE);
  return { ...result, errors: errors.slice(0, ERRORS_IN_A_SLICE) };
}
