import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type ErrorCode, GatewayError, type RefusalHead } from "../errors";
import { redactText } from "../observability/secrets";
import { newExchange } from "./pipeline/exchange";

/**
 * Answers what fails outside Apollo (an oversized or malformed body, a wrong content type, an unknown path) in
 * GraphQL's own error form, so that a client has one form to understand. What a caller did wrong is told; what we
 * did wrong is logged with the request id and masked.
 */
export function answerFailures(fastify: FastifyInstance): void {
  fastify.setErrorHandler((error: FastifyError, request, reply) => {
    if (error instanceof GatewayError) return refuseWith(request, reply, error);
    const status = error.statusCode ?? 500;
    if (status < 500) return refuse(request, reply, status, error.message);
    request.log.error({ err: error }, "unexpected error at the HTTP edge");
    return refuse(request, reply, status, `Internal server error. Request id: ${request.id}`);
  });
  fastify.setNotFoundHandler((request, reply) =>
    refuse(request, reply, 404, `Nothing is served at this path. GraphQL is at /graphql.`),
  );
}

/** One GraphQL-style error with this HTTP status. */
export function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  message: string,
  code: ErrorCode = status >= 500 ? "INTERNAL_SERVER_ERROR" : "BAD_REQUEST",
  facts: Readonly<Record<string, unknown>> = {},
) {
  request.graphql = { ...(request.graphql ?? newExchange()), errorCodes: [code] };
  return reply
    .code(status)
    .type("application/json; charset=utf-8")
    .send({ errors: [{ message, extensions: { ...facts, code } }] });
}

/** Refuses a request as a whole, with the status and headers that the error names. */
export function refuseWith(request: FastifyRequest, reply: FastifyReply, error: GatewayError) {
  const {
    http,
    code: _code,
    ...facts
  } = error.extensions as GatewayError["extensions"] & { http?: RefusalHead };
  for (const [name, value] of http?.headers ?? []) reply.header(name, value);
  return refuse(request, reply, http?.status ?? 400, redactText(error.message), error.code, facts);
}
