import { type ErrorCode, isRetryable } from "../../errors";

/** The content of a refusal beside message and code. */
export interface RefusalDetails {
  /** Seconds after which the client should try again. */
  readonly retryAfter?: number;
  readonly [name: string]: unknown;
}

/** A request that was refused, as it is logged and counted. */
export interface Refused {
  readonly requestId: string;
  /** The HTTP status. */
  readonly status: number;
  readonly code: ErrorCode;
  /** The details of the refusal, where the status does not say enough. */
  readonly reason?: string | undefined;
}

/**
 * The body of every refusal that is not Apollo Server's own, of every layer: one error in GraphQL's form, as
 * docs/errors.md describes it.
 */
export function refusalBody(message: string, code: ErrorCode, details: RefusalDetails = {}): object {
  return { errors: [{ message, extensions: { code, retryable: isRetryable(code), ...details } }] };
}

/** The code of a refusal that has no better one. */
export function codeOfStatus(status: number): ErrorCode {
  return status >= 500 ? "INTERNAL_SERVER_ERROR" : "BAD_REQUEST";
}
