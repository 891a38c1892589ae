import type { ApolloServerPlugin } from "@apollo/server";
import { type DocumentNode, OperationTypeNode, visit } from "graphql";
import { JsonText } from "../execution/json-text";
import { isSecretMember } from "../observability/secrets";
import { factsOf } from "./facts";

/**
 * Notes the `data` of an answer that could be given again: a query without errors, that uses nothing deprecated (each
 * use is counted), and selects no secret. It stands after the plugins that add extensions.
 */
export function answerTextPlugin(): ApolloServerPlugin {
  const known = new WeakMap<DocumentNode, boolean>();
  const selectsSecret = (document: DocumentNode) => {
    const selects = known.get(document) ?? namesSecret(document);
    known.set(document, selects);
    return selects;
  };
  return {
    requestDidStart: ({ request }) =>
      Promise.resolve({
        willSendResponse: ({ document, operation, response: { body } }) => {
          if (request.http === undefined || operation?.operation !== OperationTypeNode.QUERY)
            return Promise.resolve();
          if (body.kind !== "single" || document === undefined) return Promise.resolve();
          const { data, errors, extensions = {} } = body.singleResult;
          const isLasting =
            errors === undefined && Object.keys(extensions).every((name) => name === "freshness");
          if (isLasting && (data as unknown) instanceof JsonText && !selectsSecret(document)) {
            const { text } = data as unknown as JsonText; // as just seen
            factsOf(request.http).answer = { data: text, tellsFreshness: "freshness" in extensions };
          }
          return Promise.resolve();
        },
      }),
  };
}

function namesSecret(document: DocumentNode): boolean {
  let names = false;
  visit(document, { Field: ({ name }) => void (names ||= isSecretMember(name.value)) });
  return names;
}
