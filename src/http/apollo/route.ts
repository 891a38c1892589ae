import type { HTTPGraphQLResponse } from "@apollo/server";
import { quoted } from "../../observability/secrets";
import { acceptedStream, acceptedType, type StreamForm } from "../answers/accepted-types";
import { answerKey, queryTextOf } from "../answers/answer-key";
import { tag } from "../answers/etag";
import { startOf } from "../answers/remembered-answers";
import { parseBody } from "../edge/body";
import { refuse } from "../edge/failures";
import type { HttpRequest } from "../edge/http-request";
import { checkJsonTexts } from "../edge/json-texts";
import type { Reply } from "../edge/reply";
import { arrivalOf } from "../edge/request";
import { GRAPHQL_PATH, UNCACHED } from "../edge/response-headers";
import type { WebServer } from "../edge/web-server";
import { sendPage } from "../pages/page";
import type { GraphQLCall } from "../pipeline/direct-answers";
import { type Exchange, newExchange } from "../pipeline/exchange";
import { sendChunks } from "../pipeline/send";
import { answerWithParts } from "../pipeline/multipart-stream";
import { answerWithEvents } from "../pipeline/server-sent-events";
import { answerBatch } from "./batch";
import { execute, type GraphQLRoute, partsOf, toOperation } from "./operation";

/**
 * Serves GraphQL at `/graphql`: answers without Apollo Server where it is not needed (direct-answers.ts), and otherwise
 * passes the request to Apollo Server and sends its answer.
 *
 * None of Apollo's integrations is used: they do not expose the object by which Apollo identifies the request, which is
 * the only link from Apollo's plugins back to the route (exchange.ts).
 */
export function serveGraphQL<C extends object>(server: WebServer, route: GraphQLRoute<C>): void {
  server.route({
    path: GRAPHQL_PATH,
    // OPTIONS is answered for all paths (options-requests.ts); other methods are refused before (head-refusal.ts).
    methods: ["GET", "HEAD", "POST"],
    handler: (request, reply) => answer(route, request, reply),
  });
}

async function answer<C extends object>(
  route: GraphQLRoute<C>,
  request: HttpRequest,
  reply: Reply,
): Promise<void> {
  const contentType = acceptedType(request.method, request.headers.accept);
  const streamForm = acceptedStream(request.method, request.headers.accept);
  if (contentType === undefined && streamForm === undefined) return refuseForm(request, reply);
  const exchange = newExchange();
  if (request.trace) exchange.trace = request.trace;
  if (request.method === "POST") await checkSender(route, request, exchange);
  const body = bodyOf(request);
  if (streamForm !== undefined) {
    const call = { request, reply, exchange, body };
    if (await answerSubscription(route, call, streamForm, contentType)) return;
  }
  if (contentType === undefined) return refuseForm(request, reply);
  const call = { request, reply, exchange, key: await answerCacheKey(route, request, exchange) };
  try {
    if (await route.direct.answerAgain(call)) return;
    const parsed = body();
    if (Array.isArray(parsed)) await answerBatch(route, call, parsed);
    else if (!(await route.direct.answerKnown(call, parsed, contentType)))
      await answerOne(route, call, parsed);
  } finally {
    route.steps.leave(exchange);
  }
}

/**
 * A request's body, parsed once, when it is first needed: a cached answer needs none. The members of a batch are checked
 * later, after its limits (batch.ts).
 * @returns a function that throws GatewayError as `parseBody` and `checkJsonTexts` do.
 */
function bodyOf(request: HttpRequest): () => unknown {
  let parsed: { readonly body: unknown } | undefined;
  return () => {
    if (parsed === undefined) {
      const body = parseBody(request);
      if (!Array.isArray(body)) checkJsonTexts(body, request.query, request.observer);
      parsed = { body };
    }
    return parsed.body;
  };
}

/** How subscriptions are answered, in each form that a caller may take. */
const STREAMS: Readonly<Record<StreamForm, typeof answerWithEvents>> = {
  events: answerWithEvents,
  multipart: answerWithParts,
};

