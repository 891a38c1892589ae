import type { FastifyInstance } from "fastify";
import type { ResponseHeaders } from "./response-headers";

/** Gives every answer of Fastify's its headers, before anything else is decided, and answers OPTIONS. */
export function stateHeaders(fastify: FastifyInstance, headers: ResponseHeaders): void {
  fastify.addHook("onRequest", (request, reply, done) => {
    reply.header("x-request-id", request.id);
    for (const [name, value] of headers.of(request.raw)) reply.header(name, value);
    done();
  });
}

/**
 * Answers OPTIONS at every path: what is allowed there, and to a page of an allowed origin, that it may ask (a CORS
 * preflight). Neither needs a proof of who asks: browsers send none with it.
 */
export function answerOptions(fastify: FastifyInstance, headers: ResponseHeaders): void {
  fastify.options("*", (request, reply) => {
    for (const [name, value] of headers.ofOptions(request.raw)) reply.header(name, value);
    return reply.code(204).send();
  });
}
