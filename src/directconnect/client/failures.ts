import { type AwsErrorOrigin, type ErrorCode, GatewayError } from "../../errors";
import { IncompleteAnswerError } from "./complete-answer";
import { deniedAction, wordsForCallers } from "./error-messages";
import { redactText } from "../../observability/secrets";

/** The kind of a failed call: a read may be repeated, a write whose answer was lost may have been executed. */
export type CallKind = "read" | "write";

type Classified = readonly [code: ErrorCode, retryable: boolean];

/**
 * By the error's type name alone, never by the HTTP status: AWS answers `DirectConnectServerException`, a server's
 * fault, with 400. Names beside the first two come from AWS's common errors.
 * @see https://docs.aws.amazon.com/directconnect/latest/APIReference/CommonErrors.html
 */
const BY_NAME: Readonly<Record<string, Classified>> = {
  DuplicateTagKeysException: ["REJECTED", false],
  TooManyTagsException: ["QUOTA_EXCEEDED", false],
  LimitExceededException: ["QUOTA_EXCEEDED", false],
  AccessDeniedException: ["FORBIDDEN", false],
  UnauthorizedException: ["FORBIDDEN", false],
  UnrecognizedClientException: ["UPSTREAM_CREDENTIALS", false],
  InvalidClientTokenId: ["UPSTREAM_CREDENTIALS", false],
  InvalidSignatureException: ["UPSTREAM_CREDENTIALS", false],
  IncompleteSignatureException: ["UPSTREAM_CREDENTIALS", false],
  MissingAuthenticationTokenException: ["UPSTREAM_CREDENTIALS", false],
  ExpiredToken: ["UPSTREAM_CREDENTIALS", true],
  ExpiredTokenException: ["UPSTREAM_CREDENTIALS", true],
  RequestExpired: ["UPSTREAM_CREDENTIALS", true],
  CredentialsProviderError: ["UPSTREAM_CREDENTIALS", false],
  StsUnavailableError: ["UPSTREAM_UNAVAILABLE", true],
  OptInRequired: ["FORBIDDEN", false],
  UnknownOperationException: ["REJECTED", false],
  SerializationException: ["REJECTED", false],
  ValidationException: ["REJECTED", false],
};

