import { Readable } from "node:stream";
import type { HTTPGraphQLResponse } from "@apollo/server";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Caller } from "../auth/caller";
import { answerBatch } from "./batch";
import { compress } from "./compression";
import { tag } from "./etag";
import type { RequestFacts } from "./facts";
import { maxAgeOf } from "./freshness";
import { sendPage } from "./page";
import { headStartOf, withResult } from "./lane/head-start";
import { execute, type GraphQLRoute, toPart } from "./part";
import { questionOf } from "./question";
import { keyOf, sendRemembered, startOf } from "./remembered-answers";
import { type Authenticate, infoOf } from "./request";

/** The one path that GraphQL is served at. */
export const GRAPHQL_PATH = "/graphql";

/**
 * Serves GraphQL at `/graphql`: hands Fastify's request to Apollo Server and Apollo's answer back, or answers what was
 * answered before and still holds.
 *
 * Why not `@as-integrations/fastify`: it keeps to itself the object that Apollo knows the request by, which is the
 * only thread from Apollo's plugins back to the route (facts.ts), and it answers a malformed Host header with 500.
 */
export function serveGraphQL<C extends object>(fastify: FastifyInstance, route: GraphQLRoute<C>): void {
  fastify.route({
    url: GRAPHQL_PATH,
    // Not only GET and POST: Apollo answers the others with 405 and the methods that it allows.
    method: ["GET", "POST", "PUT", "PATCH", "DELETE"],
    // The lane has read the body of what it hands on.
    preParsing: (request, _reply, payload, done) => {
      const { body } = headStartOf(request.raw) ?? {};
      done(null, body === undefined ? payload : Readable.from([body], { objectMode: false }));
    },
    onSend: compress,
    handler: (request, reply) =>
      Array.isArray(request.body)
        ? answerBatch(route, request, reply, request.body)
        : answerOne(route, request, reply),
  });
}

async function answerOne<C extends object>(
  route: GraphQLRoute<C>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { admission, answers, heads, originOf } = route;
  const headStart = headStartOf(request.raw);
  // Once, and only of what may be a question: a page is for everybody.
  const question = questionOf(request);
  const authenticated = question === undefined ? undefined : attempt(route.authenticate, request);
  const known = await authenticated?.catch(() => undefined); // Apollo answers with the reason
  const key = known && question && keyOf(known, admission.limitsKey(known), question);
  const remembered = key === undefined ? undefined : answers.get(key, maxAgeOf(request.headers));
  if (known !== undefined && remembered !== undefined && headStart === undefined) {
    return sendRemembered(request, reply, remembered, known, await admission.spend(known, remembered.cost));
  }

  const part = toPart(route, request, request.body);
  const facts = (request.graphql = part.facts);
  if (headStart !== undefined) facts.headStart = headStart;
  let leave = headStart?.leave;
  let context: C | undefined;
  try {
    const response = await execute(route, request, part, async () => {
      const caller = (facts.caller =
        headStart?.caller ?? (await (authenticated ?? route.authenticate(request.headers))));
      leave ??= admission.enter(caller, { bytes: Buffer.byteLength(request.bodyText), asked: [part.asked] });
      if (headStart?.context !== undefined) {
        context = headStart.context as C; // the lane has it from the same place
        facts.toldKeys = headStart.toldKeys ?? [];
        return withResult(context, headStart.result);
      }
      const info = infoOf(request, reply.raw, caller);
      facts.toldKeys = info.idempotency.told;
      return (context = await route.context(info));
    });
    if (response.headers.get("content-type") === "text/html") {
      request.graphql = null;
      return await sendPage(reply, route.landing);
    }
    sendHead(reply, response, facts);
    const { answer, operationName, cost } = facts;
    if (answer !== undefined && reply.statusCode === 200) {
      const { tellsFreshness } = answer;
      const start = startOf(answer.data);
      const origin = context && originOf(context);
      if (key !== undefined && origin !== undefined) {
        const contentType = response.headers.get("content-type") ?? "";
        const requested = cost?.requested ?? 0;
        answers.offer(key, { start, tellsFreshness, contentType, operationName, origin, cost: requested });
      }
      if (tag(request, reply, start)) return await reply.send();
      if (request.method === "POST") heads.learn(request.headers, Object.entries(reply.getHeaders()));
    }
    const { body } = response;
    return await reply.send(body.kind === "complete" ? body.string : Readable.from(body.asyncIterator));
  } finally {
    leave?.();
  }
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
  facts: RequestFacts,
): void {
  for (const [name, value] of headers) reply.header(name, value);
  const answeredAsJson = headers.get("content-type")?.startsWith("application/json") ?? false;
  const isExecuted = facts.wellFormed && !facts.errorCodes.includes("LIMIT_EXCEEDED");
  reply.code(isExecuted && answeredAsJson && status === 400 ? 200 : (status ?? 200));
  if (!facts.wellFormed && body.kind === "complete") facts.errorCodes = codesIn(body.string);
}

/** Authenticates; a rejection waits for whoever asks. */
function attempt(authenticate: Authenticate, { headers }: FastifyRequest): Promise<Caller> {
  const authenticated = new Promise<Caller>((resolve) => resolve(authenticate(headers)));
  authenticated.catch(() => undefined);
  return authenticated;
}

/** The codes in an answer that Apollo made before its plugins could see it, such as a refusal by CSRF prevention. */
function codesIn(answer: string): string[] {
  const { errors } = JSON.parse(answer) as { errors?: { extensions?: { code?: string } }[] };
  return (errors ?? []).map(({ extensions }) => extensions?.code ?? "INTERNAL_SERVER_ERROR");
}
