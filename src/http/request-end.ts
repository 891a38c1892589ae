import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { EndedRequest, Metrics } from "../observability/metrics";
import { logGraphQLRequest } from "./request-log";

/**
 * Logs and counts each request to the GraphQL path when it is over, however it was answered. That is when Node
 * closes the response: Fastify's own `onResponse` never comes where the caller hung up first.
 */
export function observeRequests(fastify: FastifyInstance, path: string, metrics: Metrics): void {
  fastify.addHook("onRequest", (request, reply, done) => {
    if (request.routeOptions.url === path) {
      const started = performance.now();
      metrics.requestBegan();
      reply.raw.once("close", () => end(request, reply, performance.now() - started, metrics));
    }
    done();
  });
}

function end(request: FastifyRequest, reply: FastifyReply, milliseconds: number, metrics: Metrics): void {
  const aborted = !reply.raw.writableFinished;
  if (request.graphql === null && !aborted) {
    metrics.requestEnded(null); // a page
    return;
  }
  logGraphQLRequest(request, reply, milliseconds);
  const { operationType, errorCodes = [], caller } = request.graphql ?? {};
  metrics.requestEnded({
    ...(operationType === undefined ? {} : { operationType }),
    ...(caller === undefined ? {} : { caller: caller.name }),
    outcome: aborted ? "aborted" : outcomeOf(operationType, errorCodes),
    status: reply.statusCode,
    seconds: milliseconds / 1_000,
    errorCodes,
  });
}

function outcomeOf(
  operationType: string | undefined,
  errorCodes: readonly string[],
): EndedRequest["outcome"] {
  if (operationType === undefined) return "refused";
  return errorCodes.length === 0 ? "ok" : "errors";
}