/** The message alone classifies a `DirectConnectClientException`. The first match counts. */
const BY_MESSAGE: readonly (readonly [RegExp, ErrorCode])[] = [
  [/could not find|does not exist|doesn't exist|is not found/i, "NOT_FOUND"],
  [/not an authorized direct connect partner|not authorized|does not own|not the owner/i, "FORBIDDEN"],
  [
    /already in use|is in state|transitioning state|has been accepted|already exists|not available$/i,
    "CONFLICT",
  ],
  [/limit|quota|maximum number|exceed/i, "QUOTA_EXCEEDED"],
];

const THROTTLES = new Set([
  "ThrottlingException",
  "Throttling",
  "ThrottledException",
  "RequestThrottledException",
  "TooManyRequestsException",
  "RequestLimitExceeded",
]);

const UNREADABLE: ReadonlySet<ErrorCode> = new Set([
  "FORBIDDEN",
  "THROTTLED",
  "UPSTREAM_CREDENTIALS",
  "UPSTREAM_UNAVAILABLE",
  "UPSTREAM_TIMEOUT",
]);

/**
 * Failures of the socket before a byte of a read was sent. An established connection can fail with some of these codes,
 * too, once the kernel gives up a lost request: for a change, only `NeverSentError` proves that nothing was sent.
 */
const NEVER_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

/** Connections that were cut, which the SDK names `TimeoutError` as well. */
const CUT = new Set(["ECONNRESET", "EPIPE"]);

/** Wraps the error that ended a change before its first byte was sent. */
export class NeverSentError extends Error {
  override readonly name = "NeverSentError";

  constructor(override readonly cause: unknown) {
    super("Nothing was sent.");
  }
}

/** Whether the service refused the call for its rate, and so executed nothing. */
export function isThrottle(error: unknown): boolean {
  return error instanceof Error && THROTTLES.has(error.name);
}

/** Whether AWS refused the call because its credentials have expired, and so executed nothing. */
export function isExpiry(error: unknown): boolean {
  return error instanceof Error && ["ExpiredTokenException", "ExpiredToken"].includes(error.name);
}

/** Whether the state of AWS or the caller's permissions prevent a read, instead of an invalid input. */
export function isUnreadable(error: unknown): error is GatewayError {
  return error instanceof GatewayError && UNREADABLE.has(error.code);
}

/** Whether Direct Connect answered that the requested resource does not exist. */
export function isNotFound(error: unknown): error is GatewayError {
  return error instanceof GatewayError && error.code === "NOT_FOUND";
}

/** Whether AWS refused a change for its content, or for the state of what it concerns. */
export function isRefusal(error: unknown): error is GatewayError {
  return (
    error instanceof GatewayError &&
    ["CONFLICT", "QUOTA_EXCEEDED", "REJECTED"].includes(error.code) &&
    error.aws?.error !== undefined
  );
}

/**
 * Adds a hint to an error that says that something does not exist.
 * @param hint called only for such an error; the error stays unchanged where there is no hint, or `hint` fails.
 */
export function hinted(error: unknown, hint: () => Promise<string | undefined>): Promise<unknown> {
  return hintedIf(isNotFound, error, hint);
}

/** The same for the errors that `isMeant` selects. */
export async function hintedIf(
  isMeant: (error: unknown) => error is GatewayError,
  error: unknown,
  hint: () => Promise<string | undefined>,
): Promise<unknown> {
  if (!isMeant(error)) return error;
  const hintText = await hint().catch(() => undefined);
  return hintText === undefined ? error : error.withHint(hintText);
}

/**
 * Translates an error of the SDK.
 *
 * @param kind determines what a lost answer means.
 * @param input of the call, where it is available: AWS's message may quote it.
 * @returns an error with a code of the closed set, with a message for callers (`wordsForCallers`), with AWS's name
 * for it and AWS's request id beside it. Texts of sockets and credential providers may name hosts and files, and are
 * not passed on.
 */
export function fromAws(
  thrown: unknown,
  kind: CallKind,
  call: Pick<AwsErrorOrigin, "operation" | "account" | "region">,
  input?: unknown,
): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  const isUnsent = thrown instanceof NeverSentError;
  const details = detailsOf(isUnsent ? thrown.cause : thrown);
  const aws: AwsErrorOrigin = {
    ...call,
    ...(details.fromService ? { error: details.name } : {}),
    ...(details.requestId === undefined ? {} : { requestId: details.requestId }),
  };
  const make = (code: ErrorCode, retryable: boolean, message: string) =>
    new GatewayError(code, message, { retryable, aws }, thrown);

  if (isThrottle(thrown)) {
    return make(
      "THROTTLED",
      true,
      `${call.operation} was throttled by AWS in ${call.region}; nothing was done.`,
    );
  }
  const decided = decisionOf(details, kind === "read" && namesNothing(input));
  if (decided !== undefined) {
    const [code, retryable] = decided;
    const refusal = { ...call, code, name: details.name, message: details.message, input };
    const action = details.fromService ? deniedAction(refusal) : undefined;
    const unsent = details.name === "StsUnavailableError" && kind === "write" ? " Nothing was sent." : "";
    const words = `${wordsForCallers(refusal)}${unsent}`;
    const origin = action === undefined ? aws : { ...aws, action };
    return new GatewayError(code, words, { retryable, aws: origin }, thrown);
  }
  if (isUnsent || (kind === "read" && NEVER_SENT.has(details.socketCode ?? ""))) {
    return make(
      "UPSTREAM_UNAVAILABLE",
      true,
      `Direct Connect in ${call.region} cannot be reached${kind === "write" ? "; nothing was sent" : ""}.`,
    );
  }
  if (kind === "write") {
    return make(
      "OUTCOME_UNKNOWN",
      false,
      `${call.operation} was sent, but no clear answer came. It may have been executed: look before sending it again.`,
    );
  }
  if (thrown instanceof IncompleteAnswerError) {
    const message = `${call.operation} was answered without ${thrown.missing} in ${call.region}: that is no answer.`;
    return make("UPSTREAM_UNAVAILABLE", true, message);
  }
  return details.timedOut
    ? make("UPSTREAM_TIMEOUT", true, `${call.operation} did not answer in time in ${call.region}.`)
    : make(
        "UPSTREAM_UNAVAILABLE",
        true,
        `${call.operation} failed in ${call.region}; Direct Connect gave no answer that can be used.`,
      );
}

/**
 * The meaning of an error whose name is specific; undefined for all others.
 * @param isOfAll whether the call requested everything: no named resource can be missing then, so the list was
 * unreadable.
 */
function decisionOf({ name, message }: FailureDetails, isOfAll: boolean): Classified | undefined {
  if (name !== "DirectConnectClientException") return BY_NAME[name];
  const code = BY_MESSAGE.find(([expression]) => expression.test(message))?.[1] ?? "REJECTED";
  return code === "NOT_FOUND" && isOfAll ? ["UPSTREAM_UNAVAILABLE", true] : [code, false];
}

/** Members that select a page, not a resource. */
const PAGING: ReadonlySet<string> = new Set(["nextToken", "maxResults"]);

/** Whether an input is available and requests everything. */
function namesNothing(input: unknown): boolean {
  if (typeof input !== "object" || input === null) return false;
  return Object.entries(input).every(([member, value]) => value == null || PAGING.has(member));
}

interface FailureDetails {
  name: string;
  message: string;
  requestId: string | undefined;
  socketCode: string | undefined;
  timedOut: boolean;
  fromService: boolean;
}

function detailsOf(thrown: unknown): FailureDetails {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const {
    code,
    $metadata,
    $fault,
  }: { code?: unknown; $metadata?: { requestId?: string }; $fault?: unknown } = error as object;
  return {
    name: error.name,
    message: redactText(error.message),
    requestId: $metadata?.requestId,
    socketCode: typeof code === "string" ? code : undefined,
    timedOut: (error.name === "TimeoutError" && !CUT.has(String(code))) || error.name === "AbortError",
    fromService: $fault !== undefined,
  };
}
