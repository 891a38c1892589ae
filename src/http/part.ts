import {
  type ApolloServer,
  HeaderMap,
  type HTTPGraphQLRequest,
  type HTTPGraphQLResponse,
} from "@apollo/server";
import type { FastifyRequest } from "fastify";
import { type Asked, askedOf, withRegisteredText } from "./asked";
import { factsOf, type RequestFacts } from "./facts";
import type { Heads } from "./lane/heads";
import type { Admission } from "./limits/admission";
import type { Page } from "./page";
import type { Origin, RememberedAnswers } from "./remembered-answers";
import type { Authenticate, RequestInfo } from "./request";
import type { TrustedDocuments } from "./trusted-documents";

export interface GraphQLRoute<C extends object> {
  /** Started. */
  apollo: ApolloServer<C>;
  admission: Admission;
  trusted: TrustedDocuments;
  authenticate: Authenticate;
  context: (request: RequestInfo) => C | Promise<C>;
  /** What the answer that was made with a context was made from; undefined where it may not be given again. */
  originOf: (context: C) => Origin | undefined;
  answers: RememberedAnswers;
  heads: Heads;
  /** What Apollo answers to a browser. */
  landing: Page;
}

/** One GraphQL request, of an HTTP request that brings one or several. */
export interface Part {
  readonly asked: Asked;
  readonly request: HTTPGraphQLRequest;
  readonly facts: RequestFacts;
}

export function toPart<C extends object>(
  { trusted }: GraphQLRoute<C>,
  request: FastifyRequest,
  body: unknown,
): Part {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  const query = request.url.indexOf("?");
  const search = query === -1 ? "" : request.url.slice(query);
  const registered = withRegisteredText({ method: request.method, headers, search, body }, trusted);
  const facts = factsOf(registered);
  if (request.trace) facts.trace = request.trace;
  return { asked: askedOf(registered), request: registered, facts };
}

/** @param context asked for only where it is no page, and no forged request. */
export function execute<C extends object>(
  { apollo }: GraphQLRoute<C>,
  { trace }: FastifyRequest,
  { request: httpGraphQLRequest }: Part,
  context: () => Promise<C>,
): Promise<HTTPGraphQLResponse> {
  const run = () => apollo.executeHTTPGraphQLRequest({ httpGraphQLRequest, context });
  return trace?.run(run) ?? run();
}
