import { Readable } from "node:stream";
import { type ApolloServer, HeaderMap, type HTTPGraphQLRequest } from "@apollo/server";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import type { Caller } from "../auth/caller";
import { tag } from "./etag";
import { factsOf, type RequestFacts } from "./facts";
import { maxAgeOf } from "./freshness";
import { type Page, sendPage } from "./page";
import { questionOf } from "./question";
import { type Origin, type RememberedAnswer, RememberedAnswers } from "./remembered-answers";
import { type Authenticate, infoOf, type RequestInfo } from "./request";

/** The one path that GraphQL is served at. */
export const GRAPHQL_PATH = "/graphql";

export interface GraphQLRoute<C extends object> {
  /** Started. */
  apollo: ApolloServer<C>;
  authenticate: Authenticate;
  context: (request: RequestInfo) => C | Promise<C>;
  /** What the answer that was made with a context was made from; undefined where it may not be given again. */
  originOf?: (context: C) => Origin | undefined;
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
  { apollo, authenticate, context, landing, logger, originOf = () => undefined }: GraphQLRoute<C>,
): void {
  const answers = new RememberedAnswers();
  fastify.route({
    url: GRAPHQL_PATH,
    // Not only GET and POST: Apollo answers the others with 405 and the methods that it allows.
    method: ["GET", "POST", "PUT", "PATCH", "DELETE"],
    handler: async (request, reply) => {
      const graphqlRequest = toApollo(request);
      const facts = (request.graphql = factsOf(graphqlRequest));
      if (request.trace) facts.trace = request.trace;
      const question = questionOf(request);
      // Once, and only of what may be a question: a page is for everybody.
      const authenticated = question === undefined ? undefined : attempt(authenticate, request);
      const caller = await authenticated?.catch(() => undefined); // Apollo answers with the reason
      const key = caller && question && `${caller.visibility}\n${question}`;
      const remembered = key === undefined ? undefined : answers.get(key, maxAgeOf(request.headers));
      if (remembered !== undefined) {
        facts.caller = caller;
        return sendRemembered(request, reply, facts, remembered);
      }
      let made: C | undefined;
      const execute = () =>
        apollo.executeHTTPGraphQLRequest({
          httpGraphQLRequest: graphqlRequest,
          context: async () => {
            facts.caller = await (authenticated ?? authenticate(request.headers));
            return (made = await context(infoOf(request, reply, facts.caller, logger)));
          },
        });
      const { headers, body, status } = await (request.trace?.run(execute) ?? execute());
      if (headers.get("content-type") === "text/html") {
        request.graphql = null;
        return sendPage(reply, landing);
      }
      for (const [name, value] of headers) reply.header(name, value);
      const answeredAsJson = headers.get("content-type")?.startsWith("application/json") ?? false;
      reply.code(facts.wellFormed && answeredAsJson && status === 400 ? 200 : (status ?? 200));
      if (!facts.wellFormed && body.kind === "complete") facts.errorCodes = codesIn(body.string);
      const { answer } = facts;
      if (answer !== undefined && reply.statusCode === 200) {
        const origin = made && originOf(made);
        if (key !== undefined && origin !== undefined) {
          const contentType = headers.get("content-type") ?? "";
          answers.set(key, { ...answer, contentType, operationName: facts.operationName, origin });
        }
        if (tag(request, reply, answer.data)) return reply.send();
      }
      return reply.send(body.kind === "complete" ? body.string : Readable.from(body.asyncIterator));
    },
  });
}

/** Authenticates; a rejection waits for whoever asks. */
function attempt(authenticate: Authenticate, { headers }: FastifyRequest): Promise<Caller> {
  const authenticated = new Promise<Caller>((resolve) => resolve(authenticate(headers)));
  authenticated.catch(() => undefined);
  return authenticated;
}

/** All that Apollo and its plugins would have said of it. */
function sendRemembered(
  request: FastifyRequest,
  reply: FastifyReply,
  facts: RequestFacts,
  { data, contentType, operationName, origin, tellsFreshness }: RememberedAnswer,
) {
  facts.wellFormed = true;
  facts.operationType = "query";
  if (operationName !== undefined) facts.operationName = operationName;
  facts.trace?.operationBegan("query", operationName);
  facts.trace?.operationEnded([]);
  const freshness = tellsFreshness ? origin.freshness() : undefined;
  if (freshness !== undefined) reply.header("age", String(Math.floor(freshness.ageMs / 1000)));
  if (tag(request, reply, data)) return reply.send();
  const extensions = freshness === undefined ? "" : `,"extensions":${JSON.stringify({ freshness })}`;
  return reply.header("content-type", contentType).send(`{"data":${data}${extensions}}\n`);
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
