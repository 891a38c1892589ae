import { type ErrorCode, isRetryable } from "../../errors";

/** What a refusal tells beside message and code. */
export interface RefusalDetails {
  /** Seconds until it is worth asking again. */
  readonly retryAfter?: number;
  readonly [name: string]: unknown;
}

/** A request that was refused, as it is logged and counted. */
export interface Refused {
  readonly requestId: string;
  /** The HTTP status. */
  readonly status: number;
  readonly code: ErrorCode;
  /** What was refused, where more is known than the status says. */
  readonly reason?: string | undefined;
}

/**
 * The body of every refusal that is not Apollo Server's own, whichever layer refuses: one error in GraphQL's form, as
 * docs/errors.md describes it.
 */
export function refusalBody(message: string, code: ErrorCode, details: RefusalDetails = {}): object {
  return { errors: [{ message, extensions: { code, retryable: isRetryable(code), ...details } }] };
}

/** The code of a refusal that has no better one. */
export function codeOfStatus(status: number): ErrorCode {
  return status >= 500 ? "INTERNAL_SERVER_ERROR" : "BAD_REQUEST";
}
