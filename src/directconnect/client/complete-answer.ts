import { valueAt } from "./member-path";
import { REQUIRED_MEMBERS } from "./required-members";
import type { Unfit } from "./unfit-values";

/** Says that AWS answered 200 and that what came is no answer: nothing is known of what the call did or would show. */
export class IncompleteAnswerError extends Error {
  override readonly name = "IncompleteAnswerError";

  /** @param missing what is not there, in words. */
  constructor(
    readonly operation: string,
    readonly missing: string,
  ) {
    super(`${operation} answered without ${missing}.`);
  }
}

/**
 * Whether the bytes can be an answer: a JSON object. The SDK takes an empty body and `null` for an object without
 * members, which an operation whose output has no members could not be told from.
 * @throws IncompleteAnswerError
 */
export function checkBody(operation: string, bytes: Uint8Array): void {
  const first = bytes.find((byte) => byte > SPACE);
  if (first === undefined) throw new IncompleteAnswerError(operation, "a body");
  if (first !== BRACE) throw new IncompleteAnswerError(operation, "a JSON object");
  if (requiresNoMember(operation) && ERROR_BODY.test(Buffer.from(bytes).toString()))
    throw new IncompleteAnswerError(operation, "an answer of its own: this is the body of an error");
}

/** Where no member is required, the body of an error under the status 200 would pass for an answer. */
const ERROR_BODY = /"__type"\s*:/;

function requiresNoMember(operation: string): boolean {
  const required: Readonly<Record<string, readonly string[] | undefined>> = REQUIRED_MEMBERS;
  return required[operation]?.length === 0;
}

/**
 * Whether an answer has what its operation's answers always have.
 * @throws IncompleteAnswerError
 */
export function checkMembers(operation: string, output: unknown): void {
  const required: Readonly<Record<string, readonly string[] | undefined>> = REQUIRED_MEMBERS;
  for (const path of required[operation] ?? []) {
    const value = valueAt(output, path);
    if (value === undefined || value === "") throw new IncompleteAnswerError(operation, path);
  }
}

/**
 * Whether what an answer says of its next page can be followed. A list whose `nextToken` counted as absent would be taken
 * for whole, and what is on its other pages for gone.
 * @param unfit what of the answer has another type than AWS's model says; null is none.
 * @throws IncompleteAnswerError
 */
export function checkNextPage(operation: string, unfit: Unfit | undefined): void {
  for (const member of unfit?.members.keys() ?? [])
    if (member.endsWith(".nextToken"))
      throw new IncompleteAnswerError(operation, "a nextToken that is text or null");
}

/** White space of JSON is at or below it; what a JSON text begins with is above. */
const SPACE = 0x20;
const BRACE = 0x7b;