/**
 * Finds out who sends a body, and whether it may be as long as it is, before anything is parsed.
 * @throws (rejects with) GatewayError UNAUTHENTICATED, FORBIDDEN, UPSTREAM_UNAVAILABLE or LIMIT_EXCEEDED
 */
async function checkSender<C extends object>(
  { steps, admission }: GraphQLRoute<C>,
  request: HttpRequest,
  exchange: Exchange,
): Promise<void> {
  const caller = await steps.authenticate(exchange, request.headers);
  request.graphql = exchange;
  admission.checkSize(caller, Buffer.byteLength(request.bodyText), 1);
}

/**
 * Answers a subscription with a stream, once it is known who sends it.
 * @param contentType another media type that the caller accepts; undefined where it accepts none.
 * @returns whether the request is a subscription.
 */
async function answerSubscription<C extends object>(
  route: GraphQLRoute<C>,
  call: Omit<GraphQLCall, "key"> & { readonly body: () => unknown },
  streamForm: StreamForm,
  contentType: string | undefined,
): Promise<boolean> {
  const { request, exchange } = call;
  const { subscriptions } = route;
  const body = call.body();
  if (Array.isArray(body)) return false; // the limits of a batch are checked before its members are read
  const { members } = toOperation(route, request, body, exchange);
  if (!subscriptions.isSubscription(members, contentType === undefined)) return false;
  await STREAMS[streamForm](route, call, members);
  return true;
}

function refuseForm(request: HttpRequest, reply: Reply): Promise<void> {
  const sent = quoted(request.headers.accept);
  const message = `Accept: ${sent} was sent, allowed is what takes application/graphql-response+json or application/json. Nothing was executed.`;
  return refuse(request, reply, 406, message);
}

/** Passes one request to Apollo Server, and sends its answer. */
async function answerOne<C extends object>(
  route: GraphQLRoute<C>,
  call: GraphQLCall,
  body: unknown,
): Promise<void> {
  const { request, reply, exchange } = call;
  const { steps, direct, landing } = route;
  const operation = toOperation(route, request, body, exchange);
  request.graphql = exchange;
  const response = await execute(route, request, reply, operation, async () => {
    await steps.authenticate(exchange, request.headers);
    steps.enter(exchange, reply.raw, () => arrivalOf(request, [operation.members]));
    await steps.requireBudget(exchange);
    steps.requireDocument(exchange);
  });
  if (response.headers.get("content-type") === "text/html") {
    request.graphql = null;
    await sendPage(reply, landing, 200, UNCACHED);
    return;
  }
  sendHead(reply, response, exchange);
  const { repeatable, data } = exchange;
  if (repeatable !== undefined && data !== undefined && reply.statusCode === 200) {
    const contentType = response.headers.get("content-type") ?? "";
    direct.offer(call, { data: data.chunks, contentType, ...repeatable });
    if (await tag(request, reply, startOf(data.chunks))) {
      await reply.send();
      return;
    }
  }
  await sendChunks(request, reply, partsOf(response, exchange));
}

/** The cache key of an answer, where the request may be a query; a page is the same for all callers. */
async function answerCacheKey<C extends object>(
  { steps, admission }: GraphQLRoute<C>,
  request: HttpRequest,
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

/**
 * Sends headers and status, and corrects the status. GraphQL over HTTP requires 200 for every well-formed request
 * that is answered as `application/json` (there, a 400 could as well be sent by a proxy), and 400 for a document that
 * cannot be executed only where it is answered as `application/graphql-response+json`. Apollo answers 400 in both
 * cases. A request that exceeds a limit keeps 400: it is refused as a whole, as a body would be.
 */
function sendHead(reply: Reply, { headers, body, status }: HTTPGraphQLResponse, exchange: Exchange): void {
  // The headers for caches are set for all answers of the path (response-headers.ts, etag.ts).
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
