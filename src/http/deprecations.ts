import type { ApolloServerPlugin } from "@apollo/server";
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from "graphql";
import type { Deprecation } from "./deprecation";
import { type DocumentDeprecations, inDocument, inVariables } from "./deprecated-elements";
import { factsOf } from "./facts";

/** Who used something deprecated; for counting, so that an operator sees who still has to move. */
export interface DeprecatedUse {
  deprecation: Deprecation;
  /** The caller's name; absent where it is not known. */
  caller?: string;
  clientName?: string;
}

export interface DeprecationOptions {
  schema: GraphQLSchema;
  /** Target of the `Link` header: where a caller reads more. */
  docsUrl: string;
  onUse?: (use: DeprecatedUse) => void;
}

/**
 * Tells callers at run time what they use that is deprecated: each field, argument, input field and enum value, named
 * in the document or in its variables, once, in `extensions.deprecations`; over HTTP also in the headers `Deprecation`
 * (RFC 9745: the earliest day, where the schema states one) and `Link`. A static look at the document is made once
 * and remembered with the parsed document, so a document that uses nothing deprecated costs a map lookup.
 */
export function deprecationPlugin({ schema, docsUrl, onUse }: DeprecationOptions): ApolloServerPlugin {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse: ({ document, operation, request, response }) => {
          // Without an operation nothing was executed: the document did not parse, or is not valid.
          if (!document || !operation) return Promise.resolve();
          const examined = examine(schema, document, operation);
          const used = examined.suspectVariables.length
            ? distinct([...examined.found, ...inVariables(examined, request.variables ?? {})])
            : examined.found;
          if (used.length === 0) return Promise.resolve();

          const { body, http } = response;
          // A new object: the result may be shared with other requests.
          if (body.kind === "single") {
            const extensions = { ...body.singleResult.extensions, deprecations: used };
            body.singleResult = { ...body.singleResult, extensions };
          }
          const since = earliest(used);
          if (since !== undefined) http.headers.set("deprecation", `@${since}`);
          http.headers.set("link", `<${docsUrl}>; rel="deprecation"; type="text/html"`);

          const facts = request.http && factsOf(request.http);
          if (facts) facts.deprecations = used.map(({ coordinate }) => coordinate);
          if (onUse) {
            const clientName = request.http?.headers.get("apollographql-client-name");
            const by = {
              ...(facts?.caller && { caller: facts.caller.name }),
              ...(clientName && { clientName }),
            };
            for (const deprecation of used) onUse({ deprecation, ...by });
          }
          return Promise.resolve();
        },
      }),
  };
}

/** Whether an operation uses nothing deprecated, whatever its variables. */
export function usesNothingDeprecated(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): boolean {
  const { found, suspectVariables } = examine(schema, document, operation);
  return found.length === 0 && suspectVariables.length === 0;
}

const known = new WeakMap<DocumentNode, Map<OperationDefinitionNode, DocumentDeprecations>>();

function examine(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): DocumentDeprecations {
  const operations = known.get(document) ?? new Map<OperationDefinitionNode, DocumentDeprecations>();
  const examined = operations.get(operation) ?? inDocument(schema, document, operation);
  known.set(document, operations.set(operation, examined));
  return examined;
}

function distinct(used: readonly Deprecation[]): Deprecation[] {
  return [...new Map(used.map((deprecation) => [deprecation.coordinate, deprecation])).values()];
}

/** The earliest day of deprecation in Unix seconds. */
function earliest(used: readonly Deprecation[]): number | undefined {
  const seconds = used.flatMap(({ since }) => (since === undefined ? [] : Date.parse(since) / 1_000));
  const sane = seconds.filter(Number.isInteger);
  return sane.length ? Math.min(...sane) : undefined;
}
