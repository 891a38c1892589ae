import type { ApolloServerPlugin } from "@apollo/server";
import { type GraphQLFormattedError, type GraphQLSchema, OperationTypeNode } from "graphql";
import { GatewayError } from "../../errors";
import { JsonText, withMoreErrors } from "../../execution/json-text";
import { type Exchange, exchangeOf } from "../pipeline/exchange";
import type { KnownDocuments } from "../pipeline/known-documents";
import { type FormatError, writeInSlices } from "../pipeline/later-errors";
import type { Steps } from "../pipeline/steps";
import { NamesKnown, namesOf } from "../pipeline/schema-details";
import { errorsOfRefusal } from "../pipeline/reported-errors";

/** The extensions of a cacheable answer: they are computed for each request. */
const RECOMPUTED_EXTENSIONS: ReadonlySet<string> = new Set(["freshness", "cost"]);

/**
 * Runs the steps of the pipeline for a request that Apollo Server parsed and validated, and notes the outcome. It comes
 * after the plugins that add extensions.
 * @param served the schema and services for operations, with Apollo Server's `formatError`.
 */
export function stepsPlugin(
  steps: Steps,
  documents: KnownDocuments,
  { schema, formatError }: { readonly schema: GraphQLSchema; readonly formatError: FormatError },
): ApolloServerPlugin {
  const ofSchema = namesOf(schema);
  return {
    requestDidStart: ({ request }) => {
      if (!request.http) return Promise.resolve();
      const exchange = exchangeOf(request.http);
      return Promise.resolve({
        didResolveSource: () => {
          exchange.wellFormed = true;
          return Promise.resolve();
        },
        validationDidStart: ({ document }) =>
          Promise.resolve(async (errors) => {
            if (errors !== undefined && errors.length > 0)
              await steps.chargeValidation(exchange, documents.of(document).shape);
          }),
        didResolveOperation: async ({ document, operation }) => {
          const cached = documents.of(document).operation(request.operationName);
          if (operation == null || cached === undefined) return;
          exchange.operationType = operation.operation;
          if (operation.name) exchange.operationName = operation.name.value;
          // direct-answers.ts has begun it already, where it executed the operation
          if (exchange.result === undefined)
            exchange.trace?.operationBegan(operation.operation, operation.name?.value);
          try {
            await steps.spend(exchange, steps.examine(exchange, cached, request.variables ?? {}));
          } catch (error) {
            throw withStatus(error);
          }
        },
        willSendResponse: async ({ response: { body } }) => {
          const result = body.kind === "single" ? body.singleResult : body.initialResult;
          const names = result.errors && !steps.seesSchema(exchange) ? new NamesKnown(request) : undefined;
          if (result.errors !== undefined && names !== undefined)
            result.errors = names.errors(result.errors, ofSchema);
          if (result.errors !== undefined && result.data === undefined)
            result.errors = errorsOfRefusal(result.errors, uncountedIn(result.errors, exchange));
          const { errors } = result;
          if (exchange.cost) result.extensions = { ...result.extensions, cost: exchange.cost };
          if (errors) exchange.errorCodes = errors.map((error) => String(error.extensions?.["code"]));
          if (errors && exchange.laterErrors !== undefined) {
            const format: FormatError = (formatted, error) => {
              const shown = formatError(formatted, error);
              return names?.error(shown, ofSchema) ?? shown;
            };
            const later = await writeInSlices(exchange.laterErrors, format, exchange.isGone);
            exchange.errorCodes.push(...later.codes);
            exchange.laterErrorTexts = later.chunks;
            result.errors = withMoreErrors(errors);
          }
          exchange.trace?.operationEnded(exchange.errorCodes);
          const data: unknown = result.data;
          const { operation } = exchange;
          if (!(data instanceof JsonText)) return;
          exchange.data = data;
          if (operation?.type !== OperationTypeNode.QUERY || errors !== undefined) return;
          const extensions = Object.keys(result.extensions ?? {});
          if (operation.usesNothingDeprecated) operation.isProven = true;
          if (operation.lasts && extensions.every((name) => RECOMPUTED_EXTENSIONS.has(name)))
            exchange.repeatable = { hasFreshness: extensions.includes("freshness") };
        },
      });
    },
  };
}

/** A refusal without an HTTP status would be answered as a failure of Apollo Server, a 500. */
function withStatus(error: unknown): unknown {
  if (error instanceof GatewayError && !("http" in error.extensions))
    Object.assign(error.extensions, { http: { status: error.code === "FORBIDDEN" ? 403 : 400 } });
  return error;
}

/** Errors of variables are counted where they are found; those without a message are in no answer. */
function uncountedIn(errors: readonly GraphQLFormattedError[], { variables }: Exchange): number {
  return errors[0]?.extensions?.["code"] === "BAD_USER_INPUT" ? (variables?.more ?? 0) : 0;
}
