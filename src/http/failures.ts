import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

/**
 * Answers what fails outside Apollo (an oversized or malformed body, a wrong content type, an unknown path) in
 * GraphQL's own error form, so that a client has one form to understand. What a caller did wrong is told; what we
 * did wrong is logged with the request id and masked.
 */
export function answerFailures(fastify: FastifyInstance): void {
  fastify.setErrorHandler((error: FastifyError, request, reply) => {
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
export function refuse(request: FastifyRequest, reply: FastifyReply, status: number, message: string) {
  const code = status >= 500 ? "INTERNAL_SERVER_ERROR" : "BAD_REQUEST";
  request.graphql = { wellFormed: false, errorCodes: [code], deprecations: [] };
  return reply
    .code(status)
    .type("application/json; charset=utf-8")
    .send({ errors: [{ message, extensions: { code } }] });
}
