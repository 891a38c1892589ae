import type { ApolloServerPlugin } from "@apollo/server";
import {
  type DocumentNode,
  type GraphQLSchema,
  OperationTypeNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";
import { JsonText } from "../execution/json-text";
import { isSecretMember } from "../observability/secrets";
import { factsOf } from "./facts";

/**
 * Notes the `data` of an answer that could be given again: a query without errors, that uses nothing deprecated (each
 * use is counted), and selects no secret and nothing fleeting. It stands after the plugins that add extensions.
 */
export function answerTextPlugin(): ApolloServerPlugin {
  return {
    requestDidStart: ({ request }) =>
      Promise.resolve({
        willSendResponse: ({ schema, document, operation, response: { body } }) => {
          if (request.http === undefined || operation?.operation !== OperationTypeNode.QUERY)
            return Promise.resolve();
          if (body.kind !== "single" || document === undefined) return Promise.resolve();
          const { data, errors, extensions = {} } = body.singleResult;
          const isPlain =
            errors === undefined &&
            Object.keys(extensions).every((name) => name === "freshness" || name === "cost");
          if (isPlain && (data as unknown) instanceof JsonText && isLasting(schema, document)) {
            const { parts } = data as unknown as JsonText; // as just seen
            factsOf(request.http).answer = { data: parts, tellsFreshness: "freshness" in extensions };
          }
          return Promise.resolve();
        },
      }),
  };
}

const known = new WeakMap<DocumentNode, boolean>();

/** Whether the same question may be given the same answer: it selects no secret, and nothing fleeting. */
export function isLasting(schema: GraphQLSchema, document: DocumentNode): boolean {
  const lasts = known.get(document) ?? selectsNothingFleeting(schema, document);
  known.set(document, lasts);
  return lasts;
}

function selectsNothingFleeting(schema: GraphQLSchema, document: DocumentNode): boolean {
  let lasts = true;
  const types = new TypeInfo(schema);
  const visitor = visitWithTypeInfo(types, {
    Field: ({ name }) => {
      if (isSecretMember(name.value) || types.getFieldDef()?.extensions["fleeting"] === true) lasts = false;
    },
  });
  visit(document, visitor);
  return lasts;
}
