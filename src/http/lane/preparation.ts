import type { ApolloServerPlugin } from "@apollo/server";
import { OperationTypeNode } from "graphql";
import { usesNothingDeprecated } from "../deprecations";
import { isLasting } from "../answer-text";
import { asksForSchema } from "../introspection";
import type { PreparedQueries } from "./prepared-queries";

/**
 * Notes the queries that the lane may answer from now on: valid, answered once without errors, and nothing that a plugin
 * of Apollo's has to look at each time, such as a question for the schema or anything deprecated.
 */
export function preparationPlugin(prepared: PreparedQueries): ApolloServerPlugin {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse: ({ schema, document, operation, request, source, response: { body } }) => {
          if (document === undefined) return Promise.resolve();
          if (operation?.operation !== OperationTypeNode.QUERY || body.kind !== "single")
            return Promise.resolve();
          const isPlain =
            body.singleResult.errors === undefined &&
            !asksForSchema(operation, document) &&
            usesNothingDeprecated(schema, document, operation);
          if (isPlain) {
            prepared.set(source, request.operationName, {
              document,
              name: operation.name?.value,
              lasts: isLasting(schema, document),
            });
          }
          return Promise.resolve();
        },
      }),
  };
}
