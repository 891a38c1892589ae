import { GatewayError } from "../errors";
import type { Permission } from "../types/permission";
import type { Caller } from "./caller";

/** What the `WWW-Authenticate` header may say beside the realm (RFC 6750, section 3.1). */
type BearerError = "invalid_token" | "invalid_request" | "insufficient_scope";

/**
 * Nobody may ask this way: 401, with the challenge of RFC 6750.
 * @param error left out where nothing was presented.
 */
export function unauthenticated(message: string, error?: BearerError): GatewayError {
  return withStatus(401, error, new GatewayError("UNAUTHENTICATED", message));
}

/** Proof was given twice, and it is not for us to choose: 400. */
export function ambiguous(message: string): GatewayError {
  return withStatus(400, "invalid_request", new GatewayError("UNAUTHENTICATED", message));
}

/** The proof is good, but it is nobody's that the gateway knows: 403. */
export function unknownCaller(message: string): GatewayError {
  return withStatus(403, "insufficient_scope", new GatewayError("FORBIDDEN", message));
}

/** Whether a proof is good cannot be told now: 503. */
export function cannotTell(message: string, cause: unknown): GatewayError {
  const error = new GatewayError("UPSTREAM_UNAVAILABLE", message, { retryable: true }, cause);
  return answeredWith(error, 503, "retry-after", "5");
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

function withStatus(status: number, error: BearerError | undefined, refusal: GatewayError): GatewayError {
  const challenge = `Bearer realm="directconnect-graphql"${
    error === undefined ? "" : `, error="${error}", error_description="${refusal.message}"`
  }`;
  return answeredWith(refusal, status, "www-authenticate", challenge);
}

/** Apollo takes status and headers out of `extensions.http` before an error is shown. */
function answeredWith(error: GatewayError, status: number, header: string, value: string): GatewayError {
  Object.assign(error.extensions, { http: { status, headers: new Map([[header, value]]) } });
  return error;
}
