import { type ErrorCode, GatewayError } from "../../errors";
import type { Entry, StoredError } from "../../journal/entry";
import { excerptOfName } from "../../observability/secrets";
import { wordsForCallers } from "../client/error-messages";

/** AWS's decisions on the content of a change; any other failure may not occur the next time. */
const DECIDED: ReadonlySet<ErrorCode> = new Set([
  "NOT_FOUND",
  "CONFLICT",
  "FORBIDDEN",
  "QUOTA_EXCEEDED",
  "REJECTED",
]);

/** Refusals of a repeat that an earlier sending of the change can have caused. */
const DUE_TO_EARLIER: ReadonlySet<ErrorCode> = new Set([
  "CONFLICT",
  "NOT_FOUND", // the resource to delete or to remove
  "QUOTA_EXCEEDED",
  "REJECTED",
]);

export function mayBeDueToEarlier(refusal: unknown): boolean {
  return refusal instanceof GatewayError && DUE_TO_EARLIER.has(refusal.code);
}

/** Whether this is AWS's decision on a change, which a repeat gets too. */
export function isDecided(error: GatewayError): boolean {
  return DECIDED.has(error.code) && error.aws?.error !== undefined;
}

/** An error as the journal stores it. */
export function storedError({ code, message, retryable, aws }: GatewayError): StoredError {
  return { code, message, retryable, ...(aws && { aws }) };
}

/** The error of an entry with a message for callers: earlier versions journaled AWS's own message unchanged. */
export function recalledError({
  error,
  ...entry
}: Pick<Entry, "operation" | "account" | "region" | "input" | "error">): StoredError | null {
  if (error === null) return null;
  const code = error.code as ErrorCode; // as `storedError` wrote it
  return { ...error, message: wordsForCallers({ ...entry, ...error, code, name: error.aws?.error ?? "" }) };
}

/** The error of a change that was not made: AWS's refusal where there is one. */
export function refusedOrNotMade(
  entry: Pick<Entry, "operation" | "account" | "region" | "input" | "key" | "error">,
): GatewayError {
  const error = recalledError(entry);
  if (error === null) return notApplied(entry.operation, entry.key);
  const { code, message, retryable, aws } = error;
  return new GatewayError(code as ErrorCode, message, { retryable, ...(aws && { aws }) }); // as `storedError` wrote it
}

export function keyReused(key: string): GatewayError {
  return new GatewayError(
    "IDEMPOTENCY_KEY_REUSED",
    `The idempotency key ${excerptOfName(key)} was used for another change before. Nothing was sent; use a new key for a new change.`,
  );
}

export function inProgress(key: string): GatewayError {
  return new GatewayError(
    "MUTATION_IN_PROGRESS",
    `The change with the idempotency key ${excerptOfName(key)} is still being made. Repeat it with the same key: it is not made twice.`,
    { retryable: true, retryAfter: 5, idempotencyKey: key },
  );
}

export function notApplied(operation: string, key: string): GatewayError {
  return new GatewayError(
    "NOT_APPLIED",
    `${operation} was sent and its answer was lost. Direct Connect shows that it was not made; a repeat makes it.`,
    { retryable: true, idempotencyKey: key },
  );
}

/**
 * @param knownIn the milliseconds until a check can conclude at the earliest that nothing was made; below 0 where
 * that is unknown.
 */
export function outcomeUnknown(operation: string, key: string, knownIn = 0): GatewayError {
  return new GatewayError(
    "OUTCOME_UNKNOWN",
    `${operation} was sent, no clear answer came, and its outcome is not known yet. The gateway continues to check: query mutationOutcome, or repeat it with the same key; it is not made twice.`,
    { idempotencyKey: key, retryAfter: Math.max(SHORTEST_RETRY, Math.ceil(knownIn / 1_000) + 1) },
  );
}

/** In seconds: the gateway checks at intervals, and the outcome is known when a check finds it. */
const SHORTEST_RETRY = 5;

/** The resource to delete does not exist: the error that AWS answers to a repeated deletion. */
export function gone({
  operation,
  account,
  region,
}: Readonly<Record<"operation" | "account" | "region", string>>): GatewayError {
  return new GatewayError("NOT_FOUND", `${operation}: it is not there any more.`, {
    aws: { operation, account, region },
  });
}

export function tooLate(operation: string): GatewayError {
  return new GatewayError(
    "UPSTREAM_TIMEOUT",
    `${operation} could not be sent in time; nothing was sent. Repeat it, with the same key where it had one.`,
    { retryable: true },
  );
}

/** Adds to an error of the store that the change was not sent. */
export function sayingUnsent(error: unknown): unknown {
  return error instanceof GatewayError && error.code === "STORE_UNAVAILABLE"
    ? error.withHint("For this request nothing was sent to Direct Connect.")
    : error;
}
