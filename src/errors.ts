import { randomUUID } from "node:crypto";
import type { ValidationError } from "class-validator";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import type { Logger } from "pino";
import { isSecretMember, quoted, redactText } from "./observability/secrets";

/** The closed set of `extensions.code`; docs/errors.md explains each one. */
export const ERROR_CODES = [
  // GraphQL and its transport, as Apollo Server names them
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "OPERATION_RESOLUTION_FAILURE",
  "BAD_REQUEST",
  "BAD_USER_INPUT",
  "PERSISTED_QUERY_NOT_FOUND",
  "PERSISTED_QUERY_NOT_SUPPORTED",
  "INTERNAL_SERVER_ERROR",
  // the caller is unknown; a known caller without permission gets FORBIDDEN
  "UNAUTHENTICATED",
  // the gateway takes no more
  "LIMIT_EXCEEDED",
  "RATE_LIMITED",
  "UNTRUSTED_DOCUMENT",
  "OVERLOADED",
  // the operator has not set what the request needs
  "NOT_CONFIGURED",
  // Direct Connect said no, and nothing was changed
  "NOT_FOUND",
  "CONFLICT",
  "FORBIDDEN",
  "QUOTA_EXCEEDED",
  "REJECTED",
  // Direct Connect did not answer as it should
  "THROTTLED",
  "UPSTREAM_CREDENTIALS",
  "UPSTREAM_UNAVAILABLE",
  "UPSTREAM_TIMEOUT",
  // the gateway's own store, which changes need and queries do not
  "STORE_UNAVAILABLE",
  // an idempotency key that cannot be used this way, or not yet
  "IDEMPOTENCY_KEY_REUSED",
  "MUTATION_IN_PROGRESS",
  // a change whose answer was lost, and that was not made
  "NOT_APPLIED",
  // a change that was, or may have been, made
  "OUTCOME_UNKNOWN",
  "APPLIED_BUT_UNREAD",
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** Those after which the same request, sent again later, may succeed, unless an error says otherwise of itself. */
const RETRYABLE: ReadonlySet<string> = new Set<ErrorCode>([
  "PERSISTED_QUERY_NOT_FOUND",
  "RATE_LIMITED",
  "OVERLOADED",
  "THROTTLED",
  "UPSTREAM_UNAVAILABLE",
  "UPSTREAM_TIMEOUT",
  "STORE_UNAVAILABLE",
  "MUTATION_IN_PROGRESS",
  "NOT_APPLIED",
]);

/** What `extensions.retryable` is for a code, unless an error says otherwise of itself. */
export function isRetryable(code: string): boolean {
  return RETRYABLE.has(code);
}

/** What an error that came from AWS says of its origin. */
export interface AwsErrorOrigin {
  operation: string;
  account: string;
  region: string;
  /** The name of the AWS error, such as `DirectConnectClientException`; absent where no answer came. */
  error?: string;
  requestId?: string;
  /** The IAM action that AWS denied, such as `directconnect:CreateLag`; absent where it denied none. */
  action?: string;
}

/** One argument or input field that was refused. */
export interface BadField {
  argument: string;
  /** What was sent, as JSON, shortened; absent for secret members. */
  sent?: string;
  allowed: string;
}

/** A limit that a request went over. */
export interface ExceededLimit {
  /** As the config file names it. */
  name: string;
  /** Absent where it is more than can be counted. */
  sent?: number;
  allowed: number;
}

/** The HTTP status and headers of a request that is refused as a whole. */
export interface RefusalHead {
  status: number;
  headers?: ReadonlyMap<string, string>;
}

interface GatewayErrorExtensions {
  retryable: boolean;
  limit?: ExceededLimit;
  /** Seconds after which the client should try again. */
  retryAfter?: number;
  aws?: AwsErrorOrigin;
  fields?: BadField[];
  /** Of the change that the error is about. */
  idempotencyKey?: string;
}

/** An error that a caller is meant to see, with its code. */
export class GatewayError extends GraphQLError {
  readonly code: ErrorCode;
  readonly retryable: boolean;

  constructor(
    code: ErrorCode,
    message: string,
    private readonly details: Partial<GatewayErrorExtensions> & { http?: RefusalHead } = {},
    cause?: unknown,
  ) {
    const { retryable = isRetryable(code), http, ...rest } = details;
    super(message, {
      extensions: { code, retryable, ...rest },
      ...(cause instanceof Error ? { originalError: cause } : {}),
    });
    // Apollo takes it out before the error is shown
    if (http !== undefined) Object.assign(this.extensions, { http });
    this.code = code;
    this.retryable = retryable;
  }

  /** Where it came from AWS: its origin there. */
  get aws(): AwsErrorOrigin | undefined {
    return this.details.aws;
  }

  /** Where a request went over a limit: which one. */
  get limit(): ExceededLimit | undefined {
    return this.details.limit;
  }

  /** The same error, saying more about what to do. */
  withHint(hint: string): GatewayError {
    const stop = /[.!?]$/.test(this.message) ? "" : ".";
    return new GatewayError(this.code, `${this.message}${stop} ${hint}`, this.details, this.originalError);
  }
}

/** Bad fields that one error names; the rest is counted. */
export const MOST_FIELDS = 10;

/**
 * Refused arguments: what was sent, and what is allowed.
 * @param bad what was sent has come through `quoted`.
 */
export function badInput(bad: BadField[]): GatewayError {
  const fields = bad.slice(0, MOST_FIELDS);
  const lines = fields.map(({ argument, sent, allowed }) =>
    sent === undefined
      ? `${argument}: allowed is ${allowed}`
      : `${argument}: ${sent} was sent, allowed is ${allowed}`,
  );
  if (bad.length > fields.length) lines.push(`${bad.length - fields.length} more`);
  return new GatewayError("BAD_USER_INPUT", `Not accepted: ${lines.join("; ")}.`, { fields });
}

/** class-validator's errors of one argument, made one error that lists every bad field. */
export function badFields(argument: string, errors: readonly ValidationError[]): BadField[] {
  return errors.flatMap((error) => {
    const path = argument === "" ? error.property : `${argument}.${error.property}`;
    const own = Object.values(error.constraints ?? {}).map((allowed) => ({
      argument: path,
      ...(isSecretMember(error.property) ? {} : { sent: quoted(error.value) }),
      allowed,
    }));
    return [...own, ...badFields(path, error.children ?? [])];
  });
}

/** All that graphql-js says where it gives up comparing fields, after 500,000 steps. */
const VALIDATION_ABORTED = "Validation aborted.";
const TOO_MUCH_TO_COMPARE =
  "The document was not validated to its end: to compare its fields of one name would take more than 500,000 steps. Use fewer fragments in one place, and fewer fields under one name.";

/**
 * Makes Apollo's `formatError`: what callers see of an error. Those with one of our codes pass, with secrets that
 * graphql-js quoted from the document or the variables taken out; any other is masked, and logged under the id
 * that the caller is shown.
 */
export function errorFormatter(
  logger: Logger,
): (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError {
  return (formatted, error) => {
    const code = formatted.extensions?.["code"];
    if (typeof code === "string" && code !== "INTERNAL_SERVER_ERROR" && isErrorCode(code)) {
      const extensions = { retryable: isRetryable(code), ...formatted.extensions };
      const isOurs = error instanceof GatewayError || originOf(error) instanceof GatewayError;
      if (formatted.message === VALIDATION_ABORTED)
        return { ...formatted, message: TOO_MUCH_TO_COMPARE, extensions };
      // our own text stays: what it quotes was redacted
      return { ...formatted, ...(!isOurs && { message: redactText(formatted.message) }), extensions };
    }
    if (isRequestMistake(error)) {
      const extensions = { code: "BAD_REQUEST", retryable: false };
      return { ...formatted, message: redactText(formatted.message), extensions };
    }
    const errorId = randomUUID();
    logger.error({ err: error, errorId, path: formatted.path }, "unexpected error");
    return {
      message: `Something unexpected went wrong. It is in the gateway's log as ${errorId}.`,
      ...(formatted.locations === undefined ? {} : { locations: formatted.locations }),
      ...(formatted.path === undefined ? {} : { path: formatted.path }),
      extensions: { code: "INTERNAL_SERVER_ERROR", retryable: false, errorId },
    };
  };
}

/**
 * Whether Apollo Server worded a mistake of the request's that it gives a status, but no code: a persisted query with a
 * wrong hash, or of an unknown version.
 */
function isRequestMistake(error: unknown): boolean {
  if (!(error instanceof GraphQLError) || error.originalError !== undefined) return false;
  const { code, http }: { code?: unknown; http?: { status?: unknown } } = error.extensions;
  return code === undefined && typeof http?.status === "number" && http.status >= 400 && http.status < 500;
}

/** What was thrown, which graphql-js wraps to add where. */
function originOf(error: unknown): unknown {
  return error instanceof GraphQLError ? error.originalError : undefined;
}

function isErrorCode(code: string): code is ErrorCode {
  return (ERROR_CODES as readonly string[]).includes(code);
}
