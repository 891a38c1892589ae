import { Readable } from "node:stream";
import type { HTTPGraphQLResponse } from "@apollo/server";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { TextChunk } from "../../execution/completed";
import { quoted } from "../../observability/secrets";
import { acceptsAnswer } from "../answers/accepted-types";
import { answerKey, queryTextOf } from "../answers/answer-key";
import { tag } from "../answers/etag";
import { endOf, startOf } from "../answers/remembered-answers";
import { GRAPHQL_PATH, UNCACHED } from "../edge/response-headers";
import { refuse } from "../edge/failures";
import { refusePrototypes } from "../edge/prototype-members";
import { maxAgeOf } from "../answers/freshness";
import { sendPage } from "../pages/page";
import { type Exchange, newExchange } from "../pipeline/exchange";
import { handoffOf } from "../pipeline/handoff";
import { answerBatch } from "./batch";
import { arrivalOf, execute, type GraphQLRoute, partsOf, sendParts, toOperation } from "./operation";

/**
 * Serves GraphQL at `/graphql`: hands Fastify's request to Apollo Server and Apollo's answer back, or answers what was
 * answered before and still holds.
 *
 * Why not `@as-integrations/fastify`: it keeps to itself the object that Apollo knows the request by, which is the
 * only thread from Apollo's plugins back to the route (exchange.ts), and it answers a malformed Host header with 500.
 */
export function serveGraphQL<C extends object>(fastify: FastifyInstance, route: GraphQLRoute<C>): void {
  fastify.route({
    url: GRAPHQL_PATH,
    // OPTIONS is answered for all paths; no other method comes so far (head-refusal.ts).
    method: ["GET", "HEAD", "POST"],
    // The fast path has read the body of what it hands on.
    preParsing: (request, _reply, payload, done) => {
      const { body } = handoffOf(request.raw) ?? {};
      done(null, body === undefined ? payload : Readable.from([body], { objectMode: false }));
    },
    handler: (request, reply) => {
      refusePrototypes(request);
      if (!acceptsAnswer(request.method, request.headers.accept)) return refuseForm(request, reply);
      return Array.isArray(request.body)
        ? answerBatch(route, request, reply, request.body)
        : answerOne(route, request, reply);
    },
  });
}

function refuseForm(request: FastifyRequest, reply: FastifyReply) {
  const sent = quoted(request.headers.accept);
  const message = `Accept: ${sent} was sent, allowed is what takes application/graphql-response+json or application/json. Nothing was executed.`;
  return refuse(request, reply, 406, message);
}

async function answerOne<C extends object>(
  route: GraphQLRoute<C>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { steps } = route;
  const exchange = handoffOf(request.raw)?.exchange ?? newExchange();
  if (request.trace) exchange.trace = request.trace;
  const key = await answerCacheKey(route, request, exchange);
  if (key !== undefined && (await answerAgain(route, request, reply, exchange, key))) return reply;

  const operation = toOperation(route, request, request.body, exchange);
  request.graphql = exchange;
  try {
    const response = await execute(route, request, reply, operation, async () => {
      await steps.authenticate(exchange, request.headers);
      steps.enter(exchange, reply.raw, () => arrivalOf(request, [operation]));
      await steps.requireBudget(exchange);
      steps.requireDocument(exchange);
    });
    if (response.headers.get("content-type") === "text/html") {
      request.graphql = null;
      return await sendPage(reply, route.landing, 200, UNCACHED);
    }
    sendHead(reply, response, exchange);
    const { repeatable, data } = exchange;
    if (repeatable !== undefined && data !== undefined && reply.statusCode === 200) {
      const start = startOf(data.chunks);
      if (key !== undefined) offer(route, exchange, key, start, response);
      if (await tag(request, reply, start)) return await reply.send();
      if (request.method === "POST") route.heads.store(request.headers, Object.entries(reply.getHeaders()));
    }
    return await sendParts(request, reply, partsOf(response, exchange));
  } finally {
    steps.leave(exchange);
  }
}

