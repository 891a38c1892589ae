import { type ErrorCode, GatewayError, type RefusalHead } from "../../errors";
import { codeOfStatus, refusalBody, type RefusalDetails } from "../answers/refusal";
import { newExchange } from "../pipeline/exchange";
import type { HttpRequest } from "./http-request";
import type { Reply } from "./reply";

/** When to retry a request that could not be served just now, in seconds, where no better estimate exists. */
const RETRY_AFTER = 5;

/**
 * Answers an error that was thrown while a request was handled outside Apollo (an oversized or malformed body, a wrong
 * content type) in GraphQL's own error form, so that clients parse one form only. Mistakes of the caller are described;
 * failures of the gateway are logged with the request id and masked.
 */
export async function answerFailure(error: unknown, request: HttpRequest, reply: Reply): Promise<void> {
  reply.withoutBodyHeaders();
  if (error instanceof GatewayError) return refuseWith(request, reply, error);
  if (hasHungUp(reply, error)) return; // observe.ts reports it
  request.log.error({ err: error }, "unexpected error at the HTTP edge");
  return refuse(request, reply, 500, `Internal server error. Request id: ${request.id}`);
}

/** The error codes of Node and its streams where the client has disconnected. */
const HUNG_UP: ReadonlySet<unknown> = new Set([
  "ABORT_ERR",
  "ECONNRESET",
  "EPIPE",
  "ERR_STREAM_DESTROYED",
  "ERR_STREAM_PREMATURE_CLOSE",
]);

/** Whether the client has disconnected, and that is the only failure. */
function hasHungUp(reply: Reply, error: unknown): boolean {
  return reply.raw.destroyed && error instanceof Error && "code" in error && HUNG_UP.has(error.code);
}

/** One GraphQL-style error with this HTTP status. */
export function refuse(
  request: HttpRequest,
  reply: Reply,
  status: number,
  message: string,
  code: ErrorCode = codeOfStatus(status),
  details: RefusalDetails = {},
): Promise<void> {
  if (request.trace === null) request.observer.onRefused({ requestId: request.id, status, code });
  request.graphql = { ...(request.graphql ?? newExchange()), errorCodes: [code] };
  const { retryAfter = status === 503 ? RETRY_AFTER : undefined } = details;
  if (retryAfter !== undefined) reply.header("retry-after", String(retryAfter));
  return reply
    .code(status)
    .json(refusalBody(message, code, { ...details, ...(retryAfter !== undefined && { retryAfter }) }));
}

/**
 * Refuses a whole request, with the status and headers of the error.
 * @param status used where the error has none.
 */
export function refuseWith(
  request: HttpRequest,
  reply: Reply,
  error: GatewayError,
  status = 400,
): Promise<void> {
  const {
    http,
    code: _code,
    ...details
  } = error.extensions as GatewayError["extensions"] & { http?: RefusalHead };
  reply.headers(http?.headers ?? []);
  return refuse(request, reply, http?.status ?? status, error.message, error.code, details);
}
