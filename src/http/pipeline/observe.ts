import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { EndedRequest, Metrics } from "../../observability/metrics";
import type { Tracing } from "../../observability/tracing";
import type { Exchange } from "./exchange";
import { handoffOf } from "./handoff";
import type { ObservedRequest } from "./observed-request";
import { logGraphQLRequest } from "./request-log";

export interface Observers {
  metrics: Metrics;
  tracing: Tracing;
  logger: Logger;
}

/**
 * Begins to log, count and trace a request, however it will be answered. It is over when Node closes the response:
 * Fastify's own `onResponse` never comes where the caller hung up first.
 */
export function observe(
  { metrics, tracing, logger }: Observers,
  request: IncomingMessage,
  response: ServerResponse,
  { path, requestId }: { path: string; requestId: string },
): ObservedRequest {
  const started = performance.now();
  const { traceparent } = request.headers;
  metrics.requestBegan();
  const trace = tracing.request({
    method: request.method ?? "",
    path,
    requestId,
    traceparent: typeof traceparent === "string" ? traceparent : undefined,
  });
  const observed: ObservedRequest = { requestId, trace, exchange: () => null };
  // It comes once.
  response.on("close", () => {
    try {
      const exchange = observed.exchange();
      const ended = endOf(response, exchange, performance.now() - started);
      metrics.requestEnded(ended);
      if (ended === null) return;
      trace.run(() => logGraphQLRequest(logger, { requestId, headers: request.headers, exchange, ended }));
      trace.end(ended);
    } catch (error) {
      // Nobody else would catch it, and the process would end.
      logger.error({ err: error, requestId }, "a request could not be observed to its end");
    }
  });
  return observed;
}

/** Observes each request to the GraphQL path, unless the fast path has begun to. */
export function observeRequests(fastify: FastifyInstance, path: string, observers: Observers): void {
  fastify.addHook("onRequest", (request, reply, done) => {
    if (request.routeOptions.url === path) {
      const observed =
        handoffOf(request.raw)?.observed ??
        observe(observers, request.raw, reply.raw, { path, requestId: request.id });
      observed.exchange = () => request.graphql;
      request.trace = observed.trace;
    }
    done();
  });
}

/** @returns null for a page, which is no GraphQL request. */
function endOf(
  response: ServerResponse,
  exchange: Exchange | null,
  milliseconds: number,
): EndedRequest | null {
  const aborted = !response.writableFinished;
  if (exchange === null && !aborted) return null;
  const { operationType, errorCodes = [], caller } = exchange ?? {};
  return {
    operationType,
    caller: caller?.name,
    outcome: aborted ? "aborted" : outcomeOf(operationType, errorCodes),
    status: response.statusCode,
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
