import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import type { Logger } from "pino";
import type { EndedRequest, Metrics } from "../../observability/metrics";
import type { RequestTrace, Tracing } from "../../observability/tracing";
import type { HttpRequest } from "../edge/http-request";
import type { Reply } from "../edge/reply";
import { GRAPHQL_PATH } from "../edge/response-headers";
import type { WebServer } from "../edge/web-server";
import type { Exchange } from "./exchange";
import { logGraphQLRequest } from "./request-log";

export interface Observers {
  metrics: Metrics;
  tracing: Tracing;
  logger: Logger;
}

/**
 * Begins to log, count and trace a request, in whichever way it is answered. It ends when Node closes the response.
 * @returns its trace.
 */
function observe({ metrics, tracing, logger }: Observers, request: HttpRequest, reply: Reply): RequestTrace {
  const { id: requestId, headers } = request;
  const started = performance.now();
  const { traceparent } = headers;
  metrics.requestBegan();
  const trace = tracing.request({
    method: request.method,
    path: request.route,
    requestId,
    traceparent: typeof traceparent === "string" ? traceparent : undefined,
  });
  // It is emitted once.
  reply.raw.on("close", () => {
    try {
      const { graphql: exchange } = request;
      const ended = endOf(reply.raw, exchange, performance.now() - started);
      metrics.requestEnded(ended);
      if (ended === null) return;
      trace.run(() => logGraphQLRequest(logger, { requestId, headers, exchange, ended }));
      trace.end(ended);
    } catch (error) {
      // An uncaught error would end the process.
      logger.error({ err: error, requestId }, "a request could not be observed to its end");
    }
  });
  return trace;
}

/** An operation over a WebSocket. */
interface SocketOperation {
  readonly requestId: string;
  readonly headers: IncomingHttpHeaders;
  readonly exchange: Exchange;
}

/** The status of the request that opened the WebSocket. */
const SWITCHING_PROTOCOLS = 101;

/**
 * Begins to log, count and trace an operation over a WebSocket, as a request.
 * @returns to be called when it is over: whether that was at its end, and not because its client wanted no more.
 */
export function observeOperation(
  { metrics, tracing, logger }: Observers,
  { requestId, headers, exchange }: SocketOperation,
): (isWhole: boolean) => void {
  const started = performance.now();
  metrics.requestBegan();
  const { traceparent } = headers;
  const trace = tracing.request({
    ...{ method: "GET", path: GRAPHQL_PATH, requestId },
    traceparent: typeof traceparent === "string" ? traceparent : undefined,
  });
  exchange.trace = trace;
  return (isWhole) => {
    const { operationType, errorCodes, caller } = exchange;
    const ended: EndedRequest = {
      ...{ operationType, caller: caller?.name, errorCodes, status: SWITCHING_PROTOCOLS },
      outcome: isWhole ? outcomeOf(operationType, errorCodes) : "aborted",
      seconds: (performance.now() - started) / 1_000,
    };
    metrics.requestEnded(ended);
    trace.run(() => logGraphQLRequest(logger, { requestId, headers, exchange, ended }));
    trace.end(ended);
  };
}

/** Observes each request to the GraphQL path. */
export function observeRequests(server: WebServer, path: string, observers: Observers): void {
  server.onRequest((request, reply) => {
    if (request.route === path) request.trace = observe(observers, request, reply);
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
