import { type ErrorCode, GatewayError } from "../errors";
import type { Permission } from "../types/graph/permission";
import type { Caller } from "./caller";

/** What the `WWW-Authenticate` header may say beside the realm (RFC 6750, section 3.1). */
type BearerError = "invalid_token" | "invalid_request" | "insufficient_scope";

/**
 * The request is not authenticated: 401, with the challenge of RFC 6750.
 * @param error left out where nothing was presented.
 */
export function unauthenticated(message: string, error?: BearerError): GatewayError {
  return challenged(401, error, "UNAUTHENTICATED", message);
}

/** Proof was given twice, and it is not for us to choose: 400. */
export function ambiguous(message: string): GatewayError {
  return challenged(400, "invalid_request", "UNAUTHENTICATED", message);
}

/** The credentials are valid, but belong to no caller of the gateway: 403. */
export function unknownCaller(message: string): GatewayError {
  return challenged(403, "insufficient_scope", "FORBIDDEN", message);
}

/** Whether the credentials are valid cannot be checked now: 503. */
export function verificationUnavailable(message: string, cause: unknown): GatewayError {
  const retryAfter = 5;
  const http = { status: 503, headers: new Map([["retry-after", String(retryAfter)]]) };
  return new GatewayError("UPSTREAM_UNAVAILABLE", message, { retryable: true, retryAfter, http }, cause);
}

/**
 * For what is more than an operation of Direct Connect, such as the audit.
 * @throws GatewayError FORBIDDEN, naming the permission that is missing.
 */
export function requirePermission(caller: Caller, permission: Permission, what: string): void {
  if (caller.permissions.has(permission)) return;
  throw new GatewayError(
    "FORBIDDEN",
    `${what} needs the permission ${permission.toUpperCase()}, which ${caller.name} does not have.`,
  );
}

function challenged(
  status: number,
  error: BearerError | undefined,
  code: ErrorCode,
  message: string,
): GatewayError {
  const challenge = `Bearer realm="directconnect-graphql"${
    error === undefined ? "" : `, error="${error}", error_description="${message}"`
  }`;
  return new GatewayError(code, message, {
    http: { status, headers: new Map([["www-authenticate", challenge]]) },
  });
}
