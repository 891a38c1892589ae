import { CloseCode } from "graphql-ws";
import type { ErrorCode } from "../../errors";

/** Close codes of WebSocket itself. graphql-ws's client connects again after 1012 and 1013. */
export const PROTOCOL_ERROR = 1002;
export const INVALID_TEXT = 1007;
export const POLICY_VIOLATION = 1008;
export const MESSAGE_TOO_BIG = 1009;
export const SERVICE_RESTART = 1012;
export const TRY_AGAIN_LATER = 1013;

/** The close codes of refusals, with the error code by which each is logged and counted. */
export const REFUSALS: ReadonlyMap<number, ErrorCode> = new Map<number, ErrorCode>([
  [PROTOCOL_ERROR, "BAD_REQUEST"],
  [INVALID_TEXT, "BAD_REQUEST"],
  [POLICY_VIOLATION, "RATE_LIMITED"],
  [MESSAGE_TOO_BIG, "LIMIT_EXCEEDED"],
  [TRY_AGAIN_LATER, "OVERLOADED"],
  [CloseCode.BadRequest, "BAD_REQUEST"],
  [CloseCode.Unauthorized, "UNAUTHENTICATED"],
  [CloseCode.Forbidden, "UNAUTHENTICATED"],
  [CloseCode.SubprotocolNotAcceptable, "BAD_REQUEST"],
  [CloseCode.ConnectionInitialisationTimeout, "BAD_REQUEST"],
  [CloseCode.SubscriberAlreadyExists, "BAD_REQUEST"],
  [CloseCode.TooManyInitialisationRequests, "BAD_REQUEST"],
  [CloseCode.InternalServerError, "INTERNAL_SERVER_ERROR"],
]);

/** The code that `ws` closes a connection with, by the code of its error; undefined for a connection that was lost. */
export function closeCodeOf(error: Error & { readonly code?: string }): number | undefined {
  switch (error.code) {
    case "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH":
      return MESSAGE_TOO_BIG;
    case "WS_ERR_INVALID_UTF8":
      return INVALID_TEXT;
    case "WS_ERR_TOO_MANY_BUFFERED_PARTS":
      return POLICY_VIOLATION;
    default:
      return error.code?.startsWith("WS_ERR_") === true ? PROTOCOL_ERROR : undefined;
  }
}
