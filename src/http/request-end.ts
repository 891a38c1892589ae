import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { EndedRequest, Metrics } from "../observability/metrics";
import type { Tracing } from "../observability/tracing";
import { logGraphQLRequest } from "./request-log";

/**
 * Logs, counts and traces each request to the GraphQL path, however it is answered. It is over when Node closes the
 * response: Fastify's own `onResponse` never comes where the caller hung up first.
 */
export function observeRequests(
  fastify: FastifyInstance,
  path: string,
  metrics: Metrics,
  tracing: Tracing,
): void {
  fastify.addHook("onRequest", (request, reply, done) => {
    if (request.routeOptions.url !== path) {
      done();
      return;
    }
    const started = performance.now();
    const { traceparent } = request.headers;
    metrics.requestBegan();
    const trace = (request.trace = tracing.request({
      method: request.method,
      path,
      requestId: request.id,
      ...(typeof traceparent === "string" ? { traceparent } : {}),
    }));
    reply.raw.once("close", () => {
      const ended = endOf(request, reply, performance.now() - started);
      metrics.requestEnded(ended);
      if (ended === null) return;
      trace.run(() => logGraphQLRequest(request, reply, ended.seconds * 1_000));
      trace.end(ended);
    });
    done();
  });
}

/** @returns null for a page, which is no GraphQL request. */
function endOf(request: FastifyRequest, reply: FastifyReply, milliseconds: number): EndedRequest | null {
  const aborted = !reply.raw.writableFinished;
  if (request.graphql === null && !aborted) return null;
  const { operationType, errorCodes = [], caller } = request.graphql ?? {};
  return {
    ...(operationType === undefined ? {} : { operationType }),
    ...(caller === undefined ? {} : { caller: caller.name }),
    outcome: aborted ? "aborted" : outcomeOf(operationType, errorCodes),
    status: reply.statusCode,
    seconds: milliseconds / 1_000,
    errorCodes,
  };
}

function outcomeOf(
  operationType: string | undefined,
  errorCodes: readonly string[],
): EndedRequest["outcome"] {
  if (operationType === undefined) return "refused";
  return errorCodes.length === 0 ? "ok" : "errors";
}
