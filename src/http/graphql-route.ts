import { Readable } from "node:stream";
import { type ApolloServer, HeaderMap, type HTTPGraphQLRequest } from "@apollo/server";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import { factsOf } from "./facts";
import { type Page, sendPage } from "./page";
import { type Authenticate, infoOf, type RequestInfo } from "./request";

/** The one path that GraphQL is served at. */
export const GRAPHQL_PATH = "/graphql";

export interface GraphQLRoute<C extends object> {
  /** Started. */
  apollo: ApolloServer<C>;
  authenticate: Authenticate;
  context: (request: RequestInfo) => C | Promise<C>;
  logger: Logger;
  /** What Apollo answers to a browser. */
  landing: Page;
}

/**
 * Serves GraphQL at `/graphql`: hands Fastify's request to Apollo Server and Apollo's answer back.
 *
 * Why not `@as-integrations/fastify`: it keeps to itself the object that Apollo knows the request by, which is the
 * only thread from Apollo's plugins back to the route (facts.ts), and it answers a malformed Host header with 500.
 *
 * The status is also mended here. GraphQL over HTTP wants 200 for every well-formed request that is answered as
 * `application/json` (there, a 400 could as well come from a proxy), and 400 for a document that cannot be executed
 * only when it is answered as `application/graphql-response+json`. Apollo says 400 in both cases.
 */
export function serveGraphQL<C extends object>(
  fastify: FastifyInstance,
  { apollo, authenticate, context, landing, logger }: GraphQLRoute<C>,
): void {
  fastify.route({
    url: GRAPHQL_PATH,
    // Not only GET and POST: Apollo answers the others with 405 and the methods that it allows.
    method: ["GET", "POST", "PUT", "PATCH", "DELETE"],
    handler: async (request, reply) => {
      const graphqlRequest = toApollo(request);
      const facts = (request.graphql = factsOf(graphqlRequest));
      const execute = () =>
        apollo.executeHTTPGraphQLRequest({
          httpGraphQLRequest: graphqlRequest,
          context: async () => {
            facts.caller = await authenticate(request.headers);
            return context(infoOf(request, reply, facts.caller, logger));
          },
        });
      if (request.trace) facts.trace = request.trace;
      const { headers, body, status } = await (request.trace?.run(execute) ?? execute());
      if (headers.get("content-type") === "text/html") {
        request.graphql = null;
        return sendPage(reply, landing);
      }
      for (const [name, value] of headers) reply.header(name, value);
      const answeredAsJson = headers.get("content-type")?.startsWith("application/json") ?? false;
      reply.code(facts.wellFormed && answeredAsJson && status === 400 ? 200 : (status ?? 200));
      if (!facts.wellFormed && body.kind === "complete") facts.errorCodes = codesIn(body.string);
      return reply.send(body.kind === "complete" ? body.string : Readable.from(body.asyncIterator));
    },
  });
}

function toApollo(request: FastifyRequest): HTTPGraphQLRequest {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  const query = request.url.indexOf("?");
  return {
    method: request.method,
    headers,
    search: query === -1 ? "" : request.url.slice(query),
    body: request.body,
  };
}

/** The codes in an answer that Apollo made before its plugins could see it, such as a refusal by CSRF prevention. */
function codesIn(answer: string): string[] {
  const { errors } = JSON.parse(answer) as { errors?: { extensions?: { code?: string } }[] };
  return (errors ?? []).map(({ extensions }) => extensions?.code ?? "INTERNAL_SERVER_ERROR");
}
