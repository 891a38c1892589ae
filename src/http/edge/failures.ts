import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type ErrorCode, GatewayError, type RefusalHead } from "../../errors";
import { redactText } from "../../observability/secrets";
import { codeOfStatus, refusalBody, type RefusalDetails, type Refused } from "../answers/refusal";
import { discardRest } from "./discard-rest";
import { bodyTooLarge } from "../limits/check";
import { newExchange } from "../pipeline/exchange";

declare module "fastify" {
  interface FastifyInstance {
    /** Told of each refusal at another path than GraphQL's, where observe.ts tells of none. */
    onRefused: (refused: Refused) => void;
    /** Told of each request that went over a limit before anybody could be held to theirs: which one. */
    onLimit: (limit: string) => void;
  }
}

/** When to ask again what could not be served just now, in seconds, where nobody knows better. */
const RETRY_AFTER = 5;

/**
 * Answers what fails outside Apollo (an oversized or malformed body, a wrong content type, an unknown path) in
 * GraphQL's own error form, so that a client has one form to understand. What a caller did wrong is told; what we
 * did wrong is logged with the request id and masked.
 */
export function answerFailures(
  fastify: FastifyInstance,
  onRefused: (refused: Refused) => void,
  onLimit: (limit: string) => void,
): void {
  fastify.decorate("onRefused", onRefused).decorate("onLimit", onLimit);
  fastify.setErrorHandler(answerFailure);
  fastify.setNotFoundHandler((request, reply) =>
    refuse(request, reply, 404, `Nothing is served at this path. GraphQL is at /graphql.`),
  );
}

/** Answers what was thrown while a request was handled. */
export async function answerFailure(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  if (error instanceof GatewayError) return refuseWith(request, reply, error);
  if (hasHungUp(reply, error)) return reply.hijack(); // observe.ts tells of it
  const status = error.statusCode ?? 500;
  if (status === 413) {
    await discardRest(request.raw);
    request.server.onLimit("body");
    return refuseWith(request, reply, bodyTooLarge(sentLength(request)));
  }
  if (status < 500) return refuse(request, reply, status, redactText(error.message));
  request.log.error({ err: error }, "unexpected error at the HTTP edge");
  return refuse(request, reply, status, `Internal server error. Request id: ${request.id}`);
}

/** What Node and its streams say where the other end is gone. */
const HUNG_UP: ReadonlySet<unknown> = new Set([
  "ABORT_ERR",
  "ECONNRESET",
  "EPIPE",
  "ERR_STREAM_DESTROYED",
  "ERR_STREAM_PREMATURE_CLOSE",
]);

/** Whether nobody is there any more to be answered, and that is all that went wrong. */
function hasHungUp(reply: FastifyReply, { code }: Partial<FastifyError>): boolean {
  return reply.raw.destroyed && HUNG_UP.has(code);
}

/** The bytes of a body as its head announces them; undefined where it does not. */
function sentLength({ headers }: FastifyRequest): number | undefined {
  const length = headers["content-length"];
  return length === undefined ? undefined : Number(length);
}

/** One GraphQL-style error with this HTTP status. */
export function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  message: string,
  code: ErrorCode = codeOfStatus(status),
  details: RefusalDetails = {},
) {
  // Null or, of an address that cannot be read, undefined.
  if (!request.trace) request.server.onRefused({ requestId: request.id, status, code });
  request.graphql = { ...(request.graphql ?? newExchange()), errorCodes: [code] };
  const { retryAfter = status === 503 ? RETRY_AFTER : undefined } = details;
  if (retryAfter !== undefined) reply.header("retry-after", String(retryAfter));
  return reply
    .code(status)
    .type("application/json; charset=utf-8")
    .send(refusalBody(message, code, { ...details, ...(retryAfter !== undefined && { retryAfter }) }));
}

/**
 * Refuses a request as a whole, with the status and headers that the error names.
 * @param status what it is where the error names none.
 */
export function refuseWith(request: FastifyRequest, reply: FastifyReply, error: GatewayError, status = 400) {
  const {
    http,
    code: _code,
    ...details
  } = error.extensions as GatewayError["extensions"] & { http?: RefusalHead };
  for (const [name, value] of http?.headers ?? []) reply.header(name, value);
  return refuse(request, reply, http?.status ?? status, error.message, error.code, details);
}
