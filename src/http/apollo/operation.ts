import {
  type ApolloServer,
  HeaderMap,
  type HTTPGraphQLRequest,
  type HTTPGraphQLResponse,
} from "@apollo/server";
import type { TextChunk } from "../../execution/completed";
import { chunksAround } from "../../execution/json-text";
import type { Admission } from "../limits/admission";
import type { Page } from "../pages/page";
import { isNoForgery } from "../edge/forgery";
import type { HttpRequest } from "../edge/http-request";
import type { Reply } from "../edge/reply";
import type { DirectAnswers } from "../pipeline/direct-answers";
import { assignExchange, type Exchange, withExchange } from "../pipeline/exchange";
import { type RequestMembers, requestMembersOf } from "../pipeline/graphql-request";
import { contextFor } from "../pipeline/request-context";
import type { StreamServices } from "../pipeline/stream-reply";
import { type TrustedDocuments, withRegisteredText } from "../pipeline/trusted-documents";
import type { MakeContext } from "../edge/request";

export interface GraphQLRoute<C extends object> extends StreamServices<C> {
  /** Started. */
  readonly apollo: ApolloServer<C>;
  readonly admission: Admission;
  readonly trusted: TrustedDocuments;
  readonly context: MakeContext<C>;
  /** Answers operations that do not need Apollo Server. */
  readonly direct: DirectAnswers<C>;
  /** The page that Apollo sends to a browser. */
  readonly landing: Page;
}

/** One GraphQL request, of an HTTP request that brings one or several. */
export interface Operation {
  readonly members: RequestMembers;
  readonly request: HTTPGraphQLRequest;
  readonly exchange: Exchange;
}

export function toOperation<C extends object>(
  { trusted }: GraphQLRoute<C>,
  request: HttpRequest,
  body: unknown,
  exchange: Exchange,
): Operation {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  const method = request.method === "HEAD" ? "GET" : request.method;
  // Apollo accepts this header as the proof that the browser sent a preflight.
  if (method === "GET" && isNoForgery(request.headers)) headers.set("apollo-require-preflight", "1");
  const search = withoutEmpty(request.url);
  const registered = withRegisteredText({ method, headers, search, body }, trusted);
  assignExchange(registered, exchange);
  if (request.trace) exchange.trace = request.trace;
  return { members: requestMembersOf(registered), request: registered, exchange };
}

/** The parameters of a URL, without the empty ones, which count as absent. */
function withoutEmpty(url: string): string {
  const query = url.indexOf("?");
  if (query === -1) return "";
  const parameters = [...new URLSearchParams(url.slice(query))].filter(([, value]) => value !== "");
  return parameters.length === 0 ? "" : `?${new URLSearchParams(parameters).toString()}`;
}

/**
 * Passes an operation to Apollo Server.
 * @param enter runs the steps before the context is made; not called for a page, nor for a forged request.
 */
export function execute<C extends object>(
  { apollo, subscriptions, context: makeContext }: GraphQLRoute<C>,
  request: HttpRequest,
  reply: Reply,
  { members, request: httpGraphQLRequest, exchange }: Operation,
  enter: () => Promise<void>,
  documents = 1,
): Promise<HTTPGraphQLResponse> {
  const context = async () => {
    await enter();
    await subscriptions.requireUnconditionalRoots(members, exchange);
    return withExchange(await contextFor(exchange, makeContext, request, reply.raw, documents), exchange);
  };
  const run = () => apollo.executeHTTPGraphQLRequest({ httpGraphQLRequest, context });
  return request.trace?.run(run) ?? run();
}

/** The chunks of Apollo's answer, in order. */
export function partsOf(
  { body }: HTTPGraphQLResponse,
  { data, laterErrorTexts }: Exchange,
): readonly TextChunk[] {
  if (body.kind !== "complete") return ["null"]; // incremental delivery is not used
  return chunksAround(body.string, data, laterErrorTexts);
}
