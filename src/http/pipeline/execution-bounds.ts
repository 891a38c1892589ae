import type { GraphQLError } from "graphql";
import { CEILINGS, type Limits } from "../../auth/caller-limits";
import { GatewayError } from "../../errors";
import { type Bound, BoundExceeded, type Bounds } from "../../execution/bounds";
import type { GrowingAnswer } from "../limits/unsent-bytes";
import { JsonText } from "../../execution/json-text";
import type { TextResult } from "../../execution/prepared-operation";
import { SLICE } from "./send";

/** Objects that an answer may hold beyond its cost: lists without pages may be a little longer than stated. */
export const MORE_OBJECTS = 10_000;
/** The maximum number of errors of fields in one answer. */
export const MOST_ERRORS = 5_000;
/** How long an execution may continue after the deadline for its reads, in milliseconds. */
export const WRITING_MS = 10_000;

/** The details that the bounds of one execution depend on. */
export interface BoundedExecution {
  /** The cost that was charged for it. */
  readonly cost: number;
  readonly limits: Limits;
  /** The time limit of its reads, in milliseconds. */
  readonly readDeadline: number;
  /** Whether its client has disconnected. */
  readonly isGone: () => boolean;
  /** The answer to a change is sent, however long it took. */
  readonly isChange: boolean;
  /** Whether other callers may get the same answer. */
  readonly isShared: boolean;
  /** Counts the memory that the answer takes. */
  readonly answer: GrowingAnswer;
}

/** A monotonic clock in milliseconds. */
type Now = () => number;

/**
 * The bounds of an execution that begins now: see docs/limits.md. A result for several callers depends on the limits
 * of none of them; `withinOwnLimit` then applies the limit of each.
 */
export function boundsOf(
  { cost, limits, readDeadline, isGone, isChange, isShared, answer }: BoundedExecution,
  now: Now = () => performance.now(),
): Bounds {
  const until = now() + readDeadline + WRITING_MS;
  return {
    objects: cost + MORE_OBJECTS,
    bytes: isShared ? CEILINGS.answer : limits.answer,
    errors: MOST_ERRORS,
    isStopped: isChange || isShared ? undefined : () => isGone() || now() > until,
    growTo: answer.growTo,
  };
}

/** Applies the caller's own limit `answer` to a result that other callers get as well. */
export function withinOwnLimit(result: TextResult, { limits, isShared }: BoundedExecution): TextResult {
  const isTooLong = isShared && result.data instanceof JsonText && result.data.bytes > limits.answer;
  return isTooLong ? { errors: [new BoundExceeded("bytes")], data: null } : result;
}

/** Refuses a result that exceeds the memory for its caller's answers: it is held until it was sent. */
export function withinMemory(result: TextResult, { answer, isShared }: BoundedExecution): TextResult {
  const [error] = result.errors ?? [];
  const hasRoom =
    error instanceof BoundExceeded ? error.bound !== "memory" : answer.growTo(heldBy(result, isShared));
  return hasRoom ? result : { errors: [answer.refusal()], data: null };
}

/** Where the bytes are cached for all callers, each answer holds the slice that is being sent. */
function heldBy({ data }: TextResult, isShared: boolean): number {
  if (!(data instanceof JsonText)) return 0;
  return isShared && data.chunks.every((chunk) => Buffer.isBuffer(chunk))
    ? Math.min(SLICE, data.length)
    : data.length;
}

/** Replaces the error of an execution that exceeded one of its bounds; any other result is returned unchanged. */
export function withWordedBound(
  result: TextResult,
  { cost, limits, readDeadline, isChange }: BoundedExecution,
): TextResult {
  const [error] = result.errors ?? [];
  if (!(error instanceof BoundExceeded) || error.bound === "memory") return result;
  const { name, allowed, words } = exceeded(error.bound, { cost, limits, readDeadline });
  const changes = isChange
    ? " What the operation changed stays changed: `mutationOutcome` tells of each change by its idempotency key."
    : "";
  const worded: GraphQLError = new GatewayError("LIMIT_EXCEEDED", `${words}${changes}`, {
    limit: { name, allowed },
    http: { status: 400 },
  });
  return { ...result, errors: [worded] };
}

function exceeded(
  bound: Exclude<Bound, "memory">,
  { cost, limits, readDeadline }: Pick<BoundedExecution, "cost" | "limits" | "readDeadline">,
) {
  switch (bound) {
    case "objects": {
      const allowed = cost + MORE_OBJECTS;
      const words = `The answer holds more than ${allowed} objects: ${MORE_OBJECTS} more than the operation's cost. Ask for smaller pages.`;
      return { name: "cost", allowed, words };
    }
    case "bytes": {
      const { answer: allowed } = limits;
      const words = `The answer is longer than ${allowed} bytes. Ask for smaller pages or fewer fields.`;
      return { name: "answer", allowed, words };
    }
    case "errors": {
      const words = `More than ${MOST_ERRORS} fields of the answer ended in errors. Ask for smaller pages, or mend the arguments.`;
      return { name: "errors", allowed: MOST_ERRORS, words };
    }
    case "stopped": {
      const allowed = readDeadline + WRITING_MS;
      const words = `The answer was not made within ${allowed} milliseconds. Ask for smaller pages.`;
      return { name: "deadline", allowed, words };
    }
  }
}