/** What an answer would be remembered under: of what may be a question, by whoever asks; a page is for everybody. */
async function answerCacheKey<C extends object>(
  { steps, admission }: GraphQLRoute<C>,
  request: FastifyRequest,
  exchange: Exchange,
): Promise<string | undefined> {
  const queryText = queryTextOf(request);
  if (queryText === undefined) return undefined;
  try {
    const caller = await steps.authenticate(exchange, request.headers);
    return answerKey(caller, admission.limitsKey(caller), queryText);
  } catch {
    return undefined; // Apollo answers with the reason
  }
}

/** Gives an answer once more, where it still holds. @returns whether it did. */
async function answerAgain<C extends object>(
  { answers, steps }: GraphQLRoute<C>,
  request: FastifyRequest,
  reply: FastifyReply,
  exchange: Exchange,
  key: string,
): Promise<boolean> {
  const remembered =
    exchange.examined === undefined ? answers.get(key, maxAgeOf(request.headers)) : undefined;
  if (remembered === undefined) return false;
  const { start, contentType, operationName, origin, hasFreshness: tellsFreshness } = remembered;
  request.graphql = exchange;
  exchange.wellFormed = true;
  exchange.operationType = "query";
  if (operationName !== undefined) exchange.operationName = operationName;
  steps.enterAgain(exchange, reply.raw, remembered);
  const budget = await steps.spend(exchange, remembered.cost);
  exchange.trace?.operationBegan("query", operationName);
  exchange.trace?.operationEnded([]);
  const freshness = tellsFreshness ? origin.freshness() : undefined;
  if (freshness !== undefined) reply.header("age", String(Math.floor(freshness.ageMs / 1000)));
  if (await tag(request, reply, [start])) await reply.send();
  else {
    reply.header("content-type", contentType);
    await sendParts(request, reply, [start, endOf(budget, freshness?.text)]);
  }
  return true;
}

function offer<C extends object>(
  { answers, originOf }: GraphQLRoute<C>,
  { context, repeatable, operationName, cost }: Exchange,
  key: string,
  start: readonly TextChunk[],
  response: HTTPGraphQLResponse,
): void {
  const origin = context && originOf(context as C); // which this route made
  if (origin === undefined || repeatable === undefined) return;
  const contentType = response.headers.get("content-type") ?? "";
  answers.offer(key, start, {
    hasFreshness: repeatable.hasFreshness,
    contentType,
    operationName,
    origin,
    cost: cost?.requested ?? 0,
  });
}

/**
 * Headers and status, which is mended here. GraphQL over HTTP wants 200 for every well-formed request that is answered
 * as `application/json` (there, a 400 could as well come from a proxy), and 400 for a document that cannot be executed
 * only when it is answered as `application/graphql-response+json`. Apollo says 400 in both cases. What goes over a
 * limit stays 400: it is refused as a whole, as a body would be.
 */
function sendHead(
  reply: FastifyReply,
  { headers, body, status }: HTTPGraphQLResponse,
  exchange: Exchange,
): void {
  // What caches are told is stated for all answers of the path (response-headers.ts, etag.ts).
  for (const [name, value] of headers) if (name !== "cache-control") reply.header(name, value);
  const answeredAsJson = headers.get("content-type")?.startsWith("application/json") ?? false;
  const isExecuted = exchange.wellFormed && !exchange.errorCodes.includes("LIMIT_EXCEEDED");
  reply.code(isExecuted && answeredAsJson && status === 400 ? 200 : (status ?? 200));
  const isApollosOwn = !exchange.wellFormed || (reply.statusCode >= 400 && exchange.errorCodes.length === 0);
  if (isApollosOwn && body.kind === "complete") exchange.errorCodes = codesIn(body.string);
}

/** The codes in an answer that Apollo made before its plugins could see it, such as a refusal by CSRF prevention. */
function codesIn(answer: string): string[] {
  const { errors } = JSON.parse(answer) as { errors?: { extensions?: { code?: string } }[] };
  return (errors ?? []).map(({ extensions }) => extensions?.code ?? "INTERNAL_SERVER_ERROR");
}
